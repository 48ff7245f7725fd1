"""What turned lately, since which day and by whose report; judges as few moments as it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from lib import store
from lib.alerts import turns
from lib.alerts.turns import Turn
from lib.office import Office
from lib.world import World, world

DAYS = 30
JUDGED = 12
"""Moments judged at most to find the days of the turns: one takes 60 ms, with very much data a
second. What is not found by then is dated at the latest day that is possible."""
NEAR = 4
"""The newest moments are looked at one by one, so that a status that came, went and came back is
dated at its return; older ones are halved."""

Row = Mapping[str, Any]
"""A submission and a target that it touched, as store.touched gives it."""
Moment = tuple[date, int]
"""A day and the last submission known when it is judged."""


def recent(office: Office, shown: World, days: int = DAYS, most: int | None = None) -> list[Turn]:
    """Give what has turned within some days before the moment shown: newest first, returns last.

    Compared are the status then, as it was known then, and the status now: what was silent for a
    week and was reported again has not turned. most None gives all.
    """
    found = since(office, _earlier(office, shown, shown.day - timedelta(days=days)), shown)
    return sorted(found, key=lambda turn: (turn.better, -turn.on.toordinal()))[:most]


def since(office: Office, before: World, after: World) -> list[Turn]:
    """Give what turned between two moments, worst first, each with its day and its cause."""
    found = turns.turns(before.counted, after.counted)
    if not found:
        return []
    log, written = {}, {}
    for row in reversed(store.touched(office.db, before.seq + 1, after.seq)):
        log[row["seq"]] = row
        written.setdefault(row["target_id"], []).append(row["seq"])
    search = _Search(office, before, after, log, written)
    return turns.ordered(search.dated(turn) for turn in found)


@dataclass
class _Search:
    """Looks for the day of every turn between two moments; judged counts what that cost."""

    office: Office
    before: World
    after: World
    log: Mapping[int, Row]
    written: Mapping[str, Sequence[int]]
    judged: set[Moment] = field(default_factory=set)

    def dated(self, turn: Turn) -> Turn:
        """The same turn from the first moment on at which its status held."""
        moments = self._moments(turn)
        low, high = 0, len(moments) - 1  # at the last of them it has turned: nothing comes after
        while low < high:
            near = high > len(moments) - NEAR
            middle = high - 1 if near else (low + high) // 2
            holds = self._holds(turn, moments[middle])
            if holds is None:
                break
            low, high = (low, middle) if holds else (middle + 1, high)
        if not moments:
            return turn
        day, seq = moments[high]
        given = self.log.get(seq)
        if given is None or self._day(given) != day:
            return replace(turn, on=day)
        cause = {"actuals": "report", "undo": "undo"}.get(given["kind"], "plan")
        return replace(
            turn,
            on=day,
            cause=cause,
            number=seq,
            author=given["author"],
            department=given["department"],
        )

    def _moments(self, turn: Turn) -> list[Moment]:
        """Every moment at which this target can have turned, oldest first."""
        sent = {(self._day(self.log[seq]), seq) for seq in self._writing(turn)}
        passed = turns.days(turn.row, self.before.day, self.after.day)
        # A day that passes is judged before anything is sent on it.
        return sorted(sent | {(day, self._known(day)) for day in passed})

    def _writing(self, turn: Turn) -> list[int]:
        """The submissions that wrote something this target is judged by."""
        target = turn.row.target
        root = self.after.plan.root(target).target_id
        return sorted({seq for name in (target.target_id, root, "") for seq in self._of(name)})

    def _of(self, name: str) -> Sequence[int]:
        return self.written.get(name, ())

    def _known(self, day: date) -> int:
        """The last submission before a day."""
        seq = self.office.seq_at(day - timedelta(days=1))
        return min(max(seq, self.before.seq), self.after.seq)

    def _holds(self, turn: Turn, moment: Moment) -> bool | None:
        """Whether the status was there at a moment; None where enough has been judged."""
        if moment not in self.judged and len(self.judged) >= JUDGED:
            return None
        self.judged.add(moment)
        day, seq = moment
        rows = world(self.office, seq, day).rows
        place = (turn.target_id, turn.instance)
        row = next((r for r in rows if (r.target.target_id, r.instance) == place), None)
        return row is not None and row.status == turn.after

    def _day(self, given: Row) -> date:
        return min(self.office.day_of(given["created_at"]), self.after.day)


def _earlier(office: Office, shown: World, day: date) -> World:
    """The world on an earlier day; where there was no plan yet, at the end of the plan's day."""
    then = world(office, min(office.seq_at(day), shown.seq), day)
    if then.rows or not shown.rows:
        return then
    begun = store.plan_begun(office.db, shown.seq)
    day = min(office.day_of(begun), shown.day) if begun else shown.day
    return world(office, min(office.seq_at(day), shown.seq), day)
