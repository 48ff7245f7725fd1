"""Milestones and narratives: the status from the latest light reported (pure); no numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lib.plan import Target
from lib.progress import why
from lib.progress.actuals import Actual
from lib.progress.reasons import Reason
from lib.progress.series import Known
from lib.progress.status import Due, Findings, Instance, decide, reports_due


def by_light(target: Target, it: Instance, known: Known) -> dict[str, Any]:
    """Fields of progress.Progress from status on, by name."""
    lights = _lights(target, it, known)
    last = lights[-1] if lights else None
    due = reports_due(target, it, known.as_of, last.period_end if last else None)
    found = _findings(target, it, lights, known)
    if found.on_time or found.late:
        due = Due()
    found = replace(found, due=due.missing is not None)
    timely = _timely(it, lights)
    shown = timely[-1] if found.on_time else last
    status = decide(found)
    reasons = why.light_status(status, it.deadline, shown, due, known.as_of)
    if found.missing and status == "cannot_measure":
        reasons.append(Reason("missing_deadline"))
    if found.late and not timely:
        reasons.append(Reason("late_only", {"deadline": it.deadline}))
    reasons += why.reporting(status, due, it, target, known)
    return {
        "status": status,
        "light": shown.light if shown else "",
        "actual_end": shown.period_end if shown else None,
        "report_due": due.missing,
        "next_due": due.next,
        "inputs": (shown,) if shown else (),
        "reasons": reasons,
    }


def _lights(target: Target, it: Instance, known: Known) -> list[Actual]:
    """The city's lights within the instance, oldest first."""
    until = known.last_day(it)
    own = (a for a in known.reports if a.light and a.whole)
    return [
        a for a in own if a.contributor == target.contributor and it.start <= a.period_end <= until
    ]


def _timely(it: Instance, lights: list[Actual]) -> list[Actual]:
    return [a for a in lights if not it.deadline or a.period_end <= it.deadline]


def _findings(target: Target, it: Instance, lights: list[Actual], known: Known) -> Findings:
    passed = bool(it.deadline and it.deadline < known.as_of)
    if target.comparison == "ongoing":
        lagging = bool(lights) and lights[-1].light == "lagging"
        # ongoing work has no day on which it falls short; only its silence can be overdue
        return Findings(
            bool(lights), passed and not lights, pace="behind" if lagging else None, no_pace=True
        )
    timely = _timely(it, lights)
    late = lights[len(timely) :]
    dated = it.deadline is not None or target.ongoing
    return Findings(
        bool(lights),
        passed,
        on_time=timely[-1].light == "done" if timely else None,
        late=late[-1].light == "done" if late else None,
        latest=lights[-1].light == "done" if lights else None,
        no_pace=dated,
        missing=not dated,
    )
