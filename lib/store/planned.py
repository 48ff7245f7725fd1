"""The plan and what belongs to it, each as of a submission number; never writes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from lib.changes import THRESHOLDS, plain
from lib.plan import Plan, Target
from lib.plan.breakdown import Share
from lib.store import rows, statements
from lib.store.database import Database
from lib.store.read import latest, newest_seq, number
from lib.store.remembered import as_added, as_known


def plan(db: Database, seq: int) -> Plan:
    """Give the plan as known at a submission; read once until it changes."""
    return _plan(db, _last_plan(db, seq))


def newest_plan(db: Database) -> Plan:
    """Give the plan as it is now, for whoever writes."""
    return plan(db, newest_seq(db))


@as_known
def _last_plan(db: Database, seq: int) -> int:
    return number(db, "select coalesce(max(seq), 0) from target_log where seq <= $seq", seq=seq)


@as_known
def _plan(db: Database, seq: int) -> Plan:
    with db.reading() as cursor:
        found = rows.records(cursor.execute(statements.PLAN.latest, {"seq": seq}))
    return Plan(tuple(rows.targets(found)))


def thresholds(db: Database, seq: int) -> dict[str, Decimal]:
    """Give the thresholds as known at a submission."""
    found = latest(db, THRESHOLDS, seq).to_pylist()
    return {row["name"]: plain(row["value"]) for row in found}


def shares(db: Database, seq: int) -> dict[str, tuple[Share, ...]]:
    """Give what regions are asked for, by target, as known at a submission; read once until it
    changes.
    """
    return _shares(db, _last_shares(db, seq))


@as_known
def _last_shares(db: Database, seq: int) -> int:
    return number(db, "select coalesce(max(seq), 0) from share_log where seq <= $seq", seq=seq)


@as_known
def _shares(db: Database, seq: int) -> dict[str, tuple[Share, ...]]:
    with db.reading() as cursor:
        found = rows.records(cursor.execute(statements.BREAKDOWN.latest, {"seq": seq}))
    by_target: dict[str, list[Share]] = {}
    for share in rows.shares(found):
        by_target.setdefault(share.target_id, []).append(share)
    return {target: tuple(of) for target, of in by_target.items()}


@as_added
def promises(
    db: Database, target_id: str, after: int, seq: int, most: int | None
) -> list[dict[str, Any]]:
    """Give every version of a target in the plan, newest first."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select l.*, c.author, c.created_at, c.note as submission_note
            from target_log l join change_set c on c.seq = l.seq
            where l.target_id = $target_id and l.seq > $after and l.seq <= $seq
            order by l.seq desc
            limit $most""",
            {"target_id": target_id, "after": after, "seq": seq, "most": most},
        )
        return rows.records(cursor)


def versions(db: Database, target_id: str, seq: int) -> list[tuple[Target, datetime]]:
    """Give every version of a target with the moment it entered (naive UTC), newest first."""
    found = promises(db, target_id, seq)
    return _versions(db, target_id, found[0]["seq"]) if found else []


@as_known
def _versions(db: Database, target_id: str, seq: int) -> list[tuple[Target, datetime]]:
    found = [row for row in promises(db, target_id, seq) if row["op"] == 1]
    moments = [row["created_at"] for row in found]
    return list(zip(rows.targets(found), moments, strict=True))


def plan_begun(db: Database, seq: int) -> datetime | None:
    """Give the moment of the first plan known at a submission (naive UTC), or None."""
    with db.reading() as cursor:
        row = cursor.execute(
            "select min(created_at) from change_set where kind = 'plan' and seq <= $seq",
            {"seq": seq},
        ).fetchone()
    return row[0] if row else None
