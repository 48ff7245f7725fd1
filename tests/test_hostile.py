"""Torn, forged and giant files: each refused with one sentence, soon, and in a small space."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lib import texts
from lib.issues import UnreadableFile
from lib.upload import worker
from lib.upload.grid import Book
from lib.upload.kind import WORKBOOKS, kind_of
from lib.upload.workbook import cells, read_book, safety
from tests.books import MAIN, links, parts, record, wide, xls, xlsx, zipped

FILES = Path(__file__).with_name("files")
BOOKS = FILES / "books"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def understand(data: bytes) -> Book:
    return read_book(data, kind_of(data))


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        understand(data)
    assert all(texts.refusal(lang, caught.value) for lang in texts.LANGS)
    return caught.value


def sheet(xml: str | bytes) -> bytes:
    return zipped({**parts(""), "xl/worksheets/sheet1.xml": xml})


# ---- what the bytes are ----


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("指标,时期\n".encode(), "csv"),
        (b"", "csv"),
        (b"BM,2022\n", "csv"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "word"),
        (b"Rar!\x1a\x07", "zip"),
        (b"\x1f\x8b\x08", "zip"),
        (b"<html><table>", "html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "html"),
        ("\ufeff<table>".encode("utf-16-le"), "html"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "xml"),
        (b'<?xml version="1.0"?>\n<html xmlns="x"><body>', "html"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "biff"),
        (b"\x00\x01\x00\x00Standard Jet DB", "database"),
        (zipped({"word/document.xml": "", "[Content_Types].xml": ""}), "word"),
        (zipped({"ppt/presentation.xml": "", "[Content_Types].xml": ""}), "slides"),
        (zipped({"xl/workbook.xml": "", "[Content_Types].xml": ""}), "xlsx"),
        (zipped({"xl/workbook.bin": "", "[Content_Types].xml": ""}), "xlsb"),
        (zipped({"xl\\workbook.xml": "", "[Content_Types].xml": ""}), "xlsx"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "word"),
        (zipped({"OFD.xml": ""}), "pdf"),
        (zipped({"a.csv": "word/xl/EncryptedPackage"}), "zip"),
        (zipped({"a.csv": ""})[:40], "zip"),
        (xlsx(ROW)[:-30], "damaged"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        (xls(), "xls"),
        (xls(settings=record(0x2F, bytes(6))), "encrypted"),
    ],
    ids=count(),  # a zip holds the time it was made at, and would be called after it
)
def test_a_file_is_what_its_bytes_are(data, kind):
    assert kind_of(data) == kind
    if kind not in ("csv", *WORKBOOKS):
        assert refused(data).code == f"file_is_{kind}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("photo.csv", "image"),
        ("encrypted.xlsx", "encrypted"),
        ("workbook.xlsx", "xlsx"),
        ("utf8.csv", "csv"),
        ("books/pass_protected.ods", "encrypted"),
        ("books/password.xls", "encrypted"),
        ("books/fuzzed.xlsx", "damaged"),
        ("books/SimpleMacro.xlsm", "xlsx"),
        ("books/base.xls", "xls"),
        ("books/base.xlsb", "xlsb"),
        ("books/report.ods", "ods"),
        ("books/excel4.xls", "biff"),
    ],
)
def test_files_are_told_by_their_bytes_whatever_they_are_called(name, kind):
    assert kind_of((FILES / name).read_bytes()) == kind


def test_a_text_under_the_name_of_a_workbook_is_a_text():
    assert kind_of("地区\t2022年\n玉溪\t196\n".encode("gb18030")) == "csv"


# ---- definitions and entities ----

LOLS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{LOLS}]>'


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_are_refused_in_every_part_and_encoding(part, encoding):
    made = parts(ROW)
    text = BOMB + str(made[part]).removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    made[part] = text.encode(encoding)
    assert refused(zipped(made)).code == "file_defines_entities"


def test_entities_in_a_part_that_nobody_reads_and_links_to_files_are_refused_too():
    made = {**parts(ROW), "docProps/core.xml": f"{BOMB}<x>&i;</x>"}
    assert refused(zipped(made)).code == "file_defines_entities"
    reads_a_file = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
    assert refused(sheet(reads_a_file)).code == "file_defines_entities"
    assert refused((BOOKS / "54764.xlsx").read_bytes()).code == "file_defines_entities"
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": BOMB}
    assert refused(zipped(ods)).code == "file_defines_entities"


def test_an_entity_that_nobody_defined_is_refused():
    assert refused(xlsx('<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>')).code == "file_broken"


# ---- bombs ----


def test_a_part_that_grows_a_thousandfold_is_refused_before_it_is_unpacked():
    data = sheet(b" " * (64 * 2**20))
    tracemalloc.start()
    start = time.perf_counter()
    assert refused(data).code == "file_grows_too_much"
    assert time.perf_counter() - start < 2
    assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    tracemalloc.stop()


def test_a_part_that_is_longer_than_it_says_is_read_no_further_than_it_says():
    data = sheet(b" " * (64 * 2**20))
    directory = data.rindex(b"PK\x01\x02")
    forged = bytearray(data)
    struct.pack_into("<I", forged, directory + 24, 100)
    tracemalloc.start()
    assert refused(bytes(forged)).code in ("file_is_damaged", "file_broken")
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()


def test_the_limits_of_parts_sizes_and_sheets_are_told(monkeypatch):
    many = zipped({f"xl/{i}": "" for i in range(6000)})
    assert refused(many).params == {"limit": "5,000"}
    monkeypatch.setattr(safety, "LIMIT_UNPACKED", 2**10)
    large = sheet(zlib.compress(bytes(range(256)) * 50, 0))
    assert refused(large).code == "file_unpacks_too_large"


def test_a_hundred_thousand_sheets_are_refused_at_once():
    made = parts(ROW)
    sheets = '<sheet name="x" sheetId="1" r:id="r1"/>' * 100_000
    made["xl/workbook.xml"] = (
        f'<workbook xmlns:r="x"><sheets>{sheets}</sheets></workbook>' + " " * 10
    )
    start = time.perf_counter()
    assert refused(zipped(made)).code == "file_too_many_sheets"
    assert time.perf_counter() - start < 5


def test_a_stray_cell_far_outside_is_named_and_a_wide_empty_sheet_is_read_fast():
    stray = refused(xlsx(ROW + '<row r="9"><c r="XFD9"><v>1</v></c></row>'))
    assert (stray.code, stray.params["cell"], stray.params["columns"]) == (
        "file_range_too_large",
        "XFD9",
        1024,
    )
    below = refused(xlsx(ROW + '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'))
    assert (below.code, below.params["cell"]) == ("file_range_too_large", "A1048577")
    start = time.perf_counter()
    styled = "".join(f'<row r="{i}"><c r="XFD{i}" s="0"/></row>' for i in range(2, 20_000))
    grid = understand(
        xlsx(
            ROW + styled,
            before='<dimension ref="A1:XFD1048576"/>',
            after='<mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>',
        )
    ).grids[0]
    assert (grid.rows, grid.merged) == ([["1"]], ())
    assert time.perf_counter() - start < 3
    assert understand(xlsx(ROW + '<row r="1048576"><c r="AMJ1048576"><v>2</v></c></row>'))


def test_more_filled_cells_than_can_be_read_are_refused(monkeypatch):
    monkeypatch.setattr(cells, "LIMIT_CELLS", 3)
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c>{}</row>'
    assert understand(xlsx(row.format("")))
    # The slow way starts afresh: what the quick way had counted before it gave up counts no more.
    assert understand(xlsx(row.format("<!-- -->")))
    more = refused(xlsx(row.format('<c r="D1"><v>1</v></c>')))
    assert (more.code, more.params) == ("file_too_many_cells", {"limit": "3"})


def ods(rows: str) -> bytes:
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mime, "content.xml": content})


def test_repetitions_in_an_ods_are_counted_and_empty_ones_cost_nothing():
    one = '<table:table-cell office:value-type="string"><text:p>一</text:p></table:table-cell>'
    many = one.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="{}"')
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    start = time.perf_counter()
    empty = row.format(1048000, '<table:table-cell table:number-columns-repeated="16384"/>')
    grid = understand(ods(empty + row.format(2, many.format(2)))).grids[0]
    assert (grid.rows, grid.lines) == ([["一", "一"], ["一", "一"]], [1048001, 1048002])
    assert refused(ods(row.format(1, many.format(16384)))).code == "file_range_too_large"
    assert refused(ods(row.format(99999999, one))).code == "file_range_too_large"
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_elements_nested_very_deep_are_no_trouble(part):
    deep = "<a>" * 200_000 + "</a>" * 200_000
    made = parts(ROW)
    made[part] = str(made[part]).replace("</w", f"{deep}</w").replace("</styleS", f"{deep}</styleS")
    assert understand(zipped(made)).grids[0].rows == [["1"]]


def test_many_and_long_shared_texts_are_read():
    strings = "<si><t>甲</t></si>" * 20_000 + f"<si><t>{'长' * 1_000_000}</t></si>"
    row = '<row r="1"><c r="A1" t="s"><v>20000</v></c></row>'
    assert len(understand(xlsx(row, strings=strings)).grids[0].rows[0][0]) == 1_000_000
    for index in ("20001", "-1", "1e3", "99999999999"):
        wrong = f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>'
        assert refused(xlsx(wrong, strings=strings)).code == "file_broken"


def test_merged_ranges_that_cover_everything_many_times_are_refused(monkeypatch):
    monkeypatch.setattr(cells, "LIMIT_CELLS", 50_000)
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 1001))
    ranges = "".join(f'<mergeCell ref="A1:B{900 + i}"/>' for i in range(100))
    assert refused(xlsx(rows, after=f"<mergeCells>{ranges}</mergeCells>")).code == "file_broken"


# ---- torn and forged containers ----


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(xlsx(ROW))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/Worksheets/sheet1.xml", f"<worksheet xmlns='{MAIN}'/>")
    found = refused(out.getvalue())
    assert (found.code, found.params) == (
        "file_part_double",
        {"name": "XL/Worksheets/sheet1.xml"},
    )


def test_names_that_point_outside_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.xml").write_text(f'<worksheet xmlns="{MAIN}"/>')
    for target in ("../../../secret.xml", "/../secret.xml", str(tmp_path / "secret.xml")):
        made = parts(ROW)
        made["xl/_rels/workbook.xml.rels"] = links({"r1": ("worksheet", target)})
        assert refused(zipped(made)).code == "file_is_damaged"
    assert understand(zipped({**parts(ROW), "../../outside.xml": "<x/>"})).grids[0].rows == [["1"]]
    assert [path.name for path in tmp_path.iterdir()] == ["secret.xml"]


def test_a_changed_byte_inside_a_part_is_seen():
    data = bytearray(zipped(parts(ROW), zipfile.ZIP_STORED))
    data[data.index(b"<v>1") + 3] ^= 1
    assert refused(bytes(data)).code == "file_is_damaged"


def test_parts_that_are_encrypted_or_packed_in_another_way_are_refused():
    data = bytearray(xlsx(ROW))
    for at in range(len(data)):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert refused(bytes(data)).code == "file_is_encrypted"
    assert refused(zipped(parts(ROW), zipfile.ZIP_BZIP2)).code == "file_is_damaged"


@pytest.mark.parametrize("name", ["report.xlsx", "report.xlsb", "report.xls", "report.ods"])
def test_a_file_cut_short_anywhere_is_refused(name):
    data = (BOOKS / name).read_bytes()
    whole, codes = understand(data), set()
    for tenth in range(10):
        cut = data[: len(data) * tenth // 10]
        try:
            found = understand(cut) if cut else None
        except UnreadableFile as refusal:
            found = None
            codes.add(refusal.code)
        # What is cut off an XLS may be its author and title alone: then nothing is lost.
        assert found in (None, whole)
    assert codes == {"file_is_damaged"}


def test_an_empty_workbook_is_no_success():
    assert refused(xlsx("")).code == "file_empty"
    assert refused(xls()).code == "file_empty"
    assert refused(ods("<table:table-row/>")).code == "file_empty"


def test_an_xls_whose_parts_point_nowhere_is_refused():
    strings = record(0xFC, struct.pack("<II", 2**32 - 1, 2**32 - 1) + wide("甲"))
    assert refused(xls(settings=strings)).code == "file_broken"
    nowhere = xls(record(0xFD, struct.pack("<3HI", 0, 0, 0, 7)))
    assert refused(nowhere).code == "file_broken"
    assert refused(xls()[:-4]).code == "file_is_damaged"


# ---- any bytes whatsoever ----

SEEDS = {path.name: path.read_bytes() for path in sorted(BOOKS.iterdir())}
MAGICS = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00"),
    *(b"<?xml", b"<html", b"\xff\xfe<\0", b"%PDF", b"", b"\x09\x08\x08\x00\x00\x05\x05\x00"),
)


def sentence(data: bytes, kind: str) -> str:
    """Nothing for a book, else its refusal; every other exception goes through."""
    try:
        assert read_book(data, kind).grids
    except UnreadableFile as refusal:
        return texts.refusal("zh", refusal) + texts.refusal("en", refusal)
    return ""


def answered(data: bytes) -> None:
    try:
        kind = kind_of(data)
    except UnreadableFile:
        return
    if kind != "csv":
        sentence(data, kind)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MAGICS), st.binary(max_size=4000), st.sampled_from(WORKBOOKS))
@example(b"PK\x05\x06", bytes(18), "xlsx")
def test_any_bytes_give_a_book_or_a_sentence(magic, rest, claimed):
    answered(magic + rest)
    sentence(magic + rest, claimed)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=6)), max_size=6),
)
def test_real_files_with_bytes_changed_give_a_book_or_a_sentence(name, changes):
    data = bytearray(SEEDS[name])
    for at, new in changes:
        at %= len(data)
        data[at : at + len(new)] = new
    answered(bytes(data))


PARTS = {
    name: {n: zipfile.ZipFile(io.BytesIO(SEEDS[name])).read(n) for n in members}
    for name, members in {
        name: [i.filename for i in zipfile.ZipFile(BOOKS / name).infolist() if i.file_size]
        for name in ("report.xlsx", "report.xlsb", "report.ods", "merged_range.xlsx")
    }.items()
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_parts_with_bytes_changed_inside_a_sound_container_give_a_book_or_a_sentence(data):
    name = data.draw(st.sampled_from(sorted(PARTS)))
    made = dict(PARTS[name])
    part = data.draw(st.sampled_from(sorted(made)))
    content = bytearray(made[part])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(
            st.sampled_from([b"", b"<", b'"', b"9999999999", b"\xff\xff\xff\xff", b"-1"])
        )
        content[at : at + data.draw(st.integers(0, 8))] = new
        if not content:
            content = bytearray(b"<")
    made[part] = bytes(content)
    answered(zipped(made))


def test_a_hostile_file_is_refused_through_the_worker_as_well():
    data = sheet(b" " * (64 * 2**20))
    with pytest.raises(UnreadableFile) as caught:
        worker.run(read_book, data, "xlsx", seconds=20, megabytes=300)
    assert caught.value.code == "file_grows_too_much"
    sound = worker.run(read_book, SEEDS["report.xls"], "xls", seconds=20)
    assert sound == understand(SEEDS["report.xls"])
