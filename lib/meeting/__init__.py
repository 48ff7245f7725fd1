"""Meetings: named moments with an agenda, what was decided in them, what changed between (pure)."""

from lib.meeting.agenda import suggested
from lib.meeting.decisions import Decision, carried, overdue
from lib.meeting.differences import Difference, Why, differences
from lib.meeting.meetings import Meeting, previous
from lib.meeting.whys import Entry

__all__ = [
    "Decision",
    "Difference",
    "Entry",
    "Meeting",
    "Why",
    "carried",
    "differences",
    "overdue",
    "previous",
    "suggested",
]
