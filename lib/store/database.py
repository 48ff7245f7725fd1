"""One open DuckDB database: a cursor a question, one writer at a time; knows no meaning."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from lib.issues import StoreTrouble
from lib.store.place import Known, Place, room

LOG = logging.getLogger("yuxi.store")
A_BACKUP, LOOK_EVERY = 3600.0, 1.0
PATIENCE = 20.0
"""Seconds to wait for questions under way before the database is closed over their heads."""
LONGEST = 60.0
"""Seconds after which a question is broken off: no page needs so long, and others wait for it."""
LIMITS = {"memory_limit": "2GB", "max_temp_directory_size": "4GB"}
"""What one database may take of the machine; beyond, a question fails and the server goes on."""
NO_WRITE = re.compile(r"No space left|Could not write|File too large|Disk quota|Read-only file")


class Database:
    """One open database. kind is "real" or "demo", fixed when the file was made.

    A cursor per question, never a shared connection: sharing one between threads gave wrong
    answers in a quarter of the tries. Writers take turns. frozen says why nothing that people
    would miss is written, where this is not the office's own database but a copy that stands in.
    """

    def __init__(
        self,
        place: Place,
        root: duckdb.DuckDBPyConnection,
        *,
        frozen: StoreTrouble | None = None,
    ) -> None:
        self.place = place
        self.frozen = frozen
        self._root: duckdb.DuckDBPyConnection | None = root
        self._turn = threading.Lock()
        self._door = threading.Condition()
        self._asking: dict[duckdb.DuckDBPyConnection, float] = {}
        self._shut = threading.Event()
        threading.Thread(target=self._watch, name="questions", daemon=True).start()
        with self.reading() as cursor:
            row = cursor.execute("select value from about where name = 'kind'").fetchone()
        self.kind = str(row[0]) if row else "real"

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.place.path

    @property
    def demo(self) -> bool:
        """Say whether every value in here is made up."""
        return self.kind == "demo"

    @contextmanager
    def reading(self, *, longest: float = LONGEST) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor for one question. Raises StoreTrouble closed, asked_too_long."""
        with self._door:
            if self._shut.is_set() or self._root is None:
                raise StoreTrouble("closed", path=str(self.path))
            cursor = self._root.cursor()
            self._asking[cursor] = time.monotonic() + longest
        try:
            yield cursor
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
    def writing(self, *, passing: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor inside a transaction: all of it is kept, or none where anything fails.

        What is kept is also noted beside the file, so that a lost tail of the log is noticed.
        passing writes what nobody misses later (who is here now), also into a stand-in.
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

    def _transaction(
        self, cursor: duckdb.DuckDBPyConnection
    ) -> Iterator[duckdb.DuckDBPyConnection]:
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
        return known

    @contextmanager
    def copied(self, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
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


def known_in(cursor: duckdb.DuckDBPyConnection) -> Known:
    """Give the numbers of the last submission and of the last audit entry."""
    row = cursor.execute(
        "select (select max(seq) from head), (select max(n) from audit_head)"
    ).fetchone()
    seq, entry = row or (0, 0)
    # Whoever emptied one of them is found by the chain, not here.
    return Known(int(seq or 0), int(entry or 0))
