"""Backups: made while people work, proven by reading them back, listed, thinned; never changed.

A backup is one DuckDB file and a note beside it. Its name says when (UTC), the last submission, and
the number and hash of the last audit entry: whoever keeps the name can check the chain against it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lib.audit.chain import Head
from lib.issues import Refusal, StoreTrouble
from lib.store import audit
from lib.store.contents import Contents, columns, contents
from lib.store.database import Database
from lib.store.duck import DuckCursor, connect
from lib.store.place import beside, check_room, keep, sync

LOG = logging.getLogger("yuxi.store")
SHOWN_HASH = 16
"""Signs of the chain's hash in a name."""
AT_ONCE = 1024 * 1024
SCRATCH, A_DAY = ".making-", 24 * 3600


@dataclass(frozen=True)
class Backup:
    """What the note beside a backup says. made_at is naive UTC; why is scheduled, asked or
    migration.

    entries and head are the end of the audit, broken what does not hold in its chain; sha256 is of
    the file; tables holds rows and hash of each table, as the DuckDB version in engine hashes.
    """

    file: Path
    made_at: datetime
    why: str
    seq: int
    entries: int
    head: str
    broken: str
    size: int
    sha256: str
    kind: str
    schema: str
    engine: str
    tables: dict[str, tuple[int, int]]

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.file.name


def make_backup(db: Database, folder: Path, why: str) -> Backup:
    """Copy the database between two commits, fold its log, and prove the copy by reading it.

    Every value of the copy is compared with the database as it was at that moment, and the chain
    of the audit is walked. Raises StoreTrouble no_room, backup_wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for killed in folder.glob(f"{SCRATCH}*"):
        if time.time() - killed.stat().st_mtime > A_DAY:
            shutil.rmtree(killed, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
        made = Path(scratch) / "copy.duckdb"
        db.copy_to(made)
        return keep_backup(made, folder, why, stem=db.stem)


def keep_backup(made: Path, folder: Path, why: str, *, stem: str) -> Backup:
    """Put a folded copy among the backups with a note of what is in it; the copy stays.

    The note is written last: a file without one is no backup. Raises StoreTrouble no_room,
    backup_wrong where it cannot be read. A broken chain of the audit is noted and stops nothing:
    whoever broke it must not be able to stop the backups too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    check_room(folder, made.stat().st_size)
    told = _told(made, why)
    at = told["made_at"]
    name = f"{stem}-{at:%Y%m%dT%H%M%SZ}-{told['seq']}-{told['entries']}-{told['head'][:SHOWN_HASH]}"
    file = folder / f"{name}.duckdb"
    shutil.copyfile(made, file)
    sync(file)
    backup = Backup(file, **told, size=file.stat().st_size, sha256=_sha256(file))
    keep(beside(file, "json"), json.dumps(_noted(backup), ensure_ascii=False, indent=1))
    LOG.info("backup made: %s", name)
    return backup


def backups(folder: Path) -> list[Backup]:
    """Give every backup in a folder, the newest first. Notes that cannot be read are left out."""
    out = []
    for note in folder.glob("*.duckdb.json") if folder.is_dir() else ():
        file = note.with_suffix("")
        try:
            told = json.loads(note.read_text(encoding="utf-8"))
            told["made_at"] = datetime.fromisoformat(told["made_at"])
            told["tables"] = {table: tuple(pair) for table, pair in told["tables"].items()}
            if file.exists():
                out.append(Backup(file, **told))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            LOG.warning("the note %s cannot be read: %s", note.name, error)
    return sorted(out, key=lambda b: (b.made_at, b.seq, b.entries), reverse=True)


def backup_called(folder: Path, name: str) -> Backup:
    """Give the backup of a name, with or without its ending.

    Raises Refusal no_such_backup naming those that there are.
    """
    known = backups(folder)
    found = next((b for b in known if name in (b.name, b.file.stem)), None)
    if found is None:
        there = "、".join(b.name for b in known[:5])
        raise Refusal("no_such_backup", found=name[:100], known=there or "-")
    return found


def check_backup(backup: Backup) -> Head:
    """Prove a backup by restoring it aside: bytes, every value, the chain; give the chain's end.

    Raises StoreTrouble backup_wrong, no_room.
    """
    if not backup.file.exists() or _sha256(backup.file) != backup.sha256:
        raise _wrong(backup, "sha256")
    with tempfile.TemporaryDirectory(prefix="yuxi-check-") as scratch:
        copy = Path(scratch) / "copy.duckdb"
        check_room(copy.parent, backup.size)
        shutil.copyfile(backup.file, copy)
        try:
            with closing(connect(copy)) as root:
                found, engine = contents(root), duckdb.__version__
                broken, head = _chain(root)
        except (duckdb.Error, StoreTrouble) as error:
            raise _wrong(backup, str(error)[:200]) from error
    wrong = [
        table
        for table, (rows, hashed) in backup.tables.items()
        if (told := found.get(table)) is None
        or told.rows != rows
        or (engine == backup.engine and told.hashed != hashed)
    ]
    if wrong or (head.n, head.hash, broken) != (backup.entries, backup.head, backup.broken):
        raise _wrong(backup, ", ".join(wrong) or "audit")
    return head


def thin_backups(folder: Path, keep_days: int) -> list[str]:
    """Delete the scheduled backups beyond the newest so many; give their names.

    What somebody asked for, and what was made before a migration or a restore, stays.
    """
    scheduled = [b for b in backups(folder) if b.why == "scheduled"]
    gone = scheduled[max(keep_days, 1) :]
    for backup in gone:
        beside(backup.file, "json").unlink(missing_ok=True)
        backup.file.unlink(missing_ok=True)
    return [b.name for b in gone]


def _told(made: Path, why: str) -> dict[str, Any]:
    try:
        with closing(connect(made)) as root:
            found = contents(root)
            broken, head = _chain(root)
            kind = root.execute("select value from about where name = 'kind'").fetchone()
            schema = root.execute("select max(name) from schema_version").fetchone()
            seq = root.execute("select seq from head").fetchone()
    except (duckdb.Error, StoreTrouble) as error:
        raise StoreTrouble("backup_wrong", name=made.name, detail=str(error)[:200]) from error
    return {
        "made_at": datetime.now(UTC).replace(tzinfo=None),
        "why": why,
        "seq": int(seq[0]) if seq else 0,
        "entries": head.n or 0,
        "head": head.hash,
        "broken": broken,
        "kind": str(kind[0]) if kind else "",
        "schema": str(schema[0]) if schema else "",
        "engine": duckdb.__version__,
        "tables": {table: _pair(told) for table, told in found.items()},
    }


def _chain(root: duckdb.DuckDBPyConnection) -> tuple[str, Head]:
    """What is broken in the audit's chain, and its end. Nothing where there is no audit yet."""
    if "audit_log" not in columns(root):
        return "", Head(0, "")
    return audit.broken_in(DuckCursor(root))


def _pair(told: Contents) -> tuple[int, int]:
    return told.rows, told.hashed


def _noted(backup: Backup) -> dict[str, Any]:
    told = asdict(backup)
    del told["file"]
    return {**told, "made_at": backup.made_at.isoformat()}


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while part := handle.read(AT_ONCE):
            digest.update(part)
    return digest.hexdigest()


def _wrong(backup: Backup, detail: str) -> StoreTrouble:
    return StoreTrouble("backup_wrong", name=backup.name, detail=detail)
