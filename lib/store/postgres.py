"""A database on a PostgreSQL server, which other processes write too; knows no meaning."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from lib.issues import StoreTrouble
from lib.store.database import LONGEST, Database, Space
from lib.store.postgres_cursor import PostgresCursor
from lib.store.server import Server

LOG = logging.getLogger("yuxi.store")
LINES = 16
"""Connections that one process holds at most; a page asks one question at a time."""
PATIENCE = 3.0
"""Seconds that somebody waits for a connection before being told that there is none."""
LIMIT = "select set_config('statement_timeout', %s, false)"
MANNERS = """
    set statement_timeout = '60s';
    set timezone = 'UTC';
    set lock_timeout = '20s';
    set idle_in_transaction_session_timeout = '120s'
"""
"""A process that hangs or is cut off while it writes must not keep all others from writing."""
TURN = "select seq from head where id = 1 for update"
"""Writers of all processes take turns at this row. Whoever gets it sees, with each statement that
follows, all that was kept before (read committed): so no writer ever has to begin again because of
another. Repeatable read would look at what stood before the wait, and fail."""

INTRODUCE = "select set_config('application_name', %s, false)"
STRANGERS = """
    select exists (
        select 1 from pg_stat_activity
        where datname = current_database() and application_name like 'yuxi %%'
          and application_name <> %s)
"""
"""A connection says by its name what its process has; the name goes with it."""

ALONE = 20_22_37
"""Our number among the advisory locks of a database, beside the plan and the kind of work."""
ASK = "select pg_try_advisory_lock(%s, hashtext(concat(current_schema(), ' ', %s::text)))"
WAIT = "select pg_advisory_lock(%s, hashtext(concat(current_schema(), ' ', %s::text)))"
GIVE_BACK = "select pg_advisory_unlock_all()"
LONG_QUEUE = "set lock_timeout = '60s'"
"""Four servers that start at once wait for one another; what hangs must not keep all from it."""


LIFE = "select value from about where name = 'restored'"
"""Changes with each restore, whichever process does it. Asked in place of the nothing by which a
pool finds out whether a connection still answers, so it costs no way of its own."""


class PostgresDatabase(Database):
    """Connections to one server, lent one a question and one to the writer."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.name, self.stem = server.name, server.stem
        self._turn = threading.Lock()
        self._own = threading.local()
        self._life: tuple[Any, ...] | None = None
        self._begun = False
        self._called = ""
        self._pool = ConnectionPool(
            server.address,
            # Statements are not kept prepared: a change of the schema by another process would
            # break them, and staged tables are new ones each time.
            kwargs={**server.line, "autocommit": True, "prepare_threshold": None},
            configure=self._teach,
            check=self._check_life,
            min_size=1,
            max_size=LINES,
            timeout=PATIENCE,
            open=True,
        )
        try:
            self._learn()
        except BaseException:
            self._pool.close()
            raise

    @contextmanager
    def reading(self, *, longest: float = LONGEST) -> Iterator[PostgresCursor]:
        """Lend a cursor for one question; a question within a question has the same connection,
        or readers that wait for a second one could stand in each other's way."""
        held = getattr(self._own, "line", None)
        if held is not None:
            with self._asking(held, longest) as cursor:
                yield cursor
            return
        with self._lent() as line:
            self._own.line = line
            try:
                with self._asking(line, longest) as cursor:
                    yield cursor
            finally:
                self._own.line = None

    @contextmanager
    def writing(self, *, passing: bool = False) -> Iterator[PostgresCursor]:
        """Lend a cursor inside a transaction, once no other process writes.

        Raises StoreTrouble safe_mode, overtaken; line_lost, collided, server_busy, server_full
        where nothing was written; outcome_unknown where the line broke after the end was asked for.
        """
        if self.frozen and not passing:
            raise StoreTrouble("safe_mode")
        with self._turn, self._lent() as line:
            asked = False
            try:
                line.execute("begin")
                line.execute(TURN)
                self._check_life(line)  # it may have waited for the end of a restore
                self._refuse_overtaken()
                cursor = PostgresCursor(line)
                yield cursor
                cursor.close()
                asked = True
                done = line.execute("commit").statusmessage
            except psycopg.Error as failed:
                _back(line)
                raise self._trouble(failed, line, asked=asked) from failed
            except BaseException:
                _back(line)
                raise
            if done != "COMMIT":  # what failed inside was swallowed: nothing was kept
                raise StoreTrouble("collided", path=self.name)

    @contextmanager
    def alone(self, what: str, *, patient: bool = False) -> Iterator[bool]:
        """Hold a lock of the server's on a line of its own: it goes with the line, however.

        The server sees the end of a line a moment after us, so the lock is given back before.
        """
        with closing(self.server.connect()) as line:
            try:
                line.execute(LONG_QUEUE)
                row = line.execute(WAIT if patient else ASK, [ALONE, what]).fetchone()
            except errors.LockNotAvailable as failed:
                raise StoreTrouble("server_busy", path=self.name) from failed
            try:
                yield patient or bool(row and row[0])
            finally:
                with suppress(psycopg.OperationalError):  # the line was cut meanwhile
                    line.execute(GIVE_BACK)

    def introduce(self, mark: str) -> None:
        """Name this process's connections after the mark, also those still to come."""
        self._called = f"yuxi {mark}"
        with self._lent() as line:
            self._teach(line)

    def strangers(self) -> bool:
        """Look at who else is connected; who has no mark, like a command, counts for nothing."""
        if not self._called:
            return False
        with self._lent() as line:
            row = line.execute(STRANGERS, [self._called]).fetchone()
        return bool(row and row[0])

    def copy_to(self, made: Path) -> None:
        """Carry everything into a DuckDB file, as it stands at one moment."""
        from lib.store.moving import copy_of  # it knows both engines

        copy_of(self, made)

    def check_room(self, size: int) -> None:
        """Another machine has the disk: it says so itself."""

    def free(self) -> None:
        """Another machine has the disk."""

    def space(self) -> Space:
        """Ask the server."""
        with self.reading() as cursor:
            row = cursor.execute("select pg_database_size(current_database())").fetchone()
        return Space(int(row[0]) if row else 0, 0)

    def close(self, *, clean: bool = True) -> None:
        """Let the connections go; later questions are refused."""
        self._pool.close(timeout=PATIENCE)

    @contextmanager
    def _lent(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection that answers. Raises StoreTrouble closed, overtaken, unreachable."""
        if self._pool.closed:
            raise StoreTrouble("closed", path=self.name)
        try:
            line = self._pool.getconn()
        except (PoolTimeout, psycopg.OperationalError) as failed:
            raise self.server.unreachable(failed) from failed
        try:
            self._refuse_overtaken()
            yield line
        finally:
            self._pool.putconn(line)

    def _teach(self, line: psycopg.Connection[Any]) -> None:
        line.execute(MANNERS)
        if self._called:
            line.execute(INTRODUCE, [self._called])

    def _check_life(self, line: psycopg.Connection[Any]) -> None:
        """See whether a backup was put back since this was opened; fails on a dead connection."""
        life = line.execute(LIFE).fetchone()
        if not self._begun:
            self._begun, self._life = True, life
        self.overtaken = self.overtaken or life != self._life

    def _refuse_overtaken(self) -> None:
        if self.overtaken:
            raise StoreTrouble("overtaken", path=self.name)

    @contextmanager
    def _asking(self, line: psycopg.Connection[Any], longest: float) -> Iterator[PostgresCursor]:
        if longest != LONGEST:
            line.execute(LIMIT, [f"{round(longest * 1000)}ms"])
        cursor = PostgresCursor(line)
        try:
            yield cursor
            cursor.close()
        except errors.QueryCanceled as broken:
            raise StoreTrouble("asked_too_long", seconds=round(longest)) from broken
        except psycopg.Error as failed:
            if line.closed:
                raise self.server.unreachable(failed) from failed
            raise
        finally:
            if longest != LONGEST and not line.closed:
                line.execute(LIMIT, [f"{round(LONGEST * 1000)}ms"])

    def _trouble(
        self, failed: psycopg.Error, line: psycopg.Connection[Any], *, asked: bool
    ) -> Exception:
        """What a failed write is to whoever wrote; the error itself where it is a fault of ours."""
        # Never its detail: that repeats the row, and a value of a cell is nothing for a log.
        LOG.error("not written: %s %s", failed.sqlstate, failed.diag.message_primary or "")
        told: dict[str, Any] = {"path": self.name}
        if isinstance(failed, errors.SerializationFailure | errors.DeadlockDetected):
            return StoreTrouble("collided", **told)
        if isinstance(failed, errors.LockNotAvailable):
            return StoreTrouble("server_busy", **told)
        if isinstance(failed, errors.DiskFull):
            return StoreTrouble("server_full", **told)
        if line.closed:
            return StoreTrouble("outcome_unknown" if asked else "line_lost", **told)
        return failed


def _back(line: psycopg.Connection[Any]) -> None:
    """Undo what was begun; a broken connection has undone it."""
    if not line.closed:
        try:
            line.execute("rollback")
        except psycopg.Error:
            line.close()
