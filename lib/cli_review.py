"""Reviews from a terminal: what waits, and to decide about it; the store says who may."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from lib import store, texts
from lib.access import User
from lib.office import Office
from lib.start import looking
from lib.store import Proposal
from lib.terminal import person

Say = Callable[[argparse.Namespace, dict[str, Any]], None]


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add review and its own commands to the commands."""
    command = commands.add_parser("review", help="what waits for a reviewer")
    doing = command.add_subparsers(required=True)
    one = doing.add_parser("list", parents=[common], help="what was sent, what became of it")
    one.set_defaults(run=lambda given, at: _list(given, at, say), opens=looking)
    for name, run, about, why in (
        ("approve", _approve, "write what waits; never by its author", False),
        ("return", _return, "send back what waits", True),
        ("unlock", _unlock, "take the approval of a submission back", True),
    ):
        one = doing.add_parser(name, parents=[common], help=about)
        one.add_argument("number", type=int)
        one.add_argument("--as", dest="user", required=True, metavar="USER")
        if why:
            one.add_argument("--reason", required=True)
        one.set_defaults(run=lambda given, at, run=run: run(given, at, say))


def _reviewer(given: argparse.Namespace) -> User:
    """Whoever may open the database file at a terminal is trusted to say who reviews."""
    return User(given.user, "reviewer", address="console")


def _list(given: argparse.Namespace, at: Office, say: Say) -> int:
    found = store.proposals(at.db, person())
    if given.json:
        say(given, {"proposals": [_told(given.lang, p) for p in found]})
    for one in () if given.json else found:
        print("  ".join(str(v) for v in _told(given.lang, one).values() if v not in ("", None)))
    if not found and not given.json:
        print(texts.t(given.lang, "review.nothing"))
    return 0


def _approve(given: argparse.Namespace, at: Office, say: Say) -> int:
    done = store.approve(at.db, given.number, _reviewer(given))
    say(given, {"proposal": given.number, "submission": done.seq, "rows": done.n_rows})
    return 0


def _return(given: argparse.Namespace, at: Office, say: Say) -> int:
    store.send_back(at.db, given.number, _reviewer(given), reason=given.reason)
    state = texts.t(given.lang, f"review.state.{store.RETURNED}")
    say(given, {"proposal": given.number, "state": state})
    return 0


def _unlock(given: argparse.Namespace, at: Office, say: Say) -> int:
    store.unlock(at.db, given.number, _reviewer(given), reason=given.reason)
    say(given, {"submission": given.number, "state": texts.t(given.lang, "review.state.unlocked")})
    return 0


def _told(lang: str, one: Proposal) -> dict[str, Any]:
    return {
        "proposal": one.n,
        "made_at": one.made_at,
        "author": one.author,
        "department": one.department,
        "rows": one.n_rows,
        "file": one.filename,
        "state": texts.t(lang, f"review.state.{one.state}"),
        "submission": one.seq,
        "reason": one.reason,
    }
