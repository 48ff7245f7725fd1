"""Which world a meeting looks at, and what changed between two of them."""

from __future__ import annotations

import threading
from datetime import date
from functools import lru_cache

from lib import store
from lib.meeting import Difference, Meeting, differences
from lib.office import Office
from lib.world import world

KEPT = 24
"""Comparisons kept in memory: each takes three judgements of the whole plan."""


def moment(at: Office, meeting: Meeting) -> tuple[int, date]:
    """Give the last submission that a meeting knows and its day, ready for lib.world.world.

    A frozen meeting keeps its own; any other is as known at the end of its day, one that lies
    ahead as known now.
    """
    if meeting.held is not None:
        return meeting.held, meeting.day
    day = min(meeting.day, at.today())
    return at.seq_at(day), day


def changed(
    at: Office, before: tuple[int, date], after: tuple[int, date]
) -> tuple[Difference, ...]:
    """Give what differs between two moments (submission and day) and why, worse first."""
    with _turn:  # a second visitor waits for the first one's answer
        slot = _slot(at.db, tuple(at.parts), before, after)
        if not slot:
            one, other = world(at, *before), world(at, *after)
            log = store.corrections(at.db, one.seq, other.seq)
            entries = store.plan_entries(at.db, one.seq, other.seq)
            slot.append(tuple(differences(one, other, log, entries, regions=at.parts)))
        return slot[0]


_turn = threading.Lock()


@lru_cache(maxsize=KEPT)
def _slot(
    db: store.Database, parts: tuple[str, ...], before: tuple[int, date], after: tuple[int, date]
) -> list[tuple[Difference, ...]]:
    """A place for the answer about exactly these two moments."""
    return []
