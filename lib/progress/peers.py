"""Regions beside one another: each by its own value and what it is asked for (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from lib.plan import Plan, Target
from lib.plan.breakdown import Share
from lib.progress.actuals import Actual
from lib.progress.regions import RegionRow, region_row
from lib.progress.status import instances
from lib.progress.table import Progress, assess

LESS_IS_BETTER = ("at_most", "rank_gain_at_least")


@dataclass(frozen=True)
class Standing:
    """One region: its latest value, and its verdict where it is asked for something of its own."""

    code: str
    row: RegionRow
    judged: Progress | None = None


def standings(
    target: Target,
    cells: Iterable[Actual],
    codes: Sequence[str],
    shares: Mapping[str, Share],
    day: date,
    thresholds: Mapping[str, Decimal],
) -> list[Standing]:
    """The regions in the order given. cells are theirs, stored under the target or its root.

    A share without a baseline of its own has no line to be held against before its deadline.
    """
    whole = replace(target, part_of="", same_as="")
    by_code: dict[str, list[Actual]] = {code: [] for code in codes}
    for a in cells:
        if a.region in by_code and a.period_end <= day:
            by_code[a.region].append(replace(a, target_id=target.target_id, of=a.region))
    current = [i.year for i in instances(whole, day)][-1]
    return [
        Standing(
            code,
            region_row(whole, code, own, current, day),
            _judged(whole, own, shares[code], day, thresholds) if code in shares else None,
        )
        for code, own in by_code.items()
    ]


def _judged(
    target: Target,
    own: Sequence[Actual],
    share: Share,
    day: date,
    thresholds: Mapping[str, Decimal],
) -> Progress:
    drawn = target.path == "even" or share.baseline_value is not None
    asked = replace(
        target,
        value=share.value,
        value_max=None,
        path_points=(),
        path=target.path if drawn and target.path != "step" else "none",
        baseline_value=share.baseline_value,
        deadline=share.deadline or target.deadline,
    )
    return next(r for r in assess(Plan((asked,)), own, day, thresholds) if r.headline)


def ordered(target: Target, found: Sequence[Standing]) -> list[Standing]:
    """The best value first; who has not reported comes last and has no place."""
    sign = 1 if target.comparison in LESS_IS_BETTER else -1
    return sorted(
        found,
        key=lambda s: (s.row.value is None, sign * (s.row.value or Decimal(0))),
    )


def middle(found: Sequence[Standing]) -> Decimal | None:
    """The median of the values reported; None where fewer than two did."""
    values = [s.row.value for s in found if s.row.value is not None]
    return median(values) if len(values) > 1 else None
