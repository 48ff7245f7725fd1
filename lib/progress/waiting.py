"""What one judged target or year waits for, period by period (pure).

The last good days are those of status.reports_due; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from lib.plan import Target
from lib.progress.actuals import Actual
from lib.progress.parts import sources
from lib.progress.status import EVERY_MONTHS
from lib.progress.table import SILENT, Progress
from lib.values import Period, period

REACHED = ("achieved", "achieved_late")
LEVELS = ("avg_growth_at_least", "keeps_rising")
"""Comparisons of one period with another, where nothing is summed over time."""
LABELS = {"year": "{}", "half": "{}H{}", "quarter": "{}Q{}", "month": "{}-{:02}"}

Asked = tuple[str, Period, tuple[Period, ...]]
"""State (as in due.STATES), period, and the older periods that a report for it settles."""


def waits_for(row: Progress, own: Sequence[Actual], ahead: date | None = None) -> Iterator[Asked]:
    """Every report that a judged row waits for. own are its root's actuals up to the row's day.

    Of what is still to come only the next, and with ahead every one due by that day.
    """
    day, grace = row.as_of, timedelta(days=row.target.grace_days)
    silent = _silent(row, own)
    over = [p for p in silent if p.end < day]
    late = [p for p in over if p.end + grace < day]
    if summed(row.target):  # every amount counts by itself: the newest does not make up for it
        yield from (("late", when, ()) for when in late)
    elif late:
        yield "late", late[-1], tuple(late[:-1])
    yield from (("due", when, ()) for when in over[len(late) :])
    for place, when in enumerate(p for p in silent if p.end >= day):
        if place == 0 or (ahead and when.end + grace <= ahead):
            yield "upcoming", when, ()
    yield from _at_deadline(row, over)
    yield from _inputs(row)


def calendar(start: date, until: date, every: str) -> list[Period]:
    """The year's periods of one length that touch start to until, whole ones, oldest first.

    every is a code of fields.REPORT_EVERY.
    """
    months = EVERY_MONTHS[every]
    year, ordinal = start.year, (start.month - 1) // months + 1
    made = [period(LABELS[every].format(year, ordinal))]
    while made[-1].end < until:
        ordinal += 1
        if ordinal > 12 // months:
            year, ordinal = year + 1, 1
        made.append(period(LABELS[every].format(year, ordinal)))
    return made


def summed(target: Target) -> bool:
    """Say whether every amount counts by itself, so that the newest makes up for no other."""
    return target.actuals_are == "increment" and target.comparison not in LEVELS


def _silent(row: Progress, own: Sequence[Actual]) -> list[Period]:
    """The periods to be reported after the last one that was, oldest first.

    A report dated at or after a period's end stands for it. A deadline inside a period ends it.
    """
    target = row.target
    if not target.report_every or (target.comparison == "done" and row.status in REACHED):
        return []
    ends_itself = row.instance is not None or not target.ongoing
    if ends_itself and row.deadline is None:
        return []
    until = row.deadline if ends_itself and row.deadline else date(row.as_of.year + 1, 12, 31)
    found = calendar(row.start, until, target.report_every)
    if found[-1].end > until:
        found[-1] = _day(until)
    last = _last_report(row, own)
    return [p for p in found if last is None or p.end > last]


def _last_report(row: Progress, own: Sequence[Actual]) -> date | None:
    """End of the latest period reported within what is judged, whichever part of it reported."""
    target = row.target
    until = min(row.deadline, row.as_of) if row.instance and row.deadline else row.as_of
    window = [a for a in own if row.start <= a.period_end <= until]
    if target.comparison in ("done", "ongoing"):
        lights = (a for a in window if a.light and a.whole)
        found = (a for a in lights if a.contributor == target.contributor)
    else:
        found = (a for _, a in sources(target, window).reports)
    return max((a.period_end for a in found), default=None)


def _at_deadline(row: Progress, over: Sequence[Period]) -> Iterator[Asked]:
    """Where a promise stood on its last day: owed when nobody ever said, due when that day comes.

    A target that is not reported regularly has this one report only.
    """
    if row.deadline is None or any(p.end >= row.deadline for p in over):
        return
    if row.status == "overdue_unreported":
        last_good = row.deadline + timedelta(days=row.target.grace_days)
        yield "late" if last_good < row.as_of else "due", _day(row.deadline), ()
    elif not row.target.report_every and row.deadline >= row.as_of and row.status not in REACHED:
        yield "upcoming", _day(row.deadline), ()


def _inputs(row: Progress) -> Iterator[Asked]:
    """Values of an earlier time that the reasons name as missing."""
    if row.status not in SILENT:
        return
    every = row.target.report_every
    for why in row.reasons:
        found: list[Period] = []
        if why.code == "missing_baseline":
            found = [period(why.params["baseline_period"])]
        elif why.code == "missing_previous":
            end = why.params["date"]
            regular = calendar(end, end, every) if every else []
            found = [p for p in regular if p.end == end] or [_day(end)]
        elif why.code == "lacks_time" and every:
            found = calendar(why.params["since"], why.params["until"], every)
        yield from (("missing", when, ()) for when in found if when.end < row.as_of)


def _day(of: date) -> Period:
    return period(of.isoformat())
