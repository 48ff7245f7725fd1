"""regions.csv to the tree of a plan's regions, and finding one (pure); never invents a region."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.fields import CITY
from lib.issues import BrokenPlan, Issue
from lib.values import key

COLUMNS = ("code", "zh", "en", "level", "parent", "aliases")
TILE = ("tile_row", "tile_col")
"""Columns that a city may do without."""
DEEPEST = 2
"""Steps from the top to the lowest regions: province, cities, counties."""


@dataclass(frozen=True)
class Region:
    """A node of the division tree; parent is the code of the node above, empty at the top.

    tile is its row and column on a map of tiles, from 0 at the north-west; None: nobody placed it.
    """

    code: str
    zh: str
    en: str
    level: str
    parent: str
    aliases: tuple[str, ...]
    tile: tuple[int, int] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a person may write for it."""
        return (self.code, self.zh, self.en, *self.aliases)


def load_regions(text: str) -> list[Region]:
    """The regions of a table code,zh,en,level,parent,aliases (separated by 、), in its order.

    tile_row and tile_col may follow. Raises BrokenPlan naming every row with an empty or repeated
    code or name, an unknown parent, a second top, more than three levels, or a place on the map
    that is none or taken.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = tuple(reader.fieldnames or ())
    if names not in (COLUMNS, COLUMNS + TILE):
        raise BrokenPlan("file_regions", (Issue("region_columns", row=1),))
    regions, lines, issues = [], [], []
    for record in reader:
        if None in record or None in record.values():
            issues.append(Issue("ragged_row", row=reader.line_num, params=_cells(record, names)))
            continue
        cells = {name: record[name].strip() for name in COLUMNS}
        aliases = tuple(a.strip() for a in cells.pop("aliases").split("、") if a.strip())
        place = [record.get(name, "").strip() for name in TILE]
        tile = (int(place[0]), int(place[1])) if all(map(_whole, place)) else None
        if tile is None and any(place):
            found = ",".join(place)
            issues.append(Issue("region_tile", row=reader.line_num, column=TILE[0], found=found))
        regions.append(Region(**cells, aliases=aliases, tile=tile))
        lines.append(reader.line_num)
    issues += _problems(regions, lines)
    if issues:
        raise BrokenPlan("file_regions", tuple(issues))
    return regions


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _cells(record: dict, names: tuple[str, ...]) -> dict[str, int]:
    given = sum(v is not None for k, v in record.items() if k) + len(record.get(None, ()))
    return {"cells": given, "expected": len(names)}


def _problems(regions: list[Region], lines: list[int]) -> list[Issue]:
    codes = {region.code for region in regions}
    owner: dict[str, str] = {}
    taken: set[tuple[str, tuple[int, int] | None]] = set()
    issues = _shape(regions, lines)
    for region, line in zip(regions, lines, strict=True):
        place = (region.parent or region.code, region.tile)
        if region.tile is not None and place in taken:
            found = f"{region.tile[0]},{region.tile[1]}"
            issues.append(Issue("region_tile_taken", row=line, column=TILE[0], found=found))
        if region.tile is not None:
            taken.add(place)
        if not region.code or not region.zh:
            issues.append(Issue("region_nameless", row=line, column="code"))
        if region.parent and region.parent not in codes:
            issues.append(Issue("region_no_parent", row=line, column="parent", found=region.parent))
        for name in {key(n).casefold() for n in region.names if n}:
            if name in owner:
                issues.append(Issue("region_repeated", row=line, column="zh", found=name))
            owner[name] = region.code
    return issues


def _shape(regions: list[Region], lines: list[int]) -> list[Issue]:
    """One top, and nothing that hangs lower than counties or in a ring."""
    named = [(r, line) for r, line in zip(regions, lines, strict=True) if r.code]
    parents = {region.code: region.parent for region, _ in named}
    tops = [line for region, line in named if not region.parent]
    issues = [Issue("region_second_top", row=line, column="parent") for line in tops[1:]]
    if regions and not tops:
        issues.append(Issue("region_no_top", row=lines[0], column="parent"))
    for region, line in named:
        at, steps = region.code, 0
        while parents.get(at) in parents and steps <= DEEPEST:
            at, steps = parents[at], steps + 1
        if steps > DEEPEST:
            issues.append(Issue("region_deep", row=line, column="parent", found=region.code))
    return issues


def top(regions: Iterable[Region]) -> str:
    """Code of the region that a plan is about: the one without a parent."""
    return next((r.code for r in regions if not r.parent), CITY)


def below(regions: Iterable[Region], code: str) -> tuple[Region, ...]:
    """The parts that a region is divided into, in the order of the list."""
    return tuple(r for r in regions if r.parent == code)


def way(regions: Iterable[Region], code: str) -> list[Region]:
    """A region with all above it, the top first; empty where there is no such region."""
    by_code = {r.code: r for r in regions}
    found: list[Region] = []
    while (here := by_code.get(code)) is not None:
        found.append(here)
        code = here.parent
    return found[::-1]


def deep(regions: Iterable[Region]) -> bool:
    """Say whether parts of the top have parts of their own."""
    parents = {r.code: r.parent for r in regions}
    return any(parents.get(p) for p in parents.values() if p)


def branch(regions: Sequence[Region], code: str) -> list[tuple[str, str, int]]:
    """A region, its parts and theirs, each with the part it belongs to and its steps below.

    The region itself belongs to itself.
    """
    found = [(code, code, 0)]
    for part in below(regions, code):
        found.append((part.code, part.code, 1))
        found += [(lower.code, part.code, 2) for lower in below(regions, part.code)]
    return found


def by_name(regions: Iterable[Region]) -> dict[str, Region]:
    """Matching key of every code, name and alias -> its region; look up with key(x).casefold()."""
    return {key(name).casefold(): r for r in regions for name in r.names if name}
