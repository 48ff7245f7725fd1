"""What a table calls a total, beside the sum of its parts (pure); it imports nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lib.issues import ASK, Issue
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels, cells_of, label_columns
from lib.upload.foreign.lines import DATA, kinds
from lib.upload.foreign.reading import DIMENSIONS, Reading
from lib.upload.grid import Grid, address
from lib.values import quantity

MOST_TOTALS = 200
MOST_CELLS = 20_000
"""So many totals are looked at, and one of more parts than that is not added up."""


@dataclass(frozen=True)
class Total:
    """One figure of a line or a column of totals. parts is the sum of its parts, None where a part
    or the total itself is no figure, or where it cannot be told what its parts are.
    """

    line: int
    cell: str
    name: str
    head: str
    text: str
    parts: Decimal | None

    @property
    def agrees(self) -> bool | None:
        """Whether total and parts are equal; None where that cannot be told."""
        own = _figure(self.text)
        return None if self.parts is None or own is None else own == self.parts


def totals(grid: Grid, reading: Reading, known: Known) -> tuple[Total, ...]:
    """Every figure in a line or a column of totals, in the order of the lines."""
    labels = Labels(reading, known)
    sorts = kinds(grid, reading, labels)
    found = [*_of_lines(grid, reading, labels, sorts), *_of_columns(grid, reading, known, sorts)]
    return tuple(sorted(found, key=lambda t: t.line))


def remarks(grid: Grid, reading: Reading, known: Known) -> tuple[Issue, ...]:
    """One remark per total that is not the sum of its parts; it stops nothing."""
    return tuple(
        Issue(
            "layout_total_differs",
            t.line,
            f"{t.cell} {t.head}".strip(),
            t.text,
            ASK,
            {"name": t.name, "sum": f"{t.parts:f}"},
        )
        for t in totals(grid, reading, known)
        if t.agrees is False and t.parts is not None
    )


def _figure(text: str) -> Decimal | None:
    try:
        return quantity(text).number
    except ValueError:
        return None


def _sum(texts: list[str]) -> Decimal | None:
    """The sum of some cells, empty ones left out; None where one is no figure or for too many."""
    if len(texts) > MOST_CELLS:
        return None
    figures = [_figure(text) for text in texts if text.strip()]
    known = [f for f in figures if f is not None]
    return sum(known, Decimal(0)) if figures and len(known) == len(figures) else None


def _of_lines(grid: Grid, reading: Reading, labels: Labels, sorts: list[str]) -> Iterator[Total]:
    """A 小计 is of the lines since the last one, any other total of all lines of data above it,
    or of those below it where it stands first.
    """
    rows = [r for r, kind in enumerate(sorts) if kind == "total"][:MOST_TOTALS]
    if not rows:
        return
    by = [d for d in DIMENSIONS if reading.by_line(d)]
    parts = _parts(grid, reading, labels, [r for r, k in enumerate(sorts) if k == DATA])
    names = cells_of(grid, label_columns(reading), range(len(grid.rows)))
    some = any("小" in _name(names, labels, r) for r in rows)
    before = -1
    for r in rows:
        name = _name(names, labels, r)
        above = [p for p in parts if p < r]
        mine = [p for p in above if p > before] if "小" in name else above or parts
        # Groups within groups have totals of totals: what belongs to which is not ours to guess.
        clear = len(by) == 1 and (not some or "小" in name) and len(mine) <= MOST_CELLS
        for c in reading.values:
            text = _cell(grid, r, c.at)
            if text:
                total = _sum([_cell(grid, p, c.at) for p in mine]) if clear and mine else None
                yield Total(grid.lines[r], address(grid.lines[r], c.at), name, c.head, text, total)
        before = r


def _of_columns(grid: Grid, reading: Reading, known: Known, sorts: list[str]) -> Iterator[Total]:
    """A column of totals is of the columns of values, where only their regions differ."""
    columns = [c for c in reading.columns if c.code == "layout_column_total"]
    mine = [c for c in reading.values if c.region and c.region != known.city]
    alike = len({(c.target, c.period) for c in mine}) == 1
    rows = [r for r, kind in enumerate(sorts) if kind == DATA][:MOST_TOTALS] if columns else []
    for c in columns:
        for r in rows:
            text = _cell(grid, r, c.at)
            if text:
                total = _sum([_cell(grid, r, p.at) for p in mine]) if alike else None
                yield Total(grid.lines[r], address(grid.lines[r], c.at), c.head, "", text, total)


def _parts(grid: Grid, reading: Reading, labels: Labels, rows: list[int]) -> list[int]:
    """The lines of data that are parts: not those of the whole city."""
    region = next(iter(reading.of("region")), None)
    if region is None:
        return rows
    city = labels.known.places.get(labels.known.city)
    texts = cells_of(grid, [region.at], range(len(grid.rows)))[region.at]
    return [r for r in rows if labels.region(texts[r]) != city]


def _name(names: dict[int, list[str]], labels: Labels, r: int) -> str:
    return next((t[r] for t in names.values() if t[r] and labels.is_total(t[r])), "")


def _cell(grid: Grid, r: int, at: int) -> str:
    return grid.rows[r][at].strip() if at < len(grid.rows[r]) else ""
