"""The workbook inside a chart: what people see when they choose to edit its data (pure)."""

from __future__ import annotations

import io
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from lib.exports.native.columns import Column, Key, blocks
from lib.exports.table import clean

SHEET = "Sheet1"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def places(told: tuple[Column, ...], groups: bool) -> list[tuple[int, int]]:
    """For each column the sheet's column of its keys and of its values."""
    found = [(0, 0)] * len(told)
    at = 1 if groups else 0
    for _, members in blocks(told):
        for n, member in enumerate(members, 1):
            found[member] = (at, at + n)
        at += len(members) + 1
    return found


def reference(column: int, first: int, last: int, *, to: int | None = None) -> str:
    """Cells of a column, rows counted from 0."""
    end = xl_col_to_name(column if to is None else to)
    return f"{SHEET}!${xl_col_to_name(column)}${first + 1}:${end}${last + 1}"


def workbook(told: tuple[Column, ...], groups: tuple[str, ...]) -> bytes:
    """The numbers of a chart: keys, then a column for each series that shares them."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(SHEET)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(0, len(told) * 2, 14)
        for row, group in enumerate(groups, 1):
            sheet.write_string(row, 0, clean(group))
        for column, (keys, values) in zip(told, places(told, bool(groups)), strict=True):
            sheet.write_string(0, values, clean(column.name))
            for row, (key, value) in enumerate(zip(column.x, column.y, strict=True), 1):
                if isinstance(key, date):
                    sheet.write_datetime(row, keys, datetime.combine(key, time()), day)
                else:
                    sheet.write_string(row, keys, clean(key))
                if value is not None:
                    sheet.write_number(row, values, float(value))
    return out.getvalue()


def serial(key: Key) -> int:
    """A day as spreadsheets count it."""
    return (key - date(1899, 12, 30)).days if isinstance(key, date) else 0
