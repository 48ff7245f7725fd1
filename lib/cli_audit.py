"""The audit from a terminal: is the chain whole, where does it end, who did what, all of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from lib import auditing, store, terminal, texts
from lib.audit import words
from lib.audit.chain import KINDS, Entry, Head
from lib.auditing import Sought
from lib.cli_export import write
from lib.office import Office
from lib.start import looking

Say = Callable[[argparse.Namespace, dict[str, Any]], None]


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add audit and its own commands to the commands."""
    command = commands.add_parser("audit", help="who did what; is the record whole")
    doing = command.add_subparsers(required=True)
    one = doing.add_parser("verify", parents=[common], help="name the first broken link")
    one.add_argument(
        "--head", action="append", default=[], metavar="N:HASH",
        help="what was printed, sent away or stands in a backup's name; may be given again",
    )  # fmt: skip
    one.set_defaults(run=lambda given, at: _verify(given, at, say), opens=looking)
    one = doing.add_parser("head", parents=[common], help="where the record ends, to be kept")
    one.set_defaults(run=lambda given, at: _head(given, at, say), opens=looking)
    one = doing.add_parser("list", parents=[common], help="what was done, newest first")
    one.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
    one.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    one.add_argument("--who", default="", help="part of a name or an account")
    one.add_argument("--kind", default="", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    one.add_argument("--text", default="", help="part of anything in it")
    one.add_argument("--limit", type=int, default=100)
    one.set_defaults(run=lambda given, at: _list(given, at, say), opens=looking)
    one = doing.add_parser("export", parents=[common], help="write all of it as CSV")
    one.add_argument("file", type=Path)
    one.set_defaults(run=lambda given, at: _export(given, at, say), opens=looking)


def _verify(given: argparse.Namespace, at: Office, say: Say) -> int:
    found = auditing.verify(at, *given.head)
    told = _ends(at, found.head)
    if given.json:
        told["broken"] = vars(found.broken) if found.broken else None
    say(
        given, {**told, "problems": [{"reason": line} for line in words.verdict(given.lang, found)]}
    )
    return 1 if found.broken else 0


def _head(given: argparse.Namespace, at: Office, say: Say) -> int:
    say(given, _ends(at, store.audit_head(at.db)))
    return 0


def _list(given: argparse.Namespace, at: Office, say: Say) -> int:
    sought = Sought(given.since, given.until, given.who, given.kind, given.text)
    found = auditing.found(at, terminal.person(), sought, limit=given.limit)
    if given.json:
        say(given, {"entries": [_told(entry) for entry in found]})
        return 0
    for entry in found:
        cells = (
            f"#{entry.n}",
            words.when(entry, at.settings.zone),
            words.kind(given.lang, entry.kind),
            words.who(given.lang, entry, at.names),
            entry.address,
            words.what(given.lang, entry),
        )
        print("\t".join(cells))
    return 0


def _export(given: argparse.Namespace, at: Office, say: Say) -> int:
    data = auditing.chain(at, terminal.person(), given.lang)
    write(given.file, data)
    say(given, {"file": str(given.file), "bytes": len(data), "problems": unrecorded(given, at)})
    return 0


def unrecorded(given: argparse.Namespace, at: Office) -> list[dict[str, str]]:
    """Say that the record does not know of this, where a copy was read."""
    return [{"reason": texts.t(given.lang, "audit.unrecorded")}] if at.copy else []


def _ends(at: Office, head: Head) -> dict[str, Any]:
    return {
        "entries": head.n,
        "head": f"{head.n}:{head.hash}",
        "when": words.when(head, at.settings.zone),
    }


def _told(entry: Entry) -> dict[str, Any]:
    return {**vars(entry), "at": f"{entry.at.isoformat()}Z", "what": entry.told}
