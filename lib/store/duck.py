"""A database in a DuckDB file: a cursor a question, one writer at a time; knows no meaning."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from lib.issues import StoreTrouble
from lib.store.contents import contents
from lib.store.cursor import Cursor
from lib.store.database import LONGEST, Database, Space
from lib.store.place import Known, Place, check_room, room

LOG = logging.getLogger("yuxi.store")
A_BACKUP, LOOK_EVERY = 3600.0, 1.0
PATIENCE = 20.0
"""Seconds to wait for questions under way before the database is closed over their heads."""
LIMITS = {"memory_limit": "2GB", "max_temp_directory_size": "4GB"}
"""What one database may take of the machine; beyond, a question fails and the server goes on."""
NO_WRITE = re.compile(r"No space left|Could not write|File too large|Disk quota|Read-only file")


class DuckCursor:
    """A DuckDB connection as the store's Cursor; adds no more than a name to it."""

    __slots__ = ("connection",)

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> DuckCursor:
        """Ask."""
        self.connection.execute(sql, parameters)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""
        return self.connection.fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give the rows that were not fetched yet."""
        return self.connection.fetchall()

    def columns(self) -> list[str]:
        """Give the names of the answer's columns."""
        return [told[0] for told in self.connection.description or ()]

    def in_parts(self, sql: str, size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """Ask, and give the answer so many rows at a time."""
        self.connection.execute(sql)
        while found := self.connection.fetchmany(size):
            yield found

    def to_arrow_table(self) -> pa.Table:
        """Give the whole answer as a table."""
        return self.connection.to_arrow_table()

    def stage(self, name: str, rows: pa.Table) -> None:
        """Lay rows where SQL finds them, without a copy."""
        self.connection.register(name, rows)


class DuckDatabase(Database):
    """One open file. A cursor per question, never a shared connection: sharing one between
    threads gave wrong answers in a quarter of the tries."""

    exclusive = True  # DuckDB locks the file

    def __init__(
        self,
        place: Place,
        root: duckdb.DuckDBPyConnection,
        *,
        frozen: StoreTrouble | None = None,
    ) -> None:
        self.place = place
        self.name, self.stem = str(place.path), place.path.stem
        self.frozen = frozen
        self._root: duckdb.DuckDBPyConnection | None = root
        self._turn = threading.Lock()
        self._door = threading.Condition()
        self._asking: dict[duckdb.DuckDBPyConnection, float] = {}
        self._shut = threading.Event()
        threading.Thread(target=self._watch, name="questions", daemon=True).start()
        self._learn()

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.place.path

    @contextmanager
    def reading(self, *, longest: float = LONGEST) -> Iterator[DuckCursor]:
        """Lend a cursor for one question. Raises StoreTrouble closed, asked_too_long."""
        with self._door:
            if self._shut.is_set() or self._root is None:
                raise StoreTrouble("closed", path=str(self.path))
            cursor = self._root.cursor()
            self._asking[cursor] = time.monotonic() + longest
        try:
            yield DuckCursor(cursor)
        except duckdb.InterruptException as broken:
            raise StoreTrouble("asked_too_long", seconds=round(longest)) from broken
        finally:
            with self._door:
                del self._asking[cursor]
                self._door.notify_all()
            cursor.close()

    def _watch(self) -> None:
        """Break off what takes too long, until the database is closed."""
        while not self._shut.wait(LOOK_EVERY):
            with self._door:
                for cursor, until in self._asking.items():
                    if time.monotonic() > until:
                        cursor.interrupt()

    @contextmanager
    def writing(self, *, passing: bool = False) -> Iterator[DuckCursor]:
        """Lend a cursor inside a transaction.

        What is kept is also noted beside the file, so that a lost tail of the log is noticed.
        Raises StoreTrouble safe_mode; not_written where the disk took nothing, or may have.
        """
        if self.frozen and not passing:
            raise StoreTrouble("safe_mode")
        with self._turn:
            try:
                with self.reading() as cursor:
                    known = yield from self._transaction(cursor)
            except duckdb.Error as failed:
                if isinstance(failed, duckdb.FatalException):
                    self._reopen()
                if NO_WRITE.search(str(failed)) or isinstance(failed, duckdb.FatalException):
                    LOG.error("a transaction was not written: %s", failed)
                    free = room(self.path.parent) // 1_000_000
                    raise StoreTrouble("not_written", free=free) from failed
                raise
            try:
                self.place.tell(known)
            except OSError:
                # It is written: a note that lags behind its database refuses nothing.
                LOG.exception("the last numbers could not be noted")

    def _transaction(self, cursor: DuckCursor) -> Generator[DuckCursor, None, Known]:
        cursor.execute("begin transaction")
        try:
            yield cursor
            known = known_in(cursor)
            cursor.execute("commit")
        except BaseException:
            # A failed commit has already closed its transaction, a fatal error the database.
            with suppress(duckdb.TransactionException, duckdb.FatalException):
                cursor.execute("rollback")
            raise
        finally:
            self.writings += 1  # writers take turns
        return known

    @contextmanager
    def copied(self, path: Path) -> Iterator[DuckCursor]:
        """Copy database and log as they are between two commits; lends a cursor.

        The cursor sees what was copied for as long as it is used, whatever is written meanwhile.
        Raises StoreTrouble no_room.
        """
        with self.reading(longest=A_BACKUP) as cursor:
            with self._turn:
                cursor.execute("begin transaction")
                known_in(cursor)  # a transaction sees what stood when it first asked
                self.place.copy_to(path, apart=True)
            yield cursor
            cursor.execute("rollback")

    @contextmanager
    def alone(self, what: str, *, patient: bool = False) -> Iterator[bool]:
        """Nobody else has the file."""
        yield True

    def copy_to(self, made: Path) -> None:
        """Copy between two commits, fold the copy's log, and compare every value."""
        with self.copied(made) as then:
            known = contents(then.connection)
        with closing(connect(made)) as root:
            root.execute("checkpoint")
            found = contents(root)
        wrong = [table for table, told in known.items() if found.get(table) != told]
        if wrong:
            raise StoreTrouble("backup_wrong", name=self.path.name, detail=", ".join(wrong))

    def check_room(self, size: int) -> None:
        """Raise StoreTrouble no_room where the disk of the file has no room for so many more."""
        check_room(self.path.parent, size)

    def free(self) -> int:
        """Ask the disk."""
        return room(self.path.parent)

    def space(self) -> Space:
        """Look at the files."""
        size, log = (f.stat().st_size if f.exists() else 0 for f in (self.path, self.place.wal))
        return Space(size, log)

    def close(self, *, clean: bool = True) -> None:
        """Let go of the file, after questions under way; later ones are refused."""
        with self._turn, self._door:
            self._shut.set()
            self._wait()
            if self._root is not None:
                self._root.close()
                self._root = None
                self.place.leave(clean=clean)

    def _wait(self) -> None:
        """Wait until nobody asks any more; called holding the door."""
        until = time.monotonic() + PATIENCE
        while self._asking and time.monotonic() < until:
            self._door.wait(until - time.monotonic())

    def _reopen(self) -> None:
        """Open anew what a fatal error made useless; only the file knows what was kept."""
        with self._door:
            root, self._root = self._root, None
            self._wait()
            if root is not None:
                root.close()
            self._root = connect(self.path)
            lock_down(self._root)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file or make it. Raises StoreTrouble locked, unreadable, and leaves it as it was."""
    # Never checkpoint on our own accord: a kill in the middle of one can tear the file.
    try:
        root = duckdb.connect(str(path), config={"checkpoint_threshold": "1TB", **LIMITS})
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and "set lock" in str(error):
            holder = re.search(r"PID (\d+)", str(error))
            pid = holder.group(1) if holder else "?"
            raise StoreTrouble("locked", path=str(path), pid=pid) from error
        raise unreadable(path, error) from error
    root.execute("pragma disable_checkpoint_on_shutdown")
    return root


def lock_down(root: duckdb.DuckDBPyConnection) -> None:
    """Let no SQL reach other files, nor change that."""
    root.execute("set enable_external_access = false")
    root.execute("set lock_configuration = true")


def unreadable(path: Path, error: Exception) -> StoreTrouble:
    """Tell that a file cannot be read, and why."""
    return StoreTrouble("unreadable", path=str(path), detail=str(error)[:300])


def known_in(cursor: Cursor) -> Known:
    """Give the numbers of the last submission and of the last audit entry."""
    row = cursor.execute(
        "select (select max(seq) from head), (select max(n) from audit_head)"
    ).fetchone()
    seq, entry = row or (0, 0)
    # Whoever emptied one of them is found by the chain, not here.
    return Known(int(seq or 0), int(entry or 0))
