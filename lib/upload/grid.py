"""A file as sheets and a sheet as text, between readers and layouts; no logic but places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """One sheet. rows has every row that has a cell; a cell is its text, "" where it is empty.

    lines gives each row's number as Excel or an editor shows it. merged has the merged ranges as
    (first line, first column, last line, last column), lines as in lines, columns from 0; the
    text stands in the first cell alone. hidden sheets are named to the person, never read unasked.
    """

    name: str
    rows: list[list[str]]
    lines: list[int]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file. kind is csv, xlsx, xls, xlsb or ods; encoding that of a text file, else empty.

    epoch is "1900" or "1904" for a workbook, empty for a text file: what a bare day number
    counts from. remarks are issue codes about the whole file (macros, links to other files).
    """

    kind: str
    grids: tuple[Grid, ...]
    encoding: str = ""
    epoch: str = ""
    remarks: tuple[str, ...] = ()


def letters(column: int) -> str:
    """A column's letters as Excel shows them: 0 is A, 27 is AB."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def address(line: int, column: int) -> str:
    """A cell's name as Excel shows it: K12."""
    return f"{letters(column)}{line}"
