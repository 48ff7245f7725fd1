"""The one way in: all of somebody's changes in one transaction, or nothing."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc

from lib import events
from lib.access import User
from lib.changes import ACTUALS, REMOVED, Changes, compare, reverse, unexplained
from lib.issues import Conflict, Refusal, StoreTrouble
from lib.store import again, audit, checks, ledger, people, read, statements, story, uploads
from lib.store.cursor import Cursor
from lib.store.database import Database
from lib.store.uploads import Sent

RIGHT = {
    "actuals": "write_actuals",
    "plan": "write_plan",
    "thresholds": "write_plan",
    "breakdown": "write_plan",
    "meetings": "write_meetings",
    "decisions": "write_meetings",
}


@dataclass(frozen=True)
class Receipt:
    """What a person keeps of a commit. repeated: the same send came before; nothing was written."""

    seq: int
    created_at: datetime
    n_rows: int
    repeated: bool = False


@events.timed("commit")
def commit(
    db: Database,
    changes: Changes,
    user: User,
    *,
    note: str = "",
    filename: str = "",
    sha256: str = "",
    token: str = "",
    sent: Sent | None = None,
    undoes: int | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Write changes as one submission, with the file they came in.

    token makes a retry recognisable: a second send with it returns the first receipt as long as
    that submission stands. at sets the time (naive UTC) in a demo database only.
    Raises NotAllowed; Conflict revised_since with every key that somebody changed after
    changes.base, plan_changed, restored_since; Refusal nothing_to_commit, reason_missing,
    value_locked with every key that is approved, needs_review and undo_needs_unlock; StoreTrouble
    safe_mode, no_room, not_written, and of a server unreachable, overtaken, server_busy,
    server_full, and outcome_unknown where it stays away after it was asked to keep the submission.
    """
    with audit.guarded(db, user, table=changes.table.name):
        user.may(RIGHT[changes.table.name])
        checks.refuse_foreign(db, changes, user)
    if at is not None and not db.demo:
        raise Refusal("time_is_real")
    token = token or secrets.token_hex(16)
    db.check_room(len(sent.data) if sent else 0)

    def write() -> Receipt:
        with audit.guarded(db, user, table=changes.table.name), db.writing() as cursor:
            return _committed(
                cursor, db, changes, user, note, filename, sha256, token, sent, undoes, at
            )

    try:
        return write()
    except StoreTrouble as trouble:
        # Whether a write that broke off was kept only the database knows: the token tells.
        if trouble.code in again.BROKE_OFF:
            return replace(again.once_more(write, trouble), repeated=False)
        kept = receipt(db, token) if trouble.code == "not_written" else None
        if kept is None:
            raise
        return replace(kept, repeated=False)


def _committed(
    cursor: Cursor,
    db: Database,
    changes: Changes,
    user: User,
    note: str,
    filename: str,
    sha256: str,
    token: str,
    sent: Sent | None,
    undoes: int | None,
    at: datetime | None,
) -> Receipt:
    """What commit does inside its transaction."""
    people.still(db, cursor, user)
    earlier = receipt_of(cursor, token)
    if earlier is not None:
        return earlier
    refuse_unready(cursor, changes, undoes)
    if undoes is None:
        checks.refuse_unreviewed(cursor, db, changes, user)
    else:
        checks.refuse_unreviewed_undo(cursor, db, changes, user, undoes)
    given = put(
        cursor,
        changes,
        author=user.name,
        department=user.department,
        filename=sent.filename if sent else filename,
        sha256=sent.sha256 if sent else sha256,
        note=note,
        token=token,
        undoes=undoes,
        at=at,
    )
    if sent:
        uploads.keep(cursor, given.seq, user.department, sent)
    told = {
        "seq": given.seq,
        "rows": len(changes),
        "department": user.department,
        "file": sent.filename if sent else filename,
        "sha256": sent.sha256 if sent else sha256,
        "undoes": undoes,
    }
    audit.append(cursor, _kind(changes, undoes), user, told)
    return given


def refuse_unready(cursor: Cursor, changes: Changes, undoes: int | None = None) -> None:
    """Refuse what says nothing, gives no reason for a correction, or knew an older plan or data."""
    if not len(changes):
        raise Refusal("nothing_to_commit")
    if undoes is not None:
        return
    if seq := checks.restored_after(cursor, changes.base):
        raise Conflict("restored_since", seq=seq)
    if changes.table is not ACTUALS:
        return
    if silent := unexplained(changes):
        raise Refusal("reason_missing", count=silent)
    if seq := checks.newer_plan(cursor, changes.base):
        raise Conflict("plan_changed", seq=seq)


def put(
    cursor: Cursor,
    changes: Changes,
    *,
    author: str,
    department: str,
    filename: str,
    sha256: str,
    note: str,
    token: str,
    undoes: int | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Append changes as a submission, inside the transaction of whoever made sure it may be.

    Refuses only what is approved or was changed since; who may write was asked before.
    """
    seq = _next(cursor)
    created_at = _moment(cursor, at)
    checks.stage(cursor, changes, seq)
    cursor.execute(
        """
        insert into change_set (seq, kind, author, department, created_at, filename, sha256,
            n_rows, base_seq, undoes, note, client_token)
        values ($seq, $kind, $author, $department, $created_at, $filename, $sha256,
            $n_rows, $base_seq, $undoes, $note, $token)""",
        {
            "seq": seq,
            "kind": changes.table.name if undoes is None else "undo",
            "author": author,
            "department": department,
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

    Raises Conflict revised_since where a later submission that stands changed one of its values,
    Refusal already_undone, no_such_submission.
    """
    head = read.head(db)
    given = ledger.submission(db, seq)
    if given.undone_by is not None:
        raise Refusal("already_undone", seq=seq, by=given.undone_by)
    written = ledger.changes_of(db, seq)
    again = _stored_again(db, written, seq, head)
    changes = reverse(written, base=head if again else seq)
    return commit(db, changes, user, note=note, undoes=seq, at=at)


def _stored_again(db: Database, written: Changes, seq: int, head: int) -> bool:
    """Say whether a submission's rows are what is stored: later changes were all taken back."""
    if written.table is ACTUALS:
        return not story.blocking(db, seq).submissions
    now = read.latest_of(db, written.table, written.rows, head)
    stands = written.rows.filter(pc.not_equal(written.rows["kind"], REMOVED))
    return not len(compare(written.table, now, stands, head, complete=True))


def receipt(db: Database, token: str) -> Receipt | None:
    """Give the receipt of the standing submission with this token, or None where there is none."""
    with db.reading() as cursor:
        return receipt_of(cursor, token)


def _kind(changes: Changes, undoes: int | None) -> str:
    """What the audit calls a submission."""
    if undoes is not None:
        return "undo"
    return "submission" if changes.table is ACTUALS else changes.table.name


def receipt_of(cursor: Cursor, token: str) -> Receipt | None:
    """The same inside a transaction."""
    found = cursor.execute(
        """
        select seq, created_at, n_rows from change_set
        where client_token = $token order by seq desc limit 1""",
        {"token": token},
    ).fetchone()
    if found is None or not _stands(cursor, found[0]):
        return None
    return Receipt(*found, repeated=True)


def _stands(cursor: Cursor, seq: int) -> bool:
    """Say whether nothing that stands undoes a submission: a redo makes it stand again."""
    undone = cursor.execute(
        "select seq from change_set where undoes = $seq", {"seq": seq}
    ).fetchall()
    return not any(_stands(cursor, by) for (by,) in undone)


def _next(cursor: Cursor) -> int:
    row = cursor.execute("update head set seq = seq + 1 where id = 1 returning seq").fetchone()
    assert row is not None  # 0001 puts the row in
    return int(row[0])


def _moment(cursor: Cursor, at: datetime | None) -> datetime:
    now = at or datetime.now(UTC).replace(tzinfo=None)
    row = cursor.execute("select max(created_at) from change_set").fetchone()
    last = row[0] if row else None
    # A clock set back must not put a later submission before an earlier one.
    return now if last is None or now > last else last + timedelta(microseconds=1)
