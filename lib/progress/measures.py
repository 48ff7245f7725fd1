"""The numbers of one judgement: completion, pace, gap, needed rate, growth (pure); no status.

The table and the light read the same numbers from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lib.progress.parts import Point
from lib.progress.reasons import Reason
from lib.progress.status import pace_word
from lib.progress.trajectory import (
    NEEDS_BASELINE,
    Road,
    average_growth,
    day_before,
    expected,
    growth_asked,
    missing_baseline,
    months_between,
)


@dataclass(frozen=True)
class Measures:
    """Fields of progress.Progress under the same names."""

    expected: Decimal | None = None
    completion: Decimal | None = None
    planned: Decimal | None = None
    pace: Decimal | None = None
    points_ahead: Decimal | None = None
    gap: Decimal | None = None
    shortfall: Decimal | None = None
    needed_rate: Decimal | None = None
    rate_multiple: Decimal | None = None
    growth: Decimal | None = None
    growth_needed: Decimal | None = None
    change_on_year: Decimal | None = None


@dataclass(frozen=True)
class Pace:
    """What the trajectory says. word: of the status, None where it cannot be told.

    value is None for a lower bound. by_design: no pace is meant to exist here.
    """

    expected: Decimal | None = None
    value: Decimal | None = None
    word: str | None = None
    by_design: bool = False
    reasons: tuple[Reason, ...] = ()


def holds(comparison: str, needed: Decimal | None, point: Point) -> bool | None:
    """Whether the comparison holds; None where it cannot be known.

    A sum that lacks parts is a lower bound: it can prove that enough is there, or too much.
    """
    if needed is None:
        return None
    value = point.value
    if comparison in ("at_most", "rank_gain_at_least"):
        return value <= needed if point.complete or value > needed else None
    if comparison == "exactly":
        return value == needed if point.complete or value > needed else None
    kept = value > needed if comparison == "keeps_rising" else value >= needed
    return kept if point.complete or kept else None


def pace(road: Road, point: Point, thresholds: Mapping[str, Decimal]) -> Pace:
    """(A - B) / (P(t) - B) at the actual's own date."""
    planned, why = expected(road, point.end)
    if why is None:
        known = road.required is not None
        return Pace(by_design=known, reasons=() if known else (_what_is_missing(road),))
    if planned is None:
        return Pace(reasons=(why,))
    if road.wrong_way:
        return Pace(planned, by_design=road.baseline is None, reasons=(why,))
    if planned == road.zero:
        return Pace(planned, by_design=True, reasons=(why, Reason("pace_at_start")))
    value = (point.value - road.zero) / (planned - road.zero)
    if road.direction == 0 and beyond(road, point):
        return Pace(planned, by_design=True, reasons=(why,))
    if point.complete:
        return Pace(planned, value, pace_word(value, thresholds), reasons=(why,))
    proved = road.direction > 0 and pace_word(value, thresholds) == "on_track"
    return Pace(planned, word="on_track" if proved else None, reasons=(why,))


def _what_is_missing(road: Road) -> Reason:
    if road.target.comparison not in NEEDS_BASELINE:
        return Reason("missing_value")
    if road.baseline is None:
        return missing_baseline(road.target)
    return Reason("missing_deadline")


def beyond(road: Road, point: Point) -> bool:
    """Whether the actual lies past the end of the way."""
    length = road.length
    return bool(length) and (point.value - road.zero) / length > 1


def completion(road: Road, point: Point) -> tuple[Decimal | None, Reason | None]:
    """(A - B) / (T - B), or A / T without a baseline; never clamped; with its formula."""
    told = {"actual": point.value, "required": road.required, "baseline": road.baseline}
    if road.required is None or road.target.comparison == "keeps_rising":
        return None, None
    if road.baseline is None:
        if road.required == 0:
            return None, Reason("completion_of_zero")
        share = point.value / road.required
        ceiling = "completion_of_ceiling" if road.wrong_way else "completion_without_baseline"
        return share, Reason(ceiling, {**told, "completion_pct": share})
    if road.wrong_way:
        return None, Reason("wrong_side", told)
    if not road.length:
        return None, Reason("target_is_baseline", told)
    share = (point.value - road.baseline) / road.length
    return share, Reason("completion", {**told, "completion_pct": share})


def measure(road: Road, point: Point, found: Pace, as_of: date) -> tuple[Measures, list[Reason]]:
    """Everything a page shows beside the status, with the formulas that need words."""
    share, formula = completion(road, point)
    planned = ahead = gap = None
    if road.deadline is not None and point.end > road.deadline:
        # The plan has ended: being "ahead of" it would say nothing but how late the value is.
        found = Pace(by_design=found.by_design)
    if found.expected is not None and road.length and not road.wrong_way:
        planned = (found.expected - road.zero) / road.length
        if point.complete:
            gap = point.value - found.expected
            ahead = (share - planned) * 100 if share is not None else None
    reasons = [r for r in (formula, *found.reasons) if r]
    if found.value is not None and ahead is not None:
        code = "pace_behind" if ahead < 0 else "pace_ahead"
        code += "" if road.baseline is not None else "_of_count"
        told = {"actual": point.value, "baseline": road.baseline, "expected": found.expected}
        told |= {"pace_pct": found.value, "ahead_points": abs(ahead)}
        reasons.append(Reason(code, told))
    needed, multiple = _needed(road, point, as_of)
    growth, growth_needed, words = _growth(road, point)
    return Measures(
        found.expected,
        share,
        planned,
        found.value,
        ahead,
        gap,
        _shortfall(road, point),
        needed,
        multiple,
        growth,
        growth_needed,
        _change(road, point),
    ), reasons + words


def _shortfall(road: Road, point: Point) -> Decimal | None:
    if road.required is None or not point.complete:
        return None
    missing = road.required - point.value
    return abs(missing) if road.direction == 0 else max(missing * road.direction, Decimal(0))


def _needed(road: Road, point: Point, as_of: date) -> tuple[Decimal | None, Decimal | None]:
    """(T - A) per month left, signed as the way goes, and that over the rate so far.

    The rate so far needs a beginning: the baseline, or nothing for what is counted up from it.
    """
    short = _shortfall(road, point)
    if not short or road.required is None or road.deadline is None or as_of >= road.deadline:
        return None, None
    needed = (road.required - point.value) / months_between(as_of, road.deadline)
    if road.baseline is None and road.target.actuals_are == "snapshot":
        return needed, None
    since = road.baseline_end if road.baseline is not None else None
    months = months_between(since or day_before(road.start), point.end)
    made = point.value - road.zero
    if months <= 0 or made * needed <= 0:
        return needed, None
    return needed, needed / (made / months)


def _growth(road: Road, point: Point) -> tuple[Decimal | None, Decimal | None, list[Reason]]:
    """Growth so far over whole years, and what every remaining year has to bring."""
    if road.target.comparison == "keeps_rising":
        change = _change(road, point)
        if change is None or not road.required or road.required < 0:
            return None, None, []
        return change / road.required, None, []
    if (
        road.target.comparison != "avg_growth_at_least"
        or not road.baseline_end
        or road.baseline is None
        or road.required is None
        or not road.deadline
        or not point.complete
    ):
        return None, None, []
    years = point.end.year - road.baseline_end.year
    so_far = average_growth(road.baseline, point.value, years)
    remaining = road.deadline.year - point.end.year
    still = average_growth(point.value, road.required, remaining)
    asked = growth_asked(road.target)
    told = {"baseline": road.baseline, "actual": point.value, "required": road.required}
    words = [
        Reason(
            "growth_level",
            {**told, "asked_pct": asked, "years": road.deadline.year - road.baseline_end.year},
        )
    ]
    if so_far is not None:
        words.append(Reason("growth_so_far", {**told, "years": years, "growth_pct": so_far}))
    if still is not None:
        words.append(Reason("growth_needed", {**told, "years": remaining, "growth_pct": still}))
    return so_far, still, words


def _change(road: Road, point: Point) -> Decimal | None:
    """keeps_rising: A minus the value of the same period a year before, which stands as T."""
    if road.target.comparison != "keeps_rising" or road.required is None or not point.complete:
        return None
    return point.value - road.required
