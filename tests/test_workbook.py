"""Workbooks to text: every cell as a person sees it, in every format and from every program."""

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import texts
from lib.issues import Issue, UnreadableFile
from lib.upload.grid import Book
from lib.upload.kind import kind_of
from lib.upload.workbook import read_book
from tests.books import STRICT, at, links, parts, record, wide, xls, xlsx, zipped

FILES = Path(__file__).with_name("files")
BOOKS = FILES / "books"
LINES = "第一行\n第二行 & <三>"


def book(data: bytes) -> Book:
    found = read_book(data, kind_of(data))
    for code in found.remarks:
        assert all(texts.issue(lang, Issue(code)) for lang in texts.LANGS)
    return found


def file(name: str) -> Book:
    return book((BOOKS / name).read_bytes())


def rows(data: bytes) -> list[list[str]]:
    return book(data).grids[0].rows


def cell(xml: str, **more) -> str:
    """What the one cell A1 of a sheet reads as."""
    found = rows(xlsx(f'<row r="1">{xml}</row>', **more))
    return found[0][0]


def made(fill, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as writer:
        fill(writer)
    return out.getvalue()


# ---- one report, five formats ----


@pytest.mark.parametrize(
    "name",
    [
        "report.xlsx",
        "report.xlsb",
        "report.xls",
        "report.ods",
        "report_1904.xlsx",
        "report_1904.xls",
        "report_1904.ods",
    ],
)
def test_one_report_reads_the_same_from_every_program_and_epoch(name):
    found = file(name)
    assert found.kind == name.rpartition(".")[2]
    assert found.epoch == ("1904" if "1904" in name else "1900")
    assert found.remarks == ("book_hidden_columns", "book_hidden_rows")
    report, draft = found.grids
    assert report.rows == [
        ["2022年科技创新情况"],
        ["指标", "时期", "实际值", "占比", "户数", "备注"],
        ["高新技术企业数", "2022-12", "196", "17.3%", "196户", "00123"],
        # 0.0,"千" shows 12.3千: the stored number with its format is no number to anybody.
        ["研发投入", "2022-12-31", "1234567.891", "-5%", report.rows[3][4], "TRUE"],
        ["技术合同", "2022-12-31 08:30:00", "0.333333333333333", "#DIV/0!", "-3", LINES],
        ["合计", "", "1234764.22433333", "0"],
    ]
    assert report.rows[3][4].startswith("12345 [0.0,")
    assert report.lines == [1, 3, 4, 5, 6, 8]
    assert (report.merged, report.hidden) == (((1, 0, 1, 5),), False)
    assert (draft.name, draft.hidden, draft.rows, draft.lines) == (
        "底稿",
        True,
        [["", "隐藏的内容"]],
        [2],
    )


@pytest.mark.parametrize("name", ["base.xls", "base.xlsb"])
def test_files_from_excel_itself_are_read(name):
    sheet = file(name).grids[0]
    assert sheet.lines == [2]
    (row,) = sheet.rows
    assert row[:5] == ["String", "1", "1.1", "TRUE", "FALSE"]
    assert row[5:7] == ["2010-10-10", "2010-10-10 10:10:10"]
    assert row[7:] == ["10:10:10", "10:10:10", "255:10:10"]


# ---- other people's files ----


def test_the_1904_date_system_and_a_chart_sheet_between_others():
    found = file("47813.xlsx")
    assert (found.epoch, [g.name for g in found.grids]) == ("1904", ["Numbers", "SomeJunk"])
    assert len(found.grids[0].rows) == 721
    assert found.grids[0].rows[1:3] == [
        ["0", "0", "1"],
        ["1", "0.0174524064372835", "0.999847695156391"],
    ]


def test_a_wrong_declared_dimension_loses_no_cell():
    for name, filled in (("64667.xlsx", 31), ("123233_charts.xlsx", 62)):
        grids = file(name).grids
        assert sum(bool(cell) for g in grids for row in g.rows for cell in row) == filled


def test_hidden_sheets_are_marked():
    assert [(g.name, g.hidden) for g in file("123233_charts.xlsx").grids] == [
        ("Page1_1", False),
        ("data_Page1_1_1", True),
        ("data_Page1_1_2", True),
        ("data_Page1_1_3", True),
        ("data_Page1_1_4", True),
    ]
    assert [g.name for g in file("any_sheets.xlsb").grids] == ["Visible"]  # the others are empty


def test_error_cells_are_read_as_what_they_show():
    assert file("56688_3.xlsx").grids[0].rows == [["", "#VALUE!"], ["abc"]]


def test_merged_ranges_and_shared_texts_under_another_name():
    first, second = file("merged_range.xlsx").grids
    assert (len(first.merged), len(second.merged)) == (9, 6)
    assert first.merged[:3] == ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 3))
    assert first.rows[0] == ["A1", "B1", "C1", "", "E1", "F1", "G1", "H1"]
    assert file("issue_419.xlsx").grids[0].rows == [["Hello"]]


def test_formulas_give_what_was_last_calculated():
    assert file("issue644.xlsx").grids[0].rows[:2] == [
        ["10", "1.04139268515823"],
        ["25", "1.41497334797082"],
    ]


def test_macros_are_told_and_not_run():
    found = file("SimpleMacro.xlsm")
    assert (found.remarks, found.grids[0].rows) == (
        ("book_macros",),
        [["This is a macro workbook"]],
    )


REFUSED_BY_US, REFUSED_BY_OPENPYXL = ("54764.xlsx", "fuzzed.xlsx"), ("issue_419.xlsx",)


@pytest.mark.filterwarnings("ignore:Unknown extension")
@pytest.mark.parametrize(
    "name",
    sorted({p.name for p in BOOKS.glob("*.xlsx")} - {*REFUSED_BY_US, *REFUSED_BY_OPENPYXL}),
)
def test_every_cell_that_openpyxl_sees_is_there(name):
    theirs = openpyxl.load_workbook(BOOKS / name, data_only=True)
    for grid in file(name).grids:
        seen = {
            (c.row, c.column - 1)
            for row in theirs[grid.name].iter_rows()
            for c in row
            if c.value is not None
        }
        ours = {
            (line, column)
            for line, row in zip(grid.lines, grid.rows, strict=True)
            for column, text in enumerate(row)
            if text
        }
        assert ours == seen


# ---- what a cell of an XLSX may hold ----


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="A1"><v>196</v></c>', "196"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>1E-3</v></c>', "0.001"),
        ('<c r="A1"><v>1.9600000000000001E2</v></c>', "196"),
        ('<c r="A1"><v>-0</v></c>', "0"),
        ('<c r="A1"><v>1E999</v></c>', "#NUM!"),
        ('<c r="A1"><v> 5 </v></c>', "5"),
        ('<c r="A1"><v>1_000</v></c>', "1_000"),
        ('<c r="A1"><v>nan</v></c>', "nan"),
        ('<c r="A1" t="n"><v>12345678901234567</v></c>', "12345678901234600"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><f>A2</f><v>00123</v></c>', "00123"),
        ('<c r="A1" t="d"><v>2022-12-31</v></c>', "2022-12-31"),
        ('<c r="A1" t="d"><v>2022-12-31T08:30:00</v></c>', "2022-12-31 08:30:00"),
        ('<c r="A1" s="1" t="d"><v>2022-12-31</v></c>', "2022-12"),
        ('<c r="A1" t="inlineStr"><is><t>甲 &amp; &#x4E59;&lt;</t></is></c>', "甲 & 乙<"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>', " 甲 "),
        ('<c r="A1" t="inlineStr"><is><r><t>高新</t></r><r><t>企业</t></r></is></c>', "高新企业"),
        ('<c r="A1" t="inlineStr"><is><t>甲_x000A_乙_x005F_x</t></is></c>', "甲\n乙_x"),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[<甲>]]></t></is></c>', "<甲>"),
        ('<c r="A1" t="s"><v>0</v></c>', "高新技术企业"),
        ('<c r="A1" t="s"><v>1</v></c>', "昆明"),
        ('<c t="s" s="0" r="A1"><v>0</v></c>', "高新技术企业"),
        ('<c><v>7</v></c>', "7"),
    ],
)  # fmt: skip
def test_a_cell_of_any_type_reads_as_it_shows(xml, text):
    strings = "<si><r><t>高新</t></r><r><t>技术企业</t></r></si>"
    strings += "<si><t>昆明</t><rPh sb='0' eb='1'><t>コンメイ</t></rPh></si>"
    assert cell(xml, strings=strings, formats=("yyyy-mm",)) == text


@pytest.mark.parametrize("empty", ['<c r="A1"><f>B1</f></c>', '<c r="A1"><f>B1</f><v/></c>'])
def test_a_formula_without_a_value_is_empty_and_said_so(empty):
    found = book(xlsx(f'<row r="1">{empty}<c r="B1"><v>1</v></c></row>'))
    assert found.grids[0].rows == [["", "1"]]
    assert found.remarks == ("book_formula_without_value",)
    with pytest.raises(UnreadableFile) as caught:
        book(xlsx(f'<row r="1">{empty}</row>'))
    assert caught.value.code == "file_empty"
    empty_text = '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>'
    assert book(xlsx(f'<row r="1">{empty_text}</row>')).remarks == ()


def test_blank_rows_and_columns_in_front_count_and_those_behind_are_cut_off():
    grid = book(
        xlsx(
            '<row r="3"><c r="B3"><v>1</v></c><c r="C3" s="0"/></row><row r="4"/>'
            '<row r="7"><c r="A7" t="inlineStr"><is><t></t></is></c><c r="D7"><v>2</v></c></row>'
        )
    ).grids[0]
    assert (grid.lines, grid.rows) == ([3, 7], [["", "1"], ["", "", "", "2"]])


PLAIN = (
    '<row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>0.173</v></c></row>'
    '<row r="5" hidden="1"><c r="B5" s="2"><f>1+2</f><v>44926</v></c><c r="D5"><v>1</v></c></row>'
)


def _in_another_order(xml: str) -> str:
    first, _, rest = xml.partition('<row r="5"')
    before, _, second = first.partition('<row r="2"')
    last, _, after = rest.partition("</sheetData>")
    return f'{before}<row r="5"{last}<row r="2"{second}</sheetData>{after}'


def _prefixed(xml: str) -> str:
    return xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


UNUSUAL = {
    "prefixes": _prefixed,
    "another order of attributes": lambda xml: xml.replace('r="A2" t="s"', 't="s" r="A2"'),
    "line breaks between tags": lambda xml: xml.replace("><", ">\r\n<"),
    "a comment": lambda xml: xml.replace("<v>", "<!-- <c> --><v>"),
    "rows in another order": _in_another_order,
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_xml_that_excel_would_not_write_reads_the_same(how):
    more = {
        "formats": ("0.0%", 'yyyy"年"m"月"'),
        "strings": "<si><t>甲</t></si>",
        "after": '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
        "before": '<cols><col min="4" max="4" hidden="1"/></cols>',
    }
    usual = parts(PLAIN, **more)
    sheet = str(usual["xl/worksheets/sheet1.xml"]).partition("?>\n")[2]
    assert UNUSUAL[how](sheet) != sheet
    found = book(zipped({**usual, "xl/worksheets/sheet1.xml": UNUSUAL[how](sheet)}))
    assert found == book(zipped(usual))
    assert found.grids[0].rows == [["甲", "17.3%"], ["", "2022-12", "", "1"]]
    assert found.remarks == ("book_hidden_columns", "book_hidden_rows")


@pytest.mark.parametrize(
    "name", sorted({p.name for p in BOOKS.glob("*.xlsx")} - set(REFUSED_BY_US))
)
def test_real_workbooks_read_the_same_in_the_quick_and_the_slow_way(name):
    with zipfile.ZipFile(BOOKS / name) as archive:
        contents = {n: archive.read(n) for n in archive.namelist() if not n.endswith("/")}
    for part, xml in contents.items():
        if "/worksheets/sheet" in part:
            contents[part] = xml.replace(b"<sheetData>", b"<sheetData><!-- slow -->")
    assert book(zipped(contents)) == file(name)


STORED = st.one_of(
    st.floats(allow_nan=False).map(repr),
    st.integers(-(10**17), 10**17).map(str),
    st.sampled_from(
        ["", "-0", "1E-7", "-0.5", "1e999", " 5 ", "1_0", "nan", "0.30000000000000004"]
    ),
)
TAGS = st.sampled_from(["", ' s="1"', ' s="2"', ' s="3"', ' t="b"', ' t="str"', ' t="e"'])


@settings(max_examples=150, deadline=None)
@given(st.lists(TAGS, min_size=1, max_size=3), st.data())
def test_a_table_reads_the_same_column_by_column_row_by_row_and_slowly(tags, data):
    """One odd row makes the quick way go row by row, a comment makes it give up."""
    row = st.tuples(*[STORED] * len(tags))
    table = data.draw(st.lists(row, min_size=1, max_size=8))
    lines = "".join(
        f'<row r="{line}"><c r="A{line}"><v>{line}</v></c>'
        + "".join(
            f'<c r="{"BCD"[column]}{line}"{tags[column]}><v>{value}</v></c>'
            for column, value in enumerate(values)
        )
        + "</row>"
        for line, values in enumerate(table, 1)
    )
    formats = ("0.0%", '0"户"', "yyyy-mm")
    for rest in ("", '<row r="99"><c r="F99"><v>1</v></c></row>'):
        quick, slow = (
            book(xlsx(xml, formats=formats)) for xml in (lines + rest, f"<!-- -->{lines}{rest}")
        )
        assert quick == slow


def test_zip_files_as_streaming_programs_write_them_are_read():
    class Pipe(io.RawIOBase):  # cannot go back: sizes come behind the parts
        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in parts('<row r="1"><c r="A1"><v>1</v></c></row>').items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    assert rows(pipe.written) == [["1"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_parts_in_another_encoding_are_read(encoding):
    made_parts = parts('<row r="1"><c r="A1" t="inlineStr"><is><t>玉溪</t></is></c></row>')
    sheet = str(made_parts["xl/worksheets/sheet1.xml"]).replace("UTF-8", encoding[:6])
    if encoding == "gb18030":
        sheet = sheet.replace('"gb1803"', '"gb18030"')
    made_parts["xl/worksheets/sheet1.xml"] = sheet.encode(encoding)
    assert rows(zipped(made_parts)) == [["玉溪"]]


def test_another_encoding_is_read_too_where_a_piece_ends_inside_a_character():
    strings = "".join(f"<si><t>{'玉溪' * (i % 7)}a</t></si>" for i in range(200_000))
    large = parts('<row r="1"><c r="A1" t="s"><v>199998</v></c></row>', strings=strings)
    part = '<?xml version="1.0" encoding="GBK"?>' + str(large["xl/sharedStrings.xml"])
    large["xl/sharedStrings.xml"] = part.encode("gbk")
    assert rows(zipped(large)) == [["玉溪" * (199998 % 7) + "a"]]


def test_strict_workbooks_and_workbooks_in_an_unusual_folder_are_read():
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert rows(xlsx(row, base=STRICT)) == [["1"]]
    moved = {
        name.replace("xl/", "data/"): content for name, content in parts(row, base=STRICT).items()
    }
    moved["_rels/.rels"] = links({"r1": ("officeDocument", "/data/workbook.xml")}, STRICT)
    moved["[Content_Types].xml"] = '<Types><Override ContentType="x.spreadsheetml.main"/></Types>'
    assert rows(zipped(moved)) == [["1"]]


def test_what_is_written_below_a_merged_cell_and_never_seen_is_not_read():
    grid = book(
        xlsx(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
            '<row r="2"><c r="A2"><v>3</v></c><c r="C2"><v>4</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:XFD2"/></mergeCells>',
        )
    ).grids[0]
    assert (grid.rows, grid.lines, grid.merged) == ([["1"]], [1], ((1, 0, 2, 2),))


def test_zeros_that_the_sheet_does_not_show_are_told():
    found = book(
        xlsx(
            '<row r="1"><c r="A1"><v>0</v></c></row>',
            before='<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>',
        )
    )
    assert (found.grids[0].rows, found.remarks) == ([["0"]], ("book_zeros_hidden",))


def test_links_to_other_files_are_told_and_not_followed():
    linked = parts('<row r="1"><c r="A1"><f>[1]表!A1</f><v>5</v></c></row>')
    linked["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    found = book(zipped(linked))
    assert (found.grids[0].rows, found.remarks) == ([["5"]], ("book_external_links",))


def test_formats_of_a_written_workbook_reach_every_cell():
    def fill(writer):
        sheet = writer.add_worksheet("报送")
        for column, (code, value) in enumerate(
            [("0.0%", 0.173), ('#,##0.0"亿元"', 1.25), ('0!.0,"万"', 12345), ("@", 7)]
        ):
            sheet.write_number(0, column, value, writer.add_format({"num_format": code}))
        for column, builtin in enumerate((10, 44, 14, 17, 22)):
            sheet.write_number(1, column, 44926.25, writer.add_format({"num_format": builtin}))
        month = writer.add_format({"num_format": "yyyy-mm"})
        sheet.write_datetime(2, 0, datetime(2022, 12, 31), month)  # noqa: DTZ001

    assert rows(made(fill)) == [
        ["17.3%", "1.25亿元", '12345 [0!.0,"万"]', "7"],
        ["4492625%", "¤44926.25", "2022-12-31 06:00:00", "2022-12", "2022-12-31 06:00:00"],
        ["2022-12"],
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
                st.integers(-(10**14), 10**14),
                st.booleans(),
            ),
            max_size=5,
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_what_is_written_is_read(table, constant):
    def fill(writer):
        sheet = writer.add_worksheet()
        sheet.write_string(0, 0, "首")
        for line, cells in enumerate(table, 1):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write(line, column, value)

    expected = {
        (line, column): str(value).upper() if isinstance(value, bool) else str(value)
        for line, cells in enumerate(table, 2)
        for column, value in enumerate(cells)
        if value not in (None, "") or value is False or value == 0
    }
    grid = book(made(fill, constant_memory=constant)).grids[0]
    assert {
        (line, column): text
        for line, row in zip(grid.lines, grid.rows, strict=True)
        for column, text in enumerate(row)
        if text
    } == {(1, 0): "首", **expected}


# ---- XLS and XLSB, record by record ----


def test_every_record_of_an_xls_cell_is_read():
    coloured = struct.pack("<HBH", 3, 9, 1) + "甲乙丙".encode("utf-16-le") + bytes(4)
    strings = record(  # the second body begins inside a text, and with the width of its rest
        0xFC,
        struct.pack("<II", 2, 2) + wide("高AB")[:-4],
        b"\x00AB" + coloured,
    )
    formats = record(0x41E, struct.pack("<H", 200) + wide('0"户"')) + record(
        0xE0, struct.pack("<HH", 0, 0)
    )
    formats += record(0xE0, struct.pack("<HH", 0, 10)) + record(0xE0, struct.pack("<HH", 0, 200))
    rk = struct.pack("<I", 1735 << 2 | 3)  # 17.35
    found = rows(
        xls(
            record(0xFD, at(0, 0, 0, struct.pack("<I", 0))),
            record(0xFD, at(0, 1, 0, struct.pack("<I", 1))),
            record(0x203, at(0, 2, 1, struct.pack("<d", 0.173))),
            record(0x27E, at(0, 3, 2, rk)),
            record(0xBD, at(1, 0, 0, rk + struct.pack("<H", 2) + rk + struct.pack("<H", 1))),
            record(0x205, at(1, 2, 0, b"\x01\x00")),
            record(0x205, at(1, 3, 0, b"\x2a\x01")),
            record(0x06, at(2, 0, 0, b"\x00\x00\x00\x00\x00\x00\xff\xff" + bytes(8))),
            record(0x4BC, bytes(10)),  # a shared formula stands between a formula and its text
            record(0x207, wide("合计")),
            record(0x06, at(2, 1, 0, b"\x01\x00\x01\x00\x00\x00\xff\xff" + bytes(8))),
            record(0x06, at(2, 2, 0, b"\x02\x00\x07\x00\x00\x00\xff\xff" + bytes(8))),
            record(0x06, at(2, 3, 1, struct.pack("<d", -0.05) + bytes(8))),
            record(0x204, at(3, 0, 0, wide("标签"))),
            record(0xD6, at(3, 1, 0, wide("富文本") + b"\0\0")),
            record(0x201, at(3, 2, 1, b"")),
            settings=formats + strings,
        )
    )
    assert found == [
        ["高AB", "甲乙丙", "17.3%", "17.35户"],
        ["17.35", "17.35户", "TRUE", "#N/A"],
        ["合计", "TRUE", "#DIV/0!", "-5%"],
        ["标签", "富文本"],
    ]


def test_excel_95_in_chinese_is_read_by_its_code_page():
    def text(words: str, length: str = "H") -> bytes:
        return struct.pack(f"<{length}", len(words.encode("gbk"))) + words.encode("gbk")

    settings_ = record(0x42, struct.pack("<H", 936))
    settings_ += record(0x41E, struct.pack("<H", 200) + text('0"户"', "B"))
    settings_ += record(0xE0, struct.pack("<HH", 0, 200)) + record(0x22, b"\x01\x00")
    data = xls(
        record(0x204, at(0, 0, 0, text("高新技术企业"))),
        record(0x203, at(0, 1, 0, struct.pack("<d", 196))),
        settings=settings_,
        version=0x500,
        name=text("玉溪", "B"),
    )
    found = book(data)
    assert (found.grids[0].name, found.epoch) == ("玉溪", "1904")
    assert found.grids[0].rows == [["高新技术企业", "196户"]]


def test_a_number_whose_format_is_not_given_is_held():
    data = xls(record(0x203, at(0, 0, 7, struct.pack("<d", 0.173))))
    assert rows(data) == [["0.173 [?]"]]
    assert cell('<c r="A1" s="1"><v>0.173</v></c>', formats=()) == "0.173"
    unknown = parts('<row r="1"><c r="A1" s="0"><v>0.173</v></c></row>')
    unknown["xl/styles.xml"] = '<styleSheet><cellXfs><xf numFmtId="199"/></cellXfs></styleSheet>'
    assert rows(zipped(unknown)) == [["0.173 [?]"]]


def test_the_1904_flag_of_an_xlsb_is_seen():
    with zipfile.ZipFile(BOOKS / "report.xlsb") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    main = bytearray(contents["xl/workbook.bin"])
    at_flag = main.index(b"\x99\x01") + 3
    main[at_flag] |= 1
    contents["xl/workbook.bin"] = bytes(main)
    found = book(zipped(contents))
    assert (found.epoch, found.grids[0].rows[3][1]) == ("1904", "2027-01-01")
