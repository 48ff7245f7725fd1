"""What is shown while the database itself cannot be used: a copy that is read and never kept."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from lib.issues import StoreTrouble
from lib.store.backup import Backup, backups, check_backup
from lib.store.database import Database
from lib.store.opening import open_database, open_standin
from lib.store.snapshot import snapshot

LOG = logging.getLogger("yuxi.store")


@dataclass(frozen=True)
class Standin:
    """A database that stands in. backup is what it was made of; None where it is the files as they
    are, without what was lost. empty: there was nothing to show, and nothing may be shown."""

    db: Database
    trouble: StoreTrouble
    backup: Backup | None = None
    empty: bool = False


def stand_in(path: Path, trouble: StoreTrouble, folder: Path, scratch: Path) -> Standin:
    """Give the best that can be read: the files as they are, else the newest backup that is whole.

    Nothing but scratch is written: the files in trouble stay what they are.
    """
    if trouble.code in ("behind_journal", "audit_behind"):
        try:
            return Standin(open_standin(snapshot(path, scratch), trouble), trouble)
        except StoreTrouble as also:
            LOG.warning("what is left cannot be read: %s", also)
    for backup in backups(folder):
        copy = scratch / f"{backup.seq}-{backup.entries}.duckdb"
        try:
            check_backup(backup)
            shutil.copyfile(backup.file, copy)
            return Standin(open_standin(copy, trouble), trouble, backup)
        except StoreTrouble as also:
            LOG.warning("the backup %s cannot stand in: %s", backup.name, also)
    open_database(scratch / "empty.duckdb").close()
    return Standin(open_standin(scratch / "empty.duckdb", trouble), trouble, empty=True)
