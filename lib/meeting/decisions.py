"""What a meeting decided about a target, and what the next one opens with (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lib.meeting.meetings import Meeting


@dataclass(frozen=True)
class Decision:
    """A decision or a task about one target. outcome says how it ended."""

    decision_id: str
    meeting_id: str
    target_id: str
    kind: str  # decision, task
    words: str
    owner: str
    due: date | None = None
    state: str = "open"  # open, done, dropped
    outcome: str = ""


def overdue(given: Decision, day: date) -> bool:
    """Say whether it should have been done before a day and is still open."""
    return given.state == "open" and given.due is not None and given.due < day


def carried(
    meetings: Iterable[Meeting], known: Iterable[Decision], meeting: Meeting, day: date
) -> list[Decision]:
    """Give what a meeting opens with: all that earlier meetings left open.

    known are the decisions as known at the meeting's moment, day is that moment's. Overdue ones
    come first, the oldest date before the others; those without a date last.
    """
    place = (meeting.day, meeting.number)
    later = {m.meeting_id for m in meetings if (m.day, m.number) >= place}
    left = [d for d in known if d.state == "open" and d.meeting_id not in later]
    return sorted(left, key=lambda d: (not overdue(d, day), d.due or date.max, d.decision_id))
