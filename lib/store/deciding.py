"""From a proposal to a submission: proposed, taken back, sent back, approved, each in one
transaction. No value enters the actuals before somebody else than its author approved it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from lib.access import User
from lib.changes import ACTUALS, Changes
from lib.issues import Conflict, NotAllowed, Refusal
from lib.store import audit, checks, people, review, uploads, write
from lib.store.cursor import Cursor
from lib.store.database import Database
from lib.store.proposals import APPROVED, RETURNED, WAITING, WITHDRAWN, Proposal, changes_in, known
from lib.store.uploads import Sent
from lib.store.write import Receipt


def propose(
    db: Database,
    changes: Changes,
    user: User,
    *,
    note: str = "",
    token: str = "",
    sent: Sent | None = None,
    corrections: Sequence[tuple[str, str]] = (),
) -> Proposal:
    """Keep changes for a reviewer, with the file they came in; nothing is written into the actuals.

    The same token again gives the proposal that waits already. Raises what commit raises, and
    Refusal review_not_needed, already_written.
    """
    with audit.guarded(db, user, table=ACTUALS.name):
        user.may("write_actuals")
        checks.refuse_foreign(db, changes, user)
    token = token or secrets.token_hex(16)
    with audit.guarded(db, user, table=ACTUALS.name), db.writing() as cursor:
        people.still(db, cursor, user)
        waits = [p for p in known(cursor) if p.token == token and p.state == WAITING]
        if waits:
            return waits[0]
        if earlier := write.receipt_of(cursor, token):
            raise Refusal("already_written", seq=earlier.seq)
        write.refuse_unready(cursor, changes)
        concerned = review.concerned(cursor, db, changes, user.department)
        if not concerned:
            raise Refusal("review_not_needed")
        checks.stage(cursor, changes, 0)
        n = _insert(cursor, changes, user, concerned, note, token, sent, corrections)
        told = {
            "proposal": n,
            "rows": len(changes),
            "department": user.department,
            "file": sent.filename if sent else "",
            "sha256": sent.sha256 if sent else "",
        }
        audit.append(cursor, "proposal", user, told)
        return known(cursor, n)[0]


def withdraw(db: Database, n: int, user: User) -> None:
    """Take back what waits; only its author may. Raises NotAllowed, Refusal proposal_decided."""
    with audit.guarded(db, user, proposal=n), db.writing() as cursor:
        user.may("write_actuals")
        people.still(db, cursor, user)
        given = _waiting(cursor, n)
        if not review.same_person(user, given.author, given.account):
            raise NotAllowed("not_own_proposal", name=user.name)
        review.log(cursor, WITHDRAWN, user, proposal=n)
        audit.append(cursor, "withdrawn", user, {"proposal": n})


def send_back(db: Database, n: int, user: User, *, reason: str) -> None:
    """Send back what waits, for a reason that its author reads.

    Raises NotAllowed, Refusal reason_first, proposal_decided, no_such_proposal.
    """
    if not reason.strip():
        raise Refusal("reason_first")
    with audit.guarded(db, user, proposal=n), db.writing() as cursor:
        given = _deciding(db, cursor, n, user)
        review.refuse_foreign(user, given.departments, "not_their_review")
        review.log(cursor, RETURNED, user, proposal=n, reason=reason.strip())
        told = {"proposal": n, "author": given.author, "reason": reason.strip()}
        audit.append(cursor, "returned", user, told)


def approve(db: Database, n: int, user: User) -> Receipt:
    """Write what waits as one submission of its author, exactly as its author saw it.

    Whatever its author did not know is in the way: a value changed since, a newer plan, an
    approval of the same value. Raises NotAllowed (also for its own author); Conflict
    revised_since, proposal_outdated; Refusal value_locked, proposal_decided, no_such_proposal.
    """
    with audit.guarded(db, user, proposal=n), db.writing() as cursor:
        given = _deciding(db, cursor, n, user)
        changes = changes_in(cursor, given)
        now = review.concerned(cursor, db, changes, given.department)
        review.refuse_foreign(user, {*given.departments, *now}, "not_their_review")
        if seq := checks.newer_plan(cursor, given.base):
            raise Conflict("proposal_outdated", n=n, seq=seq)
        made = write.put(
            cursor,
            changes,
            author=given.author,
            department=given.department,
            filename=given.filename,
            sha256=given.sha256,
            note=given.note,
            token=given.token,
        )
        cursor.execute(
            """
            insert into upload (seq, sha256, filename, department, encoding, sheet, reading, shape)
            select $seq, sha256, filename, department, encoding, sheet, reading, shape
            from proposal where n = $n and sha256 <> ''""",
            {"seq": made.seq, "n": n},
        )
        review.log(cursor, APPROVED, user, proposal=n, seq=made.seq)
        told = {
            "proposal": n,
            "seq": made.seq,
            "rows": made.n_rows,
            "author": given.author,
            "department": given.department,
            "sha256": given.sha256,
        }
        audit.append(cursor, "approved", user, told)
        return made


def _deciding(db: Database, cursor: Cursor, n: int, user: User) -> Proposal:
    """What waits, for somebody else than its author who may review."""
    user.may("review")
    people.still(db, cursor, user)
    given = _waiting(cursor, n)
    if review.same_person(user, given.author, given.account):
        raise NotAllowed("own_proposal", name=user.name)
    return given


def _waiting(cursor: Cursor, n: int) -> Proposal:
    found = known(cursor, n)
    if not found:
        raise Refusal("no_such_proposal", n=n)
    if found[0].state != WAITING:
        raise Refusal("proposal_decided", n=n, name=found[0].decided_by)
    return found[0]


def _insert(
    cursor: Cursor,
    changes: Changes,
    user: User,
    departments: Sequence[str],
    note: str,
    token: str,
    sent: Sent | None,
    corrections: Sequence[tuple[str, str]],
) -> int:
    n = _next(cursor)
    if sent:
        uploads.keep_bytes(cursor, sent)
    told = sent or Sent("", b"", "")
    cursor.execute(
        """
        insert into proposal (n, made_at, author, account, department, departments, base_seq,
            n_rows, note, client_token, filename, sha256, encoding, sheet, reading, shape,
            corrections)
        values ($n, $at, $author, $account, $department, $departments, $base, $n_rows, $note,
            $token, $filename, $sha256, $encoding, $sheet, $reading, $shape, $corrections)""",
        {
            "n": n,
            "at": people.now(),
            "author": user.name,
            "account": user.account,
            "department": user.department,
            "departments": _json(departments),
            "base": changes.base,
            "n_rows": len(changes),
            "note": note,
            "token": token,
            "filename": told.filename,
            "sha256": told.sha256,
            "encoding": told.encoding,
            "sheet": told.sheet,
            "reading": told.reading,
            "shape": told.shape,
            "corrections": _json(corrections),
        },
    )
    cursor.stage("brought", changes.rows)
    cursor.execute(
        """
        insert into proposal_row (n, target_id, region, contributor, period_end, span, period,
            value, light, finality, source, note, reason, line, cell)
        select $n, target_id, region, contributor, period_end, span, period,
            value, light, finality, source, note, reason, line, cell from brought""",
        {"n": n},
    )
    return n


def _next(cursor: Cursor) -> int:
    """The next number of a proposal."""
    row = cursor.execute(
        "update review_head set proposals = proposals + 1 where id = 1 returning proposals"
    ).fetchone()
    assert row is not None  # 0007 puts the row in
    return int(row[0])


def _json(value: Sequence[Any]) -> str:
    return json.dumps(list(value), ensure_ascii=False)
