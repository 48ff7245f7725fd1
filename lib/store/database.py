"""The DuckDB file: opened once, migrated once, one writer at a time; never asks what rows mean."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lib.issues import StoreTrouble

SCHEMA = Path(__file__).parent.parent / "schema"
WAL_TO_FOLD = 64 * 1024 * 1024
"""A write-ahead log above this size is folded into the file at the next start."""


class Database:
    """One open database. kind is "real" or "demo", fixed when the file was made.

    A cursor per question, never a shared connection: sharing one between threads gave wrong
    answers in a quarter of the tries. Writers take turns.
    """

    def __init__(self, path: Path, root: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self._root = root
        self._turn = threading.Lock()
        self.kind = str(self._one("select value from about where name = 'kind'"))

    @property
    def demo(self) -> bool:
        """Say whether every value in here is made up."""
        return self.kind == "demo"

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor for one question."""
        cursor = self._root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor inside a transaction: all of it is kept, or none where anything fails.

        What is kept is also noted beside the file, so that a lost tail of the log is noticed.
        """
        with self._turn, self.reading() as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
                seq = _head(cursor)
                cursor.execute("commit")
            except BaseException:
                # A failed commit has already closed its transaction.
                with suppress(duckdb.TransactionException):
                    cursor.execute("rollback")
                raise
            _acknowledge(self.path, seq)

    def close(self) -> None:
        """Let go of the file."""
        self._root.close()

    def _one(self, sql: str) -> object:
        with self.reading() as cursor:
            row = cursor.execute(sql).fetchone()
        return row[0] if row else None


def open_database(path: Path, *, kind: str = "real") -> Database:
    """Open the file, make it where there is none, and bring it to the newest schema.

    kind says what a new file is for; an existing file keeps its own.
    Raises StoreTrouble (locked, unreadable, behind_journal, newer_schema) and then leaves every
    file as it was.
    """
    fresh = not path.exists()
    if fresh and _acknowledged(path) > 0:
        raise StoreTrouble("database_missing", path=str(path), journal=_acknowledged(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    root = _connect(path)
    try:
        if not fresh:
            _refuse_lost_tail(root, path)
            pending = _pending(root, path)
            wal = _wal(path)
            if pending or (wal.exists() and wal.stat().st_size > WAL_TO_FOLD):
                root.close()
                _copy_aside(path, pending[0].stem if pending else "fold")
                root = _connect(path)
        for file in _pending(root, path):
            _apply(root, file, kind)
        root.execute("set enable_external_access = false")
        root.execute("set lock_configuration = true")
    except BaseException:
        root.close()
        raise
    return Database(path, root)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    # Never checkpoint on our own accord: a kill in the middle of one can tear the file.
    try:
        root = duckdb.connect(str(path), config={"checkpoint_threshold": "1TB"})
    except duckdb.IOException as error:
        holder = re.search(r"PID (\d+)", str(error))
        if "lock" in str(error).lower():
            pid = holder.group(1) if holder else "?"
            raise StoreTrouble("locked", path=str(path), pid=pid) from error
        raise StoreTrouble("unreadable", path=str(path), detail=str(error)[:300]) from error
    except duckdb.Error as error:
        raise StoreTrouble("unreadable", path=str(path), detail=str(error)[:300]) from error
    root.execute("pragma disable_checkpoint_on_shutdown")
    return root


def _pending(root: duckdb.DuckDBPyConnection, path: Path) -> list[Path]:
    tables = root.execute(
        "select count(*) from information_schema.tables where table_name = 'schema_version'"
    ).fetchone()
    done: set[str] = set()
    if tables and tables[0]:
        done = {r[0] for r in root.execute("select name from schema_version").fetchall()}
    files = sorted(SCHEMA.glob("[0-9]*.sql"))
    unknown = done - {f.stem for f in files}
    if unknown:
        raise StoreTrouble("newer_schema", path=str(path), schema=max(unknown))
    return [f for f in files if f.stem not in done]


def _apply(root: duckdb.DuckDBPyConnection, file: Path, kind: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    root.execute("begin transaction")
    try:
        if file.stem.startswith("0001"):
            root.execute("create table schema_version (name text not null, applied_at timestamp)")
            root.execute("create table about (name text not null, value text not null)")
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


def _head(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute("select seq from head where id = 1").fetchone()
    assert row is not None  # 0001 puts the row in
    return int(row[0])


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _journal(path: Path) -> Path:
    return path.with_name(path.name + ".last")


def _acknowledged(path: Path) -> int:
    journal = _journal(path)
    return int(journal.read_text()) if journal.exists() else 0


def _acknowledge(path: Path, seq: int) -> None:
    aside = _journal(path).with_suffix(".tmp")
    with aside.open("w") as file:
        file.write(str(seq))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(_journal(path))


def _refuse_lost_tail(root: duckdb.DuckDBPyConnection, path: Path) -> None:
    known = root.execute(
        "select count(*) from information_schema.tables where table_name = 'head'"
    ).fetchone()
    seq = _head(root) if known and known[0] else 0
    if seq < _acknowledged(path):
        raise StoreTrouble("behind_journal", path=str(path), seq=seq, journal=_acknowledged(path))


def _copy_aside(path: Path, reason: str) -> None:
    for file in (path, _wal(path)):
        if file.exists():
            copy = file.with_name(f"{file.name}.before-{reason}")
            shutil.copy2(file, copy)
            with copy.open("rb") as handle:
                os.fsync(handle.fileno())
