"""From files to an open database: finishes, checks, migrates and folds; destroys nothing.

The database itself is never rewritten in place. What must change as a whole (a new schema, a long
log, a restored backup) is made in a copy, read back, and put in its place by one swap.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lib.access import SYSTEM
from lib.issues import StoreTrouble
from lib.store import audit
from lib.store.contents import check_kept, columns, contents
from lib.store.duck import DuckCursor, DuckDatabase, connect, lock_down, unreadable
from lib.store.place import Known, Place, beside

LOG = logging.getLogger("yuxi.store")
SCHEMA = Path(__file__).parent.parent / "schema"
FIRST = """
create table schema_version (name text not null, applied_at timestamp);
create table about (name text not null, value text not null);
"""
"""What stands before the first schema file."""
WAL_TO_FOLD = 64 * 1024 * 1024
"""A write-ahead log above this size is folded into the file at the next start."""
SAFE = ("unreadable", "database_missing", "behind_journal", "audit_behind")
"""Troubles in which something else may stand in for the database; see lib.store.standin."""

Connection = duckdb.DuckDBPyConnection
Keep = Callable[[Path], object]
"""Takes a copy of the database as it was before a migration, whole and in one file."""


def open_database(path: Path, *, kind: str = "real", keep: Keep | None = None) -> DuckDatabase:
    """Open the file, make it where there is none, and bring it to the newest schema.

    kind says what a new file is for; an existing file keeps its own. keep is called with the
    database before a migration, so that a backup can be made of it.
    Raises StoreTrouble (locked, unreadable, database_missing, behind_journal, audit_behind,
    newer_schema, changed_by_migration, no_room, unwritable) and leaves the database as it was.
    """
    place = Place(path)
    place.take()
    try:
        root = _ready(place, kind, keep)
        lock_down(root)
        place.mark_open()
        return DuckDatabase(place, root)
    except BaseException:
        # Whatever was wrong, somebody looks again at the next start.
        place.leave(clean=not place.left_open)
        raise


def open_standin(path: Path, trouble: StoreTrouble) -> DuckDatabase:
    """Open a copy that stands in for a database in trouble: read, but not written.

    Raises StoreTrouble as open_database does; what is lost since the copy is no reason.
    """
    place = Place(path)
    place.take()
    try:
        root = connect(path)
        migrate(root, "real")
        lock_down(root)
        return DuckDatabase(place, root, frozen=trouble)
    except BaseException:
        place.leave(clean=True)
        raise


def rebuild(
    place: Place,
    reason: str,
    work: Callable[[Connection], object],
    *,
    source: Path | None = None,
    keep: Keep | None = None,
    note: Callable[[Connection], Known | None] | None = None,
) -> None:
    """Make the next database from the present one, or from source, and put it in its place.

    work changes its tables, but no value in a column that there was. note adds what happened to
    the rows, and gives the numbers to be told of where they go back. keep sees it before.
    Raises StoreTrouble, and then the present database is what it was.
    """
    made = place.next
    if source is not None:
        Place(source).copy_to(made)
    elif place.path.exists():
        place.copy_to(made)
    try:
        if keep is not None:
            with closing(connect(made)) as root:
                root.execute("checkpoint")
            keep(made)
        with closing(connect(made)) as root:
            before = contents(root)
            work(root)
            before.pop("schema_version", None)
            check_kept(before, root)
            known = note(root) if note else None
            root.execute("checkpoint")
            contents(root)
        if beside(made, "wal").exists():
            raise unreadable(made, RuntimeError("the log was not folded"))
    except duckdb.Error as error:
        raise unreadable(place.path, error) from error
    place.swap(reason, known)


def migrate(root: Connection, kind: str) -> list[str]:
    """Run every schema file that has not run yet, each in a transaction; give their names."""
    done = []
    for file in pending(root):
        apply(root, file, kind)
        done.append(file.stem)
    return done


def note_migration(root: Connection, done: Sequence[str]) -> None:
    """Write down which schema files ran."""
    root.execute("begin transaction")
    audit.append(DuckCursor(root), "migration", SYSTEM, {"schema": done})
    root.execute("commit")


def pending(root: Connection, path: Path | str = "") -> list[Path]:
    """Give the schema files that have not run yet.

    Raises StoreTrouble newer_schema where some ran that this program does not know.
    """
    return missing(ran(root), str(path))


def ran(root: Connection) -> set[str]:
    """Names of the schema files that ran; none where the file is empty."""
    if "schema_version" not in columns(root):
        return set()
    return {name for (name,) in root.execute("select name from schema_version").fetchall()}


def missing(done: Collection[str], path: str) -> list[Path]:
    """Give the schema files beside those that ran. Raises StoreTrouble newer_schema."""
    files = sorted(SCHEMA.glob("[0-9]*.sql"))
    if unknown := set(done) - {f.stem for f in files}:
        raise StoreTrouble("newer_schema", path=path, schema=max(unknown))
    return [f for f in files if f.stem not in done]


def found(root: Connection) -> Known:
    """Give the last numbers in a database of whatever schema; 0 where it has none."""
    there, numbers = columns(root), []
    for table, column in (("head", "seq"), ("audit_head", "n")):
        row = root.table(table).project(column).fetchone() if table in there else None
        numbers.append(int(row[0]) if row else 0)
    return Known(*numbers)


def _ready(place: Place, kind: str, keep: Keep | None) -> Connection:
    """The database connected, whole and at the newest schema."""
    place.finish()
    if not place.path.exists():
        if (known := place.known()) > Known():
            raise StoreTrouble("database_missing", path=str(place.path), journal=known.seq)
        rebuild(place, "new", lambda root: migrate(root, kind))
        return connect(place.path)
    root = connect(place.path)
    try:
        reason = _checked(place, root)
    except duckdb.Error as error:
        root.close()
        raise unreadable(place.path, error) from error
    except BaseException:
        root.close()
        raise
    if not reason:
        return root
    root.close()
    try:
        if reason == "fold":
            rebuild(place, reason, lambda root: None)
        else:
            _upgrade(place, reason, kind, keep)
    except StoreTrouble as trouble:
        # A long log is slow to open and nothing worse.
        if reason != "fold" or trouble.code != "no_room":
            raise
        LOG.warning("no room to fold the log: %s", trouble)
    return connect(place.path)


def _upgrade(place: Place, reason: str, kind: str, keep: Keep | None) -> None:
    """Run the missing schema files on a copy, and write down which."""
    done: list[str] = []
    rebuild(
        place,
        reason,
        lambda root: done.extend(migrate(root, kind)),
        keep=keep,
        note=lambda root: note_migration(root, done),
    )


def _checked(place: Place, root: Connection) -> str:
    """Why the database must be made anew: the first schema file to run, fold, or empty.

    Raises StoreTrouble, duckdb.Error.
    """
    missing = pending(root, place.path)
    now, known = found(root), place.known()
    path = str(place.path)
    if now.seq < known.seq:
        raise StoreTrouble("behind_journal", path=path, seq=now.seq, journal=known.seq)
    if now.entry < known.entry:
        raise StoreTrouble("audit_behind", path=path, entry=now.entry, entries=known.entry)
    if place.left_open:
        LOG.warning("the database was not closed; every value is read once")
        contents(root)
    if missing:
        return missing[0].stem
    return "fold" if place.wal.exists() and place.wal.stat().st_size > WAL_TO_FOLD else ""


def apply(root: Connection, file: Path, kind: str) -> None:
    """Run one schema file in a transaction of its own."""
    now = datetime.now(UTC).replace(tzinfo=None)
    root.execute("begin transaction")
    try:
        if file.stem.startswith("0001"):
            root.execute(FIRST)
            root.execute("insert into about (name, value) values ('kind', $kind)", {"kind": kind})
        root.execute(file.read_text(encoding="utf-8"))
        root.execute(
            "insert into schema_version (name, applied_at) values ($name, $at)",
            {"name": file.stem, "at": now},
        )
        root.execute("commit")
    except BaseException:
        root.execute("rollback")
        raise
    # A table made in the log alone may not survive a crash; nobody has data in it yet.
    root.execute("checkpoint")
