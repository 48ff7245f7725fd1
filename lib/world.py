"""The world as known at a submission and judged on a day, made once for everybody."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from weakref import WeakKeyDictionary

from lib import store
from lib.office import Office
from lib.plan import Plan
from lib.plan.regions import Region, below, deep, top
from lib.progress import Actual, Progress, assess
from lib.progress.due import Cell
from lib.progress.rollup import additive

HELD = 100
"""Targets' values or sums kept in memory beside those of the moment that was asked for last: enough
for an earlier day. One that is corrected every minute must not pile up its own past."""
KEPT = 48
"""Worlds kept in memory: two a visitor who compares moments, and the days that the feed walks."""


@dataclass(frozen=True)
class World:
    """What was known at a submission, judged on a day. Shared by all visitors: never change it.

    actuals are every value of the whole and of its parts; where these have parts of their own, the
    values of the whole alone, each its own report or the sum of what lies below.
    """

    seq: int
    day: date
    plan: Plan
    actuals: tuple[Actual, ...]
    thresholds: dict[str, Decimal]
    rows: tuple[Progress, ...]

    @property
    def counted(self) -> list[Progress]:
        """Rows of the targets that count once: no components, no second names of a promise."""
        counted = {t.target_id for t in self.plan.headline}
        return [r for r in self.rows if r.target.target_id in counted]

    @property
    def headlines(self) -> list[Progress]:
        """One row per target that counts once."""
        return [r for r in self.counted if r.headline]

    def row(self, target_id: str) -> Progress | None:
        """The row that stands for a target, or None where the plan of then did not have it."""
        return next((r for r in self.rows if r.headline and r.target.target_id == target_id), None)


def world(at: Office, seq: int, day: date) -> World:
    """Judge what was known at a submission as if it were that day.

    The key is the submission: fresh for everybody after a commit, and no time limit.
    """
    with _turn:  # a second visitor waits for the first one's answer instead of judging again
        return _world(at.db, at.regions, seq, day)


def waiting_at(at: Office, seq: int, day: date) -> dict[Cell, date]:
    """The same as seen from a moment: nobody kept what waited at an earlier one."""
    return {} if day < at.today() or seq < store.head(at.db) else waiting(at)


def waiting(at: Office) -> dict[Cell, date]:
    """The day on which each report that waits for a reviewer now was sent.

    Read anew each time: what is sent for review is no submission yet, and changes no world.
    """
    return {cell: at.day_of(sent) for cell, sent in store.waiting_cells(at.db, at.root).items()}


_turn = threading.Lock()


@lru_cache(maxsize=KEPT)
def _world(db: store.Database, regions: tuple[Region, ...], seq: int, day: date) -> World:
    plan = store.plan(db, seq)
    actuals = _cells(db, regions, plan, seq)
    thresholds = store.thresholds(db, seq)
    parts = [r.code for r in below(regions, top(regions))]
    rows = assess(plan, actuals, day, thresholds, regions=parts) if len(plan) else []
    return World(seq, day, plan, tuple(actuals), thresholds, tuple(rows))


def _cells(db: store.Database, regions: tuple[Region, ...], plan: Plan, seq: int) -> list[Actual]:
    """Every value, or of a deep tree the whole's sums, by key: the worlds share what they can.

    A target's values depend on the last submission that touched it and on nothing later, so only
    what was touched since it was read is read again.
    """
    adds = additive(plan) if deep(regions) else None
    touched = store.last_touched(db, seq).items()
    last = {
        t: (t, adds is not None and adds[t], n) for t, n in touched if adds is None or t in adds
    }
    held = _held.setdefault(db, {}).setdefault(regions, OrderedDict())
    found: dict[str, list[Actual]] = {t: [] for t, key in last.items() if key not in held}
    if adds is None:
        read = store.actuals(db, seq, top(regions), targets=found) if found else []
    else:
        read = store.rolled_up(db, seq, regions, top(regions), {t: adds[t] for t in found})
    for actual in read:
        found[actual.target_id].append(actual)
    for target, cells in found.items():
        held[last[target]] = tuple(cells)
    out: list[Actual] = []
    for key in last.values():
        held.move_to_end(key)
        out += held[key]
    while len(held) > len(last) + HELD:
        held.popitem(last=False)
    return out


_held: WeakKeyDictionary[
    store.Database,
    dict[tuple[Region, ...], OrderedDict[tuple[str, bool, int], tuple[Actual, ...]]],
] = WeakKeyDictionary()
