"""Accounts, sessions and tries to sign in: written, read, and the check of who is really here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lib.access import User
from lib.issues import NotAllowed, Refusal, StoreTrouble
from lib.people import patience, sessions
from lib.people.account import Account, in_plan
from lib.people.patience import Try
from lib.people.sessions import Session
from lib.store import audit
from lib.store.cursor import Cursor
from lib.store.database import Database
from lib.store.remembered import until_written

KEPT = timedelta(days=30)
"""How long ended sessions and old tries stay."""


def now() -> datetime:
    """This moment as the store keeps it: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def accounts(db: Database) -> list[Account]:
    """Every account as it is now, by key."""
    with db.reading() as cursor:
        return _accounts(cursor, "")


@until_written
def account(db: Database, key: str) -> Account | None:
    """Give an account by what is typed at sign-in."""
    with db.reading() as cursor:
        return next(iter(_accounts(cursor, key)), None)


def account_of(db: Database, issuer: str, subject: str) -> Account | None:
    """Give the account of a person at the office's own sign-in."""
    found = (a for a in accounts(db) if (a.issuer, a.subject) == (issuer, subject))
    return next(found, None) if subject else None


def keep_account(
    db: Database, made: Account, by: User, *, before: Account | None, kind: str = ""
) -> None:
    """Write a new or changed account. before is what the writer saw; None for a new one.

    Sessions end where the account was shut or its password changed.
    Raises Refusal account_exists, account_changed, last_administrator.
    """
    with db.writing() as cursor:
        n = _next(cursor)
        known = next(iter(_accounts(cursor, made.key)), None)
        if before is None and known is not None:
            raise Refusal("account_exists", found=made.key)
        if before is not None and known != before:
            raise Refusal("account_changed", name=before.name)
        _insert(cursor, n, made, by)
        # A plan beside the home plan always has those who administrate that.
        if before is not None and before.role == "administrator" and db.people is None:
            heads = [a for a in _accounts(cursor, "") if a.role == "administrator" and a.active]
            if not heads:
                raise Refusal("last_administrator", name=made.name)
        if before is not None and (not made.active or made.password != before.password):
            _end_all(cursor, made.key, "changed", by.session)
        audit.append(
            cursor,
            kind or ("account_added" if before is None else "account_changed"),
            by,
            {"of": made.key, **_told(before, made)},
        )


def open_session(
    db: Database, secret: str, of: Account, kind: str, address: str, *, at: datetime
) -> Session:
    """Begin a session of somebody who proved who they are, and tidy what is long over."""
    made = Session(sessions.key_of(secret), of.key, kind, address, at, at)
    with db.writing(passing=True) as cursor:
        cursor.execute(
            """
            insert into session (session, account, kind, address, made_at, seen_at, ended_by)
            values ($key, $account, $kind, $address, $at, $at, '')""",
            {"key": made.key, "account": of.key, "kind": kind, "address": address, "at": at},
        )
        cursor.execute("delete from session where seen_at < $old", {"old": at - KEPT})
        cursor.execute("delete from sign_in_try where tried_at < $old", {"old": at - KEPT})
        _try(cursor, of.key, address, at, "passed")
        user = User(of.name, of.role, account=of.key, address=address)
        audit.append(cursor, "sign_in", user, {"by": kind})
    return made


@until_written
def session(db: Database, key: str) -> Session | None:
    """Give a session by its key."""
    with db.reading() as cursor:
        return _session(cursor, key)


def sessions_of(db: Database, key: str = "") -> list[Session]:
    """Every session that has not ended, of one account or of all, the latest first."""
    with db.reading() as cursor:
        rows = cursor.execute(
            """
            select session, account, kind, address, made_at, seen_at, ended_at, ended_by
            from session where ended_at is null and ($key = '' or account = $key)
            order by seen_at desc""",
            {"key": key},
        ).fetchall()
    return [Session(*row) for row in rows]


def note_seen(db: Database, key: str, at: datetime) -> None:
    """Note that the person is still here."""
    with db.writing(passing=True) as cursor:
        cursor.execute(
            "update session set seen_at = $at where session = $key and ended_at is null",
            {"at": at, "key": key},
        )


def end_session(db: Database, key: str, why: str, user: User) -> None:
    """End one session, in every tab; nothing happens where it has ended."""
    with db.writing(passing=True) as cursor:
        found = _session(cursor, key)
        if found is None or found.ended_at is not None:
            return
        cursor.execute(
            "update session set ended_at = $at, ended_by = $why where session = $key",
            {"at": now(), "why": why, "key": key},
        )
        audit.append(cursor, "sign_out" if why == "out" else "session_ended", user, {"why": why})


def end_sessions(db: Database, key: str, why: str, by: User) -> None:
    """End every session of an account, or of everybody where key is empty."""
    with db.writing() as cursor:
        _end_all(cursor, key, why, "")
        audit.append(cursor, "session_ended", by, {"of": key or "*", "why": why})


def knock(db: Database, key: str, address: str, at: datetime) -> datetime | None:
    """Begin a try to sign in: None where the door is open, else when it will be.

    The try counts as failed until open_session says otherwise, so that a hundred at once get no
    more than their turn.
    """
    with db.writing(passing=True) as cursor:
        known = _tries(cursor, key, address, at)
        until = patience.opens_at(known, key, address)
        if until is not None and until > at:
            return until
        _try(cursor, key, address, at, "failed")
    return None


def failed(db: Database, known: Account | None, address: str) -> None:
    """Record that somebody did not get in. What nobody is called may be a password: left out."""
    stranger, key = User("", "nobody", address=address), known.key if known else ""
    with db.writing(passing=True) as cursor:
        audit.append(cursor, "sign_in_refused", stranger, {"of": key})


def forgive(db: Database, key: str, by: User) -> None:
    """Open the door again for an account after wrong tries."""
    by.may("manage_people")
    with db.writing() as cursor:
        known = _tries(cursor, key, "", now())
        for address in {t.address for t in known if t.account == key}:
            _try(cursor, key, address, now(), "forgiven")
        audit.append(cursor, "account_changed", by, {"of": key, "forgiven": True})


def still(db: Database, cursor: Cursor, user: User) -> None:
    """Check at the moment of writing that the person is who they were when the page was drawn.

    What the person may do is read from the database that is written, in its transaction; whether
    they are still here from the one that knows who people are, which is looked at meanwhile.
    Raises NotAllowed session_over where the session ended or the account was shut or changed;
    StoreTrouble safe_mode where something stands in for the database of the people.
    """
    if not user.session:
        return
    known = next(iter(_accounts(cursor, user.account)), None)
    if db.people is None:
        here = _session(cursor, user.session)
    elif db.people.frozen:  # an old copy may know people who were shut out since
        raise StoreTrouble("safe_mode")
    else:
        with db.people.reading() as asked:
            here = _session(asked, user.session)
            home = next(iter(_accounts(asked, user.account)), None)
        known = in_plan(home, known) if home else None
    if (
        here is None
        or here.ended_at is not None
        or known is None
        or not known.active
        or (known.role, known.departments) != (user.role, user.departments)
    ):
        raise NotAllowed("session_over", name=user.name)


def check_still(db: Database, user: User) -> None:
    """The same for what is done outside a submission."""
    with db.reading() as cursor:
        still(db, cursor, user)


def _accounts(cursor: Cursor, key: str) -> list[Account]:
    rows = cursor.execute(
        """
        select account, name, role, departments, active, issuer, subject, password, code,
            code_until, made_at
        from account_log l
        where ($key = '' or account = $key)
            and n = (select max(n) from account_log m where m.account = l.account)
        order by account""",
        {"key": key},
    ).fetchall()
    return [
        Account(key, name, role, tuple(json.loads(departments)), *rest)
        for key, name, role, departments, *rest in rows
    ]


def _insert(cursor: Cursor, n: int, made: Account, by: User) -> None:
    cursor.execute(
        """
        insert into account_log (n, account, name, role, departments, active, issuer, subject,
            password, code, code_until, made_at, made_by)
        values ($n, $key, $name, $role, $departments, $active, $issuer, $subject,
            $password, $code, $code_until, $at, $by)""",
        {
            "n": n,
            "key": made.key,
            "name": made.name,
            "role": made.role,
            "departments": json.dumps(list(made.departments), ensure_ascii=False),
            "active": made.active,
            "issuer": made.issuer,
            "subject": made.subject,
            "password": made.password,
            "code": made.code,
            "code_until": made.code_until,
            "at": now(),
            "by": by.account or by.name,
        },
    )


def _told(before: Account | None, made: Account) -> dict[str, Any]:
    """What changed, without secrets."""
    was = before or replace(made, name="", role="", departments=(), active=False)
    out: dict[str, Any] = {
        name: [getattr(was, name), getattr(made, name)]
        for name in ("name", "role", "active")
        if getattr(was, name) != getattr(made, name)
    }
    if was.departments != made.departments:
        out["departments"] = [list(was.departments), list(made.departments)]
    if before is not None and before.password != made.password:
        out["password"] = "changed" if made.password else "taken away"
    if made.code and (before is None or before.code != made.code):
        out["code"] = "made"
    return out


def _session(cursor: Cursor, key: str) -> Session | None:
    row = cursor.execute(
        """
        select session, account, kind, address, made_at, seen_at, ended_at, ended_by
        from session where session = $key""",
        {"key": key},
    ).fetchone()
    return Session(*row) if row else None


def _end_all(cursor: Cursor, key: str, why: str, but: str) -> None:
    cursor.execute(
        """
        update session set ended_at = $at, ended_by = $why
        where ended_at is null and ($key = '' or account = $key) and session <> $but""",
        {"at": now(), "why": why, "key": key, "but": but},
    )


def _try(cursor: Cursor, key: str, address: str, at: datetime, outcome: str) -> None:
    cursor.execute(
        """
        insert into sign_in_try (account, address, tried_at, outcome)
        values ($key, $from, $at, $how)""",
        {"key": key, "from": address, "at": at, "how": outcome},
    )


def _tries(cursor: Cursor, key: str, address: str, at: datetime) -> Sequence[Try]:
    """What was tried of late, oldest first.

    Tries that lie ahead are from before the clock was set back: they would shut the door until it
    has caught up.
    """
    rows = cursor.execute(
        """
        select account, address, tried_at, outcome from sign_in_try
        where tried_at >= $since and tried_at <= $at
            and (account = $key or address = $address)
        order by tried_at""",
        {"since": at - patience.FORGOTTEN, "at": at, "key": key, "address": address},
    ).fetchall()
    return [Try(*row) for row in rows]


def _next(cursor: Cursor) -> int:
    row = cursor.execute("update people_head set n = n + 1 where id = 1 returning n").fetchone()
    assert row is not None  # 0005 puts the row in
    return int(row[0])
