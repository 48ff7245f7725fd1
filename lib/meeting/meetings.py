"""One meeting, and which one came before (pure); never reads the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Meeting:
    """A named moment with an agenda of targets.

    agenda holds target ids in the order in which they are called. held is the submission whose
    world the meeting looked at, frozen when it was held; None while it is being prepared, and for
    a meeting that nobody froze: that one is as known at the end of its day.
    """

    meeting_id: str
    title: str
    day: date
    agenda: tuple[str, ...] = ()
    note: str = ""
    held: int | None = None

    @property
    def number(self) -> int:
        """The number in M12."""
        return int(self.meeting_id[1:])


def previous(meetings: Iterable[Meeting], day: date, seq: int) -> Meeting | None:
    """Give the last meeting before a moment (submission and day), or None.

    A meeting of the same day counts when it was frozen at an earlier submission.
    """
    earlier = [
        m for m in meetings if m.day < day or (m.day == day and m.held is not None and m.held < seq)
    ]
    # Of two on one day the frozen ones lie in the order of their submissions.
    return max(earlier, key=lambda m: (m.day, m.held or 0, m.number), default=None)
