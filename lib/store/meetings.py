"""Meetings, what they decided, and what was written between two of them; never judges it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from lib.changes import DECISIONS, MEETINGS, Changes, Table, compare
from lib.meeting import Decision, Entry, Meeting
from lib.store import rows
from lib.store.database import Database
from lib.store.read import head, latest, latest_of
from lib.store.remembered import as_known

LIST = "、"
"""Between the targets of an agenda."""


@as_known
def meetings(db: Database, seq: int) -> list[Meeting]:
    """Give the meetings known at a submission, newest day first."""
    found = [
        Meeting(
            row["meeting_id"],
            row["title"] or "",
            row["day"],
            tuple(part for part in (row["agenda"] or "").split(LIST) if part),
            row["note"] or "",
            row["held"],
        )
        for row in latest(db, MEETINGS, seq).to_pylist()
    ]
    return sorted(found, key=lambda m: (m.day, m.held or 0, m.number), reverse=True)


@as_known
def decisions(db: Database, seq: int) -> list[Decision]:
    """Give the decisions and tasks known at a submission, in the order in which they were made."""
    found = [
        Decision(
            row["decision_id"],
            row["meeting_id"],
            row["target_id"],
            row["category"],
            row["words"],
            row["owner"] or "",
            row["due"],
            row["state"],
            row["outcome"] or "",
        )
        for row in latest(db, DECISIONS, seq).to_pylist()
    ]
    return sorted(found, key=lambda d: int(d.decision_id[1:]))


def meeting_changes(db: Database, given: Meeting, base: int) -> Changes:
    """Compare a meeting with what is stored as known at base: what commit takes."""
    row = {
        "meeting_id": given.meeting_id,
        "title": given.title,
        "day": given.day,
        "agenda": LIST.join(given.agenda),
        "note": given.note,
        "held": given.held,
    }
    return _changes(db, MEETINGS, [row], base)


def decision_changes(db: Database, given: Iterable[Decision], base: int) -> Changes:
    """Compare decisions with what is stored as known at base: what commit takes."""
    written = [{"category": d.kind, **vars(d)} for d in given]
    return _changes(db, DECISIONS, written, base)


def corrections(db: Database, after: int, until: int) -> list[dict[str, Any]]:
    """Give what revised or took back reported values after a submission, up to another one.

    Each row has the key of the value, reason, seq, op, and its submission's author, time and kind.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select l.target_id, l.region, l.contributor, l.period_end, l.span, l.reason, l.seq,
                l.op, c.author, c.created_at, c.kind
            from actual_log l join change_set c on c.seq = l.seq
            where l.seq > $after and l.seq <= $until
              and (l.reason is not null or l.op = 0 or c.kind = 'undo')
            order by l.seq""",
            {"after": after, "until": until},
        )
        return rows.records(cursor)


def plan_entries(db: Database, after: int, until: int) -> list[Entry]:
    """Give who wrote which target and which threshold after a submission, up to another one."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select e.which, e.name, e.seq, c.author, c.created_at from (
                select 'plan' as which, target_id as name, seq from target_log
                union all
                select 'thresholds' as which, name, seq from threshold_log) e
            join change_set c on c.seq = e.seq
            where e.seq > $after and e.seq <= $until
            order by e.seq, e.which, e.name""",
            {"after": after, "until": until},
        )
        return [Entry(*row) for row in cursor.fetchall()]


def next_meeting_id(db: Database) -> str:
    """Give the next number; one that was ever given, even if taken back, is not given again."""
    last = _last(db, "select distinct meeting_id from meeting_log")
    return f"M{last + 1}"


def next_decision_id(db: Database) -> str:
    """Give the next number of a decision or task."""
    last = _last(db, "select distinct decision_id from decision_log")
    return f"D{last + 1}"


def _last(db: Database, sql: str) -> int:
    with db.reading() as cursor:
        return max((int(name[1:]) for (name,) in cursor.execute(sql).fetchall()), default=0)


def _changes(db: Database, table: Table, given: list[dict[str, Any]], base: int) -> Changes:
    brought: pa.Table = table.table(given)
    return compare(table, latest_of(db, table, brought, min(base, head(db))), brought, base)
