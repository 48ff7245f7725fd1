"""Questions to the log, each as of a submission number; never writes."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import pyarrow as pa

from lib.changes import Table
from lib.fields import CITY
from lib.progress.actuals import Actual
from lib.store import rows, statements
from lib.store.database import Database
from lib.store.remembered import as_added, until_written


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
    return number(db, sql, moment=moment)


def number(db: Database, sql: str, **told: object) -> int:
    """Ask for one number."""
    with db.reading() as cursor:
        row = cursor.execute(sql, told).fetchone()
    return int(row[0]) if row else 0


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
