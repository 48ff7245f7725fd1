"""Amounts summed from a start, no day and no part counted twice; years made of them (pure).

Of periods that overlap those are counted that together cover the most days. A sum that lacks a
part or a time says so and is a lower bound.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from lib.progress.actuals import Actual, first_day, months
from lib.progress.parts import Point, Sources, differs, named, of_whole, summed, total, value
from lib.progress.reasons import Reason

DAY = timedelta(days=1)


def running(found: Sources, start: date) -> list[Point]:
    """The sum from start to every reported end, of the periods that cover the most days."""
    counted = {name: _Counted() for name in ("", *found.parts)}
    overlaps: dict[date, Reason] = {}
    points: list[Point] = []
    ordered = sorted(found.reports, key=lambda pair: (pair[1].period_end, _days(pair[1])))
    for end, group in groupby(ordered, key=lambda pair: pair[1].period_end):
        for name, actual in group:
            if counted[name].add(actual):
                overlaps[end] = Reason("overlap", {"date": end, "span": actual.span})
        aside = [a for part in counted.values() for a in part.set_aside()]
        used, remarks = _beside(found, {name: part.periods for name, part in counted.items()})
        inputs = tuple(a for part in used.values() for a in part)
        early = [
            Reason("begins_before", {"start": start, "date": a.period_end, "span": a.span})
            for part in used.values()
            for a in part[:1]  # of periods that never overlap only the first can begin too early
            if first_day(a) < start
        ]
        cut = [Reason("overlaps_partly", {"date": a.period_end, "span": a.span}) for a in aside]
        notes = (*overlaps.values(), *remarks, *cut, *early[:1])
        if len(used) > 1 and any(part for name, part in used.items() if name):
            notes = (*notes, *summed(found, end))
        silent, said = _added_up(used.get("", ()), end)
        notes = (*notes, *said)
        holes = (*_holes(found, used, aside, start, end), *silent)
        points.append(Point(end, total(inputs), inputs, "at", holes, notes))
    return points


@dataclass
class _Counted:
    """The reports of one part that are counted: periods that never overlap.

    Of all such choices the one that covers the most days, then the one of the fewest periods: a
    year takes the place of its quarters, and 1-8月 gives way to three quarters but not to one.
    Reports must come by their end, the shorter first. best has, for every end that changed the
    choice, the days covered, the periods used (less is more), the last of them and the entry
    that the others are in.
    """

    periods: list[Actual] = field(default_factory=list)
    left: list[Actual] = field(default_factory=list)
    ends: list[date] = field(default_factory=list)
    best: list[tuple[int, int, Actual, int]] = field(default_factory=list)

    def add(self, new: Actual) -> bool:
        """Take one more report; True where it takes the place of shorter ones within it."""
        before = bisect_left(self.ends, first_day(new)) - 1
        days, used = self.best[before][:2] if before >= 0 else (0, 0)
        entry = (days + _days(new), used - 1, new, before)
        if self.best and entry[:2] < self.best[-1][:2]:
            self.left.append(new)
            return False
        follows = before == len(self.best) - 1
        self.ends.append(new.period_end)
        self.best.append(entry)
        if follows:
            self.periods.append(new)
            return False
        dropped, self.periods = self.periods, self._chosen()
        dropped = [a for a in dropped if all(a is not p for p in self.periods)]
        self.left += [a for a in dropped if not _within(a, new)]
        return any(_within(a, new) for a in dropped)

    def _chosen(self) -> list[Actual]:
        found, at = [], len(self.best) - 1
        while at >= 0:
            *_, actual, at = self.best[at]
            found.append(actual)
        return found[::-1]

    def set_aside(self) -> list[Actual]:
        """Reports that overlap counted periods without lying within one: they cannot be split."""
        return [a for a in self.left if not any(_within(a, p) for p in self.periods)]


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


def _added_up(whole: Iterable[Actual], end: date) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What the amounts of the whole lack, each region named once, and what to say of them."""
    lacks: dict[str, None] = {}
    notes: dict[str, Reason] = {}
    for amount in whole:
        silent, said = of_whole(amount.period_end, amount)
        for reason in silent:
            lacks |= dict.fromkeys(reason.params["regions"])
        notes |= {r.code: Reason(r.code, {**r.params, "date": end}) for r in said if amount.summed}
        notes |= {f"{r.code} {amount.period_end}": r for r in said if not amount.summed}
    named = (Reason("lacks_regions", {"regions": tuple(lacks), "date": end}),) if lacks else ()
    return named, tuple(notes.values())


def _holes(
    found: Sources,
    used: dict[str, list[Actual]],
    aside: list[Actual],
    start: date,
    end: date,
) -> tuple[Reason, ...]:
    """What a running sum lacks: a part that others have, or a time that no counted period has.

    Single days are events, not a calendar to be filled: beside them only the parts are looked at,
    and the time of reports that had to be set aside.
    """
    everything = [a for part in used.values() for a in part]
    if not everything:
        return ()
    lacks: list[Reason] = []
    regular = all(months(a.span, a.period_end) for a in everything)
    covered = _covered(everything)
    counted = any(part for name, part in used.items() if name)

    def lacking(name: str) -> bool:
        own = used.get(name, [])
        return _covered([*used[""], *own]) != covered if regular else not own

    missing = tuple(filter(lacking, found.expected)) if counted else ()
    lacks += named(found, end, missing)
    if counted and not found.expected:
        lacks.append(Reason("lacks_region_list"))
    asked = [(start, end)] if regular else [(first_day(a), a.period_end) for a in aside]
    for first, last in asked:
        for since, until in _gaps(covered, first, last):
            lacks.append(Reason("lacks_time", {"since": since, "until": until}))
    return tuple(lacks)


def _gaps(
    covered: list[tuple[date, date]],
    first: date,
    last: date,
) -> Iterable[tuple[date, date]]:
    """The stretches between first and last that are not covered."""
    cursor = first
    for begin, end in covered:
        if begin > last:
            break
        if begin > cursor:
            yield cursor, begin - DAY
        cursor = max(cursor, end + DAY)
    if cursor <= last:
        yield cursor, last


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
