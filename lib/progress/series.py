"""Reports to the values a target stood at, one per date: sums, latest figures, levels (pure).

Never judges. A sum that lacks something is kept as a lower bound and says what it lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from lib.plan import Target
from lib.progress.actuals import Actual, months
from lib.progress.amounts import full_years, partial_year, running
from lib.progress.parts import (
    Point,
    Sources,
    difference,
    lacking,
    of_whole,
    sources,
    summed,
    total,
    value,
)
from lib.progress.reasons import Reason
from lib.progress.status import Instance


@dataclass(frozen=True)
class Series:
    """Points oldest first, one per date; remarks tell which reports could not be used.

    last_report is the end of the latest period anybody reported, used or not.
    """

    points: tuple[Point, ...] = ()
    remarks: tuple[Reason, ...] = ()
    last_report: date | None = None


def series(
    target: Target,
    reports: Sequence[Actual],
    start: date,
    until: date,
    *,
    contributors: Collection[str] = (),
    regions: Collection[str] = (),
) -> Series:
    """The series of a target from start to until, both included, by what its actuals are.

    Amounts are summed from start on, and a cumulative figure counts within the window alone.
    Growth compares years, so its points are the levels of full years; keeps_rising compares
    periods of one length, so nothing is summed over time.
    """
    window = [a for a in reports if start <= a.period_end <= until]
    found = sources(target, window, contributors, regions)
    last = max((a.period_end for _, a in found.reports), default=None)
    remarks: tuple[Reason, ...] = ()
    if not found.additive:
        remarks = () if found.whole else (Reason("parts_not_added"),)
        found = Sources(found.whole)
    if target.comparison == "avg_growth_at_least":
        points, remarks = _growth_levels(target, found)
    elif target.comparison == "keeps_rising" or target.actuals_are == "snapshot":
        points = _levels(found)
    elif target.actuals_are == "to_date":
        points = _latest(found)
    else:
        points = running(found, start)
    return Series(tuple(_informative(points)), remarks, last)


@dataclass(frozen=True)
class Known:
    """What is known about one target at a moment: its reports up to as_of, and later-dated ones."""

    reports: tuple[Actual, ...]
    later: tuple[Actual, ...]
    as_of: date
    thresholds: Mapping[str, Decimal]
    contributors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def series(self, target: Target, start: date, until: date) -> Series:
        """The target's series within a window of what is known."""
        return series(
            target, self.reports, start, until, contributors=self.contributors, regions=self.regions
        )

    def last_day(self, it: Instance) -> date:
        """A yearly instance ends with its year; anything else goes on being looked at."""
        return min(it.deadline, self.as_of) if it.year and it.deadline else self.as_of


def _informative(points: Iterable[Point]) -> Iterable[Point]:
    """Without sums of some parts that are below a full value known before: they tell nothing."""
    full: Point | None = None
    set_aside: Reason | None = None
    for point in points:
        if point.complete:
            full, set_aside = point, None
        elif full and point.value < full.value:
            params = {"date": point.end, "parts": point.value, "whole": full.value}
            set_aside = Reason("some_parts_set_aside", params)
            continue
        yield replace(point, remarks=(*point.remarks, set_aside)) if set_aside else point


# levels: one value per date, nothing carried and nothing summed over time


def _levels(found: Sources) -> list[Point]:
    cells: dict[tuple[date, str], dict[str, Actual]] = {}
    for name, actual in found.reports:
        cells.setdefault((actual.period_end, actual.span), {})[name] = actual
    points: dict[date, Point] = {}
    for end, span in sorted(cells, key=lambda cell: (cell[0], months(cell[1], cell[0]))):
        # of two periods with one end the longer stands
        points[end] = _level(found, end, span, cells[end, span])
    return list(points.values())


def _level(found: Sources, end: date, span: str, cell: dict[str, Actual]) -> Point:
    parts = {name: a for name, a in cell.items() if name}
    if whole := cell.get(""):
        lacks, said = of_whole(end, whole)
        remarks = (*difference(found, end, value(whole), parts), *said)
        return Point(end, value(whole), (whole,), span, lacks, remarks)
    lacks = lacking(found, end, parts)
    return Point(end, total(parts.values()), tuple(parts.values()), span, lacks, summed(found, end))


def _growth_levels(target: Target, found: Sources) -> tuple[list[Point], tuple[Reason, ...]]:
    """The level of every full year; a year of which only a part is known is no level, and said."""
    if target.actuals_are == "increment":
        return full_years(found)
    points = _levels(found)
    full = [p for p in points if (p.end.month, p.end.day) == (12, 31)]
    return full, partial_year(points, full)


# cumulative figures: each part's latest counts


def _latest(found: Sources) -> list[Point]:
    points: list[Point] = []
    latest: dict[str, Actual] = {}
    for end, group in groupby(found.reports, key=lambda pair: pair[1].period_end):
        now = dict(group)
        latest |= {name: a for name, a in now.items() if name}
        if whole := now.get(""):
            lacks, said = of_whole(end, whole)
            remarks = (*difference(found, end, value(whole), latest), *said)
            points.append(Point(end, value(whole), (whole,), "at", lacks, remarks))
            latest = {}  # what parts said before is in the whole; only what they say later is new
        else:
            lacks = lacking(found, end, latest)
            inputs = tuple(latest[name] for name in sorted(latest))
            points.append(Point(end, total(inputs), inputs, "at", lacks, summed(found, end)))
    return points
