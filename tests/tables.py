"""Foreign tables of the tests: a grid from text, and what is reported in it; no test of its own."""

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

from lib.plan import Plan, parse_plan
from lib.plan.aliases import load_aliases
from lib.plan.regions import Region, load_regions
from lib.upload.foreign.known import Known, known_of
from lib.upload.foreign.layout import read
from lib.upload.foreign.questions import questions
from lib.upload.foreign.reading import Reading
from lib.upload.foreign.unfold import unfold
from lib.upload.grid import Grid
from lib.upload.sheet import Sheet
from lib.values import period

DATA = Path(__file__).parent.parent / "data"
FIRMS, SMALL, SPENDING = "T03-1", "T03-2", "T32-1"


@cache
def plan() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


@cache
def regions() -> tuple[Region, ...]:
    return tuple(load_regions((DATA / "regions.csv").read_text(encoding="utf-8")))


@cache
def known() -> Known:
    aliases = load_aliases((DATA / "aliases.csv").read_text(encoding="utf-8"))
    return known_of(plan(), regions(), aliases)


def grid(text: str, *merged: str, name: str = "Sheet1") -> Grid:
    """A sheet from comma-separated lines; merged ranges as Excel writes them (B1:C1)."""
    rows = list(csv.reader(io.StringIO(text.strip("\n"))))
    ranges = []
    for area in merged:
        (left, top), (right, bottom) = ((ord(c[0]) - 65, int(c[1:])) for c in area.split(":"))
        ranges.append((top, left, bottom, right))
    return Grid(name, rows, list(range(1, len(rows) + 1)), tuple(ranges))


def reading(of: Grid, file: str = "报送.xlsx", **chosen: str) -> Reading:
    """The reading, with choices whose names have __ for a point."""
    named = {name.replace("__", "."): value for name, value in chosen.items()}
    return read(of, file, known(), named)


def asked(of: Grid, file: str = "报送.xlsx", **chosen: str) -> list[str]:
    """The codes of the open questions."""
    found = questions(of, reading(of, file, **chosen), known())
    return [issue.code.removeprefix("layout_ask_").removesuffix("_near") for issue in found]


def unfolded(of: Grid, file: str = "报送.xlsx", **chosen: str) -> Sheet:
    sheet = unfold(of, reading(of, file, **chosen), known())
    assert sheet.rows_read == len(sheet.lines) + len(sheet.skipped) + len(sheet.ragged)
    return sheet


def columns(sheet: Sheet) -> dict[str, list[Any]]:
    return {name: column.to_pylist() for name, column in sheet.columns.items()}


def reports(sheet: Sheet) -> set[tuple[Any, ...]]:
    """Target, region, period, value and unit of every value that is not empty."""
    found = columns(sheet)
    rows = zip(*(found[n] for n in ("target_id", "region", "period", "value", "unit")), strict=True)
    return {
        (target, region, period(when).label if when else None, value, unit)
        for target, region, when, value, unit in rows
        if value is not None
    }


def reported(of: Grid, file: str = "报送.xlsx", **chosen: str) -> set[tuple[Any, ...]]:
    """The reports of a table that leaves no question open."""
    assert asked(of, file, **chosen) == []
    return reports(unfolded(of, file, **chosen))


def skipped(sheet: Sheet) -> list[tuple[int, str]]:
    """Line and kind of everything left out."""
    return [(s.line, s.code.removeprefix("layout_")) for s in sheet.skipped]
