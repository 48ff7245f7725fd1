"""One sheet of an XLSX file to cells, element by element, however its XML is written."""

from __future__ import annotations

import re

from lib.upload.workbook.cells import Cells, column_of
from lib.upload.workbook.safety import parse
from lib.upload.workbook.xlsx_words import Words, untyped

ON = ("1", "true", "on")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Slow:
    """Reads any well-formed worksheet, whatever its prefixes, order of attributes and gaps."""

    def __init__(self, words: Words, cells: Cells) -> None:
        self._words, self._cells = words, cells
        self._line = self._column = 0
        self._cell: dict[str, str] | None = None
        self._value: list[str] = []
        self._inside: list[str] = []
        self._formula = self._given = False

    def read(self, xml: bytes) -> None:
        """Fill the cells from the whole part. Raises UnreadableFile."""
        parse(xml, self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside.append(name)
        if name == "row":
            self._line = int(attributes.get("r") or self._line + 1)
            self._column = -1
            if attributes.get("hidden") in ON:
                self._cells.hidden_lines.add(self._line)
        elif name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = column_of(place[1]) if place else self._column + 1
            self._line = int(place[2]) if place else self._line
            self._cell = attributes
            self._value.clear()
            self._formula = self._given = False
        elif name == "f":
            self._formula = True
        elif name in ("mergeCell", "col", "sheetView"):
            note(name, attributes, self._cells)

    def _text(self, text: str) -> None:
        if self._cell is not None:
            typed = self._inside[-1] == "t" and "rPh" not in self._inside and "is" in self._inside
            if typed or self._inside[-1] == "v":
                self._given = True
                self._value.append(text)

    def _end(self, name: str) -> None:
        self._inside.pop()
        if name != "c" or self._cell is None:
            return
        kind, style = self._cell.get("t", ""), self._cell.get("s", "")
        self._cell = None
        value = "".join(self._value)
        if not self._given:
            if self._formula and kind != "str":
                self._cells.remarks.add("book_formula_without_value")
        elif kind in ("str", "inlineStr", "e"):
            self._cells.put(self._line, self._column, untyped(value))
        else:
            texts = self._words.of_kind(kind or "n", style)
            self._cells.put(self._line, self._column, texts[value.strip().encode()])


def note(tag: str, attributes: dict[str, str], cells: Cells) -> None:
    """Keep what an element outside the cells says: merged, hidden, zeros not shown."""
    if tag == "mergeCell":
        first, _, last = attributes.get("ref", "").partition(":")
        begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if begin and end:
            cells.merged.append(
                (int(begin[2]), column_of(begin[1]), int(end[2]), column_of(end[1]))
            )
    elif tag == "col" and attributes.get("hidden") in ON:
        cells.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
    elif tag == "sheetView" and attributes.get("showZeros") in ("0", "false", "off"):
        cells.zeros_hidden = True
