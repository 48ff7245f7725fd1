"""The numbers that a native chart points at, column by column beside its table (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from lib import theme
from lib.charts.chart import Series
from lib.exports.table import FONT

Cell = str | Decimal | date | None
FACE = {"name": FONT, "size": 10, "color": theme.INK}
SMALL = {"name": FONT, "size": 9, "color": theme.MUTED}
DASHES = {"solid": "solid", "dash": "dash", "dot": "round_dot"}
HATCHES = {"/": "wide_upward_diagonal", "\\": "wide_downward_diagonal", ".": "percent_20"}


@dataclass(frozen=True)
class Block:
    """Headings with their rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


@dataclass
class Plotted:
    """Columns on a sheet from a place on; names and cells are given to the chart by address.

    So nothing that somebody typed is ever read as a formula.
    """

    sheet: str
    head: int
    first: int
    columns: list[tuple[str, tuple[Cell, ...]]] = field(default_factory=list)

    def add(self, name: str, cells: Sequence[Cell]) -> int:
        """Take a column and give its place."""
        self.columns.append((name, tuple(cells)))
        return self.first + len(self.columns) - 1

    def name(self, place: int) -> list[Any]:
        """Address of a heading."""
        return [self.sheet, self.head, place]

    def cells(self, place: int, until: int | None = None) -> list[Any]:
        """Address of a column's cells; until is the last column of several."""
        last = self.head + len(self.columns[place - self.first][1])
        return [self.sheet, self.head + 1, place, last, place if until is None else until]

    @property
    def block(self) -> Block:
        """Everything taken, as it is written on the sheet."""
        rows = tuple(zip_longest(*(cells for _, cells in self.columns)))
        return Block(tuple(name for name, _ in self.columns), rows)


def named(series: Series) -> str:
    """A status beside its symbol: in a legend of native charts the colour is not all there is."""
    if series.role.startswith("status."):
        return f"{theme.STATUS[series.role.removeprefix('status.')].symbol} {series.name}"
    return series.name


def title(sheet: str) -> dict[str, Any]:
    """The title is the sheet's own first cell."""
    face = {"name": FONT, "size": 14, "bold": True, "color": theme.INK}
    return {"name": [sheet, 0, 0], "name_font": face, "overlay": False}
