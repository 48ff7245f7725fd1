"""Questions to the log, each as of a submission number; never writes."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lib.changes import TABLES, THRESHOLDS, Changes, Table, compare, plain
from lib.fields import CITY
from lib.issues import Refusal
from lib.plan import Plan, Target
from lib.plan.breakdown import Share
from lib.progress.actuals import Actual
from lib.store import rows, statements
from lib.store.database import Database
from lib.store.remembered import as_added, as_known, until_written


@dataclass(frozen=True)
class Submission:
    """All that one person committed at once. created_at is naive UTC."""

    seq: int
    kind: str
    author: str
    department: str
    created_at: datetime
    filename: str
    sha256: str
    n_rows: int
    undoes: int | None
    note: str
    undone_by: int | None


def head(db: Database) -> int:
    """Number of the last submission, 0 where there is none."""
    with db.reading() as cursor:
        row = cursor.execute("select seq from head where id = 1").fetchone()
    assert row is not None  # 0001 puts the row in
    return int(row[0])


@until_written
def newest_seq(db: Database) -> int:
    """The same for whoever draws a page: not asked again before something is written."""
    return head(db)


@until_written
def seq_at(db: Database, moment: datetime) -> int:
    """Number of the last submission known at a moment (naive UTC), 0 before the first."""
    sql = "select coalesce(max(seq), 0) from change_set where created_at <= $moment"
    return _number(db, sql, moment=moment)


def _number(db: Database, sql: str, **told: object) -> int:
    """Ask for one number."""
    with db.reading() as cursor:
        row = cursor.execute(sql, told).fetchone()
    return int(row[0]) if row else 0


def plan(db: Database, seq: int) -> Plan:
    """Give the plan as known at a submission; read once until it changes."""
    return _plan(db, _last_plan(db, seq))


def newest_plan(db: Database) -> Plan:
    """Give the plan as it is now, for whoever writes."""
    return plan(db, newest_seq(db))


@as_known
def _last_plan(db: Database, seq: int) -> int:
    return _number(db, "select coalesce(max(seq), 0) from target_log where seq <= $seq", seq=seq)


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
    return _number(db, "select coalesce(max(seq), 0) from share_log where seq <= $seq", seq=seq)


@as_known
def _shares(db: Database, seq: int) -> dict[str, tuple[Share, ...]]:
    with db.reading() as cursor:
        found = rows.records(cursor.execute(statements.BREAKDOWN.latest, {"seq": seq}))
    by_target: dict[str, list[Share]] = {}
    for share in rows.shares(found):
        by_target.setdefault(share.target_id, []).append(share)
    return {target: tuple(of) for target, of in by_target.items()}


def actuals(
    db: Database,
    seq: int,
    whole: str = CITY,
    *,
    targets: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> list[Actual]:
    """Give the newest revision of every reported value as known at a submission, by key.

    whole is the code of the region that is judged; targets and regions ask for the values of some
    only, which an engine then chooses before it ranks their revisions.
    """
    told = {
        "seq": seq,
        "targets": None if targets is None else [*targets],
        "regions": None if regions is None else [*regions],
    }
    with db.reading() as cursor:
        cursor.execute(
            """
            select a.*, c.author, c.created_at from (
                select l.*, row_number() over (
                    partition by target_id, region, contributor, period_end, span
                    order by seq desc) as revision
                from actual_log l
                where seq <= $seq
                  and (cast($targets as varchar[]) is null
                    or target_id = any(cast($targets as varchar[])))
                  and (cast($regions as varchar[]) is null
                    or region = any(cast($regions as varchar[])))) a
            join change_set c on c.seq = a.seq
            where a.revision = 1 and a.op = 1
            order by target_id, region, contributor, period_end, span""",
            told,
        )
        return rows.actuals(rows.records(cursor), whole)


@as_added
def revisions(
    db: Database, target_id: str, after: int, seq: int, most: int | None
) -> list[dict[str, Any]]:
    """Give every value ever stored for a target, newest first: the log's columns, who and when.

    op is 1 for a value and 0 where it was taken back. most gives the newest so many only, and reads
    no submission before theirs.
    """
    with db.reading() as cursor:
        told: dict[str, Any] = {"target_id": target_id, "after": after, "seq": seq, "most": most}
        row = cursor.execute(
            """
            select coalesce(min(seq), 0) from (
                select seq from actual_log
                where target_id = $target_id and seq > $after and seq <= $seq
                order by seq desc limit $most) newest""",
            told,
        ).fetchone()
        cursor.execute(
            """
            select l.*, c.author, c.department, c.created_at, c.kind, c.note as submission_note
            from actual_log l join change_set c on c.seq = l.seq
            where l.target_id = $target_id and l.seq > $after and l.seq between $first and $seq
            order by l.seq desc, l.period_end desc, l.region, l.contributor
            limit $most""",
            {**told, "first": row[0] if row else 0},
        )
        return rows.records(cursor)


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


@as_known
def submissions(
    db: Database, seq: int, *, first: int = 1, last: int | None = None
) -> list[Submission]:
    """Give the submissions from first to last, newest first, and what undid them up to a number.

    Without last all from first up to that number. What was undone and redone stands: its undo is
    itself undone.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select seq, undoes from change_set
            where undoes is not null and seq between $first and $seq
            order by seq desc""",
            {"seq": seq, "first": first},
        )
        undos = cursor.fetchall()
        cursor.execute(
            """
            select seq, kind, author, department, created_at, filename, sha256, n_rows, undoes, note
            from change_set where seq between $first and $last
            order by seq desc""",
            {"first": first, "last": seq if last is None else min(last, seq)},
        )
        found = cursor.fetchall()
    undone: dict[int, int] = {}
    for undo, undoes in undos:  # newest first: whatever undoes an undo was seen before it
        if undo not in undone:
            undone.setdefault(undoes, undo)
    return [Submission(*row, undone_by=undone.get(row[0])) for row in found]


@as_known
def submission_count(db: Database, seq: int) -> int:
    """How many submissions are known at a number: fewer than it, once a backup was restored."""
    return _number(db, "select count(*) from change_set where seq <= $seq", seq=seq)


def submissions_page(db: Database, seq: int, skip: int, most: int) -> list[Submission]:
    """The same, newest first, without the first so many and at most so many."""
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select min(seq), max(seq) from (
                select seq from change_set where seq <= $seq
                order by seq desc limit $most offset $skip) sought""",
            {"seq": seq, "most": most, "skip": skip},
        ).fetchone()
    if row is None or row[0] is None:
        return []
    return submissions(db, seq, first=int(row[0]), last=int(row[1]))


def submission(db: Database, seq: int) -> Submission:
    """Give one submission with what undid it by now.

    Raises Refusal no_such_submission where there is none.
    """
    found = submissions(db, head(db), first=seq, last=seq)
    if not found:
        raise Refusal("no_such_submission", seq=seq)
    return found[0]


def plan_begun(db: Database, seq: int) -> datetime | None:
    """Give the moment of the first plan known at a submission (naive UTC), or None."""
    with db.reading() as cursor:
        row = cursor.execute(
            "select min(created_at) from change_set where kind = 'plan' and seq <= $seq",
            {"seq": seq},
        ).fetchone()
    return row[0] if row else None


def only_planned(db: Database) -> bool:
    """Say whether nothing but the plan and what belongs to it was ever committed."""
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select count(*) from change_set
            where kind not in ('plan', 'thresholds', 'breakdown')"""
        ).fetchone()
    return row is not None and row[0] == 0


def last_report(db: Database, seq: int) -> Submission | None:
    """Give the last submission up to a number that touched values, or None.

    A meeting, a plan and what takes one of them back are no reports.
    """
    with db.reading() as cursor:
        row = cursor.execute(
            "select max(seq) from actual_log where seq <= $seq",
            {"seq": seq},
        ).fetchone()
    return submission(db, int(row[0])) if row and row[0] is not None else None


def same_file(db: Database, sha256: str) -> Submission | None:
    """Give the newest submission made of the very same bytes that still stands, or None."""
    with db.reading() as cursor:
        cursor.execute(
            "select seq from change_set where sha256 = $sha256 order by seq desc",
            {"sha256": sha256},
        )
        found = (submission(db, int(seq)) for (seq,) in cursor.fetchall())
    return next((s for s in found if s.undone_by is None), None)


@as_known
def changes_of(db: Database, seq: int) -> Changes:
    """Give what a submission changed; its base is its own number, so that undo sees later ones."""
    table = _table_of(db, seq)
    sql = statements.BY_TABLE[table.name]
    with db.reading() as cursor:
        written = rows.of(table, cursor.execute(sql.written, {"seq": seq}))
        before = rows.of(table, cursor.execute(sql.before, {"seq": seq}))
    kept = written.filter(pc.equal(written["op"], 1))
    return compare(table, before, kept, seq, complete=True)


def latest(db: Database, table: Table, seq: int) -> pa.Table:
    """Give a whole logged table as known at a submission, in the log's columns."""
    with db.reading() as cursor:
        return rows.of(table, cursor.execute(statements.BY_TABLE[table.name].latest, {"seq": seq}))


def latest_of(db: Database, table: Table, wanted: pa.Table, seq: int) -> pa.Table:
    """Give only the rows whose keys stand in wanted: what a preview compares with."""
    with db.reading() as cursor:
        cursor.stage("stage", wanted.select(list(table.key)))
        return rows.of(
            table, cursor.execute(statements.BY_TABLE[table.name].latest_of_stage, {"seq": seq})
        )


def _table_of(db: Database, seq: int) -> Table:
    given = submission(db, seq)
    while given.kind == "undo" and given.undoes is not None:
        given = submission(db, given.undoes)
    return TABLES[given.kind]
