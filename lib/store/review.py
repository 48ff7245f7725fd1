"""Which departments need a review, what was approved and is locked, and the way to unlock it."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lib.access import User
from lib.changes import ACTUALS, Changes
from lib.issues import NotAllowed, Refusal
from lib.people.account import key_of
from lib.store import audit, ledger, people, planned, rows
from lib.store.cursor import Cursor
from lib.store.database import Database


@dataclass(frozen=True)
class Review:
    """What became of a submission under review. Times are naive UTC.

    proposal is None where it was written before its department needed a review; then approved_by
    is empty. Where unlocked_by is empty too, nothing of the kind was ever said about it.
    """

    seq: int
    proposal: int | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    unlocked_by: str = ""
    unlocked_at: datetime | None = None
    reason: str = ""

    @property
    def locked(self) -> bool:
        """Say whether its values may not be touched."""
        return bool(self.approved_by) and not self.unlocked_by


def reviewing(db: Database) -> tuple[str, ...]:
    """Departments whose submissions need a review, by name."""
    with db.reading() as cursor:
        return _required(cursor)


def require_review(db: Database, departments: Collection[str], user: User) -> None:
    """Say which departments need a review from now on; the others do not.

    What is approved stays locked, and what waits goes on waiting. Raises NotAllowed, Refusal
    nothing_to_commit.
    """
    with audit.guarded(db, user, what="review"):
        user.may("manage_people")
    with audit.guarded(db, user, what="review"), db.writing() as cursor:
        people.still(db, cursor, user)
        before, after = set(_required(cursor)), set(departments)
        if before == after:
            raise Refusal("nothing_to_commit")
        for department in sorted(before ^ after):
            cursor.execute(
                """
                insert into review_rule (n, department, required, made_at, made_by)
                values ($n, $department, $required, $at, $by)""",
                {
                    "n": next_number(cursor),
                    "department": department,
                    "required": department in after,
                    "at": people.now(),
                    "by": user.account or user.name,
                },
            )
        audit.append(cursor, "review_set", user, {"departments": sorted(after) or ["—"]})


def needs_review(db: Database, changes: Changes, department: str) -> tuple[str, ...]:
    """Name the departments that want these changes reviewed; empty where they are just written."""
    with db.reading() as cursor:
        return concerned(cursor, db, changes, department)


def concerned(cursor: Cursor, db: Database, changes: Changes, department: str) -> tuple[str, ...]:
    """The same inside a transaction.

    The department that is reported for counts, and every one that leads a changed target: else
    one that only supports could write what its lead wants reviewed.
    """
    required = set(_required(cursor)) if changes.table is ACTUALS else set()
    if not required:
        return ()
    plan = planned.newest_plan(db)
    touched = set(pc.unique(changes.rows["target_id"]).to_pylist())
    leads = {d for t in plan if plan.root(t).target_id in touched for d in t.lead_departments}
    return tuple(sorted(required & (leads | {department})))


def reviews(db: Database, seqs: Iterable[int] | None = None) -> dict[int, Review]:
    """What became of submissions under review, by their number; those without a word left out."""
    with db.reading() as cursor:
        return _reviews(cursor, None if seqs is None else list(seqs))


def review_of(cursor: Cursor, seq: int) -> Review:
    """The same for one, inside a transaction."""
    return _reviews(cursor, [seq]).get(seq, Review(seq))


def locked(db: Database, changes: Changes) -> list[dict[str, Any]]:
    """Give the changed values that are approved: their key, and seq, who and done_at of that."""
    if changes.table is not ACTUALS:
        return []
    with db.reading() as cursor:
        cursor.stage("stage", rows.stage(changes, 0))
        return locked_rows(cursor)


def locked_rows(cursor: Cursor) -> list[dict[str, Any]]:
    """The same for what stands in stage.

    Nothing writes over a locked value, so whatever approved submission holds its key locks it.
    """
    standing = cursor.execute(
        """
        select distinct seq from review_log a where kind = 'approved' and not exists (
            select 1 from review_log u where u.kind = 'unlocked' and u.seq = a.seq)"""
    ).fetchall()
    if not standing:
        return []
    cursor.stage("approved", pa.table({"seq": pa.array([s for (s,) in standing], pa.int64())}))
    # Asked first with as few columns as will do: nearly every submission touches nothing approved.
    touched = cursor.execute(
        """
        select count(*) from actual_log l
        join stage s
          on l.target_id = s.target_id and l.region = s.region
         and l.contributor = s.contributor and l.period_end = s.period_end
         and l.span = s.span
        join approved a on a.seq = l.seq""",
    ).fetchone()
    if not touched or not touched[0]:
        return []
    cursor.execute(
        """
        select l.target_id, l.region, l.contributor, l.period_end, l.span, l.period, l.value,
            l.light, l.seq, v.who, v.done_at
        from (
            select l.* from actual_log l join stage s
              on l.target_id = s.target_id and l.region = s.region
             and l.contributor = s.contributor and l.period_end = s.period_end
             and l.span = s.span
            where l.seq >= $first) l
        join approved a on a.seq = l.seq
        join review_log v on v.seq = l.seq and v.kind = 'approved'
        order by l.target_id, l.region, l.contributor, l.period_end, l.span""",
        {"first": min(s for (s,) in standing)},
    )
    return rows.records(cursor)


def unlock(db: Database, seq: int, user: User, *, reason: str) -> None:
    """Take the approval of a submission back, so that its values can be corrected or undone.

    One that was written before its department needed a review is let go in the same way.
    Raises NotAllowed (also for its own author), Refusal reason_first, not_approved,
    already_unlocked, no_such_submission.
    """
    with audit.guarded(db, user, seq=seq):
        user.may("review")
    if not reason.strip():
        raise Refusal("reason_first")
    given = ledger.submission(db, seq)
    if given.kind != "actuals":
        raise Refusal("not_approved", seq=seq)
    with audit.guarded(db, user, seq=seq), db.writing() as cursor:
        people.still(db, cursor, user)
        found = review_of(cursor, seq)
        wanted = concerned(cursor, db, ledger.changes_of(db, seq), given.department)
        if found.unlocked_by:
            raise Refusal("already_unlocked", seq=seq, name=found.unlocked_by)
        if not found.approved_by and not wanted:
            raise Refusal("not_approved", seq=seq)
        proposed = _proposed(cursor, found.proposal)
        account, departments = proposed or ("", ())
        refuse_foreign(user, {*wanted, *departments}, "not_their_review")
        if same_person(user, given.author, account):
            raise NotAllowed("own_submission", name=user.name)
        log(cursor, "unlocked", user, proposal=found.proposal, seq=seq, reason=reason.strip())
        told = {"seq": seq, "department": given.department, "reason": reason.strip()}
        audit.append(cursor, "unlocked", user, told)


def refuse_foreign(user: User, departments: Collection[str], code: str) -> None:
    """A reviewer of some departments decides about nothing that concerns others."""
    foreign = sorted(set(departments) - set(user.departments)) if user.departments else []
    if foreign:
        raise NotAllowed(code, name=user.name, departments="、".join(foreign))


def same_person(user: User, name: str, account: str) -> bool:
    """Say whether a user is the one of a name: by the accounts, where both have one."""
    if account and user.account:
        return account == user.account
    return key_of(name) == key_of(user.name)


def log(
    cursor: Cursor,
    kind: str,
    user: User,
    *,
    proposal: int | None = None,
    seq: int | None = None,
    reason: str = "",
) -> None:
    """Add what somebody decided."""
    cursor.execute(
        """
        insert into review_log (n, kind, proposal, seq, done_at, who, account, reason)
        values ($n, $kind, $proposal, $seq, $at, $who, $account, $reason)""",
        {
            "n": next_number(cursor),
            "kind": kind,
            "proposal": proposal,
            "seq": seq,
            "at": people.now(),
            "who": user.name,
            "account": user.account,
            "reason": reason,
        },
    )


def next_number(cursor: Cursor) -> int:
    """The next number of a rule or a decision."""
    row = cursor.execute("update review_head set n = n + 1 where id = 1 returning n").fetchone()
    assert row is not None  # 0007 puts the row in
    return int(row[0])


def _required(cursor: Cursor) -> tuple[str, ...]:
    found = cursor.execute(
        """
        select department from review_rule r
        where required and n = (select max(n) from review_rule o where o.department = r.department)
        order by department"""
    ).fetchall()
    return tuple(department for (department,) in found)


def _reviews(cursor: Cursor, seqs: list[int] | None) -> dict[int, Review]:
    found = cursor.execute(
        """
        select seq, kind, proposal, who, done_at, reason from review_log
        where kind in ('approved', 'unlocked') and ($every or seq = any($seqs)) order by n""",
        {"every": seqs is None, "seqs": seqs or []},
    ).fetchall()
    told: dict[int, dict[str, Any]] = {}
    for seq, kind, proposal, who, at, reason in found:
        one = told.setdefault(seq, {"seq": seq, "proposal": proposal})
        one |= {f"{kind}_by": who, f"{kind}_at": at, "reason": reason}
    return {seq: Review(**one) for seq, one in told.items()}


def _proposed(cursor: Cursor, n: int | None) -> tuple[str, tuple[str, ...]] | None:
    """Account of a proposal's author, and the departments it concerned."""
    row = cursor.execute(
        "select account, departments from proposal where n = $n", {"n": n}
    ).fetchone()
    return (row[0], tuple(json.loads(row[1]))) if row else None
