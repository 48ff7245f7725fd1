"""Cells of a sheet as a reader finds them, put together to a Grid within limits."""

from __future__ import annotations

from collections.abc import Iterable

from lib.issues import UnreadableFile
from lib.upload.grid import Book, Grid, address

LIMIT_SHEETS = 300
LIMIT_CELLS = 5_000_000
"""Filled cells of one file: a hundred thousand rows of fifty columns."""
LIMIT_COLUMNS = 1024
"""Columns of one sheet, A to AMJ. A filled cell further right is a stray one."""
LIMIT_LINES = 1_048_576
LIMIT_PLACES = 20_000_000
"""Places of all rows, filled or not, from column A to the last filled cell of each row."""

Range = tuple[int, int, int, int]


class Budget:
    """What is left of the limits of one file while its sheets are read."""

    def __init__(self) -> None:
        self.cells = LIMIT_CELLS
        self.places = LIMIT_PLACES
        self.merges = LIMIT_CELLS


class Cells:
    """The cells of one sheet while it is read; lines count from 1, columns from 0."""

    def __init__(self, name: str, budget: Budget, *, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self._budget = budget
        self._spent = [0, 0]
        self.clear()

    def clear(self) -> None:
        """Forget what was read, to read it again."""
        self._budget.cells += self._spent[0]
        self._budget.places += self._spent[1]
        self._spent = [0, 0]
        self._rows: dict[int, list[str]] = {}
        self.merged: list[Range] = []
        self.hidden_lines: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.zeros_hidden = False
        self.remarks: set[str] = set()

    def put(self, line: int, column: int, text: str) -> None:
        """Write one cell; an empty text is no cell."""
        if not text:
            return
        row = self._rows.get(line)
        if row is None:
            row = self._rows[line] = []
        if column >= len(row):
            self._spread(line, column)
            self._spend(1, column + 1 - len(row))
            row.extend([""] * (column + 1 - len(row)))
        row[column] = text

    def put_rows(self, lines: Iterable[int], rows: list[list[str]], filled: int) -> None:
        """Write whole lines at once, each from column A; filled cells of all of them together."""
        for line, row in zip(lines, rows, strict=True):
            while row and not row[-1]:
                row.pop()
            if row:
                self._spread(line, len(row) - 1)
                if line in self._rows:
                    raise UnreadableFile("file_broken")
                self._rows[line] = row
        self._spend(filled, sum(map(len, rows)))

    def grid(self) -> Grid:
        """The sheet, rows in the order of their lines."""
        lines = sorted(self._rows)
        merged = self._merged(lines)
        if not self.hidden:
            self._remark_hidden(lines)
        rows = [self._rows[line] for line in lines]
        if merged:
            kept = [(line, row) for line, row in zip(lines, rows, strict=True) if any(row)]
            lines, rows = [line for line, _ in kept], [row for _, row in kept]
        return Grid(self.name, rows, lines, merged, self.hidden)

    def _spend(self, cells: int, places: int) -> None:
        self._spent[0] += cells
        self._spent[1] += places
        self._budget.cells -= cells
        self._budget.places -= places
        if self._budget.cells < 0 or self._budget.places < 0:
            raise UnreadableFile("file_too_many_cells", limit=f"{LIMIT_CELLS:,}")

    def _spread(self, line: int, column: int) -> None:
        if not 0 < line <= LIMIT_LINES or not 0 <= column < LIMIT_COLUMNS:
            if line < 1 or column < 0:
                raise UnreadableFile("file_broken")
            raise UnreadableFile(
                "file_range_too_large",
                sheet=self.name,
                cell=address(line, column),
                columns=LIMIT_COLUMNS,
                lines=f"{LIMIT_LINES:,}",
            )

    def _merged(self, lines: list[int]) -> tuple[Range, ...]:
        """The merged ranges cut to what is filled; what they cover is emptied, nobody sees it."""
        if not lines or not self.merged:
            return ()
        last, width = lines[-1], max(map(len, self._rows.values()))
        found = []
        for first_line, first, last_line, right in sorted(set(self.merged)):
            end, stop = min(last_line, last), min(right, width - 1)
            if (
                first_line < 1
                or first_line > end
                or first > stop
                or (end, stop) == (first_line, first)
            ):
                continue
            found.append((first_line, first, end, stop))
            self._budget.merges -= end - first_line + 1
            if self._budget.merges < 0:
                raise UnreadableFile("file_broken")
            for line in range(first_line, end + 1):
                self._cover(line, first + (line == first_line), stop)
        return tuple(found)

    def _cover(self, line: int, first: int, last: int) -> None:
        row = self._rows.get(line, [])
        if first < len(row):
            row[first : last + 1] = [""] * (min(last + 1, len(row)) - first)
            while row and not row[-1]:
                row.pop()

    def _remark_hidden(self, lines: list[int]) -> None:
        if self.zeros_hidden and any("0" in row for row in self._rows.values()):
            self.remarks.add("book_zeros_hidden")
        if not self.hidden_lines.isdisjoint(lines):
            self.remarks.add("book_hidden_rows")
        for first, last in self.hidden_columns:
            if any(any(row[first : last + 1]) for row in self._rows.values()):
                self.remarks.add("book_hidden_columns")
                return


def book_of(kind: str, sheets: list[Cells], epoch: str, remarks: set[str]) -> Book:
    """The sheets that hold something; raises UnreadableFile where none does."""
    grids = tuple(grid for grid in (cells.grid() for cells in sheets) if grid.rows)
    if not grids:
        raise UnreadableFile("file_empty")
    for cells in sheets:
        remarks |= cells.remarks
    return Book(kind, grids, epoch=epoch, remarks=tuple(sorted(remarks)))


def column_of(letters: str) -> int:
    """The column of letters: A is 0, AB is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
