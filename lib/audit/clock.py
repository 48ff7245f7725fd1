"""Whether the clock of the machine can be believed (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LEAP = timedelta(minutes=5)
"""The clock and the time that really passed may be so far apart."""
BACK = timedelta(seconds=1)
"""The clock may go back by so much: that is how it is set right in the background."""


@dataclass(frozen=True)
class Reading:
    """One look at both clocks: naive UTC, and seconds that only ever grow."""

    wall: datetime
    steady: float


def leap(now: Reading, before: Reading | None, last: datetime | None) -> timedelta | None:
    """By how much the clock was set, or None.

    before is the last look of this process, last the time of the last entry: that one also tells
    after a restart, but only where the clock went back.
    """
    if before is not None:
        passed = timedelta(seconds=now.steady - before.steady)
        apart = now.wall - before.wall - passed
        if abs(apart) > LEAP:
            return apart
    if last is not None and now.wall < last - BACK:
        return now.wall - last
    return None
