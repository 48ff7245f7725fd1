"""An ODS file (LibreOffice, WPS) to its sheets; numbers with the format that is seen."""

from __future__ import annotations

import re
from datetime import date, datetime

from lib.issues import UnreadableFile
from lib.upload.grid import Book
from lib.upload.workbook.cells import LIMIT_COLUMNS, LIMIT_SHEETS, Budget, Cells, book_of
from lib.upload.workbook.ods_styles import Styles
from lib.upload.workbook.safety import Parts, parse
from lib.upload.workbook.shown import look
from lib.upload.workbook.xlsx_words import serial

_DURATION = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_BLANKS = re.compile(r"[ \t\r\n]+")
_NOT_SEEN = ("annotation", "ruby-text", "note", "frame", "custom-shape", "shapes", "dde-link")
_USUAL = {"percentage": "0%", "date": "yyyy-mm-dd hh:mm:ss", "time": "[h]:mm:ss"}


def read_ods(data: bytes) -> Book:
    """Every sheet of the file. Raises UnreadableFile."""
    parts = Parts(data)
    parts.refuse_definitions()
    styles = Styles()
    if "styles.xml" in parts:
        parse(parts.xml_chunks("styles.xml"), styles.start, styles.end, styles.text)
    reader = _Content(styles)
    parse(parts.xml_chunks("content.xml"), reader.start, reader.end, reader.text)
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts.names):
        reader.remarks.add("book_macros")
    return book_of("ods", reader.sheets, reader.epoch, reader.remarks)


class _Content:
    """Told of every element of content.xml in turn."""

    def __init__(self, styles: Styles) -> None:
        self.sheets: list[Cells] = []
        self.epoch = "1900"
        self.remarks: set[str] = set()
        self._styles = styles
        self._budget = Budget()
        self._sheet: Cells | None = None
        self._external = False
        self._unseen = 0
        self._defaults: list[str] = []
        self._line = self._column = 0
        self._row: list[tuple[int, str]] = []
        self._row_tag: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._in_paragraph = False

    def start(self, name: str, a: dict[str, str]) -> None:
        if self._unseen or name in _NOT_SEEN:
            self._unseen += 1
        elif self._cell is not None:
            self._in_cell(name, a)
        elif name == "table" and self._sheet is None:
            self._open_sheet(a)
        elif self._sheet is None:
            self._styles.start(name, a)
            if name == "null-date" and a.get("date-value", "").startswith("1904"):
                self.epoch = "1904"
        elif name == "table-source":
            self._external = True
        elif name == "table-column":
            self._add_columns(a)
        elif name == "table-row":
            self._row_tag, self._row, self._column = a, [], 0
        elif name == "table-cell":
            self._cell, self._paragraphs = a, []
        elif name == "covered-table-cell":
            self._cell = {"number-columns-repeated": a.get("number-columns-repeated", "1")}
            self._unseen = 1

    def text(self, words: str) -> None:
        if self._unseen:
            return
        if self._in_paragraph:
            self._paragraphs[-1] += _BLANKS.sub(" ", words)
        elif self._sheet is None:
            self._styles.text(words)

    def end(self, name: str) -> None:
        if self._unseen:
            self._unseen -= 1
            if name == "covered-table-cell":
                self._close_cell(covered=True)
        elif name == "p":
            self._in_paragraph = False
        elif name == "table-cell" and self._cell is not None:
            self._close_cell()
        elif self._cell is not None:
            return
        elif name == "table-row":
            self._close_row()
        elif name == "table" and self._sheet is not None:
            self._close_sheet()
        elif self._sheet is None:
            self._styles.end(name)

    def _open_sheet(self, a: dict[str, str]) -> None:
        if len(self.sheets) >= LIMIT_SHEETS:
            raise UnreadableFile("file_too_many_sheets", limit=LIMIT_SHEETS)
        hidden = a.get("style-name", "") in self._styles.hidden_tables
        self._sheet = Cells(a.get("name", ""), self._budget, hidden=hidden)
        self._line, self._defaults, self._external = 1, [], False

    def _close_sheet(self) -> None:
        if self._external:
            self.remarks.add("book_external_links")
        elif self._sheet is not None:
            self.sheets.append(self._sheet)
        self._sheet = None

    def _add_columns(self, a: dict[str, str]) -> None:
        first = len(self._defaults)
        count = min(_count(a, "number-columns-repeated"), LIMIT_COLUMNS + 1 - first)
        self._defaults += [a.get("default-cell-style-name", "")] * max(0, count)
        if a.get("visibility", "visible") != "visible" and self._sheet is not None:
            self._sheet.hidden_columns.append((first, len(self._defaults) - 1))

    def _in_cell(self, name: str, a: dict[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
            self._in_paragraph = True
        elif self._in_paragraph:
            spaces = min(_count(a, "c"), 1000) if name == "s" else 0
            more = {"s": " " * spaces, "tab": "\t", "line-break": "\n"}
            self._paragraphs[-1] += more.get(name, "")

    def _close_cell(self, *, covered: bool = False) -> None:
        a, self._cell = self._cell or {}, None
        repeated = _count(a, "number-columns-repeated")
        if covered or self._sheet is None:
            self._column += repeated
            return
        across, down = _count(a, "number-columns-spanned"), _count(a, "number-rows-spanned")
        if across > 1 or down > 1:
            self._sheet.merged.append(
                (self._line, self._column, self._line + down - 1, self._column + across - 1)
            )
        if text := self._cell_text(a):
            # One place past the limit is enough to be refused there.
            for column in range(self._column, self._column + min(repeated, LIMIT_COLUMNS + 1)):
                self._row.append((column, text))
        self._column += repeated

    def _close_row(self) -> None:
        repeated = _count(self._row_tag, "number-rows-repeated")
        if self._row and self._sheet is not None:
            hidden = self._row_tag.get("visibility", "visible") != "visible"
            for line in range(self._line, self._line + repeated):
                if hidden:
                    self._sheet.hidden_lines.add(line)
                for column, text in self._row:
                    self._sheet.put(line, column, text)
        self._line += repeated

    def _cell_text(self, a: dict[str, str]) -> str:
        kind = a.get("value-type", "")
        words = "\n".join(self._paragraphs) or a.get("string-value", "")
        if kind == "boolean":
            return "TRUE" if a.get("boolean-value") == "true" else "FALSE"
        number = self._number(kind, a)
        if words in ("TRUE", "FALSE"):
            return words  # a formula's truth is stored as 1 or 0
        if number is None:
            if a.get("formula") and not kind and not words and self._sheet is not None:
                self._sheet.remarks.add("book_formula_without_value")
            return words
        default = self._defaults[self._column] if self._column < len(self._defaults) else ""
        row_default = self._row_tag.get("default-cell-style-name", "")
        style = a.get("style-name") or row_default or default
        code = self._styles.code(style) or _USUAL.get(kind, "General")
        if kind == "currency" and code == "General":
            code = f'"{a.get("currency", "¤")}"0'
        return look(code, self.epoch)(number)

    def _number(self, kind: str, a: dict[str, str]) -> float | None:
        """What is stored, days since the epoch for a date; None for a text."""
        if kind in ("float", "percentage", "currency"):
            return float(a["value"])
        if kind == "date":
            given = a["date-value"]
            if "T" in given:
                return serial(datetime.fromisoformat(given), self.epoch)
            day = date.fromisoformat(given)
            return serial(datetime(day.year, day.month, day.day), self.epoch)  # noqa: DTZ001
        if kind == "time" and (found := _DURATION.fullmatch(a["time-value"])):
            hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
            return (-1 if found[1] else 1) * (hours * 3600 + minutes * 60 + seconds) / 86400
        return None


def _count(a: dict[str, str], name: str) -> int:
    """A number of repetitions or of cells that are one, at least 1."""
    text = a.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1
