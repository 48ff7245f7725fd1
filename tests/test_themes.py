"""Themes: the file that names them, what their charts say, and the page that shows them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects as go
import pytest

from lib import start, texts
from lib.charts.board import board
from lib.charts.finding import answer, finding
from lib.charts.growth import growth
from lib.charts.ladder import ladder
from lib.charts.pairs import pairs
from lib.charts.pyramid import pyramid
from lib.charts.rank import rank
from lib.charts.rungs import Rung
from lib.charts.themes import Known, charts, involved, missing
from lib.figure import figure
from lib.issues import BrokenPlan
from lib.office import Office
from lib.plan.themes import COLUMNS, Part, Theme, load_themes
from lib.settings import Settings
from lib.world import world
from tests import promises as told
from tests.charts_data import CAPTION, behind, row, silent, target
from tests.conftest import MadeUp
from tests.office import opened, visit, words

D = Decimal
HEAD = ",".join(COLUMNS)
FILE = Path(__file__).parent.parent / "data" / "themes.csv"
NAMES = CAPTION.names
CITY = Part("ladder", zh="小微企业", en="Small firms")


# ---- the file ----


def test_the_shipped_themes_answer_every_question_in_this_order() -> None:
    assert [(t.code, t.charts) for t in load_themes(FILE.read_text(encoding="utf-8"))] == [
        ("ladder", ("ladder",)),
        ("talent", ("pyramid", "board")),
        ("platforms", ("board",)),
        ("fund", ("fund",)),
        ("growth", ("growth",)),
        ("rank", ("rank",)),
        ("patents", ("trajectory", "pairs")),
        ("promises", ("promises",)),
        ("milestones", ("milestones",)),
        ("regions", ("regions",)),
    ]


def test_a_rung_may_have_a_name_and_no_target() -> None:
    (theme,) = load_themes(f"{HEAD}\na,甲,A,ladder,,小微企业,Small firms\na,甲,A,ladder,T03-1,,\n")
    assert theme == Theme("a", "甲", "A", (CITY, Part("ladder", "T03-1")))


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["a,甲,A,pie,T03-1,,"], [("theme_chart", 2)]),
        (["a,甲,A,board,,,"], [("theme_no_target", 2)]),
        (["a,甲,A,ladder,,,"], [("theme_label", 2)]),
        (["a,甲,A,board,T03-1,只有中文,"], [("theme_label", 2)]),
        (["a,甲,A,promises,T23-1,,"], [("theme_takes_all", 2)]),
        (["a,甲,A,board,T03-1,,", "a,甲,A,board,T03-1,,"], [("theme_repeated", 3)]),
        (["a,甲,A,board,T03-1,,", "a,乙,A,board,T03-2,,"], [("theme_two_names", 3)]),
        (
            [",甲,A,board,T03-1,,", "a,甲,,board,T03-2,,"],
            [("theme_nameless", 2), ("theme_nameless", 3)],
        ),
        (["a,甲,A,board"], [("theme_ragged", 2)]),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_with_every_line(
    lines: list[str], codes: list[tuple[str, int]]
) -> None:
    with pytest.raises(BrokenPlan) as refused:
        load_themes("\n".join([HEAD, *lines]))
    assert refused.value.code == "file_themes"
    assert [(i.code, i.row) for i in refused.value.issues] == codes
    assert all(texts.issue(lang, i) for i in refused.value.issues for lang in texts.LANGS)


def test_another_header_is_refused() -> None:
    with pytest.raises(BrokenPlan) as refused:
        load_themes("theme,zh\na,甲\n")
    assert [i.code for i in refused.value.issues] == ["theme_columns"]


# ---- what the charts say ----


def short() -> Rung:
    """191 of 196 firms at the end of the year."""
    firms = row(target(), "overdue", actual=D(191), actual_end=date(2022, 12, 31), shortfall=D(5))
    return Rung("高新技术企业", firms)


def met(**changed: object) -> Rung:
    workshops = target(target_id="T21-1", unit="家", value=D(5), indicator_zh="实验室", **changed)
    return Rung("实验室", row(workshops, "achieved", actual=D(6), actual_end=date(2022, 9, 30)))


def test_the_ladder_says_where_the_policy_sets_no_number_and_who_is_short() -> None:
    chart = ladder([Rung("小微企业"), short(), Rung("领军企业")], "zh", CAPTION)
    planned, reached = chart.series

    assert chart.title == "企业培育阶梯：3 级的计划与实际"
    assert chart.subtitle == "高企数还差 5 户"
    assert planned.y == (None, D(196), None)
    assert planned.labels == ("政策未定数量", "目标 196 户", "政策未定数量")
    assert (reached.role, reached.y, reached.labels) == (
        "status.overdue",
        (None, D(191), None),
        ("", "■ 191 户", ""),
    )
    assert chart.rows[0] == ("小微企业", "政策未定数量", "", "", "")
    assert chart.rows[1] == ("高新技术企业", "196 户", "191 户", "逾期未完成", "市科技局")


def test_a_rung_nobody_reported_says_who_should() -> None:
    chart = ladder([Rung("高企", silent())], "zh", CAPTION)
    assert chart.series[1].labels == ("□ 逾期未报，请市科技局报送",)
    assert chart.subtitle == "都还没有数据，请市科技局报送"
    english = ladder([Rung("Firms", silent())], "en", CAPTION)
    assert english.series[1].labels == ("□ Overdue, no report: Science Bureau",)
    assert english.subtitle == "No data yet: Science Bureau should report"


def test_the_pyramid_says_that_its_widths_are_no_numbers() -> None:
    chart = pyramid([met(), short()], "zh", CAPTION)
    assert chart.title == "人才金字塔：2 个层级的计划与实际"
    assert chart.subtitle == "高企数还差 5 户，各层宽度表示层级，不表示人数"


def test_a_ladder_without_any_number_says_so() -> None:
    assert ladder([Rung("小微企业")], "zh", CAPTION).subtitle == "政策没有给这些层级定数量"


def test_a_theme_is_answered_by_counts_with_the_departments_of_shortfalls_and_silence() -> None:
    rows = [r.row for r in (met(), short()) if r.row] + [silent(lead_departments=("市财政局",))]
    assert answer(rows, "zh", NAMES) == (
        "3 个目标中已完成 1 个，有差距 1 个（市科技局），尚无数据 1 个，请市财政局报送"
    )
    assert answer(rows, "en", NAMES) == (
        "1 of 3 targets met; 1 short (Science Bureau); "
        "1 without data (Finance Bureau should report)"
    )
    assert finding(rows[:1], "zh", NAMES) == "1 个目标全部完成"


def grown(*values: tuple[object, str], as_of: str) -> object:
    return told.one(
        told.growth(indicator_zh="研发投入"),
        *(told.actual(value, end, span="year") for value, end in values),
        as_of=as_of,
    )


def test_growth_draws_the_path_the_levels_and_the_way_that_is_needed_from_here() -> None:
    judged = grown((260000, "2020-12-31"), (309000, "2021-12-31"), as_of="2022-10-01")
    chart = growth(judged, "zh", CAPTION)
    needed = chart.series[-1]

    assert chart.subtitle == (
        "▲ 达到时序，2021年12月31日为 30.9 亿元，迄今年均增长 18.8%（承诺年均增长 ≥ 17.3%），"
        "比计划多 4,020 万元，今后每年需增长 16.9%"
    )
    assert (needed.name, needed.role) == ("今后每年需增长 16.9%", "target")
    assert needed.x[0] == date(2021, 12, 31)
    assert needed.x[-1] == date(2025, 12, 31)
    assert [round(v, 2) for v in (needed.y[0], needed.y[-1])] == [D("30.9"), D("57.74")]
    assert [s.role for s in chart.series[:-1]] == ["plan", "history", "actual"]


def test_growth_without_a_baseline_says_who_should_report_it() -> None:
    chart = growth(grown((238000, "2019-12-31"), as_of="2022-10-01"), "zh", CAPTION)
    assert chart.subtitle == "缺 2020年的基期值，还画不出年均增长 ≥ 17.3%的计划线；请市科技局报送"
    assert [s.role for s in chart.series] == ["history"]
    nothing = growth(grown(as_of="2022-10-01"), "en", CAPTION)
    assert nothing.series == ()
    assert nothing.empty == (
        "The baseline of 2020 is missing and the plan (average growth ≥ 17.3%) cannot be drawn; "
        "Science Bureau should report it"
    )


def ranked(*values: tuple[int, str]) -> object:
    ten = told.target(
        target_id="T30-1",
        indicator_zh="排名",
        unit="位",
        actual_unit="位",
        measure_type="rank",
        comparison="rank_gain_at_least",
        value=10,
        deadline="2025-12-31",
        path="linear",
        baseline_period="2021",
    )
    reports = (told.actual(value, end, span="year") for value, end in values)
    return told.one(ten, *reports, as_of="2024-06-01")


def test_rank_has_one_on_top_and_counts_the_ranks_gained_on_the_baseline() -> None:
    chart = rank(ranked((118, "2021-12-31"), (114, "2023-12-31")), "zh", CAPTION)
    assert chart.reversed_values
    assert chart.title == "排名：由第 118 位升至第 108 位"
    assert chart.subtitle == "▼ 滞后，2023年12月31日为 第 114 位，比 2021年提升 4 位，还差 6 位"


def test_a_rank_that_fell_is_said_to_have_fallen() -> None:
    chart = rank(ranked((118, "2021-12-31"), (121, "2023-12-31")), "zh", CAPTION)
    assert "比 2021年下降 3 位，还差 13 位" in chart.subtitle


def test_rank_without_a_baseline_says_who_should_report_it() -> None:
    assert (
        rank(ranked(), "zh", CAPTION).empty == "缺 2021年的位次，还算不出提升了几位；请市科技局报送"
    )


def test_pairs_put_every_period_beside_the_year_before() -> None:
    loans = target(indicator_zh="贷款", comparison="keeps_rising", value=None)
    history = (
        (date(2021, 3, 31), D(100)),
        (date(2021, 6, 30), D(120)),
        (date(2022, 3, 31), D(125)),
        (date(2022, 6, 30), D(114)),
        (date(2022, 9, 30), D(130)),
    )
    judged = row(loans, "overdue", actual=D(114), actual_end=date(2022, 6, 30), history=history)
    chart = pairs(judged, "zh", CAPTION)
    before, since = chart.series

    assert before.x == since.x == ("2022年3月末", "2022年6月末")
    assert (before.role, before.y) == ("planned", (D(100), D(120)))
    assert since.labels == ("125 +25%", "114 -5%")
    assert chart.subtitle == (
        "■ 逾期未完成，2 期中有 1 期高于上年同期，2022年6月末没有增加，少 6 户"
    )
    assert chart.rows[1] == (date(2022, 6, 30), D(120), D(114), D(-5))


def test_a_period_without_the_year_before_is_no_rise() -> None:
    loans = target(indicator_zh="贷款", comparison="keeps_rising", value=None)
    alone = row(
        loans,
        "cannot_measure",
        actual=D(125),
        actual_end=date(2022, 3, 31),
        history=((date(2022, 3, 31), D(125)),),
    )
    assert pairs(alone, "zh", CAPTION).empty == (
        "2022年3月31日为 125 户，没有上年同期可比；请市科技局补报上年同期"
    )


# ---- how they are drawn ----


def shapes(drawn: dict, name: str) -> list[dict]:
    return [s for s in drawn["layout"]["shapes"] if s["name"] == name]


@pytest.mark.parametrize("lang", texts.LANGS)
@pytest.mark.parametrize("draw", [ladder, pyramid])
def test_plotly_takes_ladder_and_pyramid(draw, lang) -> None:
    drawn = figure(draw([Rung("小微企业"), short(), Rung("高企", silent()), met()], lang, CAPTION))
    assert go.Figure(drawn).layout.meta["alt"]


def test_a_step_is_filled_by_its_share_and_dotted_without_a_number() -> None:
    half = replace(behind(), status="behind", actual=D(98))
    drawn = figure(ladder([Rung("小微企业"), Rung("高企", half)], "zh", CAPTION))
    assert [s["line"].get("dash") for s in shapes(drawn, "小微企业")] == [None, "dot"]
    ground, filled, outlined = shapes(drawn, "高企")
    assert (filled["x0"], filled["x1"]) == (1.04, 1.5)
    assert outlined["line"]["dash"] == "solid"
    assert filled["fillcolor"] == "#B5420F"
    assert ground["y0"] == 0


def test_the_board_outlines_every_unit_planned_and_fills_every_unit_reached() -> None:
    two = replace(met(), row=replace(met().row, actual=D(2), status="overdue"))
    drawn = figure(board([two, Rung("多的", met().row)], "zh", CAPTION, code="a", subject="平台"))
    few, many = shapes(drawn, "实验室"), shapes(drawn, "多的")

    assert [("fillcolor" in s, s["line"]["width"] > 0) for s in few] == [
        (True, True),
        (True, True),
        (False, True),
        (False, True),
        (False, True),
    ]
    assert len(many) == 6
    assert many[-1]["line"]["width"] == 0


def test_a_unit_nobody_reported_stays_an_outline() -> None:
    drawn = figure(board([Rung("高企", silent())], "zh", CAPTION, code="a", subject="平台"))
    assert ["fillcolor" in s for s in shapes(drawn, "高企")] == [False]


# ---- a theme from what is known, and the page ----


BUSY = date(2023, 2, 10)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, made_up: MadeUp) -> Path:
    path = tmp_path_factory.mktemp("themes") / "demo.duckdb"
    made_up.copy(path)
    return path


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with opened(tmp_path / "office.duckdb", monkeypatch) as ready:
        yield ready


@pytest.fixture
def shown(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with opened(filled, monkeypatch, kind="demo") as ready:
        yield ready


def known(office: Office, day: date) -> Known:
    at = world(office, office.seq_at(day), day)
    return Known(at.plan, at.rows, at.actuals, office.regions, day)


def test_every_target_that_a_shipped_theme_names_is_in_the_plan(real: Office) -> None:
    now = known(real, real.today())
    assert {t.code: missing(t, now) for t in real.themes if missing(t, now)} == {}


def test_a_target_that_the_plan_of_then_lacks_is_named_and_not_drawn(real: Office) -> None:
    odd = Theme("a", "甲", "A", (Part("board", "T99-9"), Part("board", "T21-1")))
    now = known(real, real.today())
    assert missing(odd, now) == ["T99-9"]
    assert [r.target.target_id for r in involved(odd, now)] == ["T21-1"]
    (chart,) = charts(odd, now, "zh", CAPTION)
    assert chart.series[0].x == ("新认定市级实验室和工程中心",)


def test_every_chart_of_every_theme_shows_planned_and_actual_or_says_who_should_report(
    shown: Office,
) -> None:
    now = known(shown, BUSY)
    for theme in shown.themes:
        for lang in texts.LANGS:
            for chart in charts(theme, now, lang, CAPTION):
                assert chart.title
                assert chart.series or chart.empty
                assert not chart.series or chart.subtitle, chart.name
                assert chart.columns
                assert figure(chart)["layout"]["meta"]["chart"] == chart.name
    names = [c.name for t in shown.themes for c in charts(t, now, "zh", CAPTION)]
    assert len(names) == len(set(names)) == 16


def test_contributors_are_not_counted_as_yearly_promises_of_their_own(real: Office) -> None:
    yearly = next(t for t in real.themes if t.code == "promises")
    rows = involved(yearly, known(real, real.today()))
    assert [r.target.target_id for r in rows] == ["T23-1", "T28-2", "T38-1", "T38-2"]


SAYS = {
    "ladder": ("2 个目标中已完成 1 个，尚无数据 1 个，请市科技局报送", "1 of 2 targets met"),
    "talent": ("12 个目标中已完成 0 个，尚无数据 12 个", "12 without data"),
    "platforms": ("12 个目标中已完成 0 个，尚无数据 12 个，请市科技局报送", "0 of 12 targets met"),
    "fund": ("1.25 亿元", "125 million yuan"),
    "growth": ("年均增长 ≥ 17.3%", "average growth ≥ 17.3%"),
    "rank": ("缺 2021年的位次", "The rank of 2021 is missing"),
    "patents": ("请市市场监管局、市政府金融办报送", "3 without data"),
    "promises": ("4 个目标中已完成 0 个", "0 of 4 targets met"),
    "milestones": ("7 个目标中已完成 0 个", "0 of 7 targets met"),
    "regions": ("196 户", "196 firms"),
}
DEMO = {
    "ladder": "2 个目标中已完成 0 个，有差距 2 个（市科技局）",
    "talent": "12 个目标中已完成 3 个，推进中 6 个，有差距 3 个（市科技局）",
    "platforms": "12 个目标中已完成 6 个，有差距 3 个（市科技局），尚无数据 3 个，请市科技局报送",
    "rank": "提升 10 位",
}


@pytest.mark.parametrize("lang", texts.LANGS)
def test_the_page_answers_every_theme_from_what_is_published(real: Office, lang: str) -> None:
    app = visit("themes", lang=lang)
    for theme in real.themes:
        app.query_params["theme"] = theme.code
        app.run()
        assert not app.exception, theme.code
        assert SAYS[theme.code][lang == "en"] in words(app), theme.code


@pytest.mark.parametrize("lang", texts.LANGS)
def test_the_page_answers_every_theme_as_of_a_busy_day(shown: Office, lang: str) -> None:
    app = visit("themes", lang=lang, as_of=BUSY.isoformat())
    for theme in shown.themes:
        app.query_params["theme"] = theme.code
        app.run()
        assert not app.exception, theme.code
        if lang == "zh":
            assert DEMO.get(theme.code, "涉及的") in words(app), theme.code


def test_a_tab_puts_its_theme_into_the_address(real: Office) -> None:
    app = visit("themes", theme="没有这个专题")
    assert "企业阶梯" in words(app)
    app.button_group[0].set_value("rank").run()
    assert app.query_params["theme"] in ("rank", ["rank"])
    assert "缺 2021年的位次" in words(app)


def test_a_plan_without_themes_says_so(real: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (key,) = start._offices
    monkeypatch.setitem(start._offices, key, replace(real, themes=()))
    app = visit("themes")
    assert not app.exception
    assert [i.value for i in app.info] == ["这个计划还没有专题。请在计划文件夹中补充 themes.csv。"]


def test_a_plan_folder_may_do_without_the_file(tmp_path: Path) -> None:
    for name in ("targets.csv", "regions.csv", "names.csv", "thresholds.csv"):
        (tmp_path / name).write_bytes((FILE.parent / name).read_bytes())
    office = start.opened(Settings(database=str(tmp_path / "x.duckdb"), plan_dir=str(tmp_path)))
    office.db.close()
    assert office.themes == ()
