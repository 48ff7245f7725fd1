"""Targets and actuals at a moment -> the progress table (pure); knows no words and no screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lib.plan import Plan, Target
from lib.plan.thresholds import DEFAULT_THRESHOLDS
from lib.progress.actuals import Actual, by_target
from lib.progress.fund import FundRow, FundTable, fund_table
from lib.progress.judge import by_number
from lib.progress.lights import by_light
from lib.progress.reasons import Reason
from lib.progress.series import Known
from lib.progress.status import Instance, instances

__all__ = [
    "DEFAULT_THRESHOLDS",
    "SILENT",
    "STATUSES",
    "FundRow",
    "FundTable",
    "Progress",
    "Reason",
    "assess",
    "fund_table",
]

STATUSES = (
    "achieved",
    "achieved_late",
    "overdue",
    "overdue_unreported",
    "on_track",
    "slightly_behind",
    "behind",
    "in_progress",
    "not_reported",
    "cannot_measure",
    "not_due",
)
"""In the order of the rules: the first that applies."""
SILENT = frozenset({"overdue_unreported", "not_reported", "cannot_measure", "not_due"})
"""Statuses without a measured shortfall: never red, drawn hollow or hatched."""


@dataclass(frozen=True)
class Progress:
    """One target, or one calendar year of a yearly target, judged at a moment.

    All numbers are decimals in the unit of the actuals unless said; None means unknown.
    """

    target: Target
    instance: int | None  # calendar year of a yearly target, else None
    headline: bool  # the instance that stands for the target
    as_of: date
    start: date  # first day of this instance
    deadline: date | None  # last day of this instance
    status: str  # one of STATUSES
    required: Decimal | None = None  # T: the level that keeps the promise (growth, rank: a level)
    baseline: Decimal | None = None  # B
    baseline_from: str = "none"  # none (the target needs none), stated, reported, missing
    actual: Decimal | None = None  # A
    light: str = ""  # state of a milestone or narrative
    actual_end: date | None = None  # end date of the latest actual
    expected: Decimal | None = None  # P at actual_end
    completion: Decimal | None = None  # share of the way, 1 = there, unclamped
    planned: Decimal | None = None  # (P - B) / (T - B) at actual_end
    pace: Decimal | None = None  # actual share over planned share
    points_ahead: Decimal | None = None  # percentage points, completion - planned
    gap: Decimal | None = None  # A - P; positive is better when more is better
    shortfall: Decimal | None = None  # still missing in the direction of the promise, >= 0
    needed_rate: Decimal | None = None  # per month to the deadline from as_of, signed as the way
    rate_multiple: Decimal | None = None  # needed rate over the rate so far
    growth: Decimal | None = None  # average a year so far, 0.173 = 17.3 %; keeps_rising: on a year
    growth_needed: Decimal | None = None  # each remaining year
    change_on_year: Decimal | None = None  # keeps_rising: change on the same period a year before
    report_due: date | None = None  # a report was due on this day and is missing
    next_due: date | None = None  # next day a report is due
    path: tuple[tuple[date, Decimal], ...] = ()  # the trajectory as points to draw, oldest first
    history: tuple[tuple[date, Decimal], ...] = ()  # series judged and before, oldest first
    inputs: tuple[Actual, ...] = ()  # the reports the judgement rests on
    complete: bool = True  # False: actual is a sum that lacks parts, a lower bound
    reasons: tuple[Reason, ...] = ()


def assess(
    plan: Plan,
    actuals: Iterable[Actual],
    as_of: date,
    thresholds: Mapping[str, Decimal] = DEFAULT_THRESHOLDS,
    *,
    regions: Collection[str] = (),
) -> list[Progress]:
    """One Progress per target in the plan's order, one per calendar year of a yearly target.

    actuals are the latest revisions known at the moment; what is dated after as_of is not judged.
    regions are the codes of all parts of the city: without them a sum of regions is never known
    to be full. The headline of a yearly target is the as-of year, or the last year made.
    """
    reports = by_target(actuals)
    contributors: dict[str, set[str]] = {}
    for target in plan:
        if target.contributor:
            contributors.setdefault(plan.root(target).target_id, set()).add(target.contributor)
    table = []
    for target in plan:
        root = plan.root(target).target_id
        given = reports.get(root, [])
        known = Known(
            tuple(a for a in given if a.period_end <= as_of),
            tuple(a for a in given if a.period_end > as_of),
            as_of,
            thresholds,
            tuple(sorted(contributors.get(root, ()))),
            tuple(regions),
        )
        table += _rows(target, known)
    return table


def _rows(target: Target, known: Known) -> list[Progress]:
    rows = [_row(target, it, known) for it in instances(target, known.as_of)]
    years = [row.instance for row in rows]
    chosen = years.index(known.as_of.year) if known.as_of.year in years else len(rows) - 1
    rows[chosen] = replace(rows[chosen], headline=True)
    return rows


def _row(target: Target, it: Instance, known: Known) -> Progress:
    judge = by_light if target.comparison in ("done", "ongoing") else by_number
    found = judge(target, it, known)
    unit = target.actual_unit or target.unit
    reasons = tuple(Reason(r.code, {"unit": unit, **r.params}) for r in found.pop("reasons"))
    return Progress(
        target=target,
        instance=it.year,
        headline=False,
        as_of=known.as_of,
        start=it.start,
        deadline=it.deadline,
        reasons=reasons,
        **found,
    )
