"""An XLSB file (Excel's binary workbook) to its sheets; numbers with the format that is seen."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from lib.issues import UnreadableFile
from lib.upload.grid import Book
from lib.upload.workbook.biff import error_text, rk
from lib.upload.workbook.cells import LIMIT_SHEETS, Budget, Cells, book_of
from lib.upload.workbook.formats import BUILTIN, UNKNOWN
from lib.upload.workbook.safety import Parts
from lib.upload.workbook.shown import look
from lib.upload.workbook.xlsx import main_part, part_of, related, remarks_of

# Record numbers and layouts: [MS-XLSB] 2.3 and 2.4.
_ROW, _SHORT_FIRST, _SHORT_LAST = 0, 12, 18
_STRING_ITEM, _FORMAT, _XF, _COLUMN = 19, 44, 47, 60
_BOOK_PROPERTIES, _SHEET, _MERGE, _SHEET_VIEW = 153, 156, 176, 137
_XFS, _XFS_END = 617, 618


def read_xlsb(data: bytes) -> Book:
    """Every worksheet of the file. Raises UnreadableFile."""
    parts = Parts(data)
    parts.refuse_definitions()
    main = main_part(parts)
    targets = related(parts, main)
    epoch, places = "1900", []
    for record, body in records(parts.read(main)):
        if record == _BOOK_PROPERTIES and body[0] & 1:
            epoch = "1904"
        elif record == _SHEET:
            identity, at = _wide(body, 8)
            name, _ = _wide(body, at)
            kind, part = targets.get(identity, ("", ""))
            if kind == "worksheet":
                places.append((name, part, body[0] & 3 != 0))
    if len(places) > LIMIT_SHEETS:
        raise UnreadableFile("file_too_many_sheets", limit=LIMIT_SHEETS)
    strings = [
        _wide(body, 1)[0]
        for record, body in records(_optional(parts, targets, "sharedStrings"))
        if record == _STRING_ITEM
    ]
    looks = _looks(_optional(parts, targets, "styles"), epoch)
    budget = Budget()
    sheets = []
    for name, part, hidden in places:
        cells = Cells(name, budget, hidden=hidden)
        _read_sheet(parts.read(part), strings, looks, cells)
        sheets.append(cells)
    return book_of("xlsb", sheets, epoch, remarks_of(parts))


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of every record; raises IndexError where the part is cut short."""
    at, end = 0, len(part)
    while at < end:
        record = part[at]
        at += 1
        if record & 0x80:
            record = record & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            size |= (part[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not part[at - 1] & 0x80 or shift == 28:
                break
        if at + size > end:
            raise IndexError
        yield record, part[at : at + size]
        at += size


def _optional(parts: Parts, targets: dict[str, tuple[str, str]], kind: str) -> bytes:
    part = part_of(parts, targets, kind)
    return parts.read(part) if part else b""


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    (length,) = struct.unpack_from("<I", body, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(body):
        raise IndexError
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _looks(styles: bytes, epoch: str) -> list[Callable[[float], str]]:
    codes, used, inside = dict(BUILTIN), [], False
    for record, body in records(styles):
        if record == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif record in (_XFS, _XFS_END):
            inside = record == _XFS
        elif record == _XF and inside:
            used.append(struct.unpack_from("<H", body, 2)[0])
    return [look(codes.get(code, UNKNOWN), epoch) for code in used]


def _read_sheet(
    part: bytes, strings: list[str], looks: list[Callable[[float], str]], cells: Cells
) -> None:
    line = column = 0
    for record, body in records(part):
        if record == _ROW:
            line, column = struct.unpack_from("<I", body)[0] + 1, -1
            if body[11] & 0x10:
                cells.hidden_lines.add(line)
        elif 1 <= record <= _SHORT_LAST or record == 62:
            # A short cell stands right of the one before it and leaves its column out.
            short = _SHORT_FIRST <= record <= _SHORT_LAST
            at = 4 if short else 8
            column = column + 1 if short else struct.unpack_from("<I", body)[0]
            style = struct.unpack_from("<I", body, at - 4)[0] & 0xFFFFFF
            kind = record - 11 if short else record
            cells.put(line, column, _text(kind, body, at, style, strings, looks))
        elif record == _MERGE:
            first, last, left, right = struct.unpack_from("<4I", body)
            cells.merged.append((first + 1, left, last + 1, right))
        elif record == _COLUMN and struct.unpack_from("<H", body, 16)[0] & 1:
            cells.hidden_columns.append(struct.unpack_from("<2I", body))
        elif record == _SHEET_VIEW and not body[0] & 0x10:
            cells.zeros_hidden = True


def _text(
    kind: int,
    body: bytes,
    at: int,
    style: int,
    strings: list[str],
    looks: list[Callable[[float], str]],
) -> str:
    """The text of a cell by the kind of its record: blank, number, error, truth or text."""
    if kind in (2, 5, 9):
        known = rk(*struct.unpack_from("<I", body, at)) if kind == 2 else 0.0
        number = known if kind == 2 else struct.unpack_from("<d", body, at)[0]
        return looks[style](number) if style < len(looks) else look(UNKNOWN, "1900")(number)
    if kind in (3, 11):
        return error_text(body[at])
    if kind in (4, 10):
        return "TRUE" if body[at] else "FALSE"
    if kind in (6, 8):
        return _wide(body, at)[0]
    if kind == 7:
        return strings[struct.unpack_from("<I", body, at)[0]]
    return _wide(body, at + 1)[0] if kind == 62 else ""
