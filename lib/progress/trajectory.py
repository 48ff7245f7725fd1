"""The road from baseline to target: what is required, and where the plan should be (pure).

Never looks at the actuals it is compared with; knows the reported baseline only as a number.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lib.plan import Target
from lib.progress.reasons import Reason

ONE = Decimal(1)
DIRECTIONS = {"at_most": -1, "rank_gain_at_least": -1, "exactly": 0}
"""Which way is better: 1 more (every comparison not named), -1 less, 0 neither."""
NEEDS_BASELINE = frozenset({"avg_growth_at_least", "rank_gain_at_least"})


@dataclass(frozen=True)
class Road:
    """One instance's way from baseline to target.

    start and deadline are its first and last day; baseline_end is the day the baseline is for.
    required is the level that keeps the promise, also for growth and rank; None: not known.
    """

    target: Target
    start: date
    deadline: date | None
    required: Decimal | None
    baseline: Decimal | None = None
    baseline_end: date | None = None

    @property
    def direction(self) -> int:
        """1 where more is better, -1 where less is, 0 where one value alone is right."""
        return DIRECTIONS.get(self.target.comparison, 1)

    @property
    def zero(self) -> Decimal:
        """Where the way begins: the baseline, or nothing."""
        return self.baseline if self.baseline is not None else Decimal(0)

    @property
    def length(self) -> Decimal | None:
        """From the beginning of the way to its end, signed."""
        return None if self.required is None else self.required - self.zero

    @property
    def wrong_way(self) -> bool:
        """The promise holds where the way begins: a ceiling, a floor, or a slip in the plan."""
        return self.length is not None and self.length * self.direction < 0


def needs_baseline(target: Target) -> bool:
    """Whether target or trajectory have no number before the baseline has one."""
    return target.path in ("linear", "compound") or target.comparison in NEEDS_BASELINE


def required(
    target: Target,
    baseline: Decimal | None,
    baseline_end: date | None,
    deadline: date | None,
) -> Decimal | None:
    """The level that keeps the promise: B x (1+g)^n1 for growth, B - gain for rank, else T.

    keeps_rising has none of its own: the value of a year before stands for it.
    """
    if target.comparison not in NEEDS_BASELINE:
        return target.value
    if baseline is None or target.value is None:
        return None
    if target.comparison == "rank_gain_at_least":
        return baseline - target.value
    if baseline_end is None or deadline is None:
        return None
    return baseline * (1 + growth_asked(target)) ** (deadline.year - baseline_end.year)


def growth_asked(target: Target) -> Decimal:
    """17.3 (%) a year as a share: 0.173."""
    return (target.value or Decimal(0)) / 100


def average_growth(first: Decimal, last: Decimal, years: int) -> Decimal | None:
    """(last / first)^(1 / years) - 1; None where there is no growth rate to speak of."""
    if years <= 0 or first <= 0 or last < 0:
        return None
    return (last / first) ** (ONE / years) - 1


def elapsed(start: date, end: date, at: date) -> tuple[int, int]:
    """Days gone and days in all, both ends included; never fewer than none or more than all."""
    total = (end - start).days + 1
    return min(max((at - start).days + 1, 0), total), total


def expected(road: Road, at: date) -> tuple[Decimal | None, Reason | None]:
    """P(t) and the formula with this target's numbers, or None and what is missing for it.

    A target without a trajectory has neither.
    """
    path = road.target.path
    if path == "none":
        return None, None
    if path == "step":
        return _step(road, at)
    if road.deadline is None:
        return None, Reason("missing_deadline")
    if path != "even" and road.baseline is None:
        return None, missing_baseline(road.target)
    if road.required is None:
        return None, Reason("missing_value")
    gone, total = elapsed(road.start, road.deadline, at)
    share = Decimal(gone) / Decimal(total)
    days = {"date": at, "elapsed": gone, "total": total, "required": road.required}
    if path == "even":
        value = road.required * share
        return value, Reason("expected_even", {**days, "expected": value})
    if path == "compound":
        return _compound(road, at, share)
    value = road.zero + (road.required - road.zero) * share
    return value, Reason("expected_linear", {**days, "baseline": road.baseline, "expected": value})


def _step(road: Road, at: date) -> tuple[Decimal, Reason]:
    reached = [(day, value) for day, value in sorted(road.target.path_points) if day <= at]
    day, value = reached[-1] if reached else (road.start, road.zero)
    return value, Reason("expected_step", {"date": at, "step": day, "expected": value})


def _compound(road: Road, at: date, share: Decimal) -> tuple[Decimal | None, Reason]:
    """Growth counts from the baseline's own day; other promises rise from the start of the plan."""
    first, last = road.zero, road.required
    assert road.deadline is not None
    assert last is not None
    if first <= 0 or last <= 0:
        return None, Reason("compound_not_positive", {"baseline": first, "required": last})
    if road.target.comparison == "avg_growth_at_least" and road.baseline_end:
        rate = growth_asked(road.target)
        years = years_between(road.baseline_end, min(at, road.deadline))
        value = first * (1 + rate) ** years
        told = {"date": at, "baseline": first, "asked_pct": rate, "years_plain": years}
        return value, Reason("expected_growth", {**told, "expected": value})
    value = first * (last / first) ** share
    told = {"date": at, "baseline": first, "required": last, "share_pct": share}
    return value, Reason("expected_compound", {**told, "expected": value})


def missing_baseline(target: Target) -> Reason:
    """Names the period whose value somebody has to report."""
    if target.baseline_period:
        return Reason("missing_baseline", {"baseline_period": target.baseline_period})
    return Reason("missing_baseline_period")


def years_between(first: date, last: date) -> Decimal:
    """Whole years by the calendar plus the share of the current one in days; never below 0."""
    if last <= first:
        return Decimal(0)
    whole = last.year - first.year
    if _on(first, last.year) > last:
        whole -= 1
    begin, end = _on(first, first.year + whole), _on(first, first.year + whole + 1)
    return whole + Decimal((last - begin).days) / Decimal((end - begin).days)


def _on(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def year_before(day: date) -> date:
    """The same period's end a year before; the end of February stays the end of February."""
    last = monthrange(day.year, day.month)[1]
    if day.day == last:
        return day.replace(year=day.year - 1, day=monthrange(day.year - 1, day.month)[1])
    return _on(day, day.year - 1)


def months_between(first: date, last: date) -> Decimal:
    """Months by the calendar: from month's end to month's end it is a whole number."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole + _month_share(last) - _month_share(first)


def _month_share(day: date) -> Decimal:
    return Decimal(day.day) / Decimal(monthrange(day.year, day.month)[1])


def day_before(day: date) -> date:
    """The day on which nothing of the period has gone yet."""
    return day - timedelta(days=1)


def drawn(road: Road) -> tuple[tuple[date, Decimal], ...]:
    """The trajectory as points to draw, from the eve of the start to the deadline; () for none."""
    if road.target.path == "none" or road.deadline is None:
        return ()
    begin = day_before(road.start)
    days = [begin, road.deadline]
    if road.target.path == "step":
        days += [d for day, _ in road.target.path_points for d in (day_before(day), day)]
    if road.target.path == "compound":
        days += [
            date(y, m, monthrange(y, m)[1])
            for y in range(road.start.year, road.deadline.year + 1)
            for m in (3, 6, 9, 12)
        ]
    inside = sorted({day for day in days if begin <= day <= road.deadline})
    points = [(day, expected(road, day)[0]) for day in inside]
    return tuple((day, value) for day, value in points if value is not None)
