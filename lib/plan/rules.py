"""The rules of a plan whose cells can all be read: within a row and between rows (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lib.fields import UNITS
from lib.issues import Issue

if TYPE_CHECKING:
    from lib.plan.targets import Target

WITHOUT_VALUE = frozenset({"keeps_rising", "done", "ongoing"})
QUALITATIVE = {"milestone": "done", "narrative": "ongoing"}
"""Kinds without a number, each with the only comparison that fits it."""
FROM_BASELINE = frozenset({"avg_growth_at_least", "rank_gain_at_least"})

Problem = tuple[str, str, str, dict[str, Any]]
"""Code, column, found and parameters of an Issue."""


def check(rows: Sequence[tuple[int, Target]], unreadable: Sequence[dict[str, str]]) -> list[Issue]:
    """Every broken rule. rows are (line, target); unreadable are the raw cells of other lines.

    A whole with a component that could not be read is not added up.
    """
    targets = {t.target_id: t for _, t in rows}
    known = targets.keys() | {cells["target_id"] for cells in unreadable}
    incomplete = {cells["part_of"] for cells in unreadable}
    issues = []
    for line, target in rows:
        problems = [p for rule in ROW_RULES for p in rule(target)]
        problems += _links(target, targets, known)
        problems += _component(target, targets)
        issues += [
            Issue(code, line, column, found, params=params)
            for code, column, found, params in problems
        ]
    return issues + list(_shares(rows, incomplete))


def _identity(t: Target) -> Iterator[Problem]:
    """T, the task number in two digits, a dash, an ordinal from 1."""
    if not re.fullmatch(rf"T{t.task_no:02d}-[1-9][0-9]*", t.target_id):
        yield "plan_id_not_of_task", "target_id", t.target_id, {"task": t.task_no}


def _comparison(t: Target) -> Iterator[Problem]:
    fitting = QUALITATIVE.get(t.measure_type)
    wrong = t.comparison != fitting if fitting else t.comparison in QUALITATIVE.values()
    if wrong or (t.comparison == "rank_gain_at_least" and t.measure_type != "rank"):
        params = {"measure_type": t.measure_type, "comparison": t.comparison}
        yield "plan_comparison_unfit", "comparison", t.comparison, params


def _value(t: Target) -> Iterator[Problem]:
    params = {"comparison": t.comparison}
    if t.comparison in WITHOUT_VALUE:
        if t.value is not None:
            yield "plan_value_not_allowed", "value", f"{t.value:f}", params
    elif t.value is None:
        yield "plan_value_missing", "value", "", params
    if t.comparison != "between":
        if t.value_max is not None:
            yield "plan_value_max_not_allowed", "value_max", f"{t.value_max:f}", params
    elif t.value_max is None:
        yield "plan_value_missing", "value_max", "", params
    elif t.value is not None and t.value_max <= t.value:
        yield "plan_value_max_not_above", "value_max", f"{t.value_max:f}", {"least": f"{t.value:f}"}


def _units(t: Target) -> Iterator[Problem]:
    for column, found in (("unit", t.unit), ("actual_unit", t.actual_unit)):
        if found and t.measure_type in QUALITATIVE:
            yield "plan_unit_not_allowed", column, found, {"measure_type": t.measure_type}
        elif found and found not in UNITS:
            yield "plan_not_allowed", column, found, {"allowed": tuple(UNITS)}
    if t.measure_type in QUALITATIVE:
        return
    if not t.unit:
        yield "plan_missing", "unit", "", {}
    if t.comparison == "avg_growth_at_least":
        if t.unit and t.unit != "%":
            yield "plan_not_allowed", "unit", t.unit, {"allowed": ("%",)}
        if t.actual_unit in ("", "%"):
            yield "plan_growth_unit", "actual_unit", t.actual_unit, {}
    elif t.actual_unit not in ("", t.unit):
        yield "plan_actual_unit_differs", "actual_unit", t.actual_unit, {"expected": t.unit}


def _dates(t: Target) -> Iterator[Problem]:
    if t.deadline is None:
        if not t.ongoing and t.measure_type != "milestone":
            yield "plan_deadline_missing", "deadline", "", {}
    elif t.deadline < t.period_start:
        found = t.deadline.isoformat()
        yield "plan_deadline_before_start", "deadline", found, {"start": t.period_start}


def _path(t: Target) -> Iterator[Problem]:
    if t.path != "none":
        if t.comparison in WITHOUT_VALUE:
            yield "plan_path_not_allowed", "path", t.path, {"comparison": t.comparison}
        if t.deadline is None and t.repeat != "yearly":
            yield "plan_path_without_deadline", "path", t.path, {}
    if t.path in ("linear", "compound") and t.repeat == "yearly":
        yield "plan_path_not_yearly", "path", t.path, {"path": t.path}
    if t.path != "step":
        if t.path_points:
            yield "plan_steps_not_allowed", "path_points", "", {"path": t.path}
        return
    days = [day for day, _ in t.path_points]
    if not days:
        yield "plan_missing", "path_points", "", {}
    elif days != sorted(set(days)):
        yield "plan_steps_not_rising", "path_points", "", {}
    elif days[0] < t.period_start or (t.deadline and days[-1] > t.deadline):
        params = {"start": t.period_start, "end": t.deadline}
        yield "plan_steps_outside", "path_points", "", params


def _baseline(t: Target) -> Iterator[Problem]:
    """A baseline where one is needed, and the target on the side of it that its words say."""
    needed = t.path in ("linear", "compound") or t.comparison in FROM_BASELINE
    if needed and not t.baseline_period and t.baseline_value is None:
        yield "plan_baseline_missing", "baseline_period", "", {}
    if t.value is None or t.baseline_value is None:
        return
    wrong_side = {
        "at_least": t.value < t.baseline_value,
        "at_most": t.value > t.baseline_value,
        "rank_gain_at_least": t.value >= t.baseline_value,
    }
    if wrong_side.get(t.comparison):
        params = {"comparison": t.comparison, "baseline": f"{t.baseline_value:f}"}
        yield "plan_wrong_side_of_baseline", "value", f"{t.value:f}", params


def _part(t: Target) -> Iterator[Problem]:
    if t.contributor and not t.part_of:
        yield "plan_only_with_part_of", "contributor", t.contributor, {}
    if t.share is not None:
        if not t.part_of:
            yield "plan_only_with_part_of", "share", f"{t.share:f}", {}
        if not 0 < t.share <= 1:
            yield "plan_share_range", "share", f"{t.share:f}", {}


ROW_RULES = (_identity, _comparison, _value, _units, _dates, _path, _baseline, _part)


def _links(t: Target, targets: dict[str, Target], known: set[str]) -> Iterator[Problem]:
    """part_of and same_as lead to another target, in the end to one that stands alone."""
    for column, found in (("part_of", t.part_of), ("same_as", t.same_as)):
        if not found:
            continue
        if found == t.target_id:
            yield "plan_link_to_itself", column, found, {}
        elif found not in known:
            yield "plan_link_unknown", column, found, {}
        elif circle := _circle(t, column, targets):
            yield "plan_link_circle", column, found, {"circle": " → ".join(circle)}
        elif found in targets:
            yield from _shared(t, column, targets[found])


def _circle(t: Target, column: str, targets: dict[str, Target]) -> list[str]:
    """The ids on the way from t back to t; empty when the way ends or circles elsewhere."""
    way = [t.target_id]
    following = [getattr(t, column)]
    while following:
        target_id = following.pop()
        if target_id == t.target_id:
            return [*way, target_id]
        if target_id in targets and target_id not in way:
            way.append(target_id)
            parent = targets[target_id]
            following += [link for link in (parent.part_of, parent.same_as) if link]
    return []


def _shared(t: Target, column: str, other: Target) -> Iterator[Problem]:
    """Shared actuals are read alike by both: same unit, same reading."""
    of_t, of_other = (x.actual_unit or x.unit for x in (t, other))
    if (of_t, t.actuals_are) != (of_other, other.actuals_are):
        yield "plan_shared_differs", column, other.target_id, {}


def _component(t: Target, targets: dict[str, Target]) -> Iterator[Problem]:
    whole = targets.get(t.part_of)
    if whole and t.share is not None and t.value is not None and whole.value is not None:
        expected = (t.share * whole.value).normalize()
        if t.value != expected:
            params = {"whole": whole.target_id, "expected": f"{expected:f}"}
            yield "plan_component_value", "value", f"{t.value:f}", params


def _shares(rows: Sequence[tuple[int, Target]], incomplete: set[str]) -> Iterator[Issue]:
    """The shares of every whole add up to 1, said once, on its first component."""
    parts: dict[str, list[tuple[int, Decimal]]] = {}
    for line, t in rows:
        if t.part_of and t.share is not None and t.part_of not in incomplete:
            parts.setdefault(t.part_of, []).append((line, t.share))
    for whole, shares in parts.items():
        total = sum((share for _, share in shares), Decimal(0))
        if total != 1:
            yield Issue(
                "plan_shares_not_one", shares[0][0], "share", f"{total:f}", params={"whole": whole}
            )
