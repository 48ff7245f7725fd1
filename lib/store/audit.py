"""The chain of what was done: entries are added, searched and walked; never changed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from lib.access import SYSTEM, User
from lib.audit.chain import KINDS, Entry, Head, Verified, first_broken, hash_of, shown, written
from lib.audit.clock import Reading, leap
from lib.issues import NotAllowed
from lib.store.cursor import Cursor
from lib.store.database import Database

AT_ONCE = 5000
"""Entries that are held at a time while the chain is walked."""
WALK = """
    select h.n, h.hash, h.done_at, l.n, l.done_at, l.kind, l.who, l.account, l.role,
        l.address, l.what, l.previous, l.hash
    from audit_head h left join audit_log l on h.id = 1
    where h.id = 1 order by l.n"""
NAME = 100
"""Characters of a name and an address."""
_looked: list[Reading] = []
"""The last look of this process at its clocks, where there was one."""


def append(cursor: Cursor, kind: str, user: User, what: Mapping[str, Any]) -> None:
    """Add an entry to the chain, inside the transaction of what it tells of.

    Never give it a password, a token, a cookie or a reported value. Where the clock was set since
    the last entry, an entry about that comes first.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    # Writers take turns (Database.writing), so nobody else reads the same end of the chain.
    row = cursor.execute("select n, hash, done_at from audit_head where id = 1").fetchone()
    assert row is not None  # 0006 puts the row in
    n, previous, last = row
    now = Reading(datetime.now(UTC).replace(tzinfo=None), time.monotonic())
    apart = leap(now, _looked[-1] if _looked else None, last)
    _looked[:] = [now]
    made = []
    if apart is not None:
        seconds = round(apart.total_seconds())
        made.append((SYSTEM, "clock", {"last": last or now.wall, "seconds": seconds}))
    for by, about, told in (*made, (user, kind, what)):
        n += 1
        entry = Entry(
            n,
            now.wall,
            about,
            shown(by.name, NAME),
            shown(by.account, NAME),
            shown(by.role, NAME),
            shown(by.address, NAME),
            written(told),
            previous,
        )
        previous = hash_of(previous, entry)
        cursor.execute(
            """
            insert into audit_log (n, done_at, kind, who, account, role, address, what, previous,
                hash)
            values ($n, $at, $kind, $who, $account, $role, $address, $what, $previous, $hash)""",
            vars(replace(entry, hash=previous)),
        )
    cursor.execute(
        "update audit_head set n = $n, hash = $hash, done_at = $at where id = 1",
        {"n": n, "hash": previous, "at": now.wall},
    )


def record(db: Database, kind: str, user: User, **what: Any) -> None:
    """Add an entry about something that writes nothing else.

    Raises StoreTrouble safe_mode where it could not be kept; a refusal is passed on all the same.
    """
    with db.writing(passing=kind == "refused") as cursor:
        append(cursor, kind, user, what)


@contextmanager
def guarded(db: Database, user: User, **what: Any) -> Iterator[None]:
    """Write down where somebody is refused something inside, and pass the refusal on.

    It stands around a transaction, never inside one: what is refused leaves nothing else behind.
    """
    try:
        yield
    except NotAllowed as refused:
        right = refused.params.get("right", "")
        record(db, "refused", user, why=refused.code, right=right, **what)
        raise


def audit_head(db: Database) -> Head:
    """Give the end of the chain."""
    with db.reading() as cursor:
        row = cursor.execute("select n, hash, done_at from audit_head where id = 1").fetchone()
    assert row is not None  # 0006 puts the row in
    return Head(*row)


def entries(
    db: Database,
    user: User,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    who: str = "",
    kind: str = "",
    text: str = "",
    before_n: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Give the entries that fit every choice, newest first. since and until are naive UTC.

    who is part of a name or an account, text part of anything an entry holds.
    Raises NotAllowed.
    """
    with guarded(db, user, page="audit"):
        user.may("read_audit")
    with db.reading() as cursor:
        rows = cursor.execute(
            """
            select n, done_at, kind, who, account, role, address, what, previous, hash
            from audit_log
            where done_at >= coalesce(cast($since as timestamp), done_at)
                and done_at <= coalesce(cast($until as timestamp), done_at)
                and n < coalesce(cast($before as bigint), n + 1)
                and ($kind = '' or kind = $kind)
                and ($who = '' or position(lower($who) in lower(who || ' ' || account)) > 0)
                and ($text = '' or position(lower($text)
                    in lower(who || ' ' || account || ' ' || address || ' ' || what)) > 0)
            order by n desc limit $limit""",
            {
                "since": since,
                "until": until,
                "before": before_n,
                "kind": kind,
                "who": who.strip(),
                "text": text.strip(),
                "limit": limit,
            },
        ).fetchall()
    return [Entry(*row) for row in rows]


def last_entry(db: Database, kind: str) -> Entry | None:
    """Give the newest entry of a kind, None where there is none; for the program itself."""
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select n, done_at, kind, who, account, role, address, what, previous, hash
            from audit_log where kind = $kind order by n desc limit 1""",
            {"kind": kind},
        ).fetchone()
    return Entry(*row) if row else None


@contextmanager
def walk(db: Database) -> Iterator[tuple[Head, Iterator[Entry]]]:
    """Lend the head and every entry in order, as they were at one moment, a few at a time."""
    with db.reading() as cursor, _in_parts(cursor) as given:
        yield given


def broken_in(cursor: Cursor) -> tuple[str, Head]:
    """Check the chain behind a cursor; give the first thing broken in it, and the head."""
    with _in_parts(cursor) as (head, given):
        broken = first_broken(given, head)
    return (f"{broken.n} {broken.why}" if broken else ""), head


@contextmanager
def _in_parts(cursor: Cursor) -> Iterator[tuple[Head, Iterator[Entry]]]:
    # One question, so that nothing is added between the head and the entries.
    with closing(cursor.in_parts(WALK, AT_ONCE)) as parts:
        first = next(parts, [])
        # Whoever took the head away left a chain that ends nowhere.
        yield Head(*first[0][:3]) if first else Head(0, ""), _entries(chain([first], parts))


def verify(db: Database, outside: Sequence[Head] = ()) -> Verified:
    """Check the whole chain, also against heads that were kept outside."""
    found: dict[str, list[int]] = {"clock": [], "restore": []}

    def noted(given: Iterable[Entry]) -> Iterator[Entry]:
        for entry in given:
            if entry.kind in found:
                found[entry.kind].append(entry.n)
            yield entry

    with walk(db) as (head, given):
        broken = first_broken(noted(given), head, outside)
    return Verified(head, broken, tuple(found["clock"]), tuple(found["restore"]))


def _entries(parts: Iterable[list[tuple[Any, ...]]]) -> Iterator[Entry]:
    for row in chain.from_iterable(parts):
        if row[3] is not None:  # a chain without entries has its head only
            yield Entry(*row[3:])
