"""The calendar of deadlines: one entry a day, the same id every time, read back by a parser."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import icalendar
import pytest

from lib.exports.calendar import days, ics
from lib.plan import Plan, load_names, parse_plan
from lib.progress import assess
from lib.progress.due import reports
from tests.promises import day, target

DATA = Path(__file__).parent.parent / "data"
STAMP = datetime(2022, 8, 1, tzinfo=UTC)


@cache
def plan() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


@cache
def names() -> dict[str, str]:
    return load_names((DATA / "names.csv").read_text(encoding="utf-8"))


def file(on: str = "2022-08-01", lang: str = "zh", of: Plan | None = None, **more) -> bytes:
    of = of or plan()
    rows = assess(of, [], day(on))
    found = reports(of, [], rows, ahead=day(on) + timedelta(days=366))
    given = days(found, rows, more.get("department"))
    return ics(given, lang, **{"stamp": STAMP, "seq": 7, "names": names()} | more)


def entries(data: bytes) -> dict[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return {str(event["uid"]): event for event in found}


def summaries(data: bytes) -> list[tuple[date, str]]:
    return [(event.decoded("dtstart"), str(event["summary"])) for event in entries(data).values()]


def test_a_department_is_reminded_once_a_day_of_its_reports_and_of_its_deadlines():
    assert summaries(file(department="市工业和信息化局")) == [
        (date(2022, 12, 31), "科创目标期限：2 个"),
        (date(2023, 1, 31), "科创目标最迟报送日：2 项"),
    ]
    assert summaries(file(department="市政府金融办")) == [
        (date(2022, 10, 31), "科创目标最迟报送日：2 项"),
        (date(2022, 12, 31), "科创目标期限：2 个"),
        (date(2023, 1, 31), "科创目标最迟报送日：2 项"),
    ]


def test_an_entry_lasts_the_whole_day_and_rings_a_week_before_at_nine():
    event = next(iter(entries(file(department="市教育体育局", on="2022-11-24")).values()))

    assert event.decoded("dtstart") == date(2022, 12, 1)
    assert event.decoded("dtend") == date(2022, 12, 2)
    (alarm,) = event.walk("VALARM")
    at = datetime(2022, 12, 1) + alarm.decoded("trigger")  # noqa: DTZ001 (a whole day has no zone)
    assert (at, str(alarm["action"])) == (datetime(2022, 11, 24, 9), "DISPLAY")  # noqa: DTZ001


def test_the_lines_below_say_what_is_asked_for_and_who_leads():
    first = next(iter(entries(file(department="市政府金融办")).values()))

    assert str(first["description"]).split("\n") == [
        "T34-1 科技型企业贷款余额：2022年三季度（牵头：市政府金融办）",
        "T34-2 科技型企业有贷户数：2022年三季度（牵头：市政府金融办）",
        "按第 7 批时的情况列出；再次下载并导入即可更新。",
    ]


def test_in_english_everything_is_english():
    data = file(lang="en", department="市政府金融办").decode()

    assert "Innovation targets\\, last day to report: 2 figures" in data.replace("\r\n ", "")
    assert data.isascii()


def test_a_later_import_updates_the_same_entries_in_whatever_language():
    before = entries(file("2022-08-01", department="市科技局"))
    after = entries(
        file("2022-09-20", "en", department="市科技局", seq=9, stamp=STAMP + timedelta(days=50))
    )

    assert set(before) == set(after)
    assert {int(e["sequence"]) for e in before.values()} == {7}
    assert {int(e["sequence"]) for e in after.values()} == {9}


def test_the_same_moment_gives_the_same_bytes():
    assert file() == file()


def test_departments_do_not_overwrite_one_another_and_a_demonstration_nobody():
    one, other = file(department="市科技局"), file(department="市财政局")
    demo = file(department="市科技局", demo=True)

    assert not set(entries(one)) & set(entries(other))
    assert not set(entries(one)) & set(entries(demo))
    assert all("【演示数据】" in summary for _, summary in summaries(demo))


def test_every_entry_has_its_own_id():
    data = file("2026-01-15")

    assert data.count(b"BEGIN:VEVENT") == len(entries(data)) > 1


def test_what_is_over_or_kept_is_no_reminder():
    dates = [when for when, _ in summaries(file("2026-11-24"))]

    assert dates == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_are_short_end_as_the_standard_says_and_hold_no_link(lang):
    data = file(lang=lang)

    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"http" not in data


def test_signs_of_the_format_in_a_name_stay_text():
    odd = "院士;专家,\\n第一行\x00BEGIN:VEVENT"
    of = Plan((target(indicator_zh=odd, report_every="year", deadline="2022-12-31"),))

    found = entries(file(of=of))

    assert len(found) == 2
    assert {str(e["summary"]) for e in found.values()} == {
        "科创目标期限：院士;专家,\\n第一行BEGIN:VEVENT",
        "科创目标最迟报送日：院士;专家,\\n第一行BEGIN:VEVENT",
    }
