"""One reported value, its period, and its latest revision (pure); never adds up, never judges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lib.fields import CITY

_SPAN_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Below:
    """What the regions below one say together: their sum, and the codes of who is silent."""

    total: Decimal
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Actual:
    """A reported value of a target for a period and a region, in the target's actual unit.

    value is None for milestones and narratives, whose state is in light. span is "at" for
    snapshots and cumulative figures, else the length of the period. seq, author and reported_at
    tell the submission it came from. of is the region that is judged: this value is of that
    region itself or of a part of it. below is what its parts say together for the same cell,
    where somebody added them up; summed: nobody reported it, and the value is that sum.
    """

    target_id: str
    period_end: date
    value: Decimal | None = None
    period: str = ""
    region: str = CITY
    contributor: str = ""
    span: str = "at"
    light: str = ""
    finality: str = "provisional"
    source: str = ""
    note: str = ""
    seq: int = 0
    author: str = ""
    reported_at: datetime | None = None
    of: str = CITY
    below: Below | None = None
    summed: bool = False

    @property
    def whole(self) -> bool:
        """Say whether this is of the region that is judged, not of a part of it."""
        return self.region == self.of


def months(span: str, end: date) -> int:
    """How many months a period covers, 0 where it has no length in months; year to date: all."""
    return end.month if span == "cumulative" else _SPAN_MONTHS.get(span, 0)


def first_day(actual: Actual) -> date:
    """First day of the period; a figure without a length covers its last day only."""
    count = months(actual.span, actual.period_end)
    if not count:
        return actual.period_end
    month = actual.period_end.year * 12 + actual.period_end.month - count
    return date(month // 12, month % 12 + 1, 1)


def by_target(actuals: Iterable[Actual]) -> dict[str, list[Actual]]:
    """The latest revision of every cell, by target, oldest period first.

    The order of the rows given never matters, not even between two rows of one cell.
    """
    latest: dict[tuple[str, str, str, date, str], Actual] = {}
    for actual in actuals:
        cell = (actual.target_id, actual.region, actual.contributor, actual.period_end, actual.span)
        kept = latest.get(cell)
        if kept is None or _revision(actual) > _revision(kept):
            latest[cell] = actual
    grouped: dict[str, list[Actual]] = {}
    for cell in sorted(latest, key=lambda c: (c[0], c[3], c[4], c[1], c[2])):
        grouped.setdefault(cell[0], []).append(latest[cell])
    return grouped


def _revision(actual: Actual) -> tuple[int, bool, Decimal, str, str]:
    value = actual.value
    return (actual.seq, value is not None, value or Decimal(0), actual.light, actual.note)
