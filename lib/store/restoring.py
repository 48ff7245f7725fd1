"""Puts a backup in the place of the database, all at once, and writes it down."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lib.access import User
from lib.issues import StoreTrouble
from lib.store import audit, moving, opening, postgres_opening
from lib.store.backup import Backup, check_backup, make_backup
from lib.store.contents import columns
from lib.store.duck import DuckCursor, connect
from lib.store.place import Known, Place
from lib.store.postgres import TURN
from lib.store.server import Server

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

KEPT = {
    "account_log": "select * from account_log",
    "people_head": "select * from people_head",
    "alert_round": "select * from alert_round",
    "alert_log": "select * from alert_log",
    "review_rule": "select * from review_rule",
    "review_head": "select * from review_head",
}
"""How the same is read from a server."""


@dataclass(frozen=True)
class Restored:
    """What became of a restore. lost are the submissions after the backup: from, to; 0 for none.

    aside is where what was before lies; accounts is kept, or backup where they could not be read
    from it.
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
        standing = _standing(place)
        last = max(place.known().seq, backup.seq)

        def note(root: duckdb.DuckDBPyConnection) -> Known:
            _note(root, standing, backup, by, reason, last)
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
    return _restored(backup, last, place.before(moment), standing)


def restore_server(to: Server, backup: Backup, by: User, *, reason: str, keep: Path) -> Restored:
    """The same for a server: what it holds now goes among the backups, then all is put for it.

    It is one transaction, so whoever reads meanwhile sees the one or the other.
    Raises NotAllowed; StoreTrouble unreachable, backup_wrong, moved_wrong, no_room.
    """
    by.may("keep_data")
    check_backup(backup)
    with closing(postgres_opening.open_server(to)) as db:
        aside = make_backup(db, keep, "restore")
    with (
        tempfile.TemporaryDirectory(prefix="yuxi-restore-") as scratch,
        closing(to.connect()) as line,
        line.transaction(),
    ):
        made = Path(scratch) / "copy.duckdb"
        shutil.copyfile(backup.file, made)
        postgres_opening.take(line)
        here = moving.PostgresTables(line)
        seq = here.cursor.execute(TURN).fetchone()
        standing = {name: here.cursor.execute(sql).to_arrow_table() for name, sql in KEPT.items()}
        last = max(int(seq[0]) if seq else 0, backup.seq)
        with closing(connect(made)) as root:
            opening.migrate(root, backup.kind)
            # A number that no server has a page of in memory: what they show next is asked anew.
            _note(root, standing, backup, by, reason, last, head=last + 1)
            here.drop()
            moving.carry(moving.DuckTables(root), here, to.name)
    return _restored(backup, last, aside.file, standing)


def _restored(backup: Backup, last: int, aside: Path, standing: dict[str, Any]) -> Restored:
    lost = (backup.seq + 1, last) if last > backup.seq else (0, 0)
    return Restored(backup.name, backup.seq, lost, aside, _accounts(standing))


def _accounts(standing: dict[str, Any]) -> str:
    return "kept" if "account_log" in standing else "backup"


def _note(
    root: duckdb.DuckDBPyConnection,
    standing: dict[str, Any],
    backup: Backup,
    by: User,
    reason: str,
    last: int,
    head: int | None = None,
) -> None:
    """Make the backup what it is to be from now on, and write down that it was put back."""
    root.execute("begin transaction")
    _carry_over(root, standing)
    root.execute(
        "update session set ended_at = $at, ended_by = 'restore' where ended_at is null",
        {"at": datetime.now(UTC).replace(tzinfo=None)},
    )
    root.execute("update head set seq = $seq", {"seq": last if head is None else head})
    told = {
        "backup": backup.name,
        "made": backup.made_at,
        "reason": reason,
        "seq": backup.seq,
        "lost": last - backup.seq,
        "accounts": _accounts(standing),
    }
    audit.append(DuckCursor(root), "restore", by, told)
    root.execute("commit")


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
