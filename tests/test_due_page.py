"""The page of what is owed: everybody, one department, the past, and a quiet day."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import store
from lib.bringing import bring_plan
from lib.fields import CITY
from lib.office import Office
from lib.plan import Plan
from lib.progress import Actual, assess
from lib.progress.due import reports
from lib.screen import due
from lib.screen.pieces import Pen
from lib.settings import Settings
from tests.office import copied, opened, visit, words
from tests.promises import actual, day, flow, target

DATA = Path(__file__).parent.parent / "data"
PEN = Pen("zh", {}, Settings().zone, {CITY: "玉溪市"})


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch) as ready:
        # The day on which these lists were counted by hand.
        monkeypatch.setattr(Office, "today", lambda _: date(2026, 11, 24))
        yield ready


def buttons(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def listed(of: Plan, *actuals: Actual, on: str) -> list:
    return reports(of, actuals, assess(of, actuals, day(on)))


# the page


def test_everybody_stands_in_a_line_with_what_they_owe(office: Office) -> None:
    app = visit("due")
    shown = words(app)

    assert not app.exception
    assert shown.count("department=") == 14
    assert "市政府金融办" in shown
    assert "2027年1月31日" in shown
    assert buttons(app) == ["下载应报模板（XLSX，81 行）", "下载应报模板（CSV）", "下载日程（ICS）"]


def test_a_department_sees_its_own_reports_with_the_oldest_gap_named(office: Office) -> None:
    app = visit("due", department="市政府金融办")
    shown = words(app)

    assert "现在要报的 2 项" in shown
    assert "2022年四季度" in shown
    assert "自2022年一季度起缺 4 期，报最新一期即可" in shown
    assert "已过 3 年多" in shown
    assert "高新技术企业数" not in shown
    assert buttons(app) == ["下载应报模板（XLSX，2 行）", "下载应报模板（CSV）"]  # nothing is ahead


def test_what_has_been_reported_is_shown_with_its_submission(office: Office) -> None:
    app = visit("due", department="市科技局")

    assert app.expander[0].label == "已报的 1 项，各列最近一期"
    assert "196 户" in words(app)
    assert "submission=3" in words(app)


def test_in_english_the_same_page_is_english(office: Office) -> None:
    shown = words(visit("due", department="市政府金融办", lang="en"))

    assert "To be reported now: 2" in shown
    assert "4 periods missing since Q1 2022; the newest will do" in shown


def test_a_department_that_leads_nothing_shows_everybody(office: Office) -> None:
    assert words(visit("due", department="市林草局")).count("department=") == 14


def test_before_the_first_day_there_is_nothing_to_report_yet(office: Office) -> None:
    app = visit("due", as_of="2020-01-01")

    assert not app.exception
    assert len(app.info) == 1


@pytest.fixture
def since_2022(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A demonstration that has had its plan since the first day of 2022, and nothing but it."""
    database = tmp_path / "office.duckdb"
    old = store.open_database(database, kind="demo")
    bring_plan(old, DATA, at=datetime(2022, 1, 1))  # noqa: DTZ001 (stored times are naive UTC)
    old.close()
    with opened(database, monkeypatch, kind="demo") as ready:
        yield ready


def test_in_the_past_the_page_speaks_of_that_day(since_2022: Office) -> None:
    shown = words(visit("due", department="市政府金融办", as_of="2022-10-10"))

    assert "现在要报的 4 项" in shown  # two indicators: a quarter that is late, one still in time
    assert "还有 21 天" in shown
    assert "已过 71 天" in shown
    assert "2023年" in shown  # the next report of the year's last quarter
    assert "2026年" not in shown


def test_when_nothing_is_owed_the_page_says_so_and_offers_no_template(since_2022: Office) -> None:
    app = visit("due", department="市教育体育局", as_of="2022-01-05")

    assert "没有欠报。" in words(app)
    assert "接下来的 1 项" in words(app)
    assert buttons(app) == ["下载日程（ICS）"]


# its pieces


def test_nothing_owed_is_said_calmly() -> None:
    assert due.quiet(PEN) == '<p class="y quiet">没有欠报。</p>'


def test_years_that_are_owed_one_by_one_are_named_in_one_line() -> None:
    of = Plan((flow(report_every="year", repeat="yearly", ongoing=True),))

    (line,) = due.lines(listed(of, on="2025-03-01"), "late")

    assert "另缺 2023年、2022年" in due.asked(PEN, [line])
    assert len(line) == 3


def test_the_next_report_alone_is_shown_though_the_year_ahead_is_known() -> None:
    of = Plan((target(report_every="quarter"),))
    rows = assess(of, [], day("2022-01-10"))

    found = reports(of, [], rows, ahead=date(2023, 1, 31))

    (line,) = due.lines(found, "upcoming")
    assert "2022年一季度" in due.asked(PEN, [line])
    assert "二季度" not in due.asked(PEN, [line])


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2022-04-30", "还有 1 天"),
        ("2022-05-01", "今天到期"),
        ("2022-05-02", "已过 1 天"),
        ("2022-07-20", "已过 80 天"),
        ("2023-05-10", "已过 99 天"),
        ("2024-03-01", "已过 1 年多"),
    ],
)
def test_days_are_said_as_people_say_them(on: str, said: str) -> None:
    of = Plan((target(report_every="quarter"),))

    assert said in due.asked(PEN, due.lines(listed(of, on=on), "late", "due"))


def test_every_state_has_its_sign_and_none_is_red() -> None:
    marks = [due.mark(PEN, state) for state in due.STATES]

    assert len({mark.split("</b>")[0][-1] for mark in marks}) == 5
    assert not any(color in mark for mark in marks for color in ("#94101F", "#B5420F", "#C08600"))


def test_a_name_is_shown_letter_by_letter() -> None:
    of = Plan((target(indicator_zh="<b>院士</b>", report_every="year"),))

    assert "<b>院士" not in due.asked(PEN, due.lines(listed(of, on="2023-03-01"), "late"))


def test_a_part_of_the_city_is_named_beside_its_value() -> None:
    of = Plan((target(report_every="quarter"),))
    county = actual(Decimal(20), "2022-06-30", seq=8, region="530402")
    pen = Pen("zh", {}, Settings().zone, {CITY: "玉溪市", "530402": "红塔区"})

    shown = due.made(pen, due.lines(listed(of, county, on="2022-07-01"), "reported"))

    assert "20 户 <small>红塔区</small>" in shown
    assert "submission=8" in shown
