"""What is known of a region and its parts at a submission, read once and shared by everybody.

Of a tree deeper than a city and its parts only sums are held, never every region's rows.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from lib import store
from lib.charts.themes import Known
from lib.office import Office
from lib.plan.regions import Region, below, deep, way
from lib.progress import Actual, Progress
from lib.progress.peers import Standing, standings
from lib.progress.rollup import additive
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


@dataclass(frozen=True)
class Look:
    """A region as one indicator shows it, its parts, and its peers: the parts of what is above.

    way leads from the top to it, places are its parts. own has its latest value, judged its
    verdict where the plan asks it for something. parts and peers are empty where there are none.
    """

    way: tuple[Region, ...]
    own: Standing
    judged: Progress | None
    places: tuple[Region, ...]
    parts: tuple[Standing, ...]
    peers: tuple[Standing, ...]

    @property
    def here(self) -> str:
        """Code of the region."""
        return self.own.code


def look(at: Office, now: World, code: str, target_id: str) -> Look:
    """What one target looks like from a region; a code that is none counts as the top.

    Raises KeyError where the plan has no such target.
    """
    path = way(at.regions, code) or way(at.regions, at.root)
    asked = (at.regions, path[-1].code, target_id, now.seq, now.day)
    kept = _looks.setdefault(at.db, OrderedDict())
    found = kept.get(asked)
    if found is None:
        found = kept[asked] = _look(at, now, path, target_id)
        if len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def _look(at: Office, now: World, path: list[Region], target_id: str) -> Look:
    here = path[-1].code
    shares = {s.region: s for s in store.shares(at.db, now.seq).get(target_id, ())}
    target = now.plan[target_id]
    cells = of_target(at, now, here, target_id)
    above = path[-2].code if len(path) > 1 else ""

    def standing(cells: Iterable[Actual], codes: Sequence[str]) -> tuple[Standing, ...]:
        found = standings(target, cells, codes, shares, now.day, now.thresholds)
        return tuple(found)

    places = below(at.regions, here)
    parts = standing(cells, [p.code for p in places])
    (own,) = standing(cells, [here])
    siblings = [r.code for r in below(at.regions, above)] if above else []
    peers = standing(of_target(at, now, above, target_id), siblings) if above else ()
    judged = own.judged
    if not above:  # the whole is judged by the plan itself, as on every other page
        judged = now.row(target_id)
    return Look(tuple(path), own, judged, places, parts, peers)


def reported_of(at: Office, now: World, targets: Collection[str]) -> list[Actual]:
    """Every value that somebody reported for these targets, of any region; no sum of ours."""
    if not deep(at.regions):
        return [a for a in now.actuals if a.target_id in targets]
    return store.actuals(at.db, now.seq, targets=targets)


_turn = threading.Lock()
_looks: WeakKeyDictionary[store.Database, OrderedDict[tuple[Any, ...], Look]] = WeakKeyDictionary()
"""What the pages of a moment show, the oldest asked first."""


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
    if not below(regions, code):  # nothing to add up
        return tuple(store.actuals(db, last, targets=[target_id], regions=[code]))
    return tuple(store.rolled_up(db, last, regions, code, {target_id: adds}, parts=True))


def own_reports(at: Office, now: World, code: str) -> list[Actual]:
    """The newest value that a region itself reported of each promise, in the plan's order."""
    order = {t.target_id: n for n, t in enumerate(now.plan.headline)}
    found = store.newest(at.db, now.seq, list(order), [code])
    return sorted((a for a in found if not a.contributor), key=lambda a: order[a.target_id])
