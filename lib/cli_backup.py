"""Whole databases from a terminal: backed up, listed, proven, put back, carried elsewhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from lib import keeping, store
from lib.cli_audit import unrecorded
from lib.office import Office
from lib.settings import Settings, settings_of
from lib.start import looking
from lib.terminal import person

Say = Callable[[argparse.Namespace, dict[str, Any]], None]


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add backup and its own commands to the commands."""
    command = commands.add_parser("backup", help="make, list, check and restore backups")
    doing = command.add_subparsers(required=True)
    one = doing.add_parser("make", parents=[common], help="make one and compare every value")
    one.set_defaults(run=lambda given, at: _make(given, at, say), opens=looking)
    one = doing.add_parser("list", parents=[common], help="which there are, newest first")
    one.set_defaults(run=lambda given, at: _list(given, at, say), opens=settings_of)
    one = doing.add_parser("check", parents=[common], help="prove one by restoring it aside")
    one.add_argument("name", nargs="?", default="", help="of the file; the newest where left out")
    one.set_defaults(run=lambda given, at: _check(given, at, say), opens=settings_of)
    one = doing.add_parser("restore", parents=[common], help="with the server stopped")
    one.add_argument("name", help="of the file")
    one.add_argument("--reason", required=True, help="stands in the audit")
    # It never opens the database as the program does: that may be what is broken.
    one.set_defaults(run=lambda given, at: _restore(given, at, say), opens=settings_of)
    move = commands.add_parser("migrate", parents=[common], help="carry a database to another")
    for name, about in (("source", "file or address, nobody has it open"), ("target", "empty one")):
        move.add_argument(name, help=about)
    move.set_defaults(run=lambda given, _: _migrate(given, say), opens=settings_of)


def _make(given: argparse.Namespace, at: Office, say: Say) -> int:
    made = keeping.make(at, person())
    say(given, {**_told(made), "problems": unrecorded(given, at)})
    return 0


def _list(given: argparse.Namespace, at: Settings, say: Say) -> int:
    known = store.backups(at.backup_path)
    if given.json:
        say(given, {"backups": [_told(b) for b in known]})
    for backup in () if given.json else known:
        print("\t".join(str(value) for value in _told(backup).values()))
    return 0


def _check(given: argparse.Namespace, at: Settings, say: Say) -> int:
    known = store.backups(at.backup_path)
    name = given.name or (known[0].name if known else "-")
    backup = store.backup_called(at.backup_path, name)
    store.check_backup(backup)
    say(given, _told(backup))
    return 0


def _restore(given: argparse.Namespace, at: Settings, say: Say) -> int:
    backup = store.backup_called(at.backup_path, given.name)
    done = keeping.put_back(at, backup, person(), given.reason)
    lost = f"#{done.lost[0]}-#{done.lost[1]}" if done.lost[1] else "-"
    say(
        given,
        {
            "file": done.name,
            "submission": done.seq,
            "lost": lost,
            "accounts": done.accounts,
            "aside": str(done.aside),
        },
    )
    return 0


def _migrate(given: argparse.Namespace, say: Say) -> int:
    moved = store.move(given.source, given.target)
    rows = sum(table.rows for table in moved.tables.values())
    say(
        given,
        {
            "submission": moved.seq,
            "entries": moved.entries,
            "tables": len(moved.tables),
            "rows": rows,
            "sha256": moved.sha256,
        },
    )
    return 0


def _told(backup: store.Backup) -> dict[str, Any]:
    return {
        "file": backup.name,
        "made": f"{backup.made_at.isoformat(timespec='seconds')}Z",
        "submission": backup.seq,
        "entries": backup.entries,
        "bytes": backup.size,
        "sha256": backup.sha256,
    }
