"""Every report a department owes, has coming or has made, from the judged table (pure).

Judges nothing: what is late here is what progress.Progress says is missing, cell by cell. Knows
no words and no screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from lib.fields import CONTRIBUTORS
from lib.plan import Plan, Target
from lib.progress.actuals import Actual, by_target, first_day
from lib.progress.table import Progress
from lib.progress.waiting import summed, waits_for
from lib.values import Period

STATES = ("late", "due", "missing", "upcoming", "reported")
"""Late: the last good day is over. Due: the period is over, its grace is not. Missing: a value of
an earlier time, without a day of its own, that nothing can be judged without. Upcoming: the period
still runs. Reported: the newest value there is."""
ASKED = ("late", "due", "missing")
"""What can be reported today and has not been."""


Cell = tuple[str, str, date]
"""Target that keeps the actuals, contributor, last day of the period."""


@dataclass(frozen=True)
class Report:
    """One cell that is to be reported, or was: a target, a contributor, a period, the whole city.

    target keeps the actuals; asked_by are the ids of the targets that wait for this report, leads
    their lead departments. due_on is the last good day, days how far off it is (below 0: over);
    both are None where a report is missing or made. older are periods before this one that nobody
    has reported and that this report settles. actual is the value of a report that was made.
    """

    target: Target
    contributor: str
    period: Period
    state: str
    leads: tuple[str, ...]
    asked_by: tuple[str, ...]
    due_on: date | None = None
    days: int | None = None
    older: tuple[Period, ...] = ()
    actual: Actual | None = None


def reports(
    plan: Plan,
    actuals: Iterable[Actual],
    rows: Sequence[Progress],
    *,
    ahead: date | None = None,
) -> list[Report]:
    """What is owed, comes next and was made: by state, the newest due first, in the plan's order.

    rows are all of progress.assess for this plan, these actuals and one day. Targets that share
    actuals owe them once, a fund once per contributor. Of what is still to come only the next
    report, and with ahead every one due by that day.
    """
    if not rows:
        return []
    known = by_target(a for a in actuals if a.period_end <= rows[0].as_of)
    payers = _payers(plan)
    cells: dict[Cell, Report] = {}
    series: dict[tuple[str, str], Report] = {}
    for row in rows:
        root = plan.root(row.target)
        own = known.get(root.target_id, [])
        given = list(waits_for(row, own, ahead))
        for who in _contributors(row.target, payers.get(root.target_id, ())):
            for state, when, older in given:
                new = _report(root, who, row, state, when, older)
                cell = (root.target_id, who, when.end)
                cells[cell] = _merged(cells[cell], new) if cell in cells else new
            if made := _made(root, who, row, own):
                place = (root.target_id, who)
                series[place] = _merged(series[place], made) if place in series else made
    found = [replace(r, older=_not_asked(r, cells)) for r in cells.values()]
    return _sorted([*found, *series.values()], plan)


def led_by(found: Iterable[Report], department: str | None) -> list[Report]:
    """Keep what a department leads; None is everything."""
    return [r for r in found if department is None or department in r.leads]


def sent_on(r: Report, waiting: Mapping[Cell, date]) -> date | None:
    """The day on which what is owed here was last sent to a reviewer; None where nothing waits."""
    own = (r.target.target_id, r.contributor)
    found = (waiting.get((*own, when.end)) for when in (r.period, *r.older))
    return max((day for day in found if day), default=None)


def sent_for(
    plan: Plan, actuals: Iterable[Actual], row: Progress, waiting: Mapping[Cell, date]
) -> date | None:
    """The day from which every report that makes a row silent waits for a reviewer, or None."""
    if not waiting:
        return None
    owed: dict[str, list[Report]] = {}
    for r in reports(plan, actuals, [row]):
        if r.state in ("late", "due"):
            owed.setdefault(r.contributor, []).append(r)
    days = []
    for own in owed.values():
        enough = own if summed(row.target) else [max(own, key=lambda r: r.period.end)]
        days += [sent_on(r, waiting) for r in enough]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def departments(plan: Plan) -> list[str]:
    """Name the departments that lead something, in the plan's order."""
    return list(dict.fromkeys(department for t in plan for department in t.lead_departments))


def record(r: Report) -> dict[str, Any]:
    """A report as plain values: codes, dates, labels of periods, the value where it was made."""
    made = r.actual
    return {
        "state": r.state,
        "target_id": r.target.target_id,
        "contributor": r.contributor,
        "period": r.period.label,
        "due_on": r.due_on,
        "days": r.days,
        "leads": list(r.leads),
        "asked_by": list(r.asked_by),
        "older": [p.label for p in r.older],
        "value": made.value if made else None,
        "light": made.light if made else "",
        "finality": made.finality if made else "",
        "submission": made.seq if made else None,
    }


def _report(
    root: Target, who: str, row: Progress, state: str, when: Period, older: tuple[Period, ...]
) -> Report:
    due_on = days = None
    if state != "missing":
        due_on = when.end + timedelta(days=row.target.grace_days)
        days = (due_on - row.as_of).days
    leads, asked_by = row.target.lead_departments, (row.target.target_id,)
    return Report(root, who, when, state, leads, asked_by, due_on, days, older)


def _made(root: Target, who: str, row: Progress, own: Sequence[Actual]) -> Report | None:
    """The newest value of a series, the city's before those of its parts."""
    given = [a for a in own if a.contributor == who and a.period_end >= root.period_start]
    if not given:
        return None
    newest = max(given, key=lambda a: (a.period_end, a.whole, a.seq))
    label = newest.period or newest.period_end.isoformat()
    when = Period(first_day(newest), newest.period_end, newest.span, label)
    leads, asked_by = row.target.lead_departments, (row.target.target_id,)
    return Report(root, who, when, "reported", leads, asked_by, actual=newest)


def _merged(one: Report, other: Report) -> Report:
    """One cell that two targets wait for: the more urgent state, everybody who leads."""
    first = min(one, other, key=lambda r: (STATES.index(r.state), r.due_on or date.max))
    older = {p.end: p for p in (*one.older, *other.older)}
    return replace(
        first,
        leads=tuple(dict.fromkeys((*one.leads, *other.leads))),
        asked_by=tuple(dict.fromkeys((*one.asked_by, *other.asked_by))),
        older=tuple(older[end] for end in sorted(older)),
    )


def _not_asked(report: Report, cells: dict[Cell, Report]) -> tuple[Period, ...]:
    """Its older periods without those that another target wants one by one."""
    place = (report.target.target_id, report.contributor)
    return tuple(p for p in report.older if (*place, p.end) not in cells)


def _payers(plan: Plan) -> dict[str, list[str]]:
    """Contributors of every target that has some, in the plan's order."""
    found: dict[str, list[str]] = {}
    for target in plan:
        own = found.setdefault(plan.root(target).target_id, [])
        if target.contributor and target.contributor not in own:
            own.append(target.contributor)
    return found


def _contributors(target: Target, payers: Sequence[str]) -> Sequence[str]:
    """Whose reports a target waits for: its own contributor's, or everybody's."""
    return (target.contributor,) if target.contributor else (payers or ("",))


def _sorted(found: Sequence[Report], plan: Plan) -> list[Report]:
    """By state; in it the late series with the newest gap first, the others by their day."""
    places = {t.target_id: place for place, t in enumerate(plan)}
    newest: dict[tuple[str, str], int] = {}
    for r in found:
        if r.state == "late" and r.due_on:
            one = (r.target.target_id, r.contributor)
            newest[one] = max(newest.get(one, 0), r.due_on.toordinal())

    def urgency(r: Report) -> int:
        if r.state == "late":
            return -newest[r.target.target_id, r.contributor]
        return r.due_on.toordinal() if r.due_on else 0

    contributors = list(CONTRIBUTORS)
    return sorted(
        found,
        key=lambda r: (
            STATES.index(r.state),
            urgency(r),
            places[r.target.target_id],
            contributors.index(r.contributor) if r.contributor else -1,
            -r.period.end.toordinal(),
        ),
    )
