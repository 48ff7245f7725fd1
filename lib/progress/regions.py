"""What each region stands at, beside the city and its plan (pure); adds up nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lib.plan import Plan, Target
from lib.progress.actuals import Actual, by_target
from lib.progress.series import series
from lib.progress.status import instances
from lib.progress.table import Progress, assess


@dataclass(frozen=True)
class RegionRow:
    """One region: its latest value with the period it is for, and the line up to it.

    value, end and period are None and empty where the region has not reported. complete is False
    for an amount that lacks periods: a lower bound.
    """

    code: str
    value: Decimal | None = None
    end: date | None = None
    period: str = ""
    complete: bool = True
    history: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True)
class RegionTable:
    """The city as judged by its plan, and the regions in the order given.

    summed: the city's figure was added up from its regions because nobody reported it.
    """

    city: Progress
    rows: tuple[RegionRow, ...]
    summed: bool = False


def region_table(
    target: Target, actuals: Iterable[Actual], codes: Sequence[str], day: date
) -> RegionTable:
    """Values of one target by region as of a day, in the unit of the actuals.

    codes are the regions to show, without the city. A region's series is made as the city's is:
    levels stand, cumulative figures replace one another, amounts are summed within the instance.
    """
    stored = target.same_as or target.part_of or target.target_id
    reports = [a for a in by_target(actuals).get(stored, []) if a.period_end <= day]
    whole = replace(target, part_of="", same_as="")
    given = [replace(a, target_id=target.target_id) for a in reports]
    judged = assess(Plan((whole,)), given, day, regions=codes)
    city = next(row for row in judged if row.headline)
    rows = tuple(region_row(whole, code, given, city.instance, day) for code in codes)
    return RegionTable(city, rows, any(r.code == "summed_regions" for r in city.reasons))


def region_row(
    target: Target, code: str, reports: Sequence[Actual], year: int | None, day: date
) -> RegionRow:
    """One region by its own reports; year is the instance that is looked at."""
    own = [replace(a, of=code) for a in reports if a.region == code]
    levels = target.actuals_are == "snapshot" or target.comparison == "avg_growth_at_least"
    it = next((i for i in instances(target, day) if i.year == year), None)
    start = date.min if levels or it is None else it.start
    points = series(target, own, start, day).points
    if not points:
        return RegionRow(code)
    last = points[-1]
    return RegionRow(
        code,
        last.value,
        last.end,
        last.inputs[-1].period or last.end.isoformat(),
        last.complete,
        tuple((p.end, p.value) for p in points),
    )
