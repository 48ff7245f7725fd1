"""What stops a write, asked inside its transaction; each check refuses, or does nothing."""

from __future__ import annotations

from typing import Any

from lib.access import User
from lib.changes import ACTUALS, Changes
from lib.issues import Conflict, NotAllowed, Refusal
from lib.store import ledger, planned, review, rows, statements
from lib.store.cursor import Cursor
from lib.store.database import Database


def refuse_foreign(db: Database, changes: Changes, user: User) -> None:
    """A department changes only what it leads or supports."""
    if changes.table is not ACTUALS or not user.departments:
        return
    plan, own = planned.newest_plan(db), set(user.departments)
    theirs = {
        plan.root(t).target_id
        for t in plan
        if own & {*t.lead_departments, *t.supporting_departments}
    }
    foreign = sorted({*changes.rows["target_id"].to_pylist()} - theirs)
    if foreign or (user.department and user.department not in own):
        named = foreign or [user.department]
        raise NotAllowed("not_their_target", name=user.name, targets="、".join(named[:5]))


def restored_after(cursor: Cursor, base: int) -> int:
    """Give the number of a restore after base, 0 for none: what somebody looked at is gone."""
    row = cursor.execute("select value from about where name = 'restored'").fetchone()
    return int(row[0]) if row and int(row[0]) > base else 0


def newer_plan(cursor: Cursor, base: int) -> int:
    """Give the last change of the plan after base, 0 for none: what was checked by an older plan
    is checked again before it is written.
    """
    row = cursor.execute(
        "select max(seq) from change_set where seq > $base and kind = 'plan'", {"base": base}
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def refuse_unreviewed(cursor: Cursor, db: Database, changes: Changes, user: User) -> None:
    """What a department wants reviewed is not written by whoever reports it."""
    if wanted := review.concerned(cursor, db, changes, user.department):
        raise Refusal("needs_review", departments="、".join(wanted))


def refuse_unreviewed_undo(
    cursor: Cursor, db: Database, changes: Changes, user: User, undoes: int
) -> None:
    """An undo brings back what stood before: a reviewer has to let the submission go first."""
    given = ledger.submission(db, undoes)
    while given.undoes is not None:
        given = ledger.submission(db, given.undoes)
    found = review.review_of(cursor, given.seq)
    if found.unlocked_by or found.locked:  # what locks it refuses it too, with more to say
        return
    if wanted := {
        *review.concerned(cursor, db, changes, user.department),
        *review.concerned(cursor, db, changes, given.department),
    }:
        raise Refusal("undo_needs_unlock", seq=given.seq, departments="、".join(sorted(wanted)))


def stage(cursor: Cursor, changes: Changes, seq: int) -> None:
    """Put the rows where the statements look for them.

    Refused where somebody changed one since the person looked, or where one is approved.
    """
    cursor.stage("stage", rows.stage(changes, seq))
    if changes.table is ACTUALS:
        _refuse_locked(cursor)
    if revised := revised_since(cursor, changes):
        raise Conflict(
            "revised_since",
            count=len(revised),
            keys=_keys(changes, revised),
            seqs="、".join(f"#{seq}" for seq in sorted({row["seq"] for row in revised})),
            rows=tuple(revised),
        )


def revised_since(cursor: Cursor, changes: Changes) -> list[dict[str, Any]]:
    """Give every staged key that somebody changed after the base, and what it holds now."""
    sql = statements.BY_TABLE[changes.table.name].revised
    return rows.records(cursor.execute(sql, {"base": changes.base}))


def _refuse_locked(cursor: Cursor) -> None:
    """What was approved stays until a reviewer takes the approval back."""
    found = review.locked_rows(cursor)
    if found:
        first = found[0]
        raise Refusal(
            "value_locked",
            count=len(found),
            keys="；".join(
                " ".join(str(row[n]) for n in ACTUALS.key if row[n]) for row in found[:5]
            ),
            seqs="、".join(f"#{seq}" for seq in sorted({row["seq"] for row in found})),
            name=first["who"],
            when=first["done_at"],
            rows=tuple(found),
        )


def _keys(changes: Changes, found: list[dict[str, Any]]) -> str:
    table = changes.table
    keys = [" ".join(str(row[n]) for n in table.key if row[n]) for row in found]
    return "；".join(keys[:5])
