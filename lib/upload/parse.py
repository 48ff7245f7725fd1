"""Bytes of an uploaded file to a table of raw text; refuses what it cannot read, never guesses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lib.issues import UnreadableFile
from lib.upload.grid import Book, Grid
from lib.upload.kind import kind_of
from lib.upload.sheet import Sheet
from lib.upload.template import find_header, no_header, sheet_of_grid, sheet_of_text
from lib.upload.text_file import LIMIT_ROWS, TextFile, text_file
from lib.upload.workbook import read_book

LIMIT_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """A file whose bytes could be read: a text file, or a workbook with the sheet chosen."""

    name: str
    sha256: str
    book: Book
    grid: Grid
    text: TextFile | None = None

    def sheet(self, max_rows: int = LIMIT_ROWS) -> Sheet | None:
        """The reports of our own table, or None where the sheet is another table."""
        header = find_header(self.grid)
        if header is None:
            return None
        if self.text:
            return sheet_of_text(self.text, header, self.grid, self.name, self.sha256, max_rows)
        return sheet_of_grid(
            self.grid, header, self.name, self.sha256, self.book.kind, self.book.epoch
        )

    def whole(self, max_rows: int = LIMIT_ROWS) -> Grid:
        """Every row of the chosen sheet; grid has only the first ones of a text file."""
        return self.text.grid(max_rows) if self.text else self.grid


def open_file(
    data: bytes,
    name: str,
    encoding: str | None = None,
    chosen: str = "",
    *,
    max_bytes: int = LIMIT_BYTES,
) -> Opened:
    """Open a file by what its bytes are; chosen names the sheet of a workbook.

    Raises UnreadableFile with one sentence that says what to do; file_sheets where a workbook has
    several sheets in sight and none was chosen.
    """
    if len(data) > max_bytes:
        size, limit = f"{len(data) / 2**20:.1f}", f"{max_bytes / 2**20:g}"
        raise UnreadableFile("file_too_large", size=size, limit=limit)
    if not data.strip():
        raise UnreadableFile("file_empty")
    sha256 = hashlib.sha256(data).hexdigest()
    if (kind := kind_of(data)) == "csv":
        text = text_file(data, encoding)
        head = text.head()
        return Opened(name, sha256, Book("csv", (head,), text.encoding), head, text)
    book = read_book(data, kind)
    return Opened(name, sha256, book, _chosen(book, chosen))


def read(
    data: bytes,
    name: str,
    encoding: str | None = None,
    *,
    max_bytes: int = LIMIT_BYTES,
    max_rows: int = LIMIT_ROWS,
) -> Sheet:
    """The reports of a file in our own layout.

    Raises UnreadableFile as open_file does, and file_no_header for every other table.
    """
    opened = open_file(data, name, encoding, max_bytes=max_bytes)
    sheet = opened.sheet(max_rows)
    if sheet is None:
        raise no_header(opened.grid)
    return sheet


def _chosen(book: Book, chosen: str) -> Grid:
    """The sheet asked for, else the only one in sight, else the only one with our own header."""
    named = {grid.name: grid for grid in book.grids}
    if chosen in named:
        return named[chosen]
    shown = [grid for grid in book.grids if not grid.hidden and grid.rows]
    ours = [grid for grid in shown if find_header(grid)]
    for found in (shown, ours):
        if len(found) == 1:
            return found[0]
    hidden = [grid.name for grid in book.grids if grid.hidden and grid.rows]
    if not shown and not hidden:
        raise UnreadableFile("file_empty")
    names = [grid.name for grid in shown]
    code, listed = ("file_sheets", names) if shown else ("file_only_hidden", hidden)
    raise UnreadableFile(code, sheets="、".join(listed), names=tuple(names + hidden))
