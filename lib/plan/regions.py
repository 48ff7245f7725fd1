"""regions.csv to regions, and finding one by any of its names (pure); never invents a region."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from lib.issues import BrokenPlan, Issue
from lib.values import key

COLUMNS = ("code", "zh", "en", "level", "parent", "aliases")


@dataclass(frozen=True)
class Region:
    """A node of the division tree; parent is the code of the node above, empty at the top."""

    code: str
    zh: str
    en: str
    level: str
    parent: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a person may write for it."""
        return (self.code, self.zh, self.en, *self.aliases)


def load_regions(text: str) -> list[Region]:
    """The regions of a table code,zh,en,level,parent,aliases (separated by 、), in its order.

    Raises BrokenPlan naming every row with an empty or repeated code or name, or an unknown parent.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BrokenPlan("file_regions", (Issue("region_columns", row=1),))
    regions, lines, issues = [], [], []
    for record in reader:
        if None in record or None in record.values():
            issues.append(Issue("ragged_row", row=reader.line_num, params=_cells(record)))
            continue
        cells = {name: record[name].strip() for name in COLUMNS}
        aliases = tuple(a.strip() for a in cells.pop("aliases").split("、") if a.strip())
        regions.append(Region(**cells, aliases=aliases))
        lines.append(reader.line_num)
    issues += _problems(regions, lines)
    if issues:
        raise BrokenPlan("file_regions", tuple(issues))
    return regions


def _cells(record: dict) -> dict[str, int]:
    given = sum(v is not None for k, v in record.items() if k) + len(record.get(None, ()))
    return {"cells": given, "expected": len(COLUMNS)}


def _problems(regions: list[Region], lines: list[int]) -> list[Issue]:
    codes = {region.code for region in regions}
    owner: dict[str, str] = {}
    issues = []
    for region, line in zip(regions, lines, strict=True):
        if not region.code or not region.zh:
            issues.append(Issue("region_nameless", row=line, column="code"))
        if region.parent and region.parent not in codes:
            issues.append(Issue("region_no_parent", row=line, column="parent", found=region.parent))
        for name in {key(n).casefold() for n in region.names if n}:
            if name in owner:
                issues.append(Issue("region_repeated", row=line, column="zh", found=name))
            owner[name] = region.code
    return issues


def by_name(regions: Iterable[Region]) -> dict[str, Region]:
    """Matching key of every code, name and alias -> its region; look up with key(x).casefold()."""
    return {key(name).casefold(): r for r in regions for name in r.names if name}
