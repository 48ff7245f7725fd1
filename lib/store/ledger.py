"""The submissions themselves, as of a number: who wrote, when, and what undid it; never writes."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow.compute as pc

from lib.changes import BY_FILE, TABLES, Changes, Table, compare
from lib.issues import Refusal
from lib.store import rows, statements
from lib.store.database import Database
from lib.store.read import head, number
from lib.store.remembered import as_known


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
    return number(db, "select count(*) from change_set where seq <= $seq", seq=seq)


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


def only_planned(db: Database) -> bool:
    """Say whether nothing but the plan and what belongs to it was ever committed."""
    sql = "select count(*) from change_set where not kind = any($by_file)"
    return number(db, sql, by_file=[*BY_FILE]) == 0


def last_report(db: Database, seq: int) -> Submission | None:
    """Give the last submission up to a number that touched values, or None.

    A meeting, a plan and what takes one of them back are no reports.
    """
    sql = "select coalesce(max(seq), 0) from actual_log where seq <= $seq"
    last = number(db, sql, seq=seq)
    return submission(db, last) if last else None


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


def _table_of(db: Database, seq: int) -> Table:
    given = submission(db, seq)
    while given.kind == "undo" and given.undoes is not None:
        given = submission(db, given.undoes)
    return TABLES[given.kind]
