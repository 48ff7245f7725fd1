"""What is known of a region and its parts at a submission, read once and shared by everybody.

Of a tree deeper than a city and its parts only sums are held, never every region's rows.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from lib import store
from lib.charts.themes import Known
from lib.plan.regions import Region, below, deep
from lib.progress import Actual
from lib.progress.rollup import additive
from lib.start import Office
from lib.world import World

KEPT = 64
"""Targets by region kept in memory, each with its parts: a page asks for one of them."""


def themed(at: Office, now: World) -> Known:
    """What themes are drawn from: the world, and of a deep tree the parts their charts ask for."""
    if not deep(at.regions):
        return Known(now.plan, now.rows, now.actuals, at.regions, now.day)
    asked = {p.target_id for theme in at.themes for p in theme.of("regions")}
    parts = [
        replace(a, of=at.root)
        for t in now.plan
        if t.target_id in asked
        for a in of_target(at, now, at.root, t.target_id)
        if a.region != at.root
    ]
    places = (*(r for r in at.regions if r.code == at.root), *below(at.regions, at.root))
    return Known(now.plan, now.rows, (*now.actuals, *parts), places, now.day)


def of_target(at: Office, now: World, code: str, target_id: str) -> tuple[Actual, ...]:
    """One target's cells of a region and of its parts, own or summed, each as the whole of itself.

    Raises KeyError where the plan has no such target.
    """
    root = now.plan.root(now.plan[target_id]).target_id
    last = store.last_touched(at.db, now.seq).get(root, 0)
    adds = additive(now.plan)[root]
    with _turn:  # a second visitor waits for the first one's answer
        return _of_target(at.db, at.regions, code, root, adds, last)


def reported_of(at: Office, now: World, targets: Collection[str]) -> list[Actual]:
    """Every value that somebody reported for these targets, of any region; no sum of ours."""
    if not deep(at.regions):
        return [a for a in now.actuals if a.target_id in targets]
    return store.actuals_of(at.db, now.seq, targets)


_turn = threading.Lock()


@lru_cache(maxsize=KEPT)
def _of_target(
    db: store.Database,
    regions: tuple[Region, ...],
    code: str,
    target_id: str,
    adds: bool,
    last: int,
) -> tuple[Actual, ...]:
    """As known at the last submission that touched the target: later ones change nothing here."""
    return tuple(store.rolled_up(db, last, regions, code, {target_id: adds}, parts=True))
