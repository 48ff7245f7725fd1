"""The causes of a difference as codes and raw numbers: time, promises, thresholds (pure).

The sentences are in texts.csv under `reason.since_`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lib.meeting.reported import unit_of
from lib.plan import Target
from lib.progress import Progress
from lib.progress.reasons import Reason

EASIER_LOWER = ("at_least", "between", "avg_growth_at_least", "rank_gain_at_least")
UNJUDGED = frozenset(
    {
        *("area", "group", "indicator_zh", "indicator_en", "lead_departments"),
        *("supporting_departments", "basis", "clause", "note", "note_en", "featured"),
        *("task_no", "measure_no"),
    }
)
"""What the plan may say otherwise without promising anything else."""
PROMISE = frozenset(
    {
        "since_joined",
        "since_left",
        "since_target_lowered",
        "since_target_raised",
        "since_target_other",
        "since_deadline_later",
        "since_deadline_earlier",
        "since_deadline_other",
        "since_baseline",
        "since_plan",
    }
)


@dataclass(frozen=True)
class Entry:
    """Who wrote one row of the plan (table "plan") or one threshold (table "thresholds")."""

    table: str
    key: str
    seq: int
    author: str
    when: datetime


def time(start: Progress, later: Progress, before: date, after: date) -> Reason:
    """What the later day alone did."""
    if start.instance != later.instance:
        return Reason("since_new_year", {"year": later.instance or after.year})
    if start.deadline and before <= start.deadline < after:
        return Reason("since_deadline_passed", {"deadline": start.deadline})
    if later.status == "not_reported" and later.report_due:
        return Reason("since_report_due", {"due": later.report_due})
    if (start.actual, start.light) != (later.actual, later.light) and later.actual_end:
        return Reason("since_counts_now", {"date": later.actual_end})
    return Reason("since_time", {"date": after})


def promise(old: Target, new: Target, entries: Sequence[Entry]) -> list[Reason]:
    """What the plan promises otherwise, with who changed it; eased says that it asks for less."""
    who = entry_of(entries, "plan", new.target_id)
    out = []
    if (old.value, old.value_max, old.unit) != (new.value, new.value_max, new.unit):
        out.append(Reason(*_target_change(old, new, who)))
    if old.deadline != new.deadline:
        code, eased = "since_deadline_other", False
        if old.deadline and new.deadline:
            eased = new.deadline > old.deadline
            code = "since_deadline_later" if eased else "since_deadline_earlier"
        params = {"old_deadline": old.deadline, "new_deadline": new.deadline, "eased": eased}
        out.append(Reason(code, {**params, **who}))
    if old.baseline_value != new.baseline_value:
        params = {"old": old.baseline_value, "new": new.baseline_value, "unit": unit_of(new)}
        out.append(Reason("since_baseline", {**params, **who}))
    told = ("value", "value_max", "unit", "deadline", "baseline_value")
    rest = UNJUDGED.union(told)
    if not out and _without(old, rest) != _without(new, rest):
        out.append(Reason("since_plan", who))
    return out


def _target_change(old: Target, new: Target, who: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    one, other = old.value, new.value
    code, eased = "since_target_other", False
    if one is not None and other is not None and one != other and old.unit == new.unit:
        code = "since_target_lowered" if other < one else "since_target_raised"
        lower = new.comparison in EASIER_LOWER
        eased = (other < one) == lower and new.comparison != "exactly"
    return code, {"old": one, "new": other, "unit": new.unit, "eased": eased, **who}


def thresholds(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal], entries: Sequence[Entry]
) -> list[Reason]:
    """Which thresholds are others, with who changed them."""
    return [
        Reason(
            f"since_threshold_{name}",
            {
                "old_pct": before.get(name),
                "new_pct": after.get(name),
                **entry_of(entries, "thresholds", name),
            },
        )
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def entry_of(entries: Iterable[Entry], table: str, key: str) -> dict[str, Any]:
    """Number, author and time of the last submission that wrote a row; None where nobody did."""
    own = [e for e in entries if (e.table, e.key) == (table, key)]
    if not own:
        return {"seq": None, "author": None, "when": None}
    last = max(own, key=lambda e: e.seq)
    return {"seq": last.seq, "author": last.author, "when": last.when}


def _without(target: Target, left_out: Collection[str]) -> dict[str, Any]:
    return {n: v for n, v in vars(target).items() if n not in left_out}
