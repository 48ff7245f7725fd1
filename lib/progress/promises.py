"""What was promised before the plan was changed, judged by today's reports (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from lib.plan import Plan, Target
from lib.plan.thresholds import DEFAULT_THRESHOLDS
from lib.progress.actuals import Actual
from lib.progress.reasons import Reason
from lib.progress.table import Progress, assess
from lib.progress.trajectory import DIRECTIONS

PROMISED = (
    "comparison",
    "value",
    "value_max",
    "period_start",
    "deadline",
    "path",
    "path_points",
    "baseline_period",
    "baseline_value",
)
"""Columns of the plan that make another promise; a new name or department does not."""
REPLACED = "promise_replaced"
"""The reason that tells, in date, since when a row is no longer the promise."""


def earlier(
    versions: Sequence[tuple[Target, date]],
    plan: Plan,
    actuals: Iterable[Actual],
    as_of: date,
    thresholds: Mapping[str, Decimal] = DEFAULT_THRESHOLDS,
    regions: Collection[str] = (),
) -> tuple[Progress, ...]:
    """One row per earlier promise that differs from today's, oldest first; a yearly one per year.

    versions are the target as it was and the day from which it was so, newest first; the newest is
    today's. Each row ends its reasons with REPLACED and the day of the version that followed.
    """
    ordered = versions[::-1]
    if not ordered:
        return ()
    now = _promise(ordered[-1][0])
    rows: list[Progress] = []
    for (target, _), (following, since) in pairwise(ordered):
        if _promise(target) in (now, _promise(following)):
            continue
        then = Plan(tuple(target if t.target_id == target.target_id else t for t in plan))
        why = Reason(REPLACED, {"date": since})
        rows += (
            replace(row, reasons=(*row.reasons, why))
            for row in assess(then, actuals, as_of, thresholds, regions=regions)
            if row.target == target
        )
    return tuple(rows)


def replaced_on(row: Progress) -> date | None:
    """Since when a row of earlier() is no longer the promise; None for today's."""
    return next((r.params["date"] for r in row.reasons if r.code == REPLACED), None)


def lowered(before: Progress, now: Progress) -> bool:
    """Whether less is asked than before; unknown levels and other comparisons are not compared."""
    if before.required is None or now.required is None:
        return False
    if before.target.comparison != now.target.comparison:
        return False
    way = DIRECTIONS.get(now.target.comparison, 1)
    return (before.required - now.required) * way > 0


def postponed(before: Progress, now: Progress) -> bool:
    """Whether there is more time than before."""
    if before.deadline is None:
        return False
    return now.deadline is None or now.deadline > before.deadline


def _promise(target: Target) -> tuple[object, ...]:
    return tuple(getattr(target, name) for name in PROMISED)
