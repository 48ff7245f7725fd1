"""Puts a backup in the place of the database: one swap, written down; everybody signs in anew."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lib.access import User
from lib.issues import StoreTrouble
from lib.store import audit, opening
from lib.store.backup import Backup, check_backup
from lib.store.contents import columns
from lib.store.duck import DuckCursor, connect
from lib.store.place import Known, Place

STAYS = {
    "account_log": "delete from account_log",
    "people_head": "delete from people_head",
    "alert_round": "delete from alert_round",
    "alert_log": "delete from alert_log",
    "review_rule": "delete from review_rule",
    "review_head": "delete from review_head",
}
"""What is not taken back with the numbers, and how the backup's is taken out: who was shut out
since stays out, what was told was told, and whose reports need a review still do."""


@dataclass(frozen=True)
class Restored:
    """What became of a restore. lost are the submissions after the backup: from, to; 0 for none.

    aside is where the database of before lies; accounts is kept, or backup where they could not be
    read from it.
    """

    name: str
    seq: int
    lost: tuple[int, int]
    aside: Path
    accounts: str


def restore(path: Path, backup: Backup, by: User, *, reason: str) -> Restored:
    """Prove a backup and put it in the place of the database, which is kept beside it.

    Nobody may have the database open. Accounts stay what they are now, where the present database
    can be read; sessions all end; numbers of submissions are not used twice.
    Raises NotAllowed; StoreTrouble locked, backup_wrong, no_room.
    """
    by.may("keep_data")
    check_backup(backup)
    place = Place(path)
    place.take()
    clean = not place.left_open
    try:
        place.finish()
        known, standing = place.known(), _standing(place)
        last = max(known.seq, backup.seq)
        accounts = "kept" if "account_log" in standing else "backup"
        told = {
            "backup": backup.name,
            "made": backup.made_at,
            "reason": reason,
            "seq": backup.seq,
            "lost": last - backup.seq,
            "accounts": accounts,
        }

        def note(root: duckdb.DuckDBPyConnection) -> Known:
            root.execute("begin transaction")
            _carry_over(root, standing)
            root.execute(
                """
                update session set ended_at = $at, ended_by = 'restore' where ended_at is null""",
                {"at": datetime.now(UTC).replace(tzinfo=None)},
            )
            root.execute("update head set seq = $seq", {"seq": last})
            audit.append(DuckCursor(root), "restore", by, told)
            root.execute("commit")
            return opening.found(root)

        moment = f"restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        opening.rebuild(
            place,
            moment,
            lambda root: opening.migrate(root, backup.kind),
            source=backup.file,
            note=note,
        )
        clean = True
    finally:
        place.leave(clean=clean)
    lost = (backup.seq + 1, last) if last > backup.seq else (0, 0)
    return Restored(backup.name, backup.seq, lost, place.before(moment), accounts)


def _standing(place: Place) -> dict[str, Any]:
    """Tables of now that stay; none where the present database cannot be read."""
    if not place.path.exists():
        return {}
    try:
        with closing(connect(place.path)) as root:
            there = columns(root)
            return {name: root.table(name).to_arrow_table() for name in STAYS if name in there}
    except (duckdb.Error, StoreTrouble):
        return {}


def _carry_over(root: duckdb.DuckDBPyConnection, kept: dict[str, Any]) -> None:
    """Put the tables of now in the place of those of the backup."""
    for name, stored in kept.items():
        root.execute(STAYS[name])
        root.from_arrow(stored).select(*root.table(name).columns).insert_into(name)
