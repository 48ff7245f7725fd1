"""Target id and indicator of a row to the target it reports (pure); never takes a near miss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from lib.plan import Target
from lib.upload.column import Column, pairs
from lib.values import key


class PlanLike(Protocol):
    """What is asked of a plan: its targets in order, and where a target's actuals are stored."""

    def __iter__(self) -> Iterator[Target]:
        """Give the targets in order."""
        ...

    def root(self, target: Target) -> Target:
        """Give the target under whose id the actuals are stored."""
        ...


@dataclass(frozen=True)
class Named:
    """What target id and indicator say together; problem is the issue code where that is nothing.

    root is the target under whose id the actuals are stored.
    """

    target: Target | None = None
    root: Target | None = None
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def named_by(ids: Column, names: Column, plan: PlanLike) -> Column:
    """Named for every row, from the columns of ids and of names, both as matching keys."""
    by_id = {t.target_id.casefold(): t for t in plan}
    by_indicator: dict[str, list[Target]] = {}
    for t in plan:
        for name in {key(t.indicator_zh).casefold(), key(t.indicator_en).casefold()}:
            by_indicator.setdefault(name, []).append(t)
    codes, distinct = pairs(ids, names)
    nobody = Named()  # the entry for "empty", which no row has
    return Column(codes, [_who(plan, by_id, by_indicator, *p) for p in distinct] + [nobody])


def _who(
    plan: PlanLike,
    by_id: dict[str, Target],
    by_indicator: dict[str, list[Target]],
    given_id: str | None,
    name: str | None,
) -> Named:
    """One target, or the reason why there is none; an id and a name must not contradict."""
    same_name = by_indicator.get(name.casefold(), []) if name else []
    if given_id:
        target = by_id.get(given_id.casefold())
        if target is None:
            return Named(problem="target_unknown")
        if name and all(plan.root(t) is not plan.root(target) for t in same_name):
            params = {
                "target_id": target.target_id,
                "expected": target.indicator_zh,
                "expected_en": target.indicator_en,
            }
            return Named(problem="indicator_differs", params=params)
        return Named(target, plan.root(target))
    if not name:
        return Named(problem="target_missing")
    if not same_name:
        return Named(problem="indicator_unknown")
    if len({(plan.root(t).target_id, t.contributor) for t in same_name}) > 1:
        ids = tuple(t.target_id for t in same_name)
        return Named(problem="indicator_ambiguous", params={"ids": ids})
    return Named(same_name[0], plan.root(same_name[0]))
