"""Accounts from a terminal: the first administrator, a forgotten password, who there is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from lib import managing, store, texts
from lib.access import ROLES
from lib.issues import Refusal
from lib.office import Office
from lib.people.account import Account, key_of
from lib.start import looking
from lib.terminal import person

Say = Callable[[argparse.Namespace, dict[str, Any]], None]


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add account and its own commands to the commands."""
    command = commands.add_parser("account", help="who may sign in")
    doing = command.add_subparsers(required=True)
    one = doing.add_parser("add", parents=[common], help="make one; prints its one-time code")
    one.add_argument("account")
    one.add_argument(
        "--name", default="", help="as it stands beside what the person reports; not with --plan"
    )
    one.add_argument("--role", choices=ROLES, required=True)
    one.add_argument("--department", action="append", default=[], help="may be given again")
    one.set_defaults(run=lambda given, at: _add(given, at, say))
    for name, run, about in (
        ("code", _code, "a new one-time code in place of a forgotten password"),
        ("off", _off, "shut one and end its sessions"),
        ("on", _on, "open it again"),
        ("unlock", _unlock, "let somebody in at once after wrong tries"),
    ):
        one = doing.add_parser(name, parents=[common], help=about)
        one.add_argument("account")
        one.set_defaults(run=lambda given, at, run=run: run(given, at, say))
    one = doing.add_parser("list", parents=[common], help="who there is")
    one.set_defaults(run=lambda given, at: _list(given, at, say), opens=looking)


def _add(given: argparse.Namespace, at: Office, say: Say) -> int:
    own = tuple(given.department)
    made, code = managing.add(at, given.account, given.name, given.role, own, person())
    say(given, {"account": made.key, **({"one_time": code} if code else {})})
    return 0


def _code(given: argparse.Namespace, at: Office, say: Say) -> int:
    code = managing.new_code(at, _known(given, at), person())
    say(given, {"account": key_of(given.account), "one_time": code})
    return 0


def _off(given: argparse.Namespace, at: Office, say: Say) -> int:
    return _switch(given, at, say, on=False)


def _on(given: argparse.Namespace, at: Office, say: Say) -> int:
    return _switch(given, at, say, on=True)


def _switch(given: argparse.Namespace, at: Office, say: Say, *, on: bool) -> int:
    made = managing.change(at, _known(given, at), person(), active=on)
    say(given, {"account": made.key, "state": texts.t(given.lang, f"people.active_{on}")})
    return 0


def _unlock(given: argparse.Namespace, at: Office, say: Say) -> int:
    managing.forgive(at, _known(given, at), person())
    say(given, {"account": key_of(given.account), "state": texts.t(given.lang, "people.forgiven")})
    return 0


def _list(given: argparse.Namespace, at: Office, say: Say) -> int:
    known = store.accounts(at.db)
    if given.json:
        say(given, {"accounts": [_told(given.lang, a) for a in known]})
    for one in () if given.json else known:
        print("  ".join(str(v) for v in _told(given.lang, one).values() if v))
    if not known and not given.json:
        print(texts.t(given.lang, "people.none"))
    return 0


def _told(lang: str, one: Account) -> dict[str, str]:
    return {
        "account": one.key,
        "name": one.name,
        "role": texts.t(lang, f"role.{one.role}"),
        "departments": texts.join(lang, list(one.departments)),
        "state": texts.t(lang, f"people.active_{one.active}"),
    }


def _known(given: argparse.Namespace, at: Office) -> Account:
    found = store.account(at.db, key_of(given.account))
    if found is None:
        raise Refusal("account_unknown", found=given.account)
    return found
