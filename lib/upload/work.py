"""A file and everything it is judged by, to everything a person is told of it (pure).

The whole of it runs in a process of its own where a file is large or a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from lib.issues import Issue, UnreadableFile
from lib.plan import Plan
from lib.plan.regions import Region
from lib.upload.foreign import layout, sums
from lib.upload.foreign.choices import Control, controls, corrected
from lib.upload.foreign.known import Known, known_of
from lib.upload.foreign.questions import questions
from lib.upload.foreign.reading import Reading, from_json
from lib.upload.foreign.remembered import apply, signature
from lib.upload.foreign.unfold import Meta, unfold
from lib.upload.grid import Grid
from lib.upload.parse import Opened, open_file
from lib.upload.sheet import Sheet
from lib.upload.validate import Checked, check

Report = Callable[[int, int, str], None]
SHOWN = 60
"""Rows of our own table that the page may show a person."""
TRIED = 20
"""So many readings of earlier files are tried on a new one."""


@dataclass(frozen=True)
class World:
    """What a file is judged by.

    departments limits what may be reported; latest has the last known value by target id, region
    and contributor; aliases other names by target id; readings how this department's last files
    were read, by their shape.
    """

    plan: Plan
    regions: tuple[Region, ...]
    today: date
    departments: tuple[str, ...] | None = None
    latest: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What a person chose for a file: encoding, sheet, and corrections of how a table is read."""

    encoding: str = ""
    sheet: str = ""
    corrections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Understood:
    """A file as understood. kind and encoding are those of its bytes.

    sheets has every sheet's name and whether it is hidden, in the book's order; sheet is the one
    that was read. shown has its first rows, and all of them in a foreign table. reading tells how
    a foreign table was read and is None for our own; from_memory says that an earlier file's
    reading helped. While questions is not empty nothing was checked.
    """

    name: str
    sha256: str
    kind: str
    encoding: str
    remarks: tuple[str, ...]
    sheets: tuple[tuple[str, bool], ...]
    sheet: str
    shown: Grid
    headers: frozenset[str]
    reading: Reading | None = None
    shape: str = ""
    from_memory: bool = False
    controls: tuple[Control, ...] = ()
    questions: tuple[Issue, ...] = ()
    checked: Checked | None = None


def understand(
    data: bytes,
    name: str,
    world: World,
    choices: Choices,
    max_bytes: int,
    report: Report = lambda done, total, step: None,
) -> Understood:
    """Open, read and check a file; raises UnreadableFile. report is told how far it is."""
    report(0, 3, "read")
    opened = open_file(data, name, choices.encoding or None, choices.sheet, max_bytes=max_bytes)
    sheet = opened.sheet()
    report(1, 3, "understand")
    if sheet is not None:
        report(2, 3, "check")
        headers = frozenset(sheet.headers)
        told = _told(opened, _first(opened.grid), headers)
        return replace(told, checked=_checked(sheet, world))
    return _foreign(opened, name, world, choices, report)


def _foreign(
    opened: Opened, name: str, world: World, choices: Choices, report: Report
) -> Understood:
    grid = opened.whole()
    known = known_of(world.plan, world.regions, world.aliases)
    remembered = _remembered(world, grid, name, known)
    reading = remembered or layout.guess(grid, name, known)
    if choices.corrections:
        reading = _corrected(grid, name, reading, dict(choices.corrections), known)
    found = questions(grid, reading, known)
    checked = None
    if not found:
        meta = Meta(name, opened.sha256, opened.book.encoding, opened.book.epoch)
        sheet = unfold(grid, reading, known, meta)
        report(2, 3, "check")
        checked = _checked(sheet, world)
        said = sums.remarks(grid, reading, known)
        issues = sorted([*checked.issues, *said], key=lambda issue: issue.row or 0)
        checked = replace(checked, issues=issues)
    return replace(
        _told(opened, grid, frozenset()),
        reading=reading,
        shape=signature(reading),
        from_memory=remembered is not None,
        controls=controls(grid, reading, known),
        questions=found,
        checked=checked,
    )


def _remembered(world: World, grid: Grid, name: str, known: Known) -> Reading | None:
    """The reading of an earlier file put onto this one, where there is one that fits."""
    for text in [*world.readings.values()][::-1][:TRIED]:
        with suppress(ValueError):  # written by an older program
            if fits := apply(from_json(text), grid, name, known):
                return fits
    return None


def _corrected(
    grid: Grid, name: str, reading: Reading, chosen: dict[str, str], known: Known
) -> Reading:
    try:
        return corrected(grid, name, reading, chosen, known)
    except ValueError as error:
        raise UnreadableFile("file_correction", found=str(error)[:200]) from error


def _checked(sheet: Sheet, world: World) -> Checked:
    return check(
        sheet,
        world.plan,
        world.regions,
        world.today,
        departments=world.departments,
        latest=world.latest,
        aliases=world.aliases,
    )


def _told(opened: Opened, shown: Grid, headers: frozenset[str]) -> Understood:
    """What the bytes say by themselves, before anything is read out of them."""
    return Understood(
        opened.name,
        opened.sha256,
        opened.book.kind,
        opened.book.encoding,
        opened.book.remarks,
        tuple((g.name, g.hidden) for g in opened.book.grids),
        opened.grid.name,
        shown,
        headers,
    )


def _first(grid: Grid) -> Grid:
    return replace(grid, rows=grid.rows[:SHOWN], lines=grid.lines[:SHOWN])
