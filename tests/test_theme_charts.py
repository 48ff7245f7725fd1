from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects as go
import pytest

from lib.charts import words
from lib.charts.fund import fund_cumulative, fund_split
from lib.charts.milestones import milestones
from lib.charts.promises import promises
from lib.charts.regions import multiples, tile_map
from lib.charts.trajectory import trajectory
from lib.figure import figure
from lib.issues import BrokenPlan
from lib.plan import Plan
from lib.plan.regions import load_regions
from lib.progress import Actual, assess
from lib.progress.fund import fund_table
from lib.progress.promises import earlier
from tests.charts_data import CAPTION, behind, row, target

D = Decimal
REGIONS = load_regions(
    (Path(__file__).parent.parent / "data" / "regions.csv").read_text(encoding="utf-8")
)
CITY, HONGTA, YIMEN = "530400", "530402", "530425"
DAY = date(2022, 10, 15)


def reported(value, end=date(2022, 9, 30), region=CITY, **told):
    return Actual("T03-1", end, D(value), end.isoformat(), region, **told)


def drawn(chart):
    """Plotly itself checks every property."""
    return go.Figure(figure(chart))


# the yearly promises


def cooperations():
    asked = target(target_id="T23-1", repeat="yearly", unit="项", value=D(50), path="none")
    told = {"as_of": date(2023, 10, 15)}
    return [
        row(asked, "achieved", instance=2022, actual=D(53), **told),
        row(asked, "not_reported", instance=2023, start=date(2023, 1, 1), **told),
    ]


def test_every_year_of_a_promise_is_a_cell_with_its_word_and_reached_over_planned():
    chart = promises(cooperations(), "zh", CAPTION)
    assert [(s.role, s.labels) for s in chart.series] == [
        ("status.achieved", ("● 已完成\n53 / 50", "")),
        ("status.not_reported", ("", "○ 到期未报")),
    ]
    assert chart.groups == ("高企数\n每年 50 项",) * 2
    assert chart.series[0].x == ("2022年", "2023年")
    assert chart.subtitle == "共 2 项：已完成 1 项、到期未报 1 项"
    assert chart.rows[1] == ("高企数", "50 项", "2023", D(50), None, "到期未报")


def test_a_silent_year_is_hollow_in_the_grid():
    cell = figure(promises(cooperations(), "en", CAPTION))["data"][1]
    assert cell["marker"]["color"] == "#FFFFFF"
    assert cell["text"] == ["○ Report due"]


# milestones


def document(target_id, status, done=None, deadline: date | None = date(2022, 12, 31)):
    told = {"comparison": "done", "measure_type": "milestone", "unit": "", "value": None}
    asked = target(target_id=target_id, deadline=deadline, **told)
    return row(asked, status, as_of=date(2023, 11, 1), actual_end=done)


def test_a_milestone_tells_how_far_from_its_deadline_it_was_done():
    rows = [
        document("T01-1", "achieved", date(2022, 11, 18)),
        document("T01-2", "achieved_late", date(2023, 3, 20)),
        document("T24-1", "overdue", date(2022, 12, 31)),
        document("T33-1", "in_progress", date(2022, 12, 31), None),
    ]
    chart = milestones(rows, "zh", replace(CAPTION, as_of=date(2023, 11, 1)))
    said = {s.role: (s.x, s.labels) for s in chart.series if s.labels}
    assert said == {
        "status.achieved": ((date(2022, 11, 18),), ("● 已完成\n2022年11月18日，比期限早 43 天",)),
        "status.achieved_late": (
            (date(2023, 3, 20),),
            ("◎ 逾期完成\n2023年3月20日，比期限晚 79 天",),
        ),
        "status.overdue": ((None,), ("■ 逾期未完成\n期限已过 305 天",)),
        "status.in_progress": ((None,), ("→ 推进中\n无截止日期",)),
    }
    assert chart.marks[0].at == date(2023, 11, 1)
    assert chart.rows[3][1:3] == (None, None)
    assert drawn(chart)


# regions


def test_tiles_lie_where_the_counties_lie():
    at = {r.zh: r.tile for r in REGIONS if r.tile}
    assert at["易门县"] == (0, 0)
    assert at["红塔区"] == (1, 1)
    assert at["江川区"] == (1, 2)
    assert at["华宁县"] == (1, 3)
    assert at["元江县"] == (3, 0)
    assert len(at) == 10


HEAD = "code,zh,en,level,parent,aliases"


def test_a_city_may_do_without_tiles_and_two_regions_never_share_one():
    assert load_regions(f"{HEAD}\n1,甲,A,city,,\n")[0].tile is None
    with pytest.raises(BrokenPlan) as refused:
        load_regions(f"{HEAD},tile_row,tile_col\n1,甲,A,city,,,0,0\n2,乙,B,county,1,,0,0\n")
    assert [i.code for i in refused.value.issues] == ["region_tile_taken"]
    with pytest.raises(BrokenPlan) as refused:
        load_regions(f"{HEAD},tile_row,tile_col\n1,甲,A,city,,,0,\n")
    assert [i.code for i in refused.value.issues] == ["region_tile"]


def firms():
    return [reported(166), reported(41, date(2021, 12, 31), HONGTA), reported(43, region=HONGTA)]


def test_a_region_shows_its_latest_value_with_its_day_and_the_city_its_own_beside_the_target():
    chart = tile_map(target(), firms(), REGIONS, "zh", CAPTION, DAY)
    asked, reached, tiles = chart.series
    said = dict(zip(tiles.x, tiles.labels, strict=True))
    assert said["红塔区"] == "43 户\n2022年9月30日"
    assert said["易门县"] == "尚无数据"
    assert (asked.y, reached.y) == ((D(196),), (D(166),))
    assert chart.subtitle == (
        "10 个地区中 1 个有数据，政策只定全市目标，未定分地区目标，全市数为单独报送，不是各地区之和"
    )
    assert drawn(chart)


def test_a_city_without_a_report_of_its_own_says_that_its_figure_is_a_sum():
    chart = tile_map(target(), firms()[1:], REGIONS, "zh", CAPTION, DAY)
    assert chart.series[1].labels[0].startswith("至少 43 户")
    assert chart.subtitle.endswith("全市数由各地区相加")


def test_regions_share_one_scale_and_the_city_has_its_plan():
    chart = multiples(target(), firms(), REGIONS, "zh", CAPTION, DAY)
    layout = figure(chart)["layout"]
    ranges = {tuple(layout[f"yaxis{n}"]["range"]) for n in range(2, 12)}
    assert len(ranges) == 1
    assert chart.lead == "玉溪市"
    assert [(m.label, m.panel) for m in chart.marks] == [("目标 196 户", "玉溪市")]
    hongta = next(s for s in chart.series if s.panel == "红塔区")
    assert (hongta.x, hongta.y) == ((date(2021, 12, 31), date(2022, 9, 30)), (D(41), D(43)))


def test_without_any_report_a_sentence_says_who_should_report():
    chart = multiples(target(path="none"), [], REGIONS, "zh", CAPTION, DAY)
    assert chart.empty == "尚无数据。请市科技局报送全市和各地区的实际值。"


# the fund


def money():
    root = target(
        target_id="T28-1", unit="万元", value=D(200), actuals_are="increment", measure_type="flow",
        comparison="at_least", path="even", baseline_period="",
        period_start=date(2021, 1, 1), deadline=date(2022, 12, 31),
    )  # fmt: skip
    parts = [
        replace(
            root, target_id=f"T28-{n}", part_of="T28-1", repeat="yearly", contributor=name,
            share=D(share), value=D(value),
        )
        for n, name, share, value in ((2, "province", "0.4", 40), (3, "city", "0.6", 60))
    ]  # fmt: skip
    return Plan((root, *parts))


def paid(year, contributor, value):
    end = date(year, 12, 31)
    return Actual("T28-1", end, D(value), str(year), CITY, contributor, "year")


def test_the_split_gives_its_drift_and_a_year_that_is_not_full_has_no_bar():
    reports = [paid(2021, "province", 50), paid(2021, "city", 50), paid(2022, "city", 60)]
    table = fund_table(money(), reports, date(2023, 3, 1), "T28-1")
    chart = fund_split(table, "zh", replace(CAPTION, as_of=date(2023, 3, 1)))
    assert chart.series[0].x == ("约定", "2021年", "2022年（未报全）", "已结束各年合计（未报全）")
    assert chart.series[0].labels == ("省级 40%", "50%（+10）", "", "")
    assert chart.series[1].labels == ("市级 60%", "50%（−10）", "", "")
    assert chart.title.endswith("4:6")
    assert "市级少到位 10 万元" in chart.subtitle
    assert drawn(chart)


def test_what_arrived_is_added_up_and_says_where_a_year_is_missing():
    reports = [paid(2021, "city", 50), paid(2022, "city", 60), paid(2022, "province", 40)]
    table = fund_table(money(), reports, date(2023, 3, 1), "T28-1")
    chart = fund_cumulative(table, "zh", CAPTION)
    arrived = {s.panel: s for s in chart.series if s.role == "actual"}
    assert arrived["市级"].labels == ("", "50", "110")
    assert arrived["省级"].y == (D(0), None, D(40))
    assert arrived["省级"].labels == ("", "", "至少 40")
    assert drawn(chart)


# promises that were changed


def test_a_lowered_target_leaves_the_earlier_one_in_the_picture():
    now, before = target(baseline_value=D(136)), target(value=D(220), baseline_value=D(136))
    plan = Plan((now,))
    versions = [(now, date(2022, 7, 15)), (before, date(2022, 1, 4))]
    rows = earlier(versions, plan, [reported(166)], DAY)
    assert [(r.required, r.reasons[-1].params["date"]) for r in rows] == [
        (D(220), date(2022, 7, 15))
    ]
    today = assess(plan, [reported(166)], DAY)[0]
    chart = trajectory(today, "zh", CAPTION, earlier=rows)
    assert chart.series[0].role == "earlier_plan"
    assert chart.subtitle.endswith("2022年7月15日起目标由 220 户 下调为 196 户")
    assert "原目标 220 户\n2022年7月15日起不再作数" in [m.label for m in chart.marks]
    assert drawn(chart)


def test_a_new_name_or_department_makes_no_other_promise():
    now, before = target(), target(indicator_zh="高新企业", lead_departments=("市财政局",))
    versions = [(now, date(2022, 7, 15)), (before, date(2022, 1, 4))]
    assert earlier(versions, Plan((now,)), [], DAY) == ()


@pytest.mark.parametrize(
    ("asked", "value", "said"),
    [
        (target(), "195.6", "195"),
        (target(comparison="rank_gain_at_least", measure_type="rank", unit="位"), "57.2", "58"),
        (target(unit="%"), "99.96", "99.96"),
    ],
)
def test_a_forecast_is_never_a_tenth_of_a_firm_nor_rounded_to_the_better_side(asked, value, said):
    assert words.foreseen(asked, D(value)) == D(said)


def test_a_forecast_is_written_beside_the_plot_where_no_line_crosses_it():
    road = ((date(2022, 12, 31), D("181.28"), D(176), D(188)),)
    notes = figure(trajectory(behind(), "zh", CAPTION, road))["layout"]["annotations"]
    label = next(n for n in notes if n["text"] == "预测 181 户（仅供参考）")
    assert (label["xref"], label["x"], label["xanchor"]) == ("paper", 1, "left")
