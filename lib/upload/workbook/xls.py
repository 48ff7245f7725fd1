"""An XLS file (Excel 5 to 2003, WPS ET) to its sheets; numbers with the format that is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from struct import unpack_from

from lib.issues import UnreadableFile
from lib.upload.grid import Book
from lib.upload.workbook import ole
from lib.upload.workbook.biff import error_text, rk
from lib.upload.workbook.cells import LIMIT_SHEETS, Budget, Cells, book_of
from lib.upload.workbook.formats import BUILTIN, UNKNOWN
from lib.upload.workbook.shown import look
from lib.upload.workbook.xls_text import BOF, encoding_of, records, shared_texts, text

# Record numbers and layouts: [MS-XLS] 2.3 and 2.4; Excel 5 and 95 as OpenOffice describes them.
_CODEPAGE, _DATEMODE, _FILEPASS, _FORMAT, _XF = 0x42, 0x22, 0x2F, 0x41E, 0xE0
_SHEET, _STRINGS, _OTHER_BOOK = 0x85, 0xFC, 0x1AE
_ROW, _COLUMN, _MERGED, _VIEW = 0x208, 0x7D, 0xE5, 0x23E
_NUMBER, _RK, _MANY_RK, _SHARED = 0x203, 0x27E, 0xBD, 0xFD
_LABEL, _RICH, _BOOLEAN, _FORMULA, _RESULT = 0x204, 0xD6, 0x205, 0x06, 0x207
_EXCEL_97, _EXCEL_5 = 0x600, 0x500


@dataclass
class _Globals:
    """What stands before the sheets."""

    epoch: str = "1900"
    encoding: str = ""
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILTIN))
    used: list[int] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)
    looks: list[Callable[[float], str]] = field(default_factory=list)

    def shown(self, style: int, number: float) -> str:
        """A number as its cell shows it."""
        known = style < len(self.looks)
        return (self.looks[style] if known else look(UNKNOWN, self.epoch))(number)


def read_xls(data: bytes) -> Book:
    """Every worksheet of the file. Raises UnreadableFile."""
    stream, remarks = data, set()
    if data.startswith(ole.MAGIC):
        file = ole.Ole(data)
        stream = file.read("Workbook" if "Workbook" in file.names else "Book")
        if "_VBA_PROJECT_CUR" in file.names:
            remarks.add("book_macros")
    known = _globals(stream)
    if len(known.sheets) > LIMIT_SHEETS:
        raise UnreadableFile("file_too_many_sheets", limit=LIMIT_SHEETS)
    budget = Budget()
    sheets = []
    for name, begin, hidden in known.sheets:
        cells = Cells(name, budget, hidden=hidden)
        _read_sheet(stream, begin, known, cells)
        sheets.append(cells)
    return book_of("xls", sheets, known.epoch, remarks | known.remarks)


def _globals(stream: bytes) -> _Globals:
    known = _Globals()
    short = 2
    for record, bodies in records(stream, 0):
        body = bodies[0]
        if record == BOF:
            version = unpack_from("<H", body)[0]
            if version not in (_EXCEL_97, _EXCEL_5):
                raise UnreadableFile("file_is_biff")
            known.encoding, short = ("", 2) if version == _EXCEL_97 else ("cp1252", 1)
        elif record == _FILEPASS:
            raise UnreadableFile("file_is_encrypted")
        elif record == _CODEPAGE and known.encoding:
            known.encoding = encoding_of(unpack_from("<H", body)[0])
        elif record == _DATEMODE and body[0]:
            known.epoch = "1904"
        elif record == _FORMAT:
            known.codes[unpack_from("<H", body)[0]] = text(bodies, 2, short, known.encoding)
        elif record == _XF:
            known.used.append(unpack_from("<H", body, 2)[0])
        elif record == _SHEET:
            _add_sheet(bodies, known)
        elif record == _STRINGS:
            known.strings = shared_texts(bodies)
        elif record == _OTHER_BOOK and len(body) > 4:
            known.remarks.add("book_external_links")
    known.looks = [look(known.codes.get(code, UNKNOWN), known.epoch) for code in known.used]
    return known


def _add_sheet(bodies: list[bytes], known: _Globals) -> None:
    begin, state, kind = unpack_from("<IBB", bodies[0])
    if kind == 0:
        known.sheets.append((text(bodies, 6, 1, known.encoding), begin, state & 3 != 0))
    elif kind == 1:
        known.remarks.add("book_macros")


def _read_sheet(stream: bytes, begin: int, known: _Globals, cells: Cells) -> None:
    waiting = (0, 0)
    for record, bodies in records(stream, begin):
        body = bodies[0]
        if record in (_NUMBER, _RK, _SHARED, _LABEL, _RICH, _BOOLEAN):
            row, column, style = unpack_from("<3H", body)
            cells.put(row + 1, column, _text(record, bodies, style, known))
        elif record == _MANY_RK:
            row, column = unpack_from("<2H", body)
            for at in range(4, len(body) - 6, 6):
                style, packed = unpack_from("<HI", body, at)
                cells.put(row + 1, column + (at - 4) // 6, known.shown(style, rk(packed)))
        elif record == _FORMULA:
            row, column, style = unpack_from("<3H", body)
            waiting = (row + 1, column)
            cells.put(row + 1, column, _result(body, style, known, cells))
        elif record == _RESULT:
            cells.put(*waiting, text(bodies, 0, 2, known.encoding))
        elif record == _ROW and body[12] & 0x20:
            cells.hidden_lines.add(unpack_from("<H", body)[0] + 1)
        elif record == _COLUMN and body[8] & 1:
            cells.hidden_columns.append(unpack_from("<2H", body))
        elif record == _MERGED:
            for at in range(2, len(body) - 7, 8):
                first, last, left, right = unpack_from("<4H", body, at)
                cells.merged.append((first + 1, left, last + 1, right))
        elif record == _VIEW and not body[0] & 0x10:
            cells.zeros_hidden = True


def _text(record: int, bodies: list[bytes], style: int, known: _Globals) -> str:
    body = bodies[0]
    if record == _NUMBER:
        return known.shown(style, unpack_from("<d", body, 6)[0])
    if record == _RK:
        return known.shown(style, rk(unpack_from("<I", body, 6)[0]))
    if record == _SHARED:
        return known.strings[unpack_from("<I", body, 6)[0]]
    if record == _BOOLEAN:
        return error_text(body[6]) if body[7] else "TRUE" if body[6] else "FALSE"
    return text(bodies, 6, 2, known.encoding)


def _result(body: bytes, style: int, known: _Globals, cells: Cells) -> str:
    """What a formula gave; a text comes in a record of its own, and nothing is shown until then."""
    if body[12:14] != b"\xff\xff":
        return known.shown(style, unpack_from("<d", body, 6)[0])
    if body[6] == 1:
        return "TRUE" if body[8] else "FALSE"
    if body[6] == 2:
        return error_text(body[8])
    if body[6] == 3 and body[14] & 2:  # empty, and to be worked out when it is opened
        cells.remarks.add("book_formula_without_value")
    return ""
