"""The one way in: all of somebody's changes in one transaction, or nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from lib.access import User
from lib.changes import Changes, reverse
from lib.issues import Conflict, Refusal
from lib.store import read, rows, statements
from lib.store.database import Database

RIGHT = {"actuals": "write_actuals", "plan": "write_plan", "thresholds": "write_plan"}


@dataclass(frozen=True)
class Receipt:
    """What a person keeps of a commit. repeated: the same send came before; nothing was written."""

    seq: int
    created_at: datetime
    n_rows: int
    repeated: bool = False


def commit(
    db: Database,
    changes: Changes,
    user: User,
    *,
    note: str = "",
    filename: str = "",
    sha256: str = "",
    token: str = "",
    undoes: int | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Write changes as one submission.

    token makes a retry recognisable: the second send with it returns the first receipt.
    at sets the time (naive UTC) in a demo database only.
    Raises NotAllowed; Conflict revised_since with every key that somebody changed after
    changes.base; Refusal nothing_to_commit.
    """
    user.may(RIGHT[changes.table.name])
    if at is not None and not db.demo:
        raise Refusal("time_is_real")
    token = token or secrets.token_hex(16)
    with db.writing() as cursor:
        earlier = _receipt(cursor, token)
        if earlier is not None:
            return earlier
        if not len(changes):
            raise Refusal("nothing_to_commit")
        seq = _next(cursor)
        created_at = _moment(cursor, at)
        cursor.register("stage", rows.stage(changes, seq))
        _refuse_revised(cursor, changes)
        cursor.execute(
            """
            insert into change_set (seq, kind, author, department, created_at, filename, sha256,
                n_rows, base_seq, undoes, note, client_token)
            values ($seq, $kind, $author, $department, $created_at, $filename, $sha256,
                $n_rows, $base_seq, $undoes, $note, $token)""",
            {
                "seq": seq,
                "kind": changes.table.name if undoes is None else "undo",
                "author": user.name,
                "department": user.department,
                "created_at": created_at,
                "filename": filename,
                "sha256": sha256,
                "n_rows": len(changes),
                "base_seq": changes.base,
                "undoes": undoes,
                "note": note,
                "token": token,
            },
        )
        cursor.execute(statements.BY_TABLE[changes.table.name].write)
        return Receipt(seq, created_at, len(changes))


def undo(
    db: Database, seq: int, user: User, *, note: str = "", at: datetime | None = None
) -> Receipt:
    """Restore what stood before a submission, as a new submission; undoing an undo is redo.

    Raises Conflict revised_since where somebody changed one of its values later, Refusal
    already_undone, no_such_submission.
    """
    given = read.submission(db, seq)
    if given.undone_by is not None:
        raise Refusal("already_undone", seq=seq, by=given.undone_by)
    changes = reverse(read.changes_of(db, seq), base=seq)
    return commit(db, changes, user, note=note, undoes=seq, at=at)


def receipt(db: Database, token: str) -> Receipt | None:
    """Give the receipt of the send with this token, or None where it has not been committed."""
    with db.reading() as cursor:
        return _receipt(cursor, token)


def _receipt(cursor: duckdb.DuckDBPyConnection, token: str) -> Receipt | None:
    row = cursor.execute(
        "select seq, created_at, n_rows from change_set where client_token = $token",
        {"token": token},
    ).fetchone()
    return Receipt(*row, repeated=True) if row else None


def _next(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute("update head set seq = seq + 1 where id = 1 returning seq").fetchone()
    assert row is not None  # 0001 puts the row in
    return int(row[0])


def _moment(cursor: duckdb.DuckDBPyConnection, at: datetime | None) -> datetime:
    now = at or datetime.now(UTC).replace(tzinfo=None)
    row = cursor.execute("select max(created_at) from change_set").fetchone()
    last = row[0] if row else None
    # A clock set back must not put a later submission before an earlier one.
    return now if last is None or now > last else last + timedelta(microseconds=1)


def _refuse_revised(cursor: duckdb.DuckDBPyConnection, changes: Changes) -> None:
    sql = statements.BY_TABLE[changes.table.name].revised
    revised = cursor.execute(sql, {"base": changes.base}).fetchall()
    if revised:
        raise Conflict(
            "revised_since",
            count=len(revised),
            keys="；".join(" ".join(str(v) for v in row[:-1] if v) for row in revised[:5]),
            seqs="、".join(sorted({f"#{row[-1]}" for row in revised})),
        )
