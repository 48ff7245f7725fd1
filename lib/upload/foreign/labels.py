"""What the labels of a table's lines say, each distinct text understood once (pure)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.meaning import Meaning, label
from lib.upload.foreign.reading import DIMENSIONS, Reading
from lib.upload.foreign.words import KIND_OF, SUBSET
from lib.upload.grid import Grid

IGNORE = "ignore"
"""Chosen for a label whose lines a person leaves out."""
MEANT = "meant."
"""Begins the name of a choice that says what a label stands for."""
NAMING = (*DIMENSIONS, "target_id", "measure")
"""Roles of columns that name what a line is about."""
MOST_BESIDE = 4
"""So many columns to the left of the values may hold 合计 though they name nothing else."""
MOST_LOOKED_INTO = 1000
"""So many unknown labels are looked into; the others are unknown as they stand."""


class Labels:
    """The meaning of labels, with what a person decided about single ones."""

    def __init__(self, reading: Reading, known: Known) -> None:
        self.known = known
        self.city_of_totals = reading.totals == "city"
        self._meant = {
            plain(name.removeprefix(MEANT)): value
            for name, value in reading.chosen.items()
            if name.startswith(MEANT)
        }
        self._said: dict[str, Meaning] = {}
        self._kinds: dict[str, str] = {"": ""}
        self._looked_into = 0

    def said(self, text: str) -> Meaning:
        """Everything a label says."""
        found = self._said.get(text)
        if found is None:
            found = self._said[text] = self._look(text)
        return found

    def _look(self, text: str) -> Meaning:
        if self._meant and (meant := self._meant.get(plain(text))):
            if meant in self.known.places:
                return Meaning(region=meant)
            return Meaning(kind=IGNORE) if meant == IGNORE else Meaning(ids=(meant,))
        self._looked_into += 1
        if self._looked_into > MOST_LOOKED_INTO:
            region, ids = self.known.regions.get(text, ""), self.known.targets.get(text, ())
            return Meaning(ids, region, kind=KIND_OF.get(text, ""), rest=text)
        found = label(text, self.known)
        if found.kind == "total" and self.city_of_totals and not found.ids:
            return Meaning(region=found.region or self.known.city, unit=found.unit)
        return found

    def region(self, text: str) -> str:
        """The region as its name in the list of regions, else the text as it stands."""
        return self.known.places.get(self.said(text).region, text) if text else ""

    def target(self, text: str) -> str:
        """The id of the one target a label names, else empty."""
        ids = self.said(text).ids if text else ()
        return ids[0] if len(ids) == 1 else ""

    def is_total(self, text: str) -> bool:
        """Whether a label says that its line is the sum of others."""
        return self.said(text).kind == "total"

    def kind_of(self, text: str) -> str:
        """What a label makes of its line: left_out, total, subset, plan, previous, change or ""."""
        kind = self._kinds.get(text)
        if kind is None:
            kind = self._kinds[text] = self._kind_of(text)
        return kind

    def _kind_of(self, text: str) -> str:
        said = self.said(text)
        if said.kind == IGNORE:
            return "left_out"
        if self.is_total(text):
            return "total"
        named = said.region or said.ids or said.period or said.part
        if SUBSET.match(text) and not named:
            return "subset"
        # 高新技术企业数增长率 and 2022年计划 name a target and a period, but no actual of it.
        return said.kind if said.kind in ("plan", "previous", "change") else ""

    def fits(self, text: str, dimension: str) -> bool:
        """Whether a label names something of a dimension."""
        said = self.said(text)
        if dimension == "period":
            return bool(said.period or said.part)
        return bool(said.ids if dimension == "target" else said.region)


def label_columns(reading: Reading) -> list[int]:
    """The columns that may hold a line's label: those with a role, and what stands to the left of
    the values.
    """
    left = min((c.at for c in reading.values), default=0)
    beside = [c.at for c in reading.of(IGNORE, "unclear") if c.at < left][:MOST_BESIDE]
    return sorted([*beside, *(c.at for c in reading.of(*NAMING))])


def cells_of(grid: Grid, columns: Sequence[int], rows: range) -> dict[int, list[str]]:
    """The texts of some columns in a range of rows; a merged range has its text in every cell."""
    found = {}
    for at in columns:
        column = [grid.rows[r][at] if at < len(grid.rows[r]) else "" for r in rows]
        clean = {text: text.strip() for text in set(column)}
        found[at] = [clean[text] for text in column]
    wanted = set(columns)
    for top, left, bottom, right in grid.merged:
        reached = wanted.intersection(range(left, right + 1))
        if not reached or (bottom == top and len(reached) == 1 and left in reached):
            continue
        first, end = bisect_left(grid.lines, top), bisect_right(grid.lines, bottom)
        if first >= len(grid.lines) or grid.lines[first] != top:
            continue
        row = grid.rows[first]
        text = row[left].strip() if left < len(row) else ""
        begin, stop = max(first, rows.start) - rows.start, min(end, rows.stop) - rows.start
        for at in reached if text and begin < stop else ():
            found[at][begin:stop] = [text] * (stop - begin)
    return found


def repeated(texts: Sequence[str], where: Sequence[bool]) -> list[str]:
    """The texts, where marked and empty the one above; the first stays empty."""
    out, above = [], ""
    for text, marked in zip(texts, where, strict=True):
        above = text or above
        out.append(above if marked else text)
    return out


def needed(reading: Reading) -> tuple[str, ...]:
    """The dimensions that only the labels of the lines say: a line without one belongs nowhere."""
    return tuple(
        d
        for d in DIMENSIONS
        if reading.by_line(d)
        and not all(getattr(c, d) for c in reading.values)
        and not (d == "target" and reading.of("target_id") and reading.of("target"))
    )
