"""What waits for a reviewer and what became of it: read by whoever may know; never decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lib.access import User
from lib.changes import ACTUALS, Changes, compare
from lib.fields import CITY
from lib.issues import Refusal
from lib.store import audit, checks, review, rows, statements, uploads
from lib.store.cursor import Cursor
from lib.store.database import Database
from lib.store.uploads import Sent

WAITING, APPROVED, RETURNED, WITHDRAWN = "waiting", "approved", "returned", "withdrawn"


@dataclass(frozen=True)
class Proposal:
    """A submission before its review, and what became of it. Times are naive UTC.

    departments are those that want it reviewed, department is the one it is reported for. base is
    the submission that its author knew. corrections are how the reading of the file was corrected.
    state is waiting, approved (as submission seq), returned (for a reason) or withdrawn.
    """

    n: int
    made_at: datetime
    author: str
    account: str
    department: str
    departments: tuple[str, ...]
    base: int
    n_rows: int
    note: str
    token: str
    filename: str
    sha256: str
    encoding: str
    sheet: str
    corrections: tuple[tuple[str, str], ...]
    state: str = WAITING
    seq: int | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""


def proposals(db: Database, user: User) -> list[Proposal]:
    """What a person may see of proposals, the newest first: their own departments' and their own.

    Raises NotAllowed where somebody may neither report nor review.
    """
    _refuse_reader(db, user)
    with db.reading() as cursor:
        return [p for p in known(cursor) if _for(p, user)]


def proposal(db: Database, n: int, user: User) -> Proposal:
    """Give one of them. Raises NotAllowed, Refusal no_such_proposal."""
    found = next((p for p in proposals(db, user) if p.n == n), None)
    if found is None:
        raise Refusal("no_such_proposal", n=n)
    return found


def proposed_changes(db: Database, n: int, user: User) -> Changes:
    """Give what a proposal would change, as its author saw it. Raises what proposal raises."""
    given = proposal(db, n, user)
    with db.reading() as cursor:
        return changes_in(cursor, given)


def moved_since(db: Database, n: int, user: User) -> list[dict[str, Any]]:
    """Give the values of a proposal that somebody changed since, as Conflict revised_since does.

    Raises what proposal raises.
    """
    changes = proposed_changes(db, n, user)
    with db.reading() as cursor:
        cursor.stage("stage", rows.stage(changes, 0))
        return checks.revised_since(cursor, changes)


def proposed_file(db: Database, n: int, user: User) -> Sent | None:
    """Give the file of a proposal as it was sent, or None where it was not made of one.

    Raises NotAllowed, Refusal no_such_proposal, file_damaged.
    """
    with audit.guarded(db, user, proposal=n):
        user.may("read_files")
    proposal(db, n, user)
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select p.filename, f.packed, f.size, p.sha256, p.encoding, p.sheet, p.reading, p.shape
            from proposal p join upload_file f on f.sha256 = p.sha256
            where p.n = $n""",
            {"n": n},
        ).fetchone()
    return None if row is None else uploads.unpacked(row, n)


def waiting_with(db: Database, *, token: str = "", sha256: str = "") -> Proposal | None:
    """Give the proposal with this token, or of this very file, that still waits, or None."""
    with db.reading() as cursor:
        found = (p for p in known(cursor) if p.state == WAITING)
        for given in found:
            if (token and given.token == token) or (sha256 and given.sha256 == sha256):
                return given
    return None


def last_returned(db: Database, token: str) -> Proposal | None:
    """Give the last proposal with a token where it was sent back, or None."""
    with db.reading() as cursor:
        last = next((p for p in known(cursor) if p.token == token), None)
    return last if last and last.state == RETURNED else None


def waiting_cells(db: Database, whole: str = CITY) -> dict[tuple[str, str, date], datetime]:
    """When every value of the whole that waits was sent, by target, contributor and period's end.

    Says that something waits, to whomever; never what it is.
    """
    with db.reading() as cursor:
        found = cursor.execute(
            """
            select r.target_id, r.contributor, r.period_end, max(p.made_at)
            from proposal_row r join proposal p on p.n = r.n
            where r.region = $whole and not exists (
                select 1 from review_log l where l.proposal = r.n)
            group by r.target_id, r.contributor, r.period_end""",
            {"whole": whole},
        ).fetchall()
    return {(target, contributor, end): at for target, contributor, end, at in found}


def to_decide(db: Database, user: User) -> int:
    """Count what waits for a reviewer; 0 for whoever reviews nothing."""
    if not user.can("review"):
        return 0
    with db.reading() as cursor:
        return sum(p.state == WAITING and may_decide(p, user) for p in known(cursor))


def may_decide(given: Proposal, user: User) -> bool:
    """Say whether somebody would be let decide; decides nothing itself."""
    own = not user.departments or set(given.departments) <= set(user.departments)
    return user.can("review") and own and not review.same_person(user, given.author, given.account)


def changes_in(cursor: Cursor, given: Proposal) -> Changes:
    """What was sent beside what was stored then, inside a transaction."""
    cursor.execute(
        """
        select * from proposal_row where n = $n
        order by line, cell, target_id, region, contributor, period_end, span""",
        {"n": given.n},
    )
    brought = rows.of(ACTUALS, cursor)
    cursor.stage("stage", brought.select(list(ACTUALS.key)))
    cursor.execute(statements.ACTUALS.latest_of_stage, {"seq": given.base})
    return compare(ACTUALS, rows.of(ACTUALS, cursor), brought, given.base)


def known(cursor: Cursor, n: int | None = None) -> list[Proposal]:
    """Every proposal or one, the newest first, inside a transaction."""
    found = cursor.execute(
        """
        select p.n, p.made_at, p.author, p.account, p.department, p.departments, p.base_seq,
            p.n_rows, p.note, p.client_token, p.filename, p.sha256, p.encoding, p.sheet,
            p.corrections, coalesce(l.kind, 'waiting'), l.seq, coalesce(l.who, ''), l.done_at,
            coalesce(l.reason, '')
        from proposal p
        left join review_log l on l.proposal = p.n and l.kind <> 'unlocked'
        where $every or p.n = $n
        order by p.n desc""",
        {"every": n is None, "n": n},
    ).fetchall()
    out = []
    for row in found:
        one = Proposal(*row)
        departments, corrections = json.loads(row[5]), json.loads(row[14])
        told = {"departments": tuple(departments), "corrections": tuple(map(tuple, corrections))}
        out.append(Proposal(**{**vars(one), **told}))
    return out


def _refuse_reader(db: Database, user: User) -> None:
    if user.can("write_actuals"):
        return
    with audit.guarded(db, user, page="review"):
        user.may("review")


def _for(given: Proposal, user: User) -> bool:
    concerned = {given.department, *given.departments}
    own = review.same_person(user, given.author, given.account)
    return own or not user.departments or bool(concerned & set(user.departments))
