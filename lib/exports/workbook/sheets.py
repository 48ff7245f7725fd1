"""A table of the records -> a sheet: typed, filtered, frozen, with its units."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib import texts, theme
from lib.exports.records import COMPUTED, MOMENT, SHARE, Column, Listing, Records
from lib.exports.table import CELL_LIMIT, EXACT_DIGITS, clean
from lib.exports.workbook.looks import HEAD, Looks, Names, apart, paged
from lib.fields import DATE, DECIMAL, FLAG, INTEGER
from lib.report.mark import Mark

Put = Callable[[int, int, Any], object]
SEEN = 200
"""Rows that a column's width is measured by."""
NARROW, WIDE = 9, 80


def listed(
    book: Workbook, looks: Looks, names: Names, records: Records, listing: Listing, foot: str
) -> str:
    """Write one table on a sheet of its own and give the sheet's name."""
    name = names.free(listing.title)
    sheet = book.add_worksheet(name)
    heads = [apart(heading(column)) for column in listing.columns]
    puts = [_put(sheet, looks, records.lang, column) for column in listing.columns]
    _set_up(sheet, looks, heads, _widths(listing, heads), len(listing.rows), foot)
    for at, row in enumerate(listing.rows, HEAD + 1):
        for place, (put, cell) in enumerate(zip(puts, row, strict=True)):
            if cell is not None:
                put(at, place, cell)
    return name


def form(
    book: Workbook, looks: Looks, names: Names, records: Records, listing: Listing, foot: str
) -> str:
    """Write the values that stand in the columns of our own form: sent back, it changes nothing.

    No other sheet has these headings, so that the reader finds this one.
    """
    name = names.free(listing.title)
    sheet = book.add_worksheet(name)
    table = records.form
    shown = islice(table.rows, SEEN)
    sample = [[in_words(cell) for cell in row] for row in shown]
    widths = [width_of([head, *(r[n] for r in sample)]) for n, head in enumerate(table.columns)]
    line = f"{table.source} {_code(records.lang, records.mark)}"
    _set_up(sheet, looks, table.columns, widths, len(table.rows), foot, line)
    put = exact(sheet, looks)
    for at, row in enumerate(table.rows, HEAD + 1):
        for place, cell in enumerate(row):
            if cell is not None:
                put(at, place, cell)
    return name


def heading(column: Column) -> str:
    """The title with its unit, where the unit is one for the whole column."""
    if column.unit in ("", "row", "1"):
        return column.title
    return f"{column.title} ({column.unit})"


def _code(lang: str, mark: Mark) -> str:
    return texts.t(lang, "report.code", code=mark.code)


def _set_up(
    sheet: Worksheet,
    looks: Looks,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: int,
    foot: str,
    line: str = "",
) -> None:
    """Widths, the line above, headings that stay in sight, the filter, and how it prints."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, clean(line or foot), looks["stamp"])
    sheet.set_row(HEAD, 30)
    for place, words in enumerate(heads):
        sheet.write_string(HEAD, place, clean(words), looks["head"])
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.autofilter(HEAD, 0, HEAD + max(rows, 1), len(heads) - 1)
    paged(sheet, foot)
    sheet.repeat_rows(HEAD)


def _put(sheet: Worksheet, looks: Looks, lang: str, column: Column) -> Put:
    """How a column's cells are written: looked up once, not per cell."""
    if column.name == "status":
        return _status(sheet, looks, column)
    if column.choices:
        return _chosen(sheet, looks, column)
    if column.kind == DATE:
        return _dated(sheet, looks)
    if column.kind == MOMENT:
        return lambda row, at, cell: sheet.write_datetime(
            row, at, cell.replace(tzinfo=None), looks["moment"]
        )
    if column.kind == INTEGER:
        look = looks["whole"]
        return lambda row, at, cell: sheet.write_number(row, at, cell, look)
    if column.kind in (SHARE, COMPUTED):
        shape = looks["share" if column.kind == SHARE else "number"]
        return lambda row, at, cell: sheet.write_number(row, at, float(cell), shape)
    if column.kind == FLAG:
        words = {yes: texts.t(lang, f"data.flag.{yes}".lower()) for yes in (True, False)}
        plain = looks["plain"]
        return lambda row, at, cell: sheet.write_string(row, at, words[cell], plain)
    return exact(sheet, looks) if column.kind == DECIMAL else _worded(sheet, looks)


def _status(sheet: Worksheet, looks: Looks, column: Column) -> Put:
    said = {code: f"{theme.STATUS[code].symbol} {word}" for code, word in column.choices}
    return lambda row, at, cell: sheet.write_string(row, at, said[cell], looks[f"status.{cell}"])


def _chosen(sheet: Worksheet, looks: Looks, column: Column) -> Put:
    look = looks["plain"]
    said = {code: clean(word) for code, word in column.choices}
    return lambda row, at, cell: sheet.write_string(row, at, said.get(cell) or clean(cell), look)


def _dated(sheet: Worksheet, looks: Looks) -> Put:
    look = looks["date"]
    return lambda row, at, cell: sheet.write_datetime(row, at, datetime.combine(cell, time()), look)


def _worded(sheet: Worksheet, looks: Looks) -> Put:
    look = looks["plain"]

    def put(row: int, at: int, cell: str) -> None:
        words = cell if cell.isprintable() else clean(cell)
        sheet.write_string(row, at, words[:CELL_LIMIT], look)

    return put


def exact(sheet: Worksheet, looks: Looks) -> Put:
    """Numbers as such where a double holds every digit, else as text; dates and words as such."""
    number, worded, dated = looks["number"], _worded(sheet, looks), _dated(sheet, looks)

    def put(row: int, at: int, cell: Any) -> None:
        if isinstance(cell, Decimal):
            if len(cell.normalize().as_tuple().digits) <= EXACT_DIGITS:
                sheet.write_number(row, at, float(cell), number)
            else:
                worded(row, at, f"{cell:f}")
        elif isinstance(cell, date):
            dated(row, at, cell)
        else:
            worded(row, at, str(cell))

    return put


def counted(sheet: Worksheet, looks: Looks) -> Put:
    """Every number as a number, also one with more digits than a double: a chart points at it."""
    number, other = looks["number"], exact(sheet, looks)

    def put(row: int, at: int, cell: Any) -> None:
        if isinstance(cell, Decimal):
            sheet.write_number(row, at, float(cell), number)
        else:
            other(row, at, cell)

    return put


def _widths(listing: Listing, heads: Sequence[str]) -> list[int]:
    found = []
    for place, (column, head) in enumerate(zip(listing.columns, heads, strict=True)):
        words = dict(column.choices)
        cells = [words.get(said := in_words(row[place]), said) for row in listing.rows[:SEEN]]
        found.append(width_of([*_halved(head), *cells]))
    return found


def _halved(head: str) -> list[str]:
    """A heading may stand on two lines."""
    return head.rsplit(" ", 1) if len(head) > NARROW else [head]


def in_words(cell: object) -> str:
    """About what a cell shows, for its width."""
    if isinstance(cell, Decimal):
        return f"{cell:,.4f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


def width_of(cells: Sequence[str]) -> int:
    """Wide enough for the longest cell, where a Chinese character takes two places."""
    longest = max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in s) for s in cells
    )
    return min(max(longest + 3, NARROW), WIDE)
