"""Instances of a target, reports that are due, and the one word of status (pure); no numbers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lib.plan import Target

EVERY_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Instance:
    """What is judged by itself: the whole target, or one calendar year of a yearly one."""

    year: int | None
    start: date
    deadline: date | None


def instances(target: Target, as_of: date) -> list[Instance]:
    """One, or a calendar year each up to the as-of year; the last year of a plan that ends."""
    if target.repeat != "yearly":
        return [Instance(None, target.period_start, target.deadline)]
    first, last = target.period_start.year, as_of.year
    end = None if target.ongoing else target.deadline
    if end:
        last = min(last, end.year)
    made = []
    for year in range(first, max(first, last) + 1):
        start = target.period_start if year == first else date(year, 1, 1)
        until = date(year, 12, 31)
        made.append(Instance(year, start, min(until, end) if end else until))
    return made


# reports due


@dataclass(frozen=True)
class Due:
    """The latest report that is missing, and the next one to come; each by its last good day."""

    missing: date | None = None
    missing_end: date | None = None
    next: date | None = None


def reports_due(target: Target, it: Instance, as_of: date, last_report: date | None) -> Due:
    """A report is due grace_days after each period's end, and late from the day after that.

    A report dated at or after the period's end stands for it. A plan's deadline ends its last
    period; work without one goes on being reported.
    """
    if not target.report_every:
        return Due()
    ends_itself = it.year is not None or not target.ongoing
    if ends_itself and it.deadline is None:
        return Due()
    until = it.deadline if ends_itself and it.deadline else date(as_of.year + 1, 12, 31)
    missing, missing_end, coming = None, None, None
    for end in _period_ends(it.start, until, EVERY_MONTHS[target.report_every]):
        if last_report is not None and last_report >= end:
            continue
        due = end + timedelta(days=target.grace_days)
        if due < as_of:
            missing, missing_end = due, end
        elif coming is None:
            coming = due
    return Due(missing, missing_end, coming)


def _period_ends(start: date, until: date, months: int) -> Iterator[date]:
    """Ends of the calendar's periods from start on; the last one is cut at until."""
    year, month = start.year, -(-start.month // months) * months
    while True:
        end = date(year, month, monthrange(year, month)[1])
        yield min(end, until)
        if end >= until:
            return
        month += months
        if month > 12:
            year, month = year + 1, month - 12


# the word


@dataclass(frozen=True)
class Findings:
    """What the rules need to know. True and False are known; None is not known.

    on_time: the comparison holds on the latest actual no later than the deadline. late: on the
    latest one after it. latest: on the latest of all. pace: the word of the pace, where it can be
    told. no_pace: there is none by design. missing: an input that should exist does not.
    """

    reported: bool
    passed: bool
    on_time: bool | None = None
    late: bool | None = None
    latest: bool | None = None
    pace: str | None = None
    no_pace: bool = False
    due: bool = False
    missing: bool = False


def decide(found: Findings) -> str:
    """The first rule that applies, in the order of progress.STATUSES."""
    if found.on_time:
        return "achieved"
    if found.late:
        return "achieved_late"
    if found.passed and found.latest is False:
        return "overdue"
    if found.passed and not found.reported:
        return "overdue_unreported"
    if found.pace and not found.passed:
        return found.pace
    if found.reported and found.no_pace and not found.passed:
        return "in_progress"
    if found.due:
        return "not_reported"
    return "cannot_measure" if found.missing or found.reported else "not_due"


def pace_word(pace: Decimal, thresholds: Mapping[str, Decimal]) -> str:
    """on_track, slightly_behind or behind."""
    if pace >= thresholds["on_track"]:
        return "on_track"
    return "slightly_behind" if pace >= thresholds["slightly_behind"] else "behind"
