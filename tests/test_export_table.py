import csv as csv_reader
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lib.exports.table import Table, clean, csv, file_stem, xlsx
from lib.values import unguard

ROWS = (
    ("高新技术企业数", Decimal("-3.50"), date(2022, 12, 31), None),
    ("=1+1", Decimal(0), date(2021, 12, 31), "＝cmd|' /C calc'!A0"),
    ("http://example.org/x", Decimal("0.30000000000000004"), None, "坏\x00\ud800字\x07"),
)
TABLE = Table(
    ("指标", "数值", "日期", "说明"), ROWS, "高新技术企业：2022/12", "截至 2022年12月31日"
)


def read_csv(data):
    return list(csv_reader.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_a_csv_opens_in_excel_on_chinese_windows_with_its_source_line():
    data = csv(TABLE)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        ["指标", "数值", "日期", "说明"],
        ["高新技术企业数", "-3.50", "2022-12-31", ""],
        ["'=1+1", "0", "2021-12-31", "'＝cmd|' /C calc'!A0"],
        ["http://example.org/x", "0.30000000000000004", "", "坏字"],
        [],
        ["截至 2022年12月31日"],
    ]


@pytest.mark.parametrize("start", list("=+-@\t＝＋－＠"))
def test_text_that_could_run_gets_an_apostrophe_and_a_negative_number_does_not(start):
    data = csv(Table(("a", "b"), ((start + "1", Decimal(-1)),)))
    text, number = read_csv(data)[1]
    assert text.startswith("'")
    assert number == "-1"


def test_a_carriage_return_is_taken_out_before_a_formula_is_looked_for():
    assert read_csv(csv(Table(("a",), (("\r=1",),))))[1] == ["'=1"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_text_comes_back_from_a_csv_as_it_went_in(text):
    cell = read_csv(csv(Table(("a", "b"), ((text, "x"),))))[1][0]
    assert unguard(cell) == text


def test_a_large_or_small_number_is_written_in_full():
    assert read_csv(csv(Table(("a",), ((Decimal("1E+7"),), (Decimal("1E-9"),)))))[1:] == [
        ["10000000"],
        ["0.000000001"],
    ]


def test_a_workbook_keeps_numbers_dates_and_text_apart():
    page = sheet(xlsx(TABLE))
    assert [c.value for c in page[1]] == ["指标", "数值", "日期", "说明"]
    assert [c.value for c in page[2]] == ["高新技术企业数", -3.5, datetime(2022, 12, 31), None]  # noqa: DTZ001
    assert page["C2"].number_format == "yyyy-mm-dd"
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")
    assert page["B3"].value == 0
    assert page["D4"].value == "坏字"
    assert page["A4"].hyperlink is None
    assert page["A6"].value == "截至 2022年12月31日"


def test_a_number_a_workbook_cannot_hold_exactly_is_written_as_text():
    page = sheet(xlsx(TABLE))
    assert (page["B4"].value, page["B4"].data_type) == ("0.30000000000000004", "s")


def test_headings_are_bold_frozen_and_wide_enough_for_chinese():
    page = sheet(xlsx(TABLE))
    assert page["A1"].font.bold
    assert page["A2"].font.name == "微软雅黑"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width > 20
    assert page.title == "高新技术企业：2022-12"


def test_an_empty_table_has_its_headings_and_source():
    page = sheet(xlsx(Table(("指标",), (), "", "截至今日")))
    assert page["A1"].value == "指标"
    assert page["A3"].value == "截至今日"


def test_control_characters_and_lone_surrogates_are_taken_out():
    assert clean("a\x00b\ud800c\x7f\n玉溪") == "abc\n玉溪"


def test_a_file_name_is_safe_dated_and_marked_when_the_data_are_made_up():
    assert file_stem("../高新 技术:企业*", date(2022, 12, 31)) == "高新-技术-企业-20221231"
    assert file_stem("status", date(2022, 1, 2), demo=True) == "status-20220102-demo"
