"""From what somebody looks for in the audit to entries and files, for page and terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from lib import store
from lib.access import User
from lib.audit.chain import Entry, Verified, head_told
from lib.exports import table
from lib.exports.audited import audited
from lib.office import Office
from lib.taking import taken

MOST = 50_000
"""Entries in one file of what was found; the terminal writes the whole chain."""
FORMATS = {"csv": table.csv, "xlsx": table.xlsx}
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Sought:
    """What somebody looks for: days at the office, both included; empty for any."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    kind: str = ""
    text: str = ""


def found(
    office: Office, user: User, sought: Sought, *, before_n: int | None = None, limit: int = 100
) -> list[Entry]:
    """Give what fits, newest first. Raises NotAllowed."""
    return store.entries(
        office.db,
        user,
        since=_begin(office, sought.since) if sought.since else None,
        until=office.end_of(sought.until) if sought.until else None,
        who=sought.who,
        kind=sought.kind,
        text=sought.text,
        before_n=before_n,
        limit=limit,
    )


def file(office: Office, user: User, sought: Sought, kind: str, lang: str) -> bytes:
    """Write what fits, newest first, and write down that it was taken. Raises NotAllowed."""
    with taken(office, user, "read_audit", content="audit", format=kind) as told:
        given = found(office, user, sought, limit=MOST)
        told["rows"] = len(given)
        return FORMATS[kind](audited(given, lang, office.settings.zone, office.names))


def chain(office: Office, user: User, lang: str) -> bytes:
    """Write the whole chain as CSV, oldest first, and write down that it was taken.

    Raises NotAllowed.
    """
    with taken(office, user, "read_audit", content="audit", format="csv") as told:
        with store.walk(office.db) as (head, entries):
            made = table.csv(audited(entries, lang, office.settings.zone, office.names))
        told["rows"] = head.n
        return made


def verify(office: Office, *kept: str) -> Verified:
    """Check the chain, also against heads that somebody kept outside; empty ones are none.

    Raises Refusal audit_head.
    """
    return store.verify(office.db, [head_told(text) for text in kept if text.strip()])


def _begin(office: Office, day: date) -> datetime:
    local = datetime.combine(max(day, FIRST_DAY), time(), office.settings.zone)
    return local.astimezone(UTC).replace(tzinfo=None)
