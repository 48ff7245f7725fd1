"""One sheet of an XLSX file to cells: a quick way for XML as Excel writes it, one for any other.

The quick way counts what it reads against what is there; where the two differ it gives up, and
the sheet is read again in the slow way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.upload.grid import letters
from lib.upload.workbook.cells import LIMIT_COLUMNS, Cells
from lib.upload.workbook.safety import Parts, checked
from lib.upload.workbook.xlsx_slow import ON, Slow, note
from lib.upload.workbook.xlsx_words import Texts, Words

_ROW = re.compile(rb'<row r="([0-9]{1,7})"([^<>]*)>')
_FORMULA = rb"(?:<f(?: [^<>]*+)?>[^<]*+</f>|<f(?: [^<>]*+)?/>)"
_CELL = re.compile(
    rb'<c r="([A-Z]++)[0-9]++"([^<>/]*+)(?:/>|>(?:%b)?+(?:'
    rb'(?:<v>|<is><t(?: xml:space="preserve")?+>)([^<]*+)(?:</v>|</t></is>)'
    rb"|<v/>|<is><t/></is>)?+</c>)" % _FORMULA
)
_NO_VALUE = re.compile(rb"<c ([^<>]*)>%b(?:<v></v>|<v/>)?</c>" % _FORMULA)
_TAG = re.compile(rb"<(?:mergeCell|col|sheetView) [^<>]*>")
_ATTRIBUTE = re.compile(rb'([A-Za-z]+)="([^"<>]*)"')
_FIRST = re.compile(rb'<c r="A([0-9]++)"')
_LETTERS = tuple(letters(column).encode() for column in range(LIMIT_COLUMNS))
_COLUMN = {name: column for column, name in enumerate(_LETTERS)}


class _Irregular(Exception):
    """The sheet's XML is not written as Excel writes it."""


class _Readers(dict[bytes, Texts]):
    """The attributes of a cell's tag -> the texts of such cells."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __missing__(self, attributes: bytes) -> Texts:
        self[attributes] = texts = self._words.of(attributes)
        return texts


def read_sheet(parts: Parts, part: str, words: Words, cells: Cells) -> None:
    """Fill cells from one worksheet part. Raises UnreadableFile."""
    left = parts.left
    try:
        _read_quickly(parts.chunks(part), words, cells)
    except _Irregular:
        parts.left = left
        cells.clear()
        Slow(words, cells).read(checked(parts.read(part)))


def _read_quickly(chunks: Iterator[bytes], words: Words, cells: Cells) -> None:
    head = b""
    while b"<sheetData" not in head:
        head += (piece := next(chunks, b""))
        if not piece:
            raise _Irregular
    head, _, rest = head.partition(b"<sheetData")
    if b"<worksheet" not in head[:2000] or checked(head, whole=False) is not head:
        raise _Irregular
    _around(head, cells)
    if rest.startswith(b"/>"):
        return _around(rest + b"".join(chunks), cells)
    readers = _Readers(words)
    while True:
        end = rest.find(b"</sheetData>")
        cut = end if end >= 0 else rest.rfind(b"</row>") + 6
        if end >= 0 or cut >= 6:
            _rows(rest[:cut], readers, cells)
            rest = rest[cut:]
        if end >= 0:
            return _around(rest + b"".join(chunks), cells)
        piece = next(chunks, b"")
        if not piece:
            raise _Irregular
        rest += piece


def _rows(xml: bytes, readers: _Readers, cells: Cells) -> None:
    if b"<!" in xml or b"<?" in xml:
        raise _Irregular
    if not _table(xml, readers, cells):
        _row_by_row(xml, readers, cells)
    if b"<f" in xml and any(b't="str"' not in tag for tag in _NO_VALUE.findall(xml)):
        cells.remarks.add("book_formula_without_value")


def _table(xml: bytes, readers: _Readers, cells: Cells) -> bool:
    """Read rows that all have the same columns, column by column; False where they have not."""
    heads, found = _ROW.findall(xml), _CELL.findall(xml)
    if not found or len(found) % len(heads) or len(heads) != xml.count(b"<row"):
        return False
    names, attributes, values = zip(*found, strict=True)
    lines, width = [line for line, _ in heads], len(found) // len(heads)
    if (
        names != _LETTERS[:width] * len(heads)
        or len(found) != xml.count(b"<c")
        or lines != _FIRST.findall(xml)
        or any(b"hidden=" in more for _, more in heads)
    ):
        return False
    columns = []
    for at in range(width):
        of_column, kinds = values[at::width], attributes[at::width]
        if len(set(kinds)) == 1:
            columns.append(readers[kinds[0]].column(of_column))
        else:
            columns.append([readers[k][v] for k, v in zip(kinds, of_column, strict=True)])
    filled = sum(len(column) - column.count("") for column in columns)
    cells.put_rows(map(int, lines), list(map(list, zip(*columns, strict=True))), filled)
    return True


def _row_by_row(xml: bytes, readers: _Readers, cells: Cells) -> None:
    rows = 0
    for head in _ROW.finditer(xml):
        rows += 1
        line, begin = head[1], head.end()
        if b"hidden=" in head[2] and _attributes(head[2]).get("hidden") in ON:
            cells.hidden_lines.add(int(line))
        if head[2].endswith(b"/"):
            continue
        end = xml.find(b"</row>", begin)
        if not (found := _CELL.findall(xml, begin, end)):
            if xml.find(b"<c", begin, end) >= 0:
                raise _Irregular
            continue
        names, attributes, values = zip(*found, strict=True)
        count = len(names)
        if xml.count(b"<c", begin, end) != count or xml.count(line + b'"', begin, end) < count:
            raise _Irregular
        row = [readers[a][v] for a, v in zip(attributes, values, strict=True)]
        if names != _LETTERS[:count]:
            row = _spread(names, row)
        cells.put_rows((int(line),), [row], len(row) - row.count(""))
    if rows != xml.count(b"<row"):
        raise _Irregular


def _spread(names: tuple[bytes, ...], texts: list[str]) -> list[str]:
    """The row from column A, empty where it has no cell."""
    row: list[str] = []
    for name, text in zip(names, texts, strict=True):
        if text:
            gap = _COLUMN.get(name, LIMIT_COLUMNS) - len(row)
            if gap < 0 or name not in _COLUMN:
                raise _Irregular  # the slow way knows the cell to name
            row += [""] * gap
            row.append(text)
    return row


def _around(xml: bytes, cells: Cells) -> None:
    """What stands before and after the cells: hidden columns, merged ranges, zeros not shown."""
    if b"<!" in xml or xml.count(b"<?") > 1 or b":mergeCell" in xml:
        raise _Irregular
    for tag in _TAG.finditer(xml):
        note(tag[0][1:].split(b" ")[0].decode(), _attributes(tag[0]), cells)


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(tag)}
