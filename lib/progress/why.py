"""Which rule set the status, with its numbers, and what else a reader must know (pure).

Gives codes and raw numbers; the sentences are in texts.csv under `reason.`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from lib.plan import Target
from lib.progress.actuals import Actual
from lib.progress.measures import Pace, beyond
from lib.progress.parts import Point
from lib.progress.reasons import Reason
from lib.progress.series import Known
from lib.progress.status import Due, Instance
from lib.progress.trajectory import Road, missing_baseline, year_before

STALE_DAYS = 92
"""A quarter: an actual older than this at the deadline says little about the deadline."""
LEVEL_WORDS = {
    "avg_growth_at_least": "at_least",
    "rank_gain_at_least": "at_most",
    "between": "at_least",
}
"""How an actual compares with the required level, where the plan's word is about something else."""
THRESHOLDS = {
    "on_track": "on_track",
    "slightly_behind": "slightly_behind",
    "behind": "slightly_behind",
}


@dataclass(frozen=True)
class Told:
    """Everything a sentence about one judgement may need."""

    target: Target
    it: Instance
    status: str
    road: Road
    judged: Point | None
    timely: list[Point]
    late: list[Point]
    late_kept: bool | None

    @property
    def numbers(self) -> dict[str, Any]:
        """What the sentences of the rules have in common."""
        comparison = self.target.comparison
        return {
            "date": self.judged.end if self.judged else None,
            "actual": self.judged.value if self.judged else None,
            "required": self.road.required,
            "deadline": self.it.deadline,
            "comparison": LEVEL_WORDS.get(comparison, comparison),
        }


def number_status(told: Told, paced: Pace, due: Due, known: Known) -> list[Reason]:
    """The sentence of the rule that applied, then what it lacked."""
    status, rising = told.status, told.target.comparison == "keeps_rising"
    if status in ("achieved", "achieved_late", "overdue"):
        return [Reason(f"{status}_rising" if rising else status, told.numbers)]
    if status in THRESHOLDS:
        threshold = known.thresholds[THRESHOLDS[status]]
        params = {**told.numbers, "pace_pct": paced.value, "threshold_pct": threshold}
        return [Reason(status if paced.value is not None else "on_track_at_least", params)]
    if status == "in_progress":
        return [Reason("in_progress", told.numbers)]
    silent = _silent(status, told.it.deadline, due)
    return [*silent, *_missing(told, paced)] if status != "not_due" else silent


def _missing(told: Told, paced: Pace) -> list[Reason]:
    """What somebody would have to report before this could be measured."""
    target, judged = told.target, told.judged
    reasons = list(judged.lacks) if judged else []
    if target.comparison == "keeps_rising" and judged and told.road.required is None:
        return [*reasons, Reason("missing_previous", {"date": year_before(judged.end)})]
    if paced.word is None and not paced.by_design:
        reasons += [r for r in paced.reasons if r.code.startswith("missing_")]
        if told.road.wrong_way:
            reasons.append(Reason("ask_direction"))
    if told.road.required is None and told.road.baseline is None and judged:
        reasons.append(missing_baseline(target))
    return reasons


def light_status(
    status: str,
    deadline: date | None,
    shown: Actual | None,
    due: Due,
    as_of: date,
) -> list[Reason]:
    """The sentence of the rule for a milestone or a narrative."""
    if shown is None or status in ("not_reported", "cannot_measure", "not_due"):
        return _silent(status, deadline, due)
    params = {"date": shown.period_end, "light": shown.light, "deadline": deadline}
    reasons = [Reason(f"{status}_light", params)]
    if status == "achieved" and deadline and as_of <= deadline:
        reasons.append(Reason("met_early", params))
    return reasons


def _silent(status: str, deadline: date | None, due: Due) -> list[Reason]:
    params = {"deadline": deadline, "end": due.missing_end, "due": due.missing, "next": due.next}
    if status == "not_due" and due.next is None:
        return [Reason("not_due_open")]
    return [Reason(status, params)]


def reporting(status: str, due: Due, it: Instance, target: Target, known: Known) -> list[Reason]:
    """Reports late although the status speaks of something else, still in time, or too early."""
    said = []
    if due.missing and status not in ("not_reported", "overdue_unreported"):
        said.append(Reason("report_missing", {"end": due.missing_end, "due": due.missing}))
    if status == "overdue_unreported" and it.deadline and target.report_every:
        until = it.deadline + timedelta(days=target.grace_days)
        if until >= known.as_of:
            said.append(Reason("within_grace", {"due": until}))
    later = [a.period_end for a in known.later if not it.year or a.period_end.year == it.year]
    if later:
        said.append(Reason("dated_later", {"date": min(later), "as_of": known.as_of}))
    return said


def remarks(told: Told, as_of: date) -> list[Reason]:
    """What a reader must know beside rule and formula."""
    judged = told.judged
    if judged is None:
        return []
    reasons = [*judged.lacks, *judged.remarks, *_falling(told)]
    if told.target.comparison == "keeps_rising" and told.road.required is not None:
        change = judged.value - told.road.required
        code = "rose" if change > 0 else "fell" if change < 0 else "unchanged"
        reasons.append(Reason(code, {**told.numbers, "change": abs(change)}))
    if told.target.comparison == "rank_gain_at_least" and told.road.baseline is not None:
        ranks = {
            "baseline_plain": told.road.baseline,
            "actual_plain": judged.value,
            "gain_plain": told.road.baseline - judged.value,
            "asked_plain": told.target.value,
            "required_plain": told.road.required,
        }
        reasons.append(Reason("rank_gain", ranks))
    return reasons + _beyond(told) + _around_deadline(told, as_of)


def _falling(told: Told) -> list[Reason]:
    """A cumulative figure that falls is a correction or a slip: the latest counts, it is said."""
    if told.target.actuals_are == "snapshot" or told.target.comparison in (
        "keeps_rising",
        "avg_growth_at_least",
    ):
        return []
    line = [*told.timely, *told.late]
    falls = [(a, b) for a, b in pairwise(line) if b.value < a.value]
    if not falls:
        return []
    before, after = falls[-1]
    return [
        Reason(
            "falling_cumulative",
            {"since": before.end, "before": before.value, "date": after.end, "actual": after.value},
        )
    ]


def _beyond(told: Told) -> list[Reason]:
    """Above a range, above the one right value, on the wrong side of a ceiling."""
    target, judged, needed = told.target, told.judged, told.road.required
    if judged is None or needed is None:
        return []
    top = target.value_max
    if target.comparison == "between" and top is not None and judged.value > top:
        return [Reason("above_range", {**told.numbers, "top": top})]
    if target.comparison == "exactly" and beyond(told.road, judged):
        return [Reason("above_exact", told.numbers)]
    if target.comparison != "at_most" or target.actuals_are == "snapshot":
        return []
    if told.status == "achieved":
        return [Reason("ceiling_so_far", told.numbers)]
    return [Reason("ceiling_exceeded", told.numbers)] if judged.value > needed else []


def _around_deadline(told: Told, as_of: date) -> list[Reason]:
    judged, deadline = told.judged, told.it.deadline
    if judged is None or deadline is None:
        return []
    reasons = []
    if told.status == "achieved" and as_of <= deadline:
        reasons.append(Reason("met_early", told.numbers))
    stale = (deadline - judged.end).days > STALE_DAYS
    if told.status in ("achieved", "overdue") and deadline < as_of and stale:
        reasons.append(Reason("stale_at_deadline", told.numbers))
    if told.status == "achieved_late" and not told.timely:
        reasons.append(Reason("late_only", told.numbers))
    if told.status == "achieved" and told.late_kept is False:
        last = told.late[-1]
        reasons.append(
            Reason("fell_after_deadline", {**told.numbers, "date": last.end, "actual": last.value})
        )
    return reasons


def once(reasons: Iterable[Reason]) -> list[Reason]:
    """Each sentence once, where it stands first."""
    kept: list[Reason] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return kept
