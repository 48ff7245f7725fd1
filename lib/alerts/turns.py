"""Targets whose status turned between two moments, worst first (pure); judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lib.progress import Progress, Reason
from lib.progress.selection import SHORTFALLS
from lib.progress.waiting import calendar

SILENCES = ("overdue_unreported", "not_reported")
"""Somebody ought to have reported and nobody did."""
ALARMS = (*SHORTFALLS, *SILENCES)
"""The statuses that a turn is about, worst first; measured shortfalls stand before silence."""
WELL = ("achieved", "achieved_late", "on_track", "in_progress")
"""Where a target returns to."""
CAUSES = ("report", "undo", "plan", "time")


@dataclass(frozen=True)
class Turn:
    """A target, or one year of a yearly one, whose status is another than it was.

    row is the row judged at the later moment, before the status at the earlier one (None: the plan
    did not have it). on is the day from which the status held. cause is one of CAUSES: "time" where
    a day passed and nobody did anything; else number, author and department tell the submission.
    sent is the day on which the report that is missing was sent to a reviewer, where one was.
    """

    row: Progress
    before: str | None
    on: date
    cause: str = "time"
    number: int | None = None
    author: str = ""
    department: str = ""
    sent: date | None = None

    @property
    def target_id(self) -> str:
        """Which target."""
        return self.row.target.target_id

    @property
    def instance(self) -> int | None:
        """Which year of a yearly target."""
        return self.row.instance

    @property
    def after(self) -> str:
        """The status it has turned to."""
        return self.row.status

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it has this status."""
        return self.row.reasons

    @property
    def better(self) -> bool:
        """Say whether this is a return, which is told quietly."""
        return not _worse(self.before, self.after)

    @property
    def loud(self) -> bool:
        """Say whether it is sent out: every turn for the worse, and the end of a shortfall.

        That a silent target was reported again stands in the feed alone; after a day of reports
        there would be nothing but such messages.
        """
        return not self.better or self.before in SHORTFALLS


def turns(before: Iterable[Progress], after: Iterable[Progress]) -> list[Turn]:
    """Give what turned between two judgements, worst first; returns stand last.

    A target that was behind and still is has not turned. The first plan of all is a beginning and
    no turn: without rows before there is nothing to compare with. Each turn is dated at the later
    judgement and caused by time; who knows better replaces that.
    """
    known = {_key(row): row.status for row in before}
    if not known:
        return []
    found = []
    for row in after:
        old = known.get(_key(row))
        if _worse(old, row.status) or _back(old, row.status):
            found.append(Turn(row, old, row.as_of))
    return ordered(found)


def ordered(found: Iterable[Turn]) -> list[Turn]:
    """Sort worst first: by status, the newest first in it; returns last."""
    return sorted(found, key=lambda t: (_rank(t), -t.on.toordinal(), t.target_id))


def days(row: Progress, first: date, last: date) -> set[date]:
    """Give the days after first, up to last, on which a row can turn though nobody does anything.

    The day after a deadline, the day after a report's last good day, the first day of a year that
    is judged by itself, and the day a value was dated ahead to.
    """
    found = {row.start} | {a.period_end for a in row.inputs}
    if row.deadline is not None:
        found.add(row.deadline + timedelta(days=1))
    if row.target.report_every:
        until = min(row.deadline or last, last)
        grace = timedelta(days=row.target.grace_days + 1)
        if row.start <= until:
            ends = (p.end for p in calendar(row.start, until, row.target.report_every))
            found |= {min(end, row.deadline or end) + grace for end in ends}
    return {day for day in found if first < day <= last}


def _key(row: Progress) -> tuple[str, int | None]:
    return row.target.target_id, row.instance


def _worse(old: str | None, new: str) -> bool:
    if new not in ALARMS or old == new:
        return False
    if old in SHORTFALLS and new in SHORTFALLS:
        return SHORTFALLS.index(new) < SHORTFALLS.index(old)
    return True


def _back(old: str | None, new: str) -> bool:
    lighter = old in SHORTFALLS and new in SHORTFALLS and not _worse(old, new)
    return old != new and old in ALARMS and (new in WELL or lighter)


def _rank(turn: Turn) -> int:
    return len(ALARMS) if turn.better else ALARMS.index(turn.after)
