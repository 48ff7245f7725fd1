"""What was reported, corrected and taken back between two moments, as causes (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lib.plan import Plan, Target
from lib.progress import Actual, Progress
from lib.progress.reasons import Reason

SAID = 2
"""Corrections of one target told one by one; more are counted."""
REVISED = "since_revised"
REVISIONS = frozenset(
    {
        "since_undone",
        "since_taken_back",
        "since_revised_more",
        "since_light_revised",
        REVISED,
        *(f"{REVISED}_{code}" for code in ("revision", "typing_error", "late_report")),
    }
)

Cell = tuple[str, str, str, date, str]


@dataclass(frozen=True)
class Reports:
    """What was reported between two moments, cell by cell; log holds the reasons given."""

    before: Mapping[str, Mapping[Cell, Actual]]
    after: Mapping[str, Mapping[Cell, Actual]]
    log: Mapping[Cell, Mapping[str, Any]]

    def of(self, plan: Plan, row: Progress, judged: Progress) -> list[Reason]:
        """Give what was newly reported, corrected and taken back for a target, the newest first."""
        target = row.target
        root = plan.root(target).target_id
        olds, news = (self._own(side.get(root, {}), target) for side in (self.before, self.after))
        fresh = [a for cell, a in news.items() if cell not in olds]
        fresh = [a for a in fresh if a.period_end <= judged.as_of and _within(a, row, judged)]
        moved = [(olds[c], a) for c, a in news.items() if c in olds and _says(olds[c]) != _says(a)]
        gone = [a for cell, a in olds.items() if cell not in news]
        return [
            *_fresh(fresh, target, judged),
            *self._revised(moved, target),
            *(self._taken_back(a, target) for a in _shown(gone)),
        ]

    def _own(self, cells: Mapping[Cell, Actual], target: Target) -> dict[Cell, Actual]:
        named = target.contributor
        return {c: a for c, a in cells.items() if not named or a.contributor == named}

    def _revised(self, moved: Sequence[tuple[Actual, Actual]], target: Target) -> list[Reason]:
        pairs = {id(new): old for old, new in moved}
        shown = _shown([new for _, new in moved])
        out = [self._revision(pairs[id(new)], new, target) for new in shown[:SAID]]
        if more := len(moved) - len(out):
            out.append(Reason("since_revised_more", {"count": more}))
        return out

    def _revision(self, old: Actual, new: Actual, target: Target) -> Reason:
        told = self.log.get(_cell(new), {})
        code = f"{REVISED}_{told['reason']}" if told.get("reason") else REVISED
        if told.get("kind") == "undo":
            code = "since_undone"
        if new.light or old.light:
            lights = {"old_light": old.light, "light": new.light}
            return Reason("since_light_revised", {**lights, **_who(new), **_when(new)})
        values = {"old": old.value, "new": new.value}
        return Reason(code, {**values, "unit": unit_of(target), **_who(new), **_when(new)})

    def _taken_back(self, old: Actual, target: Target) -> Reason:
        told = self.log.get(_cell(old), {})
        by = replace(
            old,
            seq=told.get("seq", old.seq),
            author=told.get("author", old.author),
            reported_at=told.get("created_at", old.reported_at),
        )
        return Reason("since_taken_back", {**_who(by), **_when(by)})


def reports(
    before: Iterable[Actual], after: Iterable[Actual], log: Iterable[Mapping[str, Any]]
) -> Reports:
    """Lay two states of the reported values beside each other."""
    told = sorted(log, key=lambda row: row["seq"])
    names = ("target_id", "region", "contributor", "period_end", "span")
    return Reports(
        _by_target(before),
        _by_target(after),
        {tuple(row[n] for n in names): row for row in told},  # type: ignore[misc]
    )


def _fresh(found: Sequence[Actual], target: Target, judged: Progress) -> list[Reason]:
    """The newest report by its value, and how many other submissions came before it."""
    if not found:
        return []
    rests_on = {_cell(a) for a in judged.inputs}
    best = max(
        found,
        key=lambda a: (_cell(a) in rests_on, a.whole, a.period_end, a.seq, a.contributor),
    )
    params = {"value": best.value, "light": best.light, "unit": unit_of(target)}
    params["contributor"] = best.contributor
    code = "since_report_light" if best.light else "since_report"
    if best.contributor:
        code = "since_report_by"
    elif not best.whole:
        code = "since_report_part"
    out = [Reason(code, {**params, **_who(best), **_when(best)})]
    if more := len({a.seq for a in found} - {best.seq}):
        out.append(Reason("since_reports_more", {"count": more}))
    return out


def unit_of(target: Target) -> str:
    """The unit in which a target's values are said; a place in a ranking has none."""
    return "" if target.measure_type == "rank" else target.actual_unit or target.unit


def _by_target(actuals: Iterable[Actual]) -> dict[str, dict[Cell, Actual]]:
    out: dict[str, dict[Cell, Actual]] = {}
    for actual in actuals:
        out.setdefault(actual.target_id, {})[_cell(actual)] = actual
    return out


def _cell(a: Actual) -> Cell:
    return (a.target_id, a.region, a.contributor, a.period_end, a.span)


def _says(a: Actual) -> tuple[Decimal | None, str]:
    return a.value, a.light


def _within(a: Actual, row: Progress, judged: Progress) -> bool:
    """Whether a report is about what is judged now: another year's says nothing about this one."""
    return row.instance == judged.instance or a.period_end.year == judged.instance


def _shown(found: Collection[Actual]) -> list[Actual]:
    """The whole city before its parts, the newest period first."""
    return sorted(found, key=lambda a: (a.whole, a.period_end), reverse=True)


def _who(a: Actual) -> dict[str, Any]:
    return {"seq": a.seq, "author": a.author, "when": a.reported_at}


def _when(a: Actual) -> dict[str, Any]:
    return {"period": a.period or a.period_end.isoformat()}
