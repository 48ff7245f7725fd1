"""A promise in numbers: series, road and pace of one instance to its status and reasons (pure).

Gathers what the other modules compute and asks status.decide for the word; formats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lib.plan import Target
from lib.progress import why
from lib.progress.actuals import Actual
from lib.progress.baseline import Base, baseline
from lib.progress.measures import Measures, Pace, holds, measure, pace
from lib.progress.parts import Point
from lib.progress.series import Known
from lib.progress.status import Due, Findings, Instance, decide, reports_due
from lib.progress.trajectory import Road, day_before, drawn, needs_baseline, required, year_before


@dataclass(frozen=True)
class _Case:
    """One instance with its points: before it, up to its deadline, and after."""

    target: Target
    it: Instance
    road: Road
    before: tuple[Point, ...]
    timely: list[Point]
    late: list[Point]

    @property
    def points(self) -> list[Point]:
        return [*self.before, *self.timely, *self.late]

    @property
    def last(self) -> Point | None:
        return (self.late or self.timely or [None])[-1]

    def kept(self, point: Point | None) -> bool | None:
        """Whether the promise holds at this point; None: not known, or no point."""
        if point is None:
            return None
        return holds(self.target.comparison, self.asked(point), point)

    def asked(self, point: Point | None) -> Decimal | None:
        """T; for keeps_rising the full value of the same period a year before point."""
        if self.target.comparison != "keeps_rising":
            return self.road.required
        previous = self.year_before(point)
        return previous.value if previous else None

    def year_before(self, point: Point | None) -> Point | None:
        """The full value of the same period a year before."""
        if point is None:
            return None
        end = year_before(point.end)
        same = (p for p in self.points if p.end == end and p.span == point.span)
        return next((p for p in same if p.complete), None)


def by_number(target: Target, it: Instance, known: Known) -> dict[str, Any]:
    """Fields of progress.Progress from status on, by name."""
    base = baseline(target, known)
    needed = required(target, base.value, base.end, it.deadline)
    road = Road(target, it.start, it.deadline, needed, base.value, base.end)
    found = known.series(target, it.start, known.last_day(it))
    timely = [p for p in found.points if not it.deadline or p.end <= it.deadline]
    late = list(found.points[len(timely) :])
    case = _Case(target, it, road, _before(target, it, known), timely, late)

    on_time = case.kept(timely[-1]) if timely else None
    judged = timely[-1] if on_time else case.last
    road = replace(road, required=case.asked(judged))
    due = reports_due(target, it, known.as_of, found.last_report)
    numbers, paced, formulas = Measures(), Pace(), []
    if judged:
        paced = pace(road, judged, known.thresholds)
        numbers, formulas = measure(road, judged, paced, known.as_of)
    status = decide(_findings(case, on_time, paced, due, base, known))
    told = why.Told(target, it, status, road, judged, timely, late, case.kept(_end(late)))
    reasons = [
        *why.number_status(told, paced, due, known),
        *formulas,
        *base.reasons,
        *why.remarks(told, known.as_of),
        *found.remarks,
        *why.reporting(status, due, it, target, known),
    ]
    shown = _shown(case, road, judged, base)
    dues = {"report_due": due.missing, "next_due": due.next}
    return {"status": status, "reasons": why.once(reasons), **vars(numbers), **dues, **shown}


def _findings(
    case: _Case, on_time: bool | None, paced: Pace, due: Due, base: Base, known: Known
) -> Findings:
    deadline = case.it.deadline
    return Findings(
        reported=case.last is not None,
        passed=bool(deadline and deadline < known.as_of),
        on_time=on_time,
        late=case.kept(_end(case.late)),
        latest=case.kept(case.last),
        pace=paced.word,
        no_pace=paced.by_design,
        due=due.missing is not None,
        missing=needs_baseline(case.target) and base.value is None,
    )


def _shown(case: _Case, road: Road, judged: Point | None, base: Base) -> dict[str, Any]:
    """The fields that come from the judged point, the baseline and the line of points."""
    return {
        "required": road.required,
        "baseline": base.value,
        "baseline_from": base.origin,
        "actual": judged.value if judged else None,
        "actual_end": judged.end if judged else None,
        "path": drawn(road),
        "history": tuple((p.end, p.value) for p in case.points if p.complete or p is judged),
        "inputs": _inputs(case, judged, base),
        "complete": judged.complete if judged else True,
    }


def _end(points: list[Point]) -> Point | None:
    return points[-1] if points else None


def _inputs(case: _Case, judged: Point | None, base: Base) -> tuple[Actual, ...]:
    inputs = [*(judged.inputs if judged else ()), *base.inputs]
    if case.target.comparison == "keeps_rising" and (prior := case.year_before(judged)):
        inputs += prior.inputs
    return tuple(dict.fromkeys(inputs))


def _before(target: Target, it: Instance, known: Known) -> tuple[Point, ...]:
    """Points before the instance, where they can stand in one line with its own."""
    levels = target.comparison in ("avg_growth_at_least", "keeps_rising")
    cumulative = target.actuals_are == "increment" or (
        target.actuals_are == "to_date" and it.year is not None
    )
    if cumulative and not levels:
        return ()
    return known.series(target, date.min, day_before(it.start)).points
