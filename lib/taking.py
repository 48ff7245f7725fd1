"""What people take away as files: asked for at the click, and written down; makes no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lib import store, visitor
from lib.access import User
from lib.office import Office


@contextmanager
def taken(
    office: Office, user: User, right: str = "export", **what: Any
) -> Iterator[dict[str, Any]]:
    """Stand around the making of a file: who may not have it gets no further.

    Lends what the entry will tell, for whoever makes the file to add to. Where making fails
    nothing is written down, nor in a copy of the database. Raises NotAllowed.
    """
    allowed(office, user, right, **what)
    told = dict(what)
    yield told
    if not office.copy:
        store.record(office.db, "export", user, **told)


def take(
    office: Office, user: User, make: Callable[[], bytes], right: str = "export", **what: Any
) -> bytes:
    """Make a file for somebody, and write down that they took it. Raises NotAllowed."""
    with taken(office, user, right, **what):
        return make()


def allowed(office: Office, user: User, right: str = "export", **what: Any) -> None:
    """Check right and session as they are now; a refusal is written down. Raises NotAllowed.

    A page that was drawn before somebody signed out, stayed away or lost a role has its buttons.
    """
    with store.guarded(office.db, user, **what):
        user.may(right)
        visitor.still(office, user)
