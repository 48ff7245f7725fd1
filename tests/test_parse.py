"""Bytes to a table of text: encodings, kinds, headers, lines; nothing disappears."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import texts
from lib.issues import UnreadableFile
from lib.upload.parse import read

FILES = Path(__file__).with_name("files")
HEADER = "目标编号,指标,时期,地区,出资方,实际值,单位,数据性质,来源,说明"


def refusal(data: bytes, **options) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data, "upload.csv", **options)
    for lang in texts.LANGS:  # every refusal has its sentence, and every issue in it
        assert texts.refusal(lang, caught.value)
        assert all(texts.issue(lang, issue) for issue in caught.value.issues)
    return caught.value


def file(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


def test_a_file_from_excel_on_a_chinese_windows_is_read():
    sheet = read((FILES / "excel_gb18030.csv").read_bytes(), "季度.csv")
    assert sheet.encoding == "gb18030"
    assert sheet.columns["indicator"].to_pylist() == [
        "高新技术企业数",
        None,
        "新增省级科技型中小企业",
        None,
    ]
    assert sheet.columns["value"].to_pylist() == ["196", "1,250.5", "８０户", "已完成"]
    assert sheet.columns["note"].to_pylist() == [None, None, "含逗号,的说明", None]
    assert (sheet.lines.tolist(), sheet.rows_read) == ([2, 3, 4, 5], 4)


@pytest.mark.parametrize(
    ("encoding", "used"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_every_usual_encoding_gives_the_same_table(encoding, used):
    text = (FILES / "excel_gb18030.csv").read_bytes().decode("gb18030")
    sheet = read(text.encode(encoding), "x.csv")
    assert sheet.encoding == used
    assert sheet.columns["indicator"].to_pylist()[0] == "高新技术企业数"
    assert sheet.header == HEADER.split(",")


def test_a_person_may_choose_the_encoding_and_a_wrong_choice_is_refused():
    data = HEADER.encode("gb18030") + b"\nT03-1,,2022,,,196,,,,\n"
    assert read(data, "x.csv", "gb18030").columns["value"].to_pylist() == ["196"]
    assert refusal(data, encoding="utf-8").code == "file_encoding_chosen"
    assert refusal(data, encoding="rot13").code == "file_encoding_chosen"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("photo.csv", "file_is_image"),
        ("encrypted.xlsx", "file_is_encrypted"),
        ("latin1.csv", "file_encoding"),
    ],
)
def test_what_is_no_csv_is_named_for_what_it_is(name, code):
    assert refusal((FILES / name).read_bytes()).code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n \n", "file_empty"),
        (b"%PDF-1.7\n", "file_is_pdf"),
        (b"<html><table><tr><td>1</td></tr></table>", "file_is_html"),
        (b"PK\x03\x04" + b"word/document.xml", "file_is_damaged"),
        (b"PK\x05\x06", "file_is_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "file_is_damaged"),
        (HEADER.encode(), "file_header_only"),
        (file("", ",,,,,,,,,"), "file_header_only"),
        (file("T03-1,,2022,,,1\x0096,,,,"), "file_nul"),
        (b"\n\n", "file_empty"),
        (b"1,2,3\n4,5,6\n", "file_no_header"),
    ],
)
def test_files_without_rows_to_read_are_refused_with_a_reason(data, code):
    assert refusal(data).code == code


@pytest.mark.parametrize("name", ["nbs_technicians.csv", "nbs_workers.csv"])
def test_the_statistics_bureaus_download_is_refused_naming_the_columns_we_expect(name):
    refused = refusal((FILES / name).read_bytes())
    assert refused.code == "file_no_header"
    assert "目标编号、指标、时期" in texts.refusal("zh", refused)
    assert "数据库：分省年度数据" in texts.refusal("zh", refused)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.csv")), ids=lambda p: p.stem)
def test_no_real_file_crashes_the_reader(path):
    data = path.read_bytes()
    if path.stem != "excel_gb18030":
        assert refusal(data).code.startswith("file_")


def test_all_problems_of_a_header_are_told_at_once():
    refused = refusal("目标编号,实际值,实际值,单位名,备忘\nT03-1,1,2,,\n".encode())
    found = [(i.code, i.column) for i in refused.issues]
    assert found == [
        ("column_double", "实际值"),
        ("column_double", "实际值"),
        ("column_unknown_near", "单位名"),
        ("column_unknown", "备忘"),
        ("column_missing", "时期"),
    ]
    assert "目标编号 | 实际值 | 实际值 | 单位名 | 备忘" in texts.refusal("zh", refused)


def test_headers_may_be_english_or_field_names_in_any_order():
    sheet = read(b"period, Actual ,target_id\n2022,196,T03-1\n", "x.csv")
    assert sheet.columns["target_id"].to_pylist() == ["T03-1"]
    assert sheet.headers == {"period": "period", "value": " Actual ", "target_id": "target_id"}
    assert sheet.columns["note"].to_pylist() == [None]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_the_delimiter_is_seen_in_the_header(delimiter):
    text = f"{HEADER}\nT03-1,,2022,,,196,户,,,\n".replace(",", delimiter)
    assert read(text.encode(), "x.csv").columns["value"].to_pylist() == ["196"]


def test_one_ragged_row_in_a_hundred_is_rejected_by_its_line_and_the_others_stay():
    rows = [f"T03-1,,2022-01-{1 + i % 28:02},,,{i},户,,," for i in range(100)]
    rows[41] = "T03-1,,2022,,,196,户"
    sheet = read(file(*rows), "x.csv")
    (ragged,) = sheet.ragged
    assert (ragged.row, ragged.severity, ragged.params) == (
        43,
        "reject",
        {"cells": 7, "expected": 10},
    )
    assert (len(sheet.lines), 43 in sheet.lines, sheet.rows_read) == (99, False, 100)


def test_empty_cells_that_excel_adds_at_the_end_are_harmless_but_filled_ones_are_not():
    lines = (HEADER + ",,", "T03-1,,2022,,,196,,,,,,", "T03-1,,2021,,,160,,,,,,备")
    sheet = read("\n".join(lines).encode(), "x.csv")
    assert sheet.columns["value"].to_pylist() == ["196"]
    assert [i.row for i in sheet.ragged] == [3]


def test_blank_lines_hints_and_footnotes_are_skipped_and_listed():
    sheet = read(
        (
            '\n"# 提示, 见下"\n'
            + file(
                "",
                "T03-1,,2022,,,196,,,,",
                ",,,,,,,,,",
                "# 说明,,,,,,,,,",
                "数据来源：市科技局",
                "#REF!,,2022,,,1,,,,",
            ).decode()
        ).encode(),
        "x.csv",
    )
    assert [(s.line, s.code) for s in sheet.skipped] == [
        (1, "blank_line"),
        (2, "hint_line"),
        (4, "blank_line"),
        (6, "blank_line"),
        (7, "hint_line"),
        (8, "footnote"),
    ]
    assert (sheet.lines.tolist(), sheet.rows_read) == ([5, 9], 8)


def test_line_numbers_count_line_breaks_inside_quotes():
    sheet = read(file('T03-1,,2022,,,196,,,,"一\r\n二\n三"', "T03-1,,2021,,,160,,,,"), "x.csv")
    assert sheet.lines.tolist() == [2, 5]
    assert sheet.columns["note"].to_pylist() == ["一\r\n二\n三", None]


def test_an_unclosed_quote_is_refused_with_its_line():
    refused = refusal(file("T03-1,,2022,,,196,,,,", 'T03-1,,2021,,,160,,,"市科技局,'))
    assert (refused.code, refused.params["line"]) == ("file_quote", 3)
    assert refusal(file(f"T03-1,,2022,,,196,,,,{'长' * 200_000}")).code == "file_cell_too_long"


def test_limits_are_told():
    many = file(*["T03-1,,2022,,,196,,,,"] * 11)
    assert refusal(many, max_rows=10).code == "file_too_many_rows"
    assert read(many, "x.csv", max_rows=11).rows_read == 11
    refused = refusal(b"x" * 3_000_000, max_bytes=2**20)
    assert (refused.code, refused.params) == ("file_too_large", {"size": "2.9", "limit": "1"})


cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=9, max_size=12), max_size=8))
def test_every_record_of_a_readable_file_is_a_row_or_skipped_or_ragged(records):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER.split(","), *records])
    try:
        sheet = read(out.getvalue().encode(), "x.csv")
    except UnreadableFile:
        return
    assert sheet.rows_read == len(records)
    assert sheet.rows_read == len(sheet.lines) + len(sheet.skipped) + len(sheet.ragged)
    places = [*sheet.lines, *(s.line for s in sheet.skipped), *(i.row for i in sheet.ragged)]
    assert len(set(places)) == len(places)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data):
    for start in (b"", HEADER.encode() + b"\n", b"\xff\xfe"):
        try:
            sheet = read(start + data, "x.csv")
        except UnreadableFile as refused:
            sentence = texts.refusal("zh", refused)
        else:
            sentence = "read"
            assert sheet.rows_read == len(sheet.lines) + len(sheet.skipped) + len(sheet.ragged)
        assert sentence
