"""What a person may correct in a reading, and the reading corrected (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lib.fields import UNITS
from lib.upload.foreign import layout
from lib.upload.foreign.header import filled
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import IGNORE, MEANT, Labels, cells_of
from lib.upload.foreign.lines import DATA, kinds
from lib.upload.foreign.reading import DIMENSIONS, LABEL_ROLES, Reading
from lib.upload.foreign.table import NONE, near
from lib.upload.grid import Grid, letters

MOST_LABELS = 60
MOST_HEADER_LINES = 40


@dataclass(frozen=True)
class Control:
    """One thing that may be chosen.

    name is what corrected() takes; now the value that holds. allowed are the values that may be
    chosen, the likely ones first; empty where a text is written freely (lines, a period). found is
    the text of the file it is about: a column's heading, a label. at is a column, -1 where it is
    none. open tells that a question waits for it.
    """

    name: str
    now: str
    allowed: tuple[str, ...] = ()
    found: str = ""
    at: int = -1
    open: bool = False


def controls(grid: Grid, reading: Reading, known: Known) -> tuple[Control, ...]:
    """Everything that may be chosen for a table, in the order of a page.

    Values are codes: line numbers (4 or 3-4), target ids, region codes, names of units, roles,
    "none" for nothing, "ignore" for left out.
    """
    targets, places = tuple(known.indicators), tuple(known.places)
    units = (NONE, *UNITS)
    asked = Labels(reading, known)
    found = [
        Control("header", _lines(reading), _header_lines(grid)),
        Control("first", str(reading.first)),
        Control("last", str(reading.last)),
        _of_table(reading, "target", (*_once(reading.offered, targets), NONE)),
        _of_table(reading, "region", (*places, NONE)),
        _of_table(reading, "period", ()),
        _of_table(reading, "unit", units),
        Control("totals", reading.totals, ("skip", "city")),
        Control("fill", "yes" if reading.fill else "no", ("no", "yes")),
        Control("section", reading.section or NONE, (NONE, *DIMENSIONS)),
    ]
    for c in reading.columns:
        if not c.role and not c.head:
            continue
        what = f"column.{c.at}"
        head = c.head or letters(c.at)
        roles = ("value", *LABEL_ROLES, IGNORE)
        waits = c.role == "unclear" or (c.role == "value" and bool(c.code))
        found.append(Control(f"{what}.role", c.role, roles, head, c.at, waits))
        if c.role in ("value", "unclear"):
            alike = near([c.rest], known)
            found += [
                Control(
                    f"{what}.target", c.target or NONE, (*_once(alike, targets), NONE), head, c.at
                ),
                Control(f"{what}.region", c.region or NONE, (NONE, *places), head, c.at),
                Control(f"{what}.period", c.period, (), head, c.at),
                Control(f"{what}.unit", c.unit or NONE, units, head, c.at),
            ]
    return (*found, *_of_labels(grid, reading, known, asked))


def _once(first: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *others]))


def _of_table(reading: Reading, name: str, allowed: tuple[str, ...]) -> Control:
    return Control(name, getattr(reading, name) or NONE, allowed, reading.doubts.get(name, ""))


def _lines(reading: Reading) -> str:
    """A header as it is chosen: 4, or 3-4 for all lines between."""
    ends = dict.fromkeys(reading.header[:1] + reading.header[-1:])
    return "-".join(map(str, ends)) or NONE


def _header_lines(grid: Grid) -> tuple[str, ...]:
    """The lines at the head of the grid that hold anything, single ones and two together."""
    full = [grid.lines[r] for r, row in enumerate(grid.rows[:MOST_HEADER_LINES]) if filled(row)]
    pairs = [f"{a}-{b}" for a, b in pairwise(full)]
    return (*map(str, full), *pairs, NONE)


def _of_labels(grid: Grid, reading: Reading, known: Known, labels: Labels) -> list[Control]:
    """The labels that stand for nothing known, and those a person has decided about."""
    found: dict[str, Control] = {}
    for name, value in reading.chosen.items():
        if name.startswith(MEANT):
            text = name.removeprefix(MEANT)
            allowed = known.places if value in known.places else known.indicators
            found[text] = Control(name, value, (*allowed, IGNORE), text)
    data = [r for r, kind in enumerate(kinds(grid, reading, labels)) if kind == DATA]
    body = range(data[0], data[-1] + 1) if data else range(0)
    for c in reading.of("target", "region") if data else ():
        texts = cells_of(grid, [c.at], body)[c.at]
        codes = known.places if c.role == "region" else known.indicators
        for text in dict.fromkeys(texts[r - body.start] for r in data):
            if text and not labels.fits(text, c.role) and len(found) < MOST_LABELS:
                alike = near([text], known) if c.role == "target" else []
                allowed = (*_once(alike, codes), IGNORE)
                found.setdefault(text, Control(MEANT + text, "", allowed, text, c.at, True))
    return list(found.values())


def corrected(
    grid: Grid, file_name: str, reading: Reading, choices: Mapping[str, str], known: Known
) -> Reading:
    """The reading with further choices; what depends on them is read again from the grid.

    An empty value takes a choice back. Raises ValueError for a name or value that nothing has.
    """
    chosen = {**reading.chosen, **choices}
    for name, value in chosen.items():
        if not _is_name(name):
            raise ValueError(name)
        _check(name, value, known)
    return layout.read(grid, file_name, known, {n: v for n, v in chosen.items() if v})


_PLAIN_NAMES = (
    "header",
    "first",
    "last",
    "target",
    "region",
    "period",
    "unit",
    "totals",
    "fill",
    "section",
)


def _is_name(name: str) -> bool:
    return name in _PLAIN_NAMES or name.startswith(("column.", MEANT))


def _check(name: str, value: str, known: Known) -> None:
    """A target, a region and a unit must exist."""
    what = name.rpartition(".")[2] if name.startswith("column.") else name
    allowed = {"target": known.indicators, "region": known.places, "unit": UNITS}.get(what)
    if name.startswith(MEANT):
        allowed = {*known.indicators, *known.places, IGNORE}
    if value and allowed is not None and value not in allowed and value != NONE:
        raise ValueError(f"{name}={value}")
    if what in ("first", "last") and value and not (value.isascii() and value.isdecimal()):
        raise ValueError(f"{name}={value}")
