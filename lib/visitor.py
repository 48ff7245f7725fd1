"""Who is here: from a browser's cookie to a user with a role, asked anew at every look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lib import store
from lib.access import NOBODY, VIEWER, User
from lib.issues import NotAllowed
from lib.office import Office
from lib.people import sessions
from lib.people.account import NONE_YET, Account, in_plan, key_of

COOKIE = "yuxi_session"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Its name where the browser came by TLS: only this very host can set it, and only over TLS."""


@dataclass(frozen=True)
class Proof:
    """What the office's own sign-in said of a person, and the secret its cookie is known by."""

    issuer: str
    subject: str
    name: str
    secret: str = field(repr=False)
    until: float = 0.0


def secret_in(cookies: Mapping[str, object]) -> str:
    """What a browser brought to prove a session of ours; empty for none.

    What only this host can have set comes first; the plain name is for offices without TLS.
    """
    brought = (cookies.get(name) for name in (HOST_COOKIE, COOKIE))
    return next((secret for secret in brought if secret and isinstance(secret, str)), "")


def visitor(office: Office, secret: str, address: str = "", proof: Proof | None = None) -> User:
    """Give the user behind a browser.

    secret is the value of our cookie, empty for none; proof comes from the office's own sign-in.
    """
    if secret and (user := _known(office, sessions.key_of(secret), address)):
        return user
    if proof and (user := _proven(office, proof, address)):
        return user
    return stranger(office, address)


def stranger(office: Office, address: str = "") -> User:
    """Somebody who did not sign in."""
    if office.settings.entry == "open":
        return User("", "anyone", address=address)
    role = VIEWER if office.settings.viewing == "open" else NOBODY
    return User("", role.role, address=address)


def limits(office: Office) -> tuple[timedelta, timedelta]:
    """How long a session may be idle, and how long it lasts at most."""
    at = office.settings
    return timedelta(minutes=at.idle_minutes), timedelta(hours=at.session_hours)


def user_of(office: Office, known: Account, session: str, address: str) -> User:
    """The user of an account that is signed in."""
    role = known.role
    if role == NONE_YET:
        role = stranger(office).role
    return User(
        known.name,
        role,
        departments=known.departments,
        account=known.key,
        session=session,
        address=address,
    )


def account(office: Office, key: str) -> Account | None:
    """Give an account with what its person may do in the plan of an office."""
    known = store.account(office.front.db, key)
    if known is None or office.home is None:
        return known
    return in_plan(known, store.account(office.db, key))


def still(office: Office, user: User) -> None:
    """Check outside a page that somebody who signed in is who they were when it was drawn.

    A session that ran out meanwhile is ended. Raises NotAllowed session_over where it is, or where
    the account was shut or given another role.
    """
    if not user.session:
        return
    now = _known(office, user.session, user.address)
    if now is None or (now.role, now.departments) != (user.role, user.departments):
        raise NotAllowed("session_over", name=user.name)


def _known(office: Office, key: str, address: str) -> User | None:
    """The user of a session that still holds; one that ran out is ended here."""
    front = office.front.db
    here = store.session(front, key)
    if here is None or here.ended_at is not None:
        return None
    known = account(office, here.account)
    if known is None:
        return None
    user, now = user_of(office, known, key, address), store.now()
    if why := "" if not known.active else sessions.over(here, now, *limits(office)):
        store.end_session(front, key, why, user)
        return None
    if not known.active:
        return None
    if now - here.seen_at >= sessions.NOTED_EVERY:
        store.note_seen(front, key, now)
    return user


def _proven(office: Office, proof: Proof, address: str) -> User | None:
    """The user whom the office's own sign-in knows.

    Its cookie lasts longer than a session of ours: a session that ended cannot begin again with
    the same cookie.
    """
    key, front = sessions.key_of(proof.secret), office.front.db
    if store.session(front, key) is not None:
        return _known(office, key, address)
    if proof.until and proof.until < datetime.now(UTC).timestamp():
        return None
    known = store.account_of(front, proof.issuer, proof.subject)
    if known is None:
        made = Account(
            key_of(f"sso-{sessions.key_of(proof.issuer + ' ' + proof.subject)[:12]}"),
            (proof.name.strip() or proof.subject)[:50],
            NONE_YET,
            issuer=proof.issuer,
            subject=proof.subject,
        )
        store.keep_account(front, made, User(made.name, address=address), before=None)
        known = made
    if not known.active:
        return None
    at = store.now()
    store.open_session(front, proof.secret, known, "sso", address, at=at)
    return user_of(office, account(office, known.key) or known, key, address)
