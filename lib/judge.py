"""One instance of one target and the reports known: its status, numbers and reasons (pure).

Gathers series, road and pace, and asks status.decide for the word; formats nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lib import values, why
from lib.actuals import Actual
from lib.fields import CITY
from lib.measures import Measures, Pace, holds, measure, pace
from lib.plan import Target
from lib.reasons import Reason
from lib.parts import Point
from lib.series import Series, series
from lib.status import Due, Findings, Instance, decide, reports_due
from lib.trajectory import (
    Road, day_before, drawn, missing_baseline, needs_baseline, required, year_before,
)


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
        return series(target, self.reports, start, until,
                      contributors=self.contributors, regions=self.regions)


def judge(target: Target, it: Instance, known: Known) -> dict[str, Any]:
    """Fields of progress.Progress from status on, by name."""
    by_light = target.comparison in ("done", "ongoing")
    return _by_light(target, it, known) if by_light else _by_number(target, it, known)


def _last_day(it: Instance, known: Known) -> date:
    """A yearly instance ends with its year; anything else goes on being looked at."""
    return min(it.deadline, known.as_of) if it.year and it.deadline else known.as_of


# lights: milestones and narratives

def _by_light(target: Target, it: Instance, known: Known) -> dict[str, Any]:
    until = _last_day(it, known)
    lights = [a for a in known.reports if a.light and a.region == CITY
              and a.contributor == target.contributor and it.start <= a.period_end <= until]
    timely = [a for a in lights if not it.deadline or a.period_end <= it.deadline]
    late = lights[len(timely):]
    last = lights[-1] if lights else None
    on_time = timely[-1].light == "done" if timely else None
    made_late = late[-1].light == "done" if late else None
    shown = timely[-1] if timely and on_time else last
    due = reports_due(target, it, known.as_of, last.period_end if last else None)
    found = Findings(
        reported=bool(lights), passed=bool(it.deadline and it.deadline < known.as_of),
        on_time=on_time, late=made_late, latest=last.light == "done" if last else None,
        due=due.missing is not None,
    )
    if target.comparison == "ongoing":
        lagging = last is not None and last.light == "lagging"
        passed = found.passed and not lights  # ongoing work has no day on which it falls short
        found = replace(found, passed=passed, on_time=None, late=None, latest=None,
                        pace="behind" if lagging else None, no_pace=True)
    else:
        dated = it.deadline is not None or target.ongoing
        found = replace(found, no_pace=dated, missing=not dated)
        if found.on_time or found.late:
            due = Due()
    status = decide(found)
    reasons = why.light_status(status, it.deadline, shown, due, known.as_of)
    if found.missing and status == "cannot_measure":
        reasons.append(Reason("missing_deadline"))
    if found.late and not timely:
        reasons.append(Reason("late_only", {"deadline": it.deadline}))
    reasons += why.reporting(status, due, it, target, known.as_of) + _later(it, known)
    return {
        "status": status, "light": shown.light if shown else "",
        "actual_end": shown.period_end if shown else None,
        "report_due": due.missing, "next_due": due.next,
        "inputs": (shown,) if shown else (), "reasons": reasons,
    }


# numbers

@dataclass(frozen=True)
class _Base:
    """The baseline: its value, where it came from, its day, and the reports and words for it."""

    value: Decimal | None = None
    origin: str = "none"
    end: date | None = None
    inputs: tuple[Actual, ...] = ()
    reasons: tuple[Reason, ...] = ()


def _by_number(target: Target, it: Instance, known: Known) -> dict[str, Any]:
    base = _baseline(target, known)
    needed = required(target, base.value, base.end, it.deadline)
    road = Road(target, it.start, it.deadline, needed, base.value, base.end)
    found = known.series(target, it.start, _last_day(it, known))
    before = _before(target, it, known)
    points = [*before, *found.points]
    timely = [p for p in found.points if not it.deadline or p.end <= it.deadline]
    late = list(found.points[len(timely):])

    def kept(point: Point | None) -> bool | None:
        return holds(target.comparison, _asked(road, point, points), point) if point else None

    on_time, late_kept = kept(timely[-1] if timely else None), kept(late[-1] if late else None)
    last = (late or timely or [None])[-1]
    judged = timely[-1] if on_time else last
    due = reports_due(target, it, known.as_of, found.last_report)
    road = replace(road, required=_asked(road, judged, points))
    numbers, paced, reasons = Measures(), Pace(), []
    if judged:
        paced = pace(road, judged, known.thresholds)
        numbers, reasons = measure(road, judged, paced, known.as_of)
    status = decide(Findings(
        reported=last is not None, passed=bool(it.deadline and it.deadline < known.as_of),
        on_time=on_time, late=late_kept, latest=kept(last), pace=paced.word,
        no_pace=paced.by_design, due=due.missing is not None,
        missing=needs_baseline(target) and base.value is None,
    ))
    told = why.Told(target, it, status, road, judged, timely, late, points, late_kept)
    reasons = [
        *why.number_status(told, paced, due, known), *reasons, *base.reasons,
        *why.remarks(told, known.as_of), *found.remarks,
        *why.reporting(status, due, it, target, known.as_of), *_later(it, known),
    ]
    return {
        "status": status, "required": road.required, "baseline": base.value,
        "baseline_from": base.origin, "actual": judged.value if judged else None,
        "actual_end": judged.end if judged else None, **vars(numbers),
        "report_due": due.missing, "next_due": due.next, "path": drawn(road),
        "history": tuple((p.end, p.value) for p in points if p.complete or p is judged),
        "inputs": _inputs(judged, base, road, points),
        "complete": judged.complete if judged else True, "reasons": why.once(reasons),
    }


def _baseline(target: Target, known: Known) -> _Base:
    """Stated in the plan, or the actual of its period; what is counted up from nothing has none."""
    if target.path == "even" or not (
            needs_baseline(target) or target.baseline_period or target.baseline_value is not None):
        return _Base()
    period = values.period(target.baseline_period) if target.baseline_period else None
    end = period.end if period else None
    told = {"baseline_period": target.baseline_period}
    if (stated := target.baseline_value) is not None:
        return _Base(stated, "stated", end, (), (
            Reason("baseline_stated", {**told, "baseline": stated}),))
    if period is None:
        return _Base(None, "missing", None, (), (missing_baseline(target),))
    points = known.series(target, period.start, period.end).points
    if not points or points[-1].end != period.end:
        return _Base(None, "missing", end, (), (missing_baseline(target),))
    point = points[-1]
    if not point.complete:
        return _Base(None, "missing", end, (), (missing_baseline(target), *point.lacks))
    return _Base(point.value, "reported", end, point.inputs, (
        Reason("baseline_reported", {**told, "baseline": point.value}), *point.remarks))


def _before(target: Target, it: Instance, known: Known) -> tuple[Point, ...]:
    """Points before the instance, where they can stand in one line with its own."""
    levels = target.comparison in ("avg_growth_at_least", "keeps_rising")
    cumulative = target.actuals_are == "increment" or (
        target.actuals_are == "to_date" and it.year is not None)
    if cumulative and not levels:
        return ()
    return known.series(target, date.min, day_before(it.start)).points


def _asked(road: Road, point: Point | None, points: list[Point]) -> Decimal | None:
    """T; for keeps_rising the full value of the same period a year before point."""
    if road.target.comparison != "keeps_rising":
        return road.required
    previous = _year_before(point, points)
    return previous.value if previous else None


def _year_before(point: Point | None, points: list[Point]) -> Point | None:
    if point is None:
        return None
    end = year_before(point.end)
    return next((p for p in points if p.end == end and p.span == point.span and p.complete), None)


def _inputs(
    judged: Point | None, base: _Base, road: Road, points: list[Point],
) -> tuple[Actual, ...]:
    inputs = [*(judged.inputs if judged else ()), *base.inputs]
    if road.target.comparison == "keeps_rising" and (prior := _year_before(judged, points)):
        inputs += prior.inputs
    return tuple(dict.fromkeys(inputs))


def _later(it: Instance, known: Known) -> list[Reason]:
    dates = [a.period_end for a in known.later if not it.year or a.period_end.year == it.year]
    return [Reason("dated_later", {"date": min(dates), "as_of": known.as_of})] if dates else []
