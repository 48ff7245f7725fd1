"""Tables that statisticians made, each as a sentence; plan and regions are the real ones."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lib import texts
from lib.issues import REJECT, Issue
from lib.plan import Plan
from lib.plan.regions import Region
from lib.upload.foreign.known import known_of
from lib.upload.foreign.layout import guess
from lib.upload.foreign.lines import KINDS, code_of
from lib.upload.foreign.questions import questions
from lib.upload.foreign.sums import remarks, totals
from lib.upload.foreign.unfold import Meta, unfold
from lib.upload.grid import Grid
from lib.upload.text_file import text_file
from lib.upload.validate import check
from tests.promises import target
from tests.tables import (
    FIRMS,
    SMALL,
    SPENDING,
    asked,
    columns,
    grid,
    known,
    reading,
    reported,
    reports,
    skipped,
    unfolded,
)

FILES = Path(__file__).with_name("files")

# ---- two downloads of the National Bureau of Statistics ----


def bureau(file: str, indicator: str, unit: str):
    """A download, the plan of its one indicator and the provinces as regions."""
    whole = text_file((FILES / file).read_bytes()).grid()
    plan = Plan((target(target_id="N01-1", indicator_zh=indicator, unit=unit),))
    names = [row[0] for row in whole.rows[4:35]]
    provinces = [Region(f"{i:02}", name, "", "province", "", ()) for i, name in enumerate(names)]
    return whole, plan, provinces, known_of(plan, provinces)


def test_a_download_of_the_bureau_gives_every_value_and_nothing_else():
    whole, plan, provinces, names = bureau("nbs_workers.csv", "私营企业和个体就业人员", "万人")
    read = guess(whole, "分省年度数据 (4).csv", names)
    sheet = unfold(whole, read, names, Meta("分省年度数据 (4).csv", "ab", "gb18030"))

    assert questions(whole, read, names) == ()
    assert (read.header, read.first, read.last) == ((4,), 5, 35)
    assert (read.target, read.unit, dict(read.origins)) == (
        "N01-1",
        "万人",
        {"target": "2", "unit": "2"},
    )
    assert len(sheet.lines) == 31 * 14 == 434
    assert sheet.columns["value"].null_count == 0
    assert skipped(sheet) == [
        *[(n, "line_title") for n in (1, 2, 3)],
        (4, "line_header"),
        *[(4, "column_blank")] * 6,
        (36, "line_note"),
        (37, "line_note"),
        (38, "line_note"),
        (39, "line_source"),
    ]
    assert sheet.rows_read == 434 + 14
    values = dict(zip(sheet.cells, columns(sheet)["value"], strict=True))
    assert (values["H5"], values["U35"], values["K14"]) == ("1187.5", "153.0", "3114.1")
    at = sheet.cells.index("K14")
    assert (sheet.heads[at], sheet.lines[at]) == ("2016年", 14)
    assert {name: column[at] for name, column in columns(sheet).items() if column[at]} == {
        "target_id": "N01-1",
        "period": "2016年",
        "region": "江苏省",
        "value": "3114.1",
        "unit": "万人",
    }
    assert (sheet.name, sheet.sha256, sheet.encoding) == ("分省年度数据 (4).csv", "ab", "gb18030")

    checked = check(sheet, plan, provinces, date(2026, 11, 23))
    assert (checked.rows.num_rows, checked.held, checked.rejected) == (434, set(), set())
    assert checked.rows_read == checked.rows.num_rows + len(checked.skipped)
    stored = checked.rows.select(["cell", "value"]).to_pylist()
    assert {"cell": "K14", "value": Decimal("3114.1")} in stored


def test_the_other_download_keeps_its_years_without_values_out():
    whole, _, _, names = bureau("nbs_technicians.csv", "公有经济企事业单位专业技术人员数", "人")
    sheet = unfold(whole, guess(whole, "分省年度数据 (6).csv", names), names)

    assert len(sheet.lines) == 31 * 6 == 186
    assert [kind for _, kind in skipped(sheet)].count("column_blank") == 14
    found = reports(sheet)
    assert ("N01-1", "北京市", "2011", "364568", "人") in found
    assert ("N01-1", "新疆维吾尔自治区", "2006", "412214", "人") in found
    assert sum(int(value) for *_, value, _ in found) == 117_769_084


# ---- the same reports in every orientation ----

BOTH = {
    (FIRMS, "红塔区", "2021", "16", "户"),
    (FIRMS, "红塔区", "2022", "35", "户"),
    (FIRMS, "江川区", "2021", "8", "户"),
    (FIRMS, "江川区", "2022", "14", "户"),
}
ORIENTATIONS = {
    "regions down, periods across": """
2021—2022年各县区高新技术企业情况
单位：户
地区,2021年,2022年
红塔区,16,35
江川区,8,14
""",
    "periods down, regions across": """
高新技术企业数（户）
年份,红塔区,江川区
2021,16,8
2022,35,14
""",
    "one line per value": """
年份,县区,指标名称,数值,计量单位,备注
2021,红塔区,高新技术企业数,16,户,
2022,红 塔 区,高新技术企业数,35,户,初步
2021,江川区,高新技术企业数,8,户,
2022,江川区,高新技术企业数,14,户,
""",
    "one line per value, names near ours": """
指标,统计时间,地区,年度目标,实际完成数,单位,完成率
高新技术企业数,2021年,红塔区,20,16,户,80%
高新技术企业数,2022年,红塔区,40,35,户,88%
高新技术企业数,2021年,江川区,10,8,户,80%
高新技术企业数,2022年,江川区,20,14,户,70%
""",
    "plan and actual under each year": """
各县区高新技术企业数
序号,县（市、区）,2021年,,2022年,
,,计划,实际,计划,实际
1,红塔区,20户,16户,40户,35户
2,江川区,10户,8户,20户,14户
""",
    "a heading line above each group of years": """
高新技术企业数，单位：户
县区,数量
2021年,
红塔区,16
江川区,8
2022年,
红塔区,35
江川区,14
""",
    "year and region in the name": """
指标,单位,数值
2021年红塔区高新技术企业数,户,16
2022年红塔区高新技术企业数,户,35
2021年江川区高新技术企业数,户,8
2022年江川区高新技术企业数,户,14
""",
}


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_the_same_reports_are_found_however_the_table_lies(name):
    found = reported(grid(ORIENTATIONS[name]))
    if name.startswith("plan and actual"):
        found = {(t, r, p, v.removesuffix("户"), "户") for t, r, p, v, _ in found}
    assert found == BOTH


def test_indicators_down_and_periods_across():
    found = reported(
        grid("""
玉溪市科技创新主要指标,,,
指标,单位,2021年,2022年
一、高新技术企业数,户,150,196
二、全社会研发经费投入,亿元,25,27.5
""")
    )
    assert found == {
        (FIRMS, "玉溪市", "2021", "150", "户"),
        (FIRMS, "玉溪市", "2022", "196", "户"),
        (SPENDING, "玉溪市", "2021", "25", "亿元"),
        (SPENDING, "玉溪市", "2022", "27.5", "亿元"),
    }


def test_periods_down_and_indicators_across():
    found = reported(
        grid("""
年份,高新技术企业数（户）,新增省级科技型中小企业
2021年,150,60
2022年,196,80
""")
    )
    assert found == {
        (FIRMS, None, "2021", "150", "户"),
        (FIRMS, None, "2022", "196", "户"),
        (SMALL, None, "2021", "60", None),
        (SMALL, None, "2022", "80", None),
    }


def test_regions_down_and_indicators_across_with_the_period_in_the_title():
    found = reported(
        grid("""
2022年各县区高新技术企业情况,,,
县区,高新技术企业数,新增省级科技型中小企业,同比增长（%）
红塔区,35,4,12.5
江川区,14,2,-3
""")
    )
    assert found == {
        (FIRMS, "红塔区", "2022", "35", None),
        (SMALL, "红塔区", "2022", "4", None),
        (FIRMS, "江川区", "2022", "14", None),
        (SMALL, "江川区", "2022", "2", None),
    }


def test_quarters_take_their_year_from_the_title():
    table = grid("""
2022年玉溪市高新技术企业数
项目,一季度,上半年,1-9月,全年
高新技术企业数,94,110,150,196
""")
    assert reported(table) == {
        (FIRMS, "玉溪市", "2022Q1", "94", None),
        (FIRMS, "玉溪市", "2022H1", "110", None),
        (FIRMS, "玉溪市", "2022-01/2022-09", "150", None),
        (FIRMS, "玉溪市", "2022", "196", None),
    }


def test_a_year_and_a_month_in_two_columns_are_one_period():
    table = grid("""
指标：高新技术企业数
年份,月份,地区,数值
2022,1,红塔区,16
2022,12,红塔区,17
""")
    assert reported(table) == {
        (FIRMS, "红塔区", "2022-01", "16", None),
        (FIRMS, "红塔区", "2022-12", "17", None),
    }


# ---- headers ----


def test_merged_cells_count_for_all_they_cover_and_for_nothing_else():
    table = grid(
        """
各县区高新技术企业数,,,,,
单位：户,,,,,
地区,2021年,,2022年,,备注
,上半年,全年,上半年,全年,
红塔区,10,16,20,35,
江川区,5,8,7,14,补报
""",
        "A1:F1",
        "A3:A4",
        "B3:C3",
        "D3:E3",
        "F3:F4",
    )
    sheet = unfolded(table)
    assert reading(table).header == (3, 4)
    assert sheet.heads[:4] == ["2021年/上半年", "2021年/全年", "2022年/上半年", "2022年/全年"]
    assert (FIRMS, "江川区", "2022H1", "7", "户") in reports(sheet)
    assert columns(sheet)["note"][4:8] == ["补报"] * 4


def test_three_and_four_lines_of_header():
    three = grid(
        """
地区,主要指标,,,
,高新技术企业数（户）,,新增省级科技型中小企业（户）,
,2021年,2022年,2021年,2022年
红塔区,16,35,1,4
""",
        "A1:A3",
        "B1:E1",
        "B2:C2",
        "D2:E2",
    )
    assert reported(three) == {
        (FIRMS, "红塔区", "2021", "16", "户"),
        (FIRMS, "红塔区", "2022", "35", "户"),
        (SMALL, "红塔区", "2021", "1", "户"),
        (SMALL, "红塔区", "2022", "4", "户"),
    }
    four = grid(
        """
地区,主要指标,,,
,高新技术企业数,,,
,2021年,,2022年,
,计划,实际,计划,实际
红塔区,20,16,40,35
""",
        "A1:A4",
        "B1:E1",
        "B2:E2",
        "B3:C3",
        "D3:E3",
    )
    assert {(p, v) for _, _, p, v, _ in reported(four)} == {("2021", "16"), ("2022", "35")}


def test_headings_that_contradict_each_other_are_asked_about():
    table = grid(
        """
2022年高新技术企业数,,
指标,红塔区,
,江川区,通海县
高新技术企业数,1,2
""",
        "B2:C2",
        "A2:A3",
    )
    assert "unclear" in asked(table)
    city = grid(
        "2022年高新技术企业数\n项目,全市,\n,红塔区,江川区\n高新技术企业数,1,2\n", "B2:C2", "A2:A3"
    )
    assert {(r, v) for _, r, _, v, _ in reported(city)} == {("红塔区", "1"), ("江川区", "2")}


def test_a_text_file_has_no_merged_cells_and_its_parents_reach_to_the_right():
    table = grid("""
高新技术企业数
地区,2021年,,2022年,,说明
,计划,实际,计划,实际,
红塔区,20,16,40,35,
""")
    sheet = unfolded(table)
    assert sheet.header == [
        "地区",
        "2021年/计划",
        "2021年/实际",
        "2022年/计划",
        "2022年/实际",
        "说明",
    ]


def test_a_header_of_bare_years_is_no_data_and_data_like_years_are_no_header():
    across = grid("指标：高新技术企业数\n地区,2012,2013\n红塔区,5,6\n")
    assert {(p, v) for _, _, p, v, _ in reported(across)} == {("2012", "5"), ("2013", "6")}
    down = grid("2022年\n地区,高新技术企业数\n红塔区,2016\n江川区,2018\n通海县,15\n")
    assert {(r, v) for _, r, _, v, _ in reported(down)} == {
        ("红塔区", "2016"),
        ("江川区", "2018"),
        ("通海县", "15"),
    }


def test_the_line_that_numbers_the_columns_is_no_data():
    sheet = unfolded(grid("2022年高新技术企业数\n地区,实际数,上年同期\n甲,1,2\n红塔区,16,12\n"))
    assert reports(sheet) == {(FIRMS, "红塔区", "2022", "16", None)}
    assert (3, "line_numbering") in skipped(sheet)


def test_a_header_printed_again_on_every_page_is_no_data():
    sheet = unfolded(
        grid("高新技术企业数\n地区,2021年,2022年\n红塔区,16,35\n地区,2021年,2022年\n江川区,8,14\n")
    )
    assert len(sheet.lines) == 4
    assert (4, "line_again") in skipped(sheet)


# ---- totals, notes and footers ----

WITH_TOTALS = """
2022年高新技术企业数（户）
序号,地区,实际数
1,红塔区,35
2,江川区,14
,小计,49
3,通海县,20
合计,,69
其中：规上企业,,9
"""


def test_a_total_is_never_a_part_and_its_difference_is_told():
    right = grid(WITH_TOTALS)
    sheet = unfolded(right)
    assert {(r, v) for _, r, _, v, _ in reports(sheet)} == {
        ("红塔区", "35"),
        ("江川区", "14"),
        ("通海县", "20"),
    }
    assert [line for line in skipped(sheet) if line[0] in (5, 7, 8)] == [
        (5, "line_total"),
        (7, "line_total"),
        (8, "line_subset"),
    ]
    assert sheet.skipped[-2].text == "合计 69"
    subtotal = totals(right, reading(right), known())[0]
    assert (subtotal.text, subtotal.parts, subtotal.agrees) == ("49", Decimal(49), True)
    assert remarks(right, reading(right), known()) == ()


def test_a_sum_that_does_not_add_up_is_told_and_stops_nothing():
    table = grid("2022年高新技术企业数\n地区,实际数\n全市,60\n红塔区,35\n江川区,14\n合计,50\n")
    (remark,) = remarks(table, reading(table), known())
    assert (remark.code, remark.row, remark.found, remark.params["sum"]) == (
        "layout_total_differs",
        6,
        "50",
        "49",
    )
    assert texts.issue("zh", remark) == (
        "B6 实际数 的合计是 50，各部分相加是 49。合计不导入；请核对是否有缺行或错数。"
    )
    assert asked(table) == []


def test_very_many_totals_are_looked_at_in_a_moment():
    rows = [["地区", "2022年"], *[[["红塔区", "合计"][n % 2], "1"] for n in range(40_000)]]
    table = Grid("高新技术企业数", rows, list(range(1, len(rows) + 1)))
    started = time.process_time()
    assert len(totals(table, reading(table), known())) == 200
    assert time.process_time() - started < 5


def test_the_whole_city_by_its_name_is_a_report_of_the_city():
    table = grid("2022年高新技术企业数\n地区,实际数\n全市,196\n红塔区,35\n")
    assert (FIRMS, "玉溪市", "2022", "196", None) in reported(table)


def test_a_total_is_the_city_only_where_a_person_says_so():
    table = grid("2022年高新技术企业数\n地区,实际数\n红塔区,35\n合计,196\n")
    assert reported(table) == {(FIRMS, "红塔区", "2022", "35", None)}
    assert (FIRMS, "玉溪市", "2022", "196", None) in reported(table, totals="city")
    across = grid("高新技术企业数\n年份,红塔区,合计\n2022,35,196\n")
    assert reported(across) == {(FIRMS, "红塔区", "2022", "35", None)}
    assert (FIRMS, "玉溪市", "2022", "196", None) in reported(across, totals="city")


def test_notes_and_footers_are_told_apart_from_data():
    sheet = unfolded(
        grid("""
2022年高新技术企业数,,
地区,实际数,备注
红塔区,35,
,,
注册地不明,1,
江川区,14,
注：1.不含高新区,其他说明见附件,
2.口径有调整,,
* 初步数,,
数据来源：市科技局,,
填表人：张三,审核人：李四,填报日期：2023年1月5日
""")
    )
    kinds = [kind for kind in skipped(sheet) if kind[0] > 2]
    assert kinds == [
        (4, "blank_line"),
        (7, "line_note"),
        (8, "line_note"),
        (9, "line_note"),
        (10, "line_source"),
        (11, "line_footer"),
    ]
    assert {r for _, r, _, _, _ in reports(sheet)} == {"红塔区", "注册地不明", "江川区"}


def test_a_line_that_begins_like_a_note_but_has_a_figure_is_no_note():
    table = grid("2022年高新技术企业数\n地区,实际数\n红塔区,35\n注：其他,12\n")
    assert asked(table) == ["region_labels"]
    assert ("注：其他", "12") in {(r, v) for _, r, _, v, _ in reports(unfolded(table))}


def test_a_region_without_a_value_is_not_reported_and_is_named():
    sheet = unfolded(
        grid("高新技术企业数\n地区,2021年,2022年\n红塔区,16,35\n江川区,,\n通海县,5,\n")
    )
    assert (4, "line_empty") in skipped(sheet)
    assert len(sheet.lines) == 4
    assert sheet.columns["value"].to_pylist() == ["16", "35", "5", None]


def test_a_growth_rate_or_a_plan_is_never_the_figure_itself():
    by_line = grid("""
2022年玉溪市主要指标
指标,数值
高新技术企业数（户）,196
高新技术企业数同比增长（%）,12.5
高新技术企业数年度目标,200
""")
    assert reported(by_line) == {(FIRMS, "玉溪市", "2022", "196", "户")}
    by_column = grid("""
2022年
地区,高新技术企业数,高新技术企业数增速,高新技术企业数上年同期,完成率
红塔区,35,12.5,31,88
""")
    assert reported(by_column) == {(FIRMS, "红塔区", "2022", "35", None)}


# ---- labels ----


def test_a_merged_label_counts_for_all_its_lines():
    table = grid(
        """
指标,县区,2022年
高新技术企业数,红塔区,35
,江川区,14
新增省级科技型中小企业,红塔区,4
""",
        "A2:A3",
    )
    assert {(t, r, v) for t, r, _, v, _ in reported(table)} == {
        (FIRMS, "红塔区", "35"),
        (FIRMS, "江川区", "14"),
        (SMALL, "红塔区", "4"),
    }


def test_an_empty_label_is_asked_about_and_never_becomes_the_city():
    text = "2022年高新技术企业数\n地区,实际数\n红塔区,35\n,14\n"
    assert asked(grid(text)) == ["label_empty"]
    sheet = unfolded(grid(text))
    assert reports(sheet) == {(FIRMS, "红塔区", "2022", "35", None)}
    assert [(i.code, i.row, i.severity) for i in sheet.ragged] == [
        ("layout_label_missing", 4, REJECT)
    ]
    assert asked(grid(text), fill="no") == []
    filled = unfolded(grid(text), fill="yes")
    assert columns(filled)["region"] == ["红塔区", "红塔区"]


# ---- units ----


@pytest.mark.parametrize(
    ("text", "file", "unit"),
    [
        ("2022年\n地区,高新技术企业数（户）\n红塔区,35", "户.xlsx", "户"),
        ("2022年高新技术企业数\n单位：户\n地区,实际数\n红塔区,35", "a.xlsx", "户"),
        ("2022年高新技术企业数（户）\n地区,实际数\n红塔区,35", "a.xlsx", "户"),
        ("2022年高新技术企业数\n地区,实际数\n红塔区,35", "高企数（户）.xlsx", "户"),
        ("2022年高新技术企业数\n地区,单位,实际数\n红塔区,户,35", "a.xlsx", "户"),
        ("2022年高新技术企业数\n地区,实际数\n红塔区,35", "a.xlsx", None),
    ],
)
def test_the_unit_is_found_where_it_stands(text, file, unit):
    assert reported(grid(text), file) == {(FIRMS, "红塔区", "2022", "35", unit)}


def test_a_heading_has_its_own_unit_beside_that_of_the_table():
    table = grid("""
2022年各县区科技投入，单位：亿元
地区,全社会研发经费投入,高新技术企业数（户）
红塔区,3.5,35
""")
    assert reported(table) == {
        (SPENDING, "红塔区", "2022", "3.5", "亿元"),
        (FIRMS, "红塔区", "2022", "35", "户"),
    }


# ---- questions ----

QUESTIONS = [
    ("table", "说明：本表暂缺", {}),
    ("header", "红塔区,16\n江川区,8", {"header": "none"}),
    (
        "figures_above",
        "高新技术企业数\n16,35,20\n地区,2021年,2022年\n红塔区,16,35",
        {"header": "3"},
    ),
    ("unclear", "2022年\n地区,国家级\n红塔区,35", {"column__1__target": FIRMS}),
    (
        "text",
        "2022年高新技术企业数\n地区,类别,实际数\n红塔区,甲等,35",
        {"column__1__role": "ignore"},
    ),
    ("nameless", "2022年高新技术企业数\n地区,实际数,\n红塔区,35,1", {"column__2__role": "ignore"}),
    (
        "double",
        "2022年高新技术企业数\n甲方,乙方,实际数\n红塔区,江川区,35\n通海县,华宁县,1",
        {"column__0__role": "region", "column__1__role": "ignore"},
    ),
    (
        "columns_alike",
        "2022年高新技术企业数\n地区,数量,实有数\n红塔区,35,36",
        {"column__2__role": "ignore"},
    ),
    ("values", "2022年高新技术企业数\n地区,计划\n红塔区,35", {"column__1__role": "value"}),
    ("target", "2022年各县区工业总产值\n地区,实际数\n红塔区,35", {"target": FIRMS}),
    (
        "target_labels",
        "指标,2022年\n高新技术企业数,196\n工业总产值,5",
        {"meant__工业总产值": "ignore"},
    ),
    (
        "region_labels",
        "2022年高新技术企业数\n地区,实际数\n红塔区,35\n江川区,1\n经开区,5",
        {"meant__经开区": "530402"},
    ),
    ("region", "2022年各县区高新技术企业数\n指标,实际数\n高新技术企业数,35", {"region": "530400"}),
    ("lines_alike", "高新技术企业数\n2021年,2022年\n16,35\n8,14", {"last": "3"}),
    ("section", "2022年高新技术企业数\n地区,实际数\n2021年,\n红塔区,35", {"section": "none"}),
    ("period_missing", "地区,高新技术企业数\n红塔区,35", {"period": "2022年"}),
    ("periods", "2021年与2022年高新技术企业数\n地区,实际数\n红塔区,35", {"period": "2022"}),
    (
        "period_twice",
        "高新技术企业数\n年份,2021年,2022年\n2020,1,2\n2021,3,4",
        {"column__0__role": "ignore", "last": "3"},
    ),
    (
        "target_twice",
        "2022年\n指标,高新技术企业数\n新增省级科技型中小企业,5",
        {"column__1__target": "none"},
    ),
    (
        "region_twice",
        "2022年高新技术企业数\n地区,红塔区\n江川区,5",
        {"column__1__region": "none"},
    ),
    (
        "units",
        "2022年高新技术企业数\n单位：户、万元\n地区,实际数\n红塔区,35",
        {"unit": "户"},
    ),
    (
        "unit_unknown",
        "2022年\n地区,全社会研发经费投入（万美元）\n红塔区,35",
        {"column__1__unit": "万元"},
    ),
    (
        "unit_twice",
        "2022年,单位：亿元\n地区,全社会研发经费投入（万元）\n红塔区,35",
        {"unit": "none"},
    ),
]


@pytest.mark.parametrize(("code", "text", "answer"), QUESTIONS, ids=[q[0] for q in QUESTIONS])
def test_what_cannot_be_told_is_asked_and_an_answer_settles_it(code, text, answer):
    table = grid(text)
    assert code in asked(table, "a.xlsx")
    if answer:
        assert code not in asked(table, "a.xlsx", **answer)
    for issue in questions(table, guess(table, "a.xlsx", known()), known()):
        for lang in texts.LANGS:
            assert texts.issue(lang, issue)


def test_a_value_in_a_merged_cell_is_asked_about():
    table = grid("2022年高新技术企业数\n地区,实际数\n红塔区,35\n江川区,\n", "B3:B4")
    assert asked(table) == ["merged"]


def test_the_nearest_targets_are_offered_and_none_is_taken():
    table = grid("2022年各县区高新技术企业发展\n地区,实际数\n红塔区,35\n")
    (issue,) = questions(table, guess(table, "a.xlsx", known()), known())
    assert issue.code == "layout_ask_target_near"
    assert issue.params["near"][0] == "高新技术企业数"
    assert columns(unfolded(table, "a.xlsx"))["target_id"] == [None]


def test_a_unit_and_a_document_number_in_the_title_are_no_period():
    table = grid(
        "玉政办发〔2022〕36号高新技术企业数\n填报日期：2023年1月5日\n地区,实际数\n红塔区,35"
    )
    assert "period_missing" in asked(table)


# ---- sentences ----


@pytest.mark.parametrize("lang", texts.LANGS)
def test_everything_left_out_has_its_sentence(lang):
    codes = [code_of(kind) for kind in KINDS if kind not in ("data", "unlabelled")]
    columns_of = [key.removeprefix("issue.") for key in texts.keys("issue.layout_column_")]
    for code in [*codes, *columns_of]:
        sentence = texts.issue(lang, Issue(code, 7, found="甲{0}"))
        assert "7" in sentence
        assert "甲{0}" in sentence or code == "blank_line"
