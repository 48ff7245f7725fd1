"""How long the door stays shut after wrong tries; never for good, so nobody can lock another out.

Three counts, each since the last time that somebody got in: of one account from one address, of
one address, of one account. What is tried while the door is shut is not looked at and not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN = timedelta(hours=1)
"""Tries older than this no longer count."""


@dataclass(frozen=True)
class Try:
    """One try at an account from an address; outcome is failed, passed or forgiven."""

    account: str
    address: str
    at: datetime
    outcome: str


@dataclass(frozen=True)
class Rule:
    """After free tries each further one doubles the wait, up to the longest (seconds)."""

    free: int
    longest: int

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures in a row."""
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over + 1, 20), self.longest) if over >= 0 else 0)


PAIR, ADDRESS, ACCOUNT = Rule(5, 900), Rule(30, 900), Rule(50, 60)
"""A whole office may share one address, and an account is shut only shortly for all the others."""


def opens_at(tries: Sequence[Try], account: str, address: str) -> datetime | None:
    """When the door opens again for this account from this address; None where it is open now.

    tries: those of the account or the address within the last hour, oldest first. Whether the
    account exists makes no difference.
    """
    of_pair = [t for t in tries if (t.account, t.address) == (account, address)]
    of_address = [t for t in tries if t.address == address]
    of_account = [t for t in tries if t.account == account]
    ends = [
        failed[-1].at + rule.wait(len(failed))
        for rule, known in ((PAIR, of_pair), (ADDRESS, of_address), (ACCOUNT, of_account))
        if (failed := _in_a_row(known))
    ]
    return max(ends, default=None)


def _in_a_row(tries: Sequence[Try]) -> list[Try]:
    """Failures since somebody got in or an administrator forgave."""
    since = [place for place, t in enumerate(tries) if t.outcome != "failed"]
    return list(tries[since[-1] + 1 :] if since else tries)
