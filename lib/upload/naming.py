"""Target id and indicator of a row to the target it reports (pure); never takes a near miss."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lib.plan import Target
from lib.upload.column import Column, pairs
from lib.values import key, unit


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

    root is the target under whose id the actuals are stored; unit the one in brackets behind the
    indicator's name, empty where there is none.
    """

    target: Target | None = None
    root: Target | None = None
    unit: str = ""
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def named_by(
    ids: Column, names: Column, plan: PlanLike, aliases: Mapping[str, Sequence[str]]
) -> Column:
    """Named for every row, from the columns of ids and of names, both as matching keys.

    aliases has other names by target id.
    """
    by_id = {key(t.target_id).casefold(): t for t in plan}
    by_name: dict[str, list[Target]] = {}
    for t in plan:
        own = (t.indicator_zh, t.indicator_en, *aliases.get(t.target_id, ()))
        for name in {key(name).casefold() for name in own}:
            by_name.setdefault(name, []).append(t)
    codes, distinct = pairs(ids, names)
    nobody = Named()  # the entry for "empty", which no row has
    return Column(codes, [_who(plan, by_id, by_name, *p) for p in distinct] + [nobody])


_IN_BRACKETS = re.compile(r"(.+?)\s*\(([^()]+)\)")


def _looked_up(by_name: dict[str, list[Target]], name: str | None) -> tuple[list[Target], str]:
    """The targets of a name, and the unit in brackets behind it where the plan's has none."""
    if not name:
        return [], ""
    if found := by_name.get(name.casefold()):
        return found, ""
    match = _IN_BRACKETS.fullmatch(name)
    try:
        own = unit(match[2]).name if match else ""
    except ValueError:
        return [], ""
    return (by_name.get(match[1].casefold(), []), own) if match else ([], "")


def _who(
    plan: PlanLike,
    by_id: dict[str, Target],
    by_name: dict[str, list[Target]],
    given_id: str | None,
    name: str | None,
) -> Named:
    """One target, or the reason why there is none; an id and a name must not contradict."""
    same_name, own_unit = _looked_up(by_name, name)
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
        return Named(target, plan.root(target), own_unit)
    if not name:
        return Named(problem="target_missing")
    if not same_name:
        return Named(problem="indicator_unknown")
    if len({(plan.root(t).target_id, t.contributor) for t in same_name}) > 1:
        ids = tuple(t.target_id for t in same_name)
        return Named(problem="indicator_ambiguous", params={"ids": ids})
    return Named(same_name[0], plan.root(same_name[0]), own_unit)
