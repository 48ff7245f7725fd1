"""The made-up meetings of the demonstration: read, and taken step by step; never in a real one."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime

from lib import store
from lib.access import User
from lib.changes import Changes
from lib.issues import Refusal
from lib.meeting import Decision, Meeting
from lib.office import Office
from lib.settings import HOME

MEETINGS = HOME / "data" / "demo_meetings.csv"
"""What a secretary did, oldest day first; every meeting and every word is made up."""
MAKE, FREEZE = "新建", "定格"
KINDS = {"任务": "task", "决定": "decision"}
ENDS = {"办结": "done", "取消": "dropped"}


@dataclass(frozen=True)
class Step:
    """One thing that a secretary did on one day; cells are those of the file by heading."""

    line: int
    day: date
    action: str
    user: User
    cells: dict[str, str]


def steps(text: str) -> list[Step]:
    """Read the file of meetings.

    Raises Refusal demo_step for an action that is none.
    """
    made = []
    for line, cells in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), 2):
        action = cells["动作"]
        if action not in (MAKE, FREEZE, *KINDS, *ENDS):
            raise Refusal("demo_step", row=line, found=action)
        user = User(cells["记录人"], "presenter", cells["部门"])
        made.append(Step(line, date.fromisoformat(cells["日期"]), action, user, cells))
    return made


def take(office: Office, step: Step, at: datetime) -> None:
    """Commit one step through the same way in as the page."""
    store.commit(office.db, _changes(office, step), step.user, at=at)


def _changes(office: Office, step: Step) -> Changes:
    db, cells = office.db, step.cells
    base = store.head(db)
    if step.action == MAKE:
        day, agenda = date.fromisoformat(cells["会议日期"]), tuple(cells["议题"].split("、"))
        made = Meeting(cells["会议"], cells["名称"], day, agenda, cells["说明"])
        return store.meeting_changes(db, made, base)
    if step.action == FREEZE:
        given = next(m for m in store.meetings(db, base) if m.meeting_id == cells["会议"])
        return store.meeting_changes(db, replace(given, held=base, day=step.day), base)
    if step.action in KINDS:
        due = date.fromisoformat(cells["期限"]) if cells["期限"] else None
        decided = Decision(
            cells["事项"],
            cells["会议"],
            cells["目标编号"],
            KINDS[step.action],
            cells["内容"],
            cells["责任单位"],
            due,
        )
    else:
        known = {d.decision_id: d for d in store.decisions(db, base)}
        ended = known[cells["事项"]]
        decided = replace(ended, state=ENDS[step.action], outcome=cells["说明"])
    return store.decision_changes(db, [decided], base)
