"""The form of a department: what stands in it, and that it comes back through the door."""

import csv
import io
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from lib.exports.template import template_csv, template_xlsx
from lib.plan import Plan, parse_plan
from lib.plan.regions import load_regions
from lib.upload.parse import read
from lib.upload.validate import check

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 23)


@cache
def plan() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


@cache
def regions() -> tuple:
    return tuple(load_regions((DATA / "regions.csv").read_text(encoding="utf-8")))


def some(*ids: str) -> list:
    return [plan()[target_id] for target_id in ids]


def test_the_csv_opens_in_excel_on_a_chinese_windows():
    data = template_csv(some("T03-1"), plan(), "zh", "2022", regions())
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == (
        "目标编号,指标,时期,地区,出资方,实际值,单位,数据性质,来源,说明\r\n"
        "T03-1,高新技术企业数,2022,玉溪市,,,户,,,\r\n"
        "# 没有数据就留空：空格不算填报，0 表示确实为零。,,,,,,,,,\r\n"
    )


def test_shared_actuals_are_asked_for_once_and_the_fund_once_per_contributor():
    data = template_csv(some("T28-6", "T28-1", "T22-3", "T07-1"), plan(), "zh", "2022")
    sheet = read(data, "x.csv")
    cells = zip(sheet.columns["target_id"], sheet.columns["contributor"], strict=True)
    assert list(cells) == [
        ("T28-1", "省级"),
        ("T28-1", "市级"),
        ("T28-1", "高新区"),
        ("T07-1", None),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_untouched_template_reports_nothing_and_is_no_error(lang):
    data = template_csv(plan(), plan(), lang, "2022", regions())
    checked = check(read(data, "x.csv"), plan(), regions(), TODAY)
    assert (len(checked.rows), checked.issues, checked.held) == (0, [], set())
    assert {s.code for s in checked.skipped} == {"empty_value", "hint_line"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_template_is_accepted_whole(lang):
    data = template_csv(plan(), plan(), lang, "2022", regions())
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    rows = [row for row in rows if not row[0].startswith("# ")]
    words = {"milestone": "done", "narrative": "watch"}
    for row in rows:
        row[5] = words.get(plan()[row[0]].measure_type, "7")
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    checked = check(read(out.getvalue().encode(), "x.csv"), plan(), regions(), TODAY)
    assert (len(checked.rows), checked.issues) == (len(rows), [])
    assert set(checked.rows["region"]) == {"530400"}
    assert set(checked.rows["value"].dropna()) == {Decimal(7)}


def workbook(lang: str) -> openpyxl.Workbook:
    data = template_xlsx(some("T01-1", "T03-1", "T28-1"), plan(), lang, "2022-12", regions())
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_workbook_has_the_same_rows_as_text_under_a_frozen_header():
    sheet = workbook("zh")["填报"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [
        "目标编号",
        "指标",
        "时期",
        "地区",
        "出资方",
        "实际值",
        "单位",
        "数据性质",
        "来源",
        "说明",
    ]
    assert rows[2][:8] == ["T03-1", "高新技术企业数", "2022-12", "玉溪市", "", "", "户", ""]
    assert [row[4] for row in rows[3:]] == ["省级", "市级", "高新区"]
    assert sheet.freeze_panes == "C2"
    assert {sheet[place].number_format for place in ("A2", "C2", "A9", "C9")} <= {"@", "General"}
    assert (sheet["C2"].number_format, sheet["C2"].font.name) == ("@", "微软雅黑")


def test_the_workbook_offers_the_words_that_may_be_filled_in():
    sheet = workbook("zh")["填报"]
    lists = {
        str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"
    }
    assert lists == {
        "F2": '"已完成,未完成"',
        "H2:H6": '"初步数,核实数"',
        "E2:E6": '"省级,市级,高新区"',
        "D2:D6": "'填报说明'!$E$2:$E$12",
    }
    guide = workbook("en")["How to fill in"]
    named = [guide.cell(line, 5).value for line in (2, 3, 12)]
    assert named == ["Yuxi", "Hongta", "High-tech Zone"]


def test_a_period_that_looks_like_a_formula_stays_text():
    data = template_xlsx(some("T03-1"), plan(), "zh", "=1+1", regions())
    cell = openpyxl.load_workbook(io.BytesIO(data))["填报"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert b"'=1+1" in template_csv(some("T03-1"), plan(), "zh", "=1+1", regions())
