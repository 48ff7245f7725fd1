from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lib.charts.completion import completion
from lib.charts.fund import fund
from lib.charts.status import status_by_area, status_by_department
from lib.charts.trajectory import trajectory
from lib.charts.yearly import yearly
from lib.figure import figure
from lib.plan import Plan
from lib.progress.actuals import Actual
from lib.progress.fund import fund_table
from lib.progress.reasons import Reason
from tests.charts_data import CAPTION, behind, row, silent, target
from tests.portrait import portrait

D = Decimal


def seen(chart):
    return portrait(figure(chart))


# trajectory


def test_a_trajectory_shows_plan_dashed_facts_solid_and_what_happened_before_lighter():
    assert seen(trajectory(behind(), "zh", CAPTION)) == [
        "title: 高企数：196 户",
        "计划进度 (dashed line, plan): 2021-12-31=136; 2022-12-31=196",
        "计划期以前 (solid line with points, history): 2020-12-31=120 «120»; 2021-12-31=136 «136»",
        "实际值 (solid line with points, actual): 2021-12-31=136; 2022-06-30=150 «150»; "
        "2022-09-30=166 «166»",
        "mark: 基期（2021年）136 户, dotted baseline",
        "mark: 目标 196 户, solid target",
        "mark: 截至 2022年10月15日, solid as_of",
        "mark: 期限 2022年12月31日, solid target",
        "words: 户",
        "words: ▼ 滞后，2022年9月30日为 166 户，完成率 50%，慢于时序 25 个百分点",
        "words: ━ ━ 计划进度     ━●━ 计划期以前     ━●━ 实际值",
        "words: 来源：正文（二）第1点；附件第3项  ·  截至 2022年10月15日  ·  演示数据，非实际统计",
    ]


def test_the_same_trajectory_in_english():
    lines = seen(trajectory(behind(), "en", CAPTION))
    assert lines[0] == "title: High-tech firms: 196 firms"
    assert (
        "words: ▼ Behind; 166 firms on 30 Sep 2022; 50% of the way; "
        "25 percentage points behind plan"
    ) in lines
    assert lines[-1] == (
        "words: Source: Measure 2, point 1; annex row 3  ·  As of 15 Oct 2022  ·  "
        "Demonstration data, not real statistics"
    )


def test_a_forecast_is_dotted_with_a_band_and_starts_at_the_last_fact():
    road = ((date(2022, 12, 31), D(181), D(176), D(188)),)
    chart = trajectory(behind(), "zh", CAPTION, road)
    lines = seen(chart)
    assert "预测区间 (band, interval)" in lines
    assert "预测（仅供参考） (dotted line, forecast): 2022-09-30=166; 2022-12-31=181" in lines
    assert "words: 预测 181 户（仅供参考）" in lines
    band = next(s for s in chart.series if s.shape == "band")
    assert (band.low, band.high) == ((D(166), D(176)), (D(166), D(188)))


def test_without_an_actual_the_plan_stays_and_the_sentence_says_who_should_report():
    chart = trajectory(
        replace(behind(), actual=None, actual_end=None, status="overdue_unreported", history=()),
        "zh",
        CAPTION,
    )
    assert chart.subtitle == "□ 逾期未报：尚无实际数据，由市科技局报送"
    assert [s.role for s in chart.series] == ["plan"]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "尚无数据，也没有可画的计划进度线。请市科技局报送实际值。"),
        ("en", "No data and no plan line to draw. Science Bureau should report the actual value."),
    ],
)
def test_with_nothing_to_draw_the_sentence_stands_instead_of_axes(lang, sentence):
    chart = trajectory(silent(), lang, CAPTION)
    assert (chart.series, chart.empty) == ((), sentence)
    assert f"words: {sentence}" in seen(chart)
    assert figure(chart)["layout"]["xaxis"] == {"visible": False}


def test_a_milestone_has_no_curve_and_says_so():
    mile = silent(comparison="done", measure_type="milestone", unit="", value=None, path="none")
    assert trajectory(mile, "zh", CAPTION).empty.startswith("这是按完成情况判断的任务")


def test_rank_one_is_on_top_and_a_place_is_not_a_number_of_places():
    zone = target(measure_type="rank", comparison="rank_gain_at_least", unit="位", value=D(10))
    chart = trajectory(
        row(
            zone,
            "in_progress",
            required=D(58),
            actual=D(63),
            actual_end=date(2022, 9, 30),
            history=((date(2022, 9, 30), D(63)),),
        ),
        "zh",
        CAPTION,
    )
    axis = figure(chart)["layout"]["yaxis"]["range"]
    assert axis[0] > axis[1]
    assert chart.title == "高企数：提升 10 位"
    assert chart.series[0].labels == ("第 63 位",)
    assert chart.marks[0].label == "目标 第 58 位"


def test_large_money_is_drawn_in_the_unit_people_say():
    money = target(unit="万元", value=D(223500), measure_type="flow")
    one = row(
        money,
        "in_progress",
        actual=D(148900),
        actual_end=date(2022, 9, 30),
        history=((date(2022, 9, 30), D(148900)),),
    )
    zh, en = trajectory(one, "zh", CAPTION), trajectory(one, "en", CAPTION)
    assert (zh.unit, zh.series[0].y, zh.series[0].labels) == ("亿元", (D("14.89"),), ("14.89",))
    assert (en.unit, en.series[0].y) == ("billion yuan", (D("1.489"),))
    assert zh.rows == ((date(2022, 9, 30), "实际值", D(148900)),)
    assert zh.columns == ("日期", "系列", "数值（万元）")


def test_an_as_of_day_long_after_the_plan_does_not_stretch_the_axis():
    chart = trajectory(replace(behind(), as_of=date(2026, 11, 23)), "zh", CAPTION)
    assert not any(mark.label.startswith("截至") for mark in chart.marks)


def test_a_sum_that_lacks_parts_is_said_to_be_at_least_that_much():
    chart = trajectory(replace(behind(), complete=False), "zh", CAPTION)
    assert "至少 166 户" in chart.subtitle


# completion


def glance():
    talent = {
        "area": "人才",
        "task_no": 8,
        "indicator_zh": "领军人才",
        "indicator_en": "Leaders",
        "unit": "名",
        "value": D(230),
    }
    met = row(
        target(target_id="T08-1", **talent),
        "achieved",
        actual=D(299),
        actual_end=date(2022, 9, 30),
        completion=D("1.3"),
        planned=D("0.75"),
    )
    return [
        met,
        behind(),
        silent(target_id="T05-1", task_no=5, indicator_zh="咨询", unit="次", value=D(2)),
    ]


def test_completion_is_in_plan_order_with_planned_ticks_and_a_word_for_silence():
    assert seen(completion(glance(), "zh", CAPTION)) == [
        "title: 量化目标完成率",
        "已完成 (bars, status.achieved): 领军人才  230 名=120",
        "已完成 (labels): 领军人才  230 名: ● 130%  299 名",
        "逾期未报 (bars, hatched)",
        "逾期未报 (labels): 咨询  2 次: □ 尚无数据",
        "滞后 (bars, status.behind): 高企数  196 户=50",
        "滞后 (labels): 高企数  196 户: ▼ 50%  166 户",
        "同期计划 (ticks): 高企数  196 户=75; 领军人才  230 名=75",
        "mark: 100% 为达到目标, solid target",
        "words: 培育",
        "words: 人才",
        "words: 3 项量化目标中 2 项有数据",
        "words: ● 已完成     □ 逾期未报     ▼ 滞后     ┃ 同期计划",
        "words: 截至 2022年10月15日  ·  演示数据，非实际统计",
    ]


def test_bars_are_clamped_and_numbers_are_not():
    chart = completion(glance(), "en", CAPTION)
    bar = next(s for s in chart.series if s.role == "status.achieved")
    assert (bar.y[2], bar.labels[2]) == (D(120), "● 130%  299 people")
    assert chart.rows[2][3] == D(130)
    assert chart.rows[1][3] is None


def test_a_reported_zero_is_a_bar_of_no_length_with_its_number_and_not_silence():
    zero = replace(behind(), actual=D(0), completion=D(0))
    chart = completion([zero], "zh", CAPTION)
    assert (chart.series[0].y, chart.series[0].labels) == ((D(0),), ("▼ 0%  0 户",))


def test_the_same_promise_and_components_are_left_out_and_so_are_milestones():
    rows = [
        *glance(),
        silent(target_id="T22-1", same_as="T07-1"),
        silent(part_of="T28-1"),
        silent(comparison="done", value=None),
        replace(behind(), headline=False),
    ]
    assert len(completion(rows, "zh", CAPTION).rows) == 3


def test_a_plan_without_numbers_says_so():
    assert completion([], "zh", CAPTION).empty == "计划中没有量化目标。请在目标表中补充。"


# status


def test_statuses_are_counted_by_area_in_the_order_of_the_policy():
    rows = [*glance(), silent(target_id="T05-2", task_no=5)]
    assert seen(status_by_area(rows, "zh", CAPTION)) == [
        "title: 各领域目标状态",
        "已完成 (bars, status.achieved): 人才=1",
        "逾期未报 (bars, hatched): 培育=2",
        "滞后 (bars, status.behind): 培育=1",
        "words: 共 4 项目标；同一承诺只计一次",
        "words: ● 已完成     □ 逾期未报     ▼ 滞后",
        "words: 截至 2022年10月15日  ·  演示数据，非实际统计",
    ]


def test_the_department_with_most_promises_comes_first_and_joint_leads_count_for_each():
    both = silent(lead_departments=("市财政局", "市科技局"))
    chart = status_by_department([both, behind()], "en", CAPTION)
    assert chart.columns == ("Lead department", "Overdue, no report", "Behind")
    assert chart.rows == (("Science Bureau", D(1), D(1)), ("Finance Bureau", D(1), D(0)))


def test_no_target_in_a_selection_is_said():
    assert status_by_area([], "en", CAPTION).empty == "There is no target in this selection."


# yearly


def test_each_year_is_shown_by_itself_with_its_symbol():
    items = target(repeat="yearly", unit="项", value=D(50), path="even", measure_type="flow")
    rows = [
        row(items, "overdue", instance=2023, start=date(2023, 1, 1), actual=D(41)),
        row(items, "achieved", instance=2022, start=date(2022, 1, 1), actual=D(53)),
        row(items, "not_due", instance=2024, start=date(2024, 1, 1)),
    ]
    assert seen(yearly(rows, "zh", CAPTION)) == [
        "title: 高企数：逐年完成情况",
        "计划 (bars, outlined): 2022年=50; 2023年=50; 2024年=50",
        "实际值 (bars, actual): 2022年=53; 2023年=41",
        "实际值 (labels): 2022年: ● 53 项; 2023年: ■ 41 项; 2024年: ◇ 未到报送期",
        "words: 项",
        "words: 每年 50 项；3 年中 1 年完成，1 年尚无数据",
        "words: □ 计划     ■ 实际值",
        "words: 来源：正文（二）第1点；附件第3项  ·  截至 2022年10月15日  ·  演示数据，非实际统计",
    ]


def test_a_yearly_target_without_a_year_yet_says_who_will_report():
    chart = yearly([silent(repeat="yearly")], "zh", CAPTION)
    assert chart.empty == "尚未到任何评判年度。到期后由市科技局报送。"


# fund


def pot(*amounts):
    whole = target(target_id="T28-1", unit="万元", value=D(2000), deadline=date(2023, 12, 31))
    parts = [
        target(
            target_id=f"T28-{n}",
            unit="万元",
            value=D(value),
            repeat="yearly",
            part_of="T28-1",
            contributor=who,
            share=D(share),
            path="even",
            actuals_are="increment",
            deadline=date(2023, 12, 31),
        )
        for n, (who, value, share) in enumerate(
            (("province", 300, "0.3"), ("city", 300, "0.3"), ("zone", 400, "0.4")), start=2
        )
    ]
    paid = [
        Actual("T28-1", date(2022, 12, 31), D(value), "2022", contributor=who, span="year")
        for who, value in amounts
    ]
    return fund_table(Plan((whole, *parts)), paid, date(2023, 6, 1), "T28-1")


LATER = replace(CAPTION, as_of=date(2023, 6, 1), demo=False)


def test_the_fund_says_who_is_short_by_how_much_and_the_split_beside_the_agreed_one():
    money = pot(("province", 300), ("city", 200), ("zone", 400))
    assert seen(fund(money, "zh", LATER)) == [
        "title: 联合专项资金：逐年计划与到位",
        "计划 (bars, outlined): 2022=300; 2023=300; 2022=300; 2023=300; 2022=400; 2023=400",
        "到位 (bars, actual): 2022=300; 2022=200; 2022=400",
        "到位 (labels): 2022: 300; 2022: 200; 2022: 400",
        "words: 万元",
        "words: 省级：实占 33.3%，约定 30%",
        "words: 市级：实占 22.2%，约定 30%",
        "words: 高新区：实占 44.4%，约定 40%",
        "words: 省级足额到位（2022），市级少到位 100 万元（2022），高新区足额到位（2022）",
        "words: □ 计划     ■ 到位",
        "words: 截至 2023年6月1日",
    ]


def test_a_contributor_that_has_not_reported_is_not_called_short():
    chart = fund(pot(("city", 200)), "zh", LATER)
    assert chart.subtitle == "省级未报（2022），市级少到位 100 万元（2022），高新区未报（2022）"
    assert chart.series[1].labels == ("未报", "", "200", "", "未报", "")


def test_years_in_a_row_are_said_from_to():
    money = replace(
        pot(),
        reasons=(
            Reason(
                "fund_short",
                {"contributor": "city", "years": ("2022",), "unit": "万元", "short": D(100)},
            ),
            Reason("fund_unreported", {"contributor": "zone", "years": ("2021", "2022", "2023")}),
        ),
    )
    assert fund(money, "zh", LATER).subtitle == (
        "市级少到位 100 万元（2022），高新区未报（2021–2023）"
    )


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "各出资方均尚无到位数据，请各方报送"),
        ("en", "No contributor has reported payments yet; each should report"),
    ],
)
def test_a_fund_without_any_report_shows_the_plan_and_asks_for_reports(lang, sentence):
    chart = fund(pot(), lang, LATER)
    assert chart.subtitle == sentence
    assert chart.series[1].y == (None,) * 6
