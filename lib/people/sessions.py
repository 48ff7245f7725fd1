"""A person's visit: its secret, and when it ends by itself."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

NOTED_EVERY = timedelta(minutes=1)
"""A visit is noted in the store at most so often."""


@dataclass(frozen=True)
class Session:
    """One visit; key is the hash of its secret. Times are naive UTC."""

    key: str
    account: str
    kind: str
    address: str
    made_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


def new_secret() -> str:
    """What only the browser keeps: 256 random bits."""
    return secrets.token_urlsafe(32)


def key_of(secret: str) -> str:
    """What the store keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def over(session: Session, now: datetime, idle: timedelta, longest: timedelta) -> str:
    """Why a session no longer holds: ended, idle, old; empty while it does.

    A clock that was set back by less than a person may be idle ends nothing; after a longer step
    nobody can say how long it was idle, and it ends.
    """
    if session.ended_at is not None:
        return "ended"
    if now - session.made_at >= longest:
        return "old"
    return "idle" if abs(now - session.seen_at) >= idle else ""
