"""Amounts summed from a start, no day and no part counted twice; years made of them (pure).

A sum that lacks a part or a time says so and is a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from lib.progress.actuals import SPAN_MONTHS, Actual, first_day
from lib.progress.parts import Point, Sources, differs, named, summed, total, value
from lib.progress.reasons import Reason

DAY = timedelta(days=1)


def running(found: Sources, start: date) -> list[Point]:
    """The sum from start to every reported end; where periods overlap the longer one counts."""
    kept: dict[str, list[Actual]] = {name: [] for name in ("", *found.parts)}
    overlaps: dict[date, Reason] = {}
    points: list[Point] = []
    ordered = sorted(found.reports, key=lambda pair: (pair[1].period_end, _days(pair[1])))
    for end, group in groupby(ordered, key=lambda pair: pair[1].period_end):
        for name, actual in group:
            if _keep(kept[name], actual):
                overlaps[end] = Reason("overlap", {"date": end, "span": actual.span})
        used, remarks = _beside(found, kept)
        inputs = tuple(a for part in used.values() for a in part)
        early = [
            Reason("begins_before", {"start": start, "date": a.period_end, "span": a.span})
            for part in used.values()
            for a in part[:1]  # of periods that never overlap only the first can begin too early
            if first_day(a) < start
        ]
        notes = (*overlaps.values(), *remarks, *early[:1])
        if len(used) > 1 and any(part for name, part in used.items() if name):
            notes = (*notes, *summed(found, end))
        holes = _holes(found, used, start, end)
        points.append(Point(end, total(inputs), inputs, "at", holes, notes))
    return points


def _keep(kept: list[Actual], new: Actual) -> bool:
    """Put new into kept, which never overlaps; True where it takes the place of others.

    Reports come by their end, the shorter first, so new is never shorter than what it overlaps.
    """
    overlapping = sum(old.period_end >= first_day(new) for old in kept)
    if overlapping:
        del kept[-overlapping:]
    kept.append(new)
    return overlapping > 0


def _beside(
    found: Sources,
    kept: dict[str, list[Actual]],
) -> tuple[dict[str, list[Actual]], tuple[Reason, ...]]:
    """Whole and parts without overlap: the whole stands unless every part reports a longer period.

    Gives what is counted, by name, and the differences between a whole and its parts.
    """
    names = found.expected or tuple(found.parts)
    if not names:
        return kept, ()
    whole = [
        w
        for w in kept[""]
        if not all(
            any(_within(w, p) and _days(p) > _days(w) for p in kept.get(name, ())) for name in names
        )
    ]
    remarks: list[Reason] = []
    for w in whole:
        inside = {n: [p for p in kept.get(n, ()) if _within(p, w)] for n in names}
        if all(sum(map(_days, part)) == _days(w) for part in inside.values()):
            parts = total(a for part in inside.values() for a in part)
            remarks += differs(w.period_end, value(w), parts)
    rest = {
        n: [p for p in kept.get(n, ()) if not any(_overlap(p, w) for w in whole)] for n in names
    }
    return {"": whole} | rest, tuple(remarks)


def _holes(
    found: Sources,
    used: dict[str, list[Actual]],
    start: date,
    end: date,
) -> tuple[Reason, ...]:
    """What a running sum lacks: a part that others have, or a time nobody reported.

    Single days are events, not a calendar to be filled: only their parts are looked at.
    """
    everything = [a for part in used.values() for a in part]
    if not everything:
        return ()
    lacks: list[Reason] = []
    regular = all(a.span in SPAN_MONTHS for a in everything)
    covered = _covered(everything) if regular else []
    counted = any(part for name, part in used.items() if name)

    def lacking(name: str) -> bool:
        own = used.get(name, [])
        return _covered([*used[""], *own]) != covered if regular else not own

    missing = tuple(filter(lacking, found.expected)) if counted else ()
    lacks += named(found, end, missing)
    if counted and not found.expected:
        lacks.append(Reason("lacks_region_list"))
    if regular:
        cursor = start
        for begin, last in covered:
            if begin > cursor:
                lacks.append(Reason("lacks_time", {"since": cursor, "until": begin - DAY}))
            cursor = max(cursor, last + DAY)
    return tuple(lacks)


def _covered(amounts: Iterable[Actual]) -> list[tuple[date, date]]:
    """The stretches of time that the amounts cover, joined where they touch."""
    joined: list[tuple[date, date]] = []
    for begin, end in sorted((first_day(a), a.period_end) for a in amounts):
        if joined and begin <= joined[-1][1] + DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


# growth: full years


def full_years(found: Sources) -> tuple[list[Point], tuple[Reason, ...]]:
    """The amount of every calendar year whose days are all covered, and what was left out."""
    points, full = [], []
    for year in sorted({a.period_end.year for _, a in found.reports}):
        first, last = date(year, 1, 1), date(year, 12, 31)
        points.append(running(_of_year(found, year), first)[-1])
        if _covered(points[-1].inputs) == [(first, last)]:
            full.append(replace(points[-1], span="year"))
    return full, partial_year(points, full)


def _of_year(found: Sources, year: int) -> Sources:
    parts = {n: [a for a in p if a.period_end.year == year] for n, p in found.parts.items()}
    return replace(
        found,
        whole=[a for a in found.whole if a.period_end.year == year],
        parts={name: part for name, part in parts.items() if part},
    )


def partial_year(points: list[Point], full: list[Point]) -> tuple[Reason, ...]:
    """Says that the latest figure is about a part of a year, where it is."""
    used = {p.end for p in full}
    last = points[-1] if points else None
    if last is None or last.end in used:
        return ()
    return (Reason("partial_year", {"date": last.end, "year": str(last.end.year)}),)


def _days(actual: Actual) -> int:
    return (actual.period_end - first_day(actual)).days + 1


def _within(inner: Actual, outer: Actual) -> bool:
    return first_day(outer) <= first_day(inner) and inner.period_end <= outer.period_end


def _overlap(one: Actual, other: Actual) -> bool:
    return first_day(one) <= other.period_end and first_day(other) <= one.period_end
