"""What only a person can decide before a foreign table may be imported (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.fields import UNITS
from lib.issues import Issue
from lib.upload.foreign import column_questions, header, line_questions, periods
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels, cells_of
from lib.upload.foreign.lines import DATA, kinds, shown
from lib.upload.foreign.question import Asked, named, with_near
from lib.upload.foreign.reading import Reading
from lib.upload.foreign.table import PERSON
from lib.upload.grid import Grid, letters

MOST_PERIODS = 500


def questions(grid: Grid, reading: Reading, known: Known) -> tuple[Issue, ...]:
    """Every open question; nothing of the table is imported while there is one.

    column is a column's letters, found what the question is about; params has near (names of
    targets that look alike), names or count where a sentence needs them.
    """
    if not reading.first:
        return (Issue("layout_ask_table"),)
    labels = Labels(reading, known)
    sorts = kinds(grid, reading, labels)
    data = [r for r, kind in enumerate(sorts) if kind == DATA]
    line = max(reading.header, default=reading.first)
    asked = Asked(grid, reading, known, labels, sorts, data, line)
    return tuple(issue for ask in QUESTIONS for issue in ask(asked))


# the header


def header_lines(asked: Asked) -> Iterator[Issue]:
    """A table begins with its header, and no figures stand above that."""
    reading, grid = asked.reading, asked.grid
    if not reading.header and "header" not in reading.chosen:
        yield Issue("layout_ask_header", reading.first)
    for r, kind in enumerate(asked.sorts):
        row = grid.rows[r]
        if kind == "title" and not header.is_about(row) and "header" not in reading.chosen:
            figures = [c for c in header.filled(row) if header.sort_of(row[c]) == "number"]
            if len(figures) > 1:
                yield Issue("layout_ask_figures_above", grid.lines[r], found=shown(row))
                return


# the target


def target(asked: Asked) -> Iterator[Issue]:
    """Every value belongs to a target of the plan."""
    reading = asked.reading
    if reading.target or reading.by_line("target") or not reading.values:
        return
    if not all(c.target for c in reading.values):
        found = reading.doubts.get("target", "") or "；".join(reading.titles[:3])
        code, near = with_near(asked, "layout_ask_target", reading.offered)
        yield Issue(code, asked.line, found=found[:80], params=near)


# the region


def region(asked: Asked) -> Iterator[Issue]:
    """A table of several places says which line or column is which."""
    reading = asked.reading
    given = reading.by_line("region") or reading.by_column("region")
    if (
        given
        or "region" in reading.chosen
        or any(c.code == "layout_column_double" for c in reading.columns)
    ):
        return
    of_many = next((t for t in reading.titles if _OF_MANY.search(t)), "")
    if of_many or "region" in reading.doubts:
        yield Issue("layout_ask_region", asked.line, found=of_many or reading.doubts["region"])


_OF_MANY = re.compile(r"(?:各|分|按)(?:县|区|市|州|省|地|辖)")


# the period


def period(asked: Asked) -> Iterator[Issue]:
    """Every value has a period, and only one."""
    reading = asked.reading
    if reading.by_line("period"):
        yield from _period_of_lines(asked)
        return
    without = [
        c for c in reading.values if not periods.read(periods.joined([c.period], reading.period))
    ]
    if not without or _labels_have_periods(asked):
        return
    if "period" in reading.doubts:
        found = reading.doubts["period"]
        yield Issue("layout_ask_periods", asked.line, found=found)
    else:
        yield Issue(
            "layout_ask_period_missing", asked.line, letters(without[0].at), without[0].head
        )


def _labels_have_periods(asked: Asked) -> bool:
    """Whether every line of data has its period in another label: 2021年高新技术企业数."""
    columns = [c.at for c in asked.reading.of("target", "region")]
    if not asked.data or not columns:
        return False
    body = range(asked.data[0], asked.data[-1] + 1)
    texts = cells_of(asked.grid, columns, body).values()
    said = ([t[r - body.start] for t in texts] for r in asked.data)
    return all(any(t and asked.labels.said(t).period for t in line) for line in said)


def _period_of_lines(asked: Asked) -> Iterator[Issue]:
    """Where lines and columns both have periods, they complete each other."""
    reading = asked.reading
    heads = list(dict.fromkeys(c.period for c in reading.values if c.period))
    columns = reading.of("period")
    if not heads or not columns or not asked.data:
        return
    body = range(asked.data[0], asked.data[-1] + 1)
    texts = cells_of(asked.grid, [c.at for c in columns], body)
    for r in asked.data[:MOST_PERIODS]:
        own = [texts[c.at][r - body.start] for c in columns]
        if not periods.read(periods.joined(own, reading.period)):
            continue
        for head in heads:
            if not periods.read(periods.joined([*own, head], reading.period)):
                found = f"{'/'.join(own)}, {head}"
                yield Issue("layout_ask_period_twice", asked.grid.lines[r], found=found)
                return


# the unit


def unit(asked: Asked) -> Iterator[Issue]:
    """The texts around the table name one unit, and a heading does not contradict it."""
    reading = asked.reading
    if reading.origins.get("unit") == PERSON:
        return
    if "unit" in reading.doubts:
        yield Issue("layout_ask_units", asked.line, found=reading.doubts["unit"])
        return
    whole = UNITS.get(reading.unit)
    for c in reading.values if whole else ():
        own = UNITS.get(c.unit)
        if own and whole and own.base == whole.base and own.factor != whole.factor:
            names = named((f"{whole.name}", c.unit))
            yield Issue("layout_ask_unit_twice", asked.line, letters(c.at), c.head, params=names)
            return


QUESTIONS = (
    header_lines,
    column_questions.columns,
    column_questions.columns_differ,
    column_questions.said_once,
    target,
    line_questions.labels_are_known,
    region,
    line_questions.lines_differ,
    line_questions.lines_have_labels,
    line_questions.section,
    period,
    unit,
    line_questions.merged,
)
"""In the order in which a person would answer them."""
