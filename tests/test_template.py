"""The form of a department: what stands in it, and that it comes back through the door."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from lib import door, store
from lib.exports.form import number_format
from lib.exports.template import Asked, form_csv, form_xlsx, template_csv, template_xlsx
from lib.fields import UPLOAD_FIELDS
from lib.plan import Plan, parse_plan
from lib.plan.regions import load_regions
from lib.progress import assess
from lib.progress.due import ASKED, reports
from lib.upload.parse import read
from lib.upload.validate import Checked, check

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 23)
HEADER = "目标编号,指标,时期,地区,出资方,实际值,单位,数据性质,来源,说明,更正原因"
VALUE = 6
"""Column of the values, counted from 1 as openpyxl does."""


@cache
def plan() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


@cache
def regions() -> tuple:
    return tuple(load_regions((DATA / "regions.csv").read_text(encoding="utf-8")))


def some(*ids: str) -> list:
    return [plan()[target_id] for target_id in ids]


def checked(data: bytes, name: str = "x.csv") -> Checked:
    return check(read(data, name), plan(), regions(), TODAY)


# the rows


def test_the_csv_opens_in_excel_on_a_chinese_windows():
    data = template_csv(some("T03-1"), plan(), "zh", "2022", regions())
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == (
        f"{HEADER}\r\n"
        "T03-1,高新技术企业数,2022,玉溪市,,,户,,,,\r\n"
        "# 没有数据就留空：空格不算填报，0 表示确实为零。,,,,,,,,,,\r\n"
    )


def test_shared_actuals_are_asked_for_once_and_the_fund_once_per_contributor():
    data = template_csv(some("T28-6", "T28-1", "T22-3", "T07-1"), plan(), "zh", "2022")
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert [(row[0], row[4]) for row in rows if not row[0].startswith("# ")] == [
        ("T28-1", "省级"),
        ("T28-1", "市级"),
        ("T28-1", "高新区"),
        ("T07-1", ""),
    ]


def test_a_form_has_just_the_rows_asked_for_each_with_its_own_period():
    fund, firms = some("T28-1", "T03-1")
    asked = [
        Asked(fund, "zone", "2024"),
        Asked(fund, "zone", "2023"),
        Asked(firms, period="2022Q4", region="530402"),
    ]
    data = form_csv(asked, "zh", regions())
    assert data.decode("utf-8-sig").split("\r\n")[1:4] == [
        "T28-1,联合专项资金五年合计,2024,玉溪市,高新区,,万元,,,,",
        "T28-1,联合专项资金五年合计,2023,玉溪市,高新区,,万元,,,,",
        "T03-1,高新技术企业数,2022Q4,红塔区,,,户,,,,",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_untouched_template_reports_nothing_and_is_no_error(lang):
    seen = checked(template_csv(plan(), plan(), lang, "2022", regions()))
    assert (seen.rows.num_rows, seen.issues, len(seen.held)) == (0, [], 0)
    assert {s.code for s in seen.skipped} == {"empty_value", "hint_line"}


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
    seen = checked(out.getvalue().encode())
    assert (seen.rows.num_rows, seen.issues) == (len(rows), [])
    assert set(seen.rows["region"].to_pylist()) == {"530400"}
    assert set(seen.rows["value"].to_pylist()) == {Decimal(7), None}


# the workbook


def workbook(lang: str) -> openpyxl.Workbook:
    data = template_xlsx(some("T01-1", "T03-1", "T28-1"), plan(), lang, "2022-12", regions())
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_workbook_has_the_same_rows_as_text_under_a_frozen_header():
    sheet = workbook("zh")["填报"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEADER.split(",")
    assert rows[2][:8] == ["T03-1", "高新技术企业数", "2022-12", "玉溪市", "", "", "户", ""]
    assert [row[4] for row in rows[3:]] == ["省级", "市级", "高新区"]
    assert sheet.freeze_panes == "C2"
    assert (sheet["C2"].number_format, sheet["C2"].font.name) == ("@", "微软雅黑")


def test_what_the_plan_gives_is_locked_and_what_people_say_is_open_without_a_password():
    sheet = workbook("zh")["填报"]
    names = [field.name for field in UPLOAD_FIELDS]
    opened = {
        line: [n for n, cell in zip(names, sheet[line], strict=True) if not cell.protection.locked]
        for line in (1, 2, 3, 4)
    }
    said = ["region", "value", "finality", "source", "note", "reason"]
    assert opened == {1: [], 2: ["period", *said], 3: said, 4: said}
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_below_the_rows_every_cell_is_open_for_another_region_or_period():
    columns = workbook("zh")["填报"].column_dimensions.values()
    assert sum(c.max - c.min + 1 for c in columns) == len(UPLOAD_FIELDS)
    assert not any(column.protection.locked for column in columns)


@pytest.mark.parametrize(
    ("target_id", "shown"),
    [
        ("T03-1", "#,##0"),
        ("T28-1", "#,##0.00####"),
        ("T32-1", "#,##0.00####"),
        ("T02-1", "#,##0.00####"),
        ("T30-1", "#,##0"),
        ("T01-1", "@"),
        ("T04-1", "@"),
    ],
)
def test_counts_are_shown_whole_and_no_digit_of_an_amount_is_hidden(target_id, shown):
    assert number_format(plan()[target_id]) == shown
    assert "%" not in shown  # 17.3 beside the unit %, never 0.173


def test_the_workbook_offers_the_words_that_may_be_filled_in():
    sheet = workbook("zh")["填报"]
    lists = {
        str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"
    }
    assert lists == {
        "F2": '"已完成,未完成"',
        "D2:D106": "'填报说明'!$E$2:$E$12",
        "E7:E106": '"省级,市级,高新区"',
        "H2:H106": '"初步数,核实数"',
        "K2:K106": '"数据修订,填报差错,迟报补报"',
    }
    guide = workbook("en")["How to fill in"]
    named = [guide.cell(line, 5).value for line in (2, 3, 12)]
    assert named == ["Yuxi", "Hongta", "High-tech Zone"]


def test_a_number_cell_warns_of_what_is_no_number_but_stops_nobody():
    sheet = workbook("zh")["填报"]
    by_cell = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    firms, money = by_cell["F3"], by_cell["F4"]
    assert (firms.type, firms.operator, firms.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert (money.type, money.errorStyle) == ("decimal", "warning")
    assert firms.prompt == "数字（单位：户），没有数据就留空"
    assert firms.error == "请填整数，不带单位，如 196；没有数据就留空。"
    assert by_cell["C2"].prompt.startswith("已完成的，填完成的那一天")


def test_it_prints_across_one_page_with_the_header_on_each():
    sheet = workbook("zh")["填报"]
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def test_a_period_that_looks_like_a_formula_stays_text():
    data = template_xlsx(some("T03-1"), plan(), "zh", "=1+1", regions())
    cell = openpyxl.load_workbook(io.BytesIO(data))["填报"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert b"'=1+1" in template_csv(some("T03-1"), plan(), "zh", "=1+1", regions())


def test_no_part_of_the_workbook_holds_a_formula_or_a_link():
    data = template_xlsx(plan(), plan(), "zh", "2022", regions())
    parts = zipfile.ZipFile(io.BytesIO(data))
    everything = b"".join(parts.read(n) for n in parts.namelist() if "sheets/" in n)
    assert not re.search(rb"<f>|<hyperlink", everything)


# and back


def filled(data: bytes) -> bytes:
    """The workbook as a department saves it: every value given, and who says so."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    words = {"milestone": "已完成", "narrative": "关注"}
    for line in range(2, sheet.max_row + 1):
        target = plan()[str(sheet.cell(line, 1).value)]
        number = 196 if number_format(target) == "#,##0" else 2350.25
        sheet.cell(line, VALUE).value = words.get(target.measure_type, number)
        sheet.cell(line, VALUE + 2).value = "核实数"
        sheet.cell(line, VALUE + 3).value = "台账"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_filled_workbook_comes_back_through_the_door_unchanged(planned: store.Database):
    asked = [Asked(t, period="2022") for t in some("T03-1", "T04-1", "T35-1")]
    asked += [Asked(plan()["T28-1"], "zone", "2022"), Asked(plan()["T24-1"], period="2022-12-20")]

    look = door.preview(
        planned,
        filled(form_xlsx(asked, "zh", regions())),
        "应报模板.xlsx",
        regions(),
        TODAY,
        max_bytes=20 * 1024 * 1024,
    )

    assert look.checked
    assert (look.checked.issues, len(look.checked.held)) == ([], 0)
    names = ("target_id", "contributor", "period", "value", "light", "finality", "source")
    assert [tuple(row[n] or "" for n in names) for row in look.checked.rows.to_pylist()] == [
        ("T03-1", "", "2022", Decimal(196), "", "final", "台账"),
        ("T04-1", "", "2022", "", "watch", "final", "台账"),
        ("T35-1", "", "2022", Decimal("2350.25"), "", "final", "台账"),
        ("T28-1", "zone", "2022", Decimal("2350.25"), "", "final", "台账"),
        ("T24-1", "", "2022-12-20", "", "done", "final", "台账"),
    ]


def test_the_empty_workbook_reports_nothing_and_is_no_error():
    seen = checked(template_xlsx(plan(), plan(), "zh", "2022", regions()), "x.xlsx")
    assert (seen.rows.num_rows, seen.issues) == (0, [])
    assert {s.code for s in seen.skipped} == {"empty_value"}


def test_whatever_the_list_of_what_is_owed_asks_for_can_be_filled_in_and_written():
    found = reports(plan(), [], assess(plan(), [], TODAY))
    asked = [Asked(r.target, r.contributor, r.period.label) for r in found if r.state in ASKED]

    seen = checked(filled(form_xlsx(asked, "zh", regions())), "应报模板.xlsx")

    assert (seen.rows.num_rows, len(seen.held), len(seen.rejected)) == (83, 0, 0)
    assert {issue.code for issue in seen.issues} == {"value_above_100"}
