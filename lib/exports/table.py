"""A table -> CSV or XLSX bytes that a spreadsheet reads as data; never runs or links anything."""

from __future__ import annotations

import csv as csv_writer
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.charts.chart import Chart
from lib.values import guard

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "微软雅黑"
PLAIN_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How every workbook is opened: what a person typed never becomes a formula or a link."""
CELL_LIMIT = 32767
"""Characters a cell of a workbook can hold."""
NARROWEST, WIDEST = 8, 60
EXACT_DIGITS = 15
"""A workbook keeps numbers as doubles; with more digits than this a number is written as text."""
FORBIDDEN = str.maketrans(dict.fromkeys(r"\/:*?[]", "-"))

Cell = str | Decimal | int | date | None


@dataclass(frozen=True)
class Table:
    """Headings and rows of equal length. title names the sheet, source stands below the rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    source: str = ""


def table(chart: Chart) -> Table:
    """A chart as a table, with its title and its source line."""
    return Table(chart.columns, chart.rows, chart.title, chart.source)


def csv(content: Table) -> bytes:
    """UTF-8 with a byte order mark and CRLF, which Excel on a Chinese Windows opens as it is.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers never do.
    """
    out = io.StringIO()
    writer = csv_writer.writer(out)
    writer.writerow([_text(column) for column in content.columns])
    writer.writerows([[_text(cell) for cell in row] for row in content.rows])
    if content.source:
        writer.writerows([[], [_text(content.source)]])
    return out.getvalue().encode("utf-8-sig")


def xlsx(content: Table) -> bytes:
    """One sheet: bold frozen headings, numbers and dates as such, the source line at the bottom."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN_TEXT) as book:
        book.set_properties({"title": clean(content.title), "comments": clean(content.source)})
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        formats = {
            "text": book.add_format({**base, "text_wrap": True}),
            "number": book.add_format({**base, "num_format": "#,##0.##########"}),
            "whole": book.add_format({**base, "num_format": "#,##0"}),
            "date": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
        }
        head = book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#F0F3F6"})
        sheet = book.add_worksheet(_sheet_name(content.title))
        for column, words in enumerate(content.columns):
            sheet.write_string(0, column, clean(words), head)
            sheet.set_column(column, column, _width(content, column))
        for number, row in enumerate(content.rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, formats)
        sheet.freeze_panes(1, 0)
        if content.source:
            note = book.add_format({**base, "font_size": 9, "font_color": "#56616E"})
            sheet.write_string(len(content.rows) + 2, 0, clean(content.source), note)
    return out.getvalue()


def file_stem(name: str, day: date, *, demo: bool = False, plan: str = "") -> str:
    """A file name without its ending: safe on every system, with the as-of day in it.

    It begins with the name of a plan beside the home plan.
    """
    kept = "".join(c if c.isalnum() else "-" for c in clean(f"{plan}-{name}"))
    stem = "-".join(part for part in kept.split("-") if part)[:60] or "table"
    return f"{stem}-{day:%Y%m%d}" + ("-demo" if demo else "")


def clean(text: str) -> str:
    """Without control characters, lone surrogates and non-characters: no file format holds them."""
    if text.isprintable():  # nearly every text, and twenty times as fast
        return text
    return "".join(c for c in text if c in "\n\t" or _kept(c))


def _kept(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE


def _text(cell: Cell) -> str:
    """A cell of a CSV file; numbers in full and never in powers of ten."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return guard(clean(cell)) if isinstance(cell, str) else str(cell)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        sheet.write_datetime(row, column, moment, formats["date"])
    elif isinstance(cell, Decimal | int) and _exact(Decimal(cell)):
        whole = Decimal(cell) == Decimal(cell).to_integral_value()
        sheet.write_number(row, column, float(cell), formats["whole" if whole else "number"])
    else:
        words = clean(cell) if isinstance(cell, str) else _text(cell)
        sheet.write_string(row, column, words[:CELL_LIMIT], formats["text"])


def _exact(value: Decimal) -> bool:
    return value.is_finite() and len(value.normalize().as_tuple().digits) <= EXACT_DIGITS


def _width(content: Table, column: int) -> int:
    """Wide enough for the longest cell, where a Chinese character takes two places."""
    cells = (content.columns[column], *(_text(row[column]) for row in content.rows))
    longest = max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in cell) for cell in cells
    )
    return min(max(longest + 2, NARROWEST), WIDEST)


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of them forbidden, no apostrophe at either end."""
    return clean(title).translate(FORBIDDEN)[:31].strip(" '") or "Sheet1"
