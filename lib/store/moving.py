"""Carries a whole database from one engine to the other and proves it; changes nothing on the way.

Every table goes with every row: all submissions with their history, the files that were sent, the
audit with its chain, accounts, what waits for review. Where anything differs nothing was moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import psycopg
import pyarrow as pa
from duckdb import ColumnExpression
from psycopg.sql import SQL, Identifier

from lib.issues import Refusal, StoreTrouble
from lib.store import audit, opening, postgres_opening
from lib.store.contents import columns
from lib.store.database import Database
from lib.store.duck import DuckCursor, DuckDatabase, connect
from lib.store.fingerprint import Fingerprint
from lib.store.opening import open_database
from lib.store.place import Known, Place
from lib.store.postgres import PostgresDatabase
from lib.store.postgres_cursor import PostgresCursor, put
from lib.store.postgres_opening import open_server
from lib.store.server import is_address, server

AT_ONCE = 20_000
"""Rows that are held at a time."""
SEEDED = """
delete from about; delete from schema_version; delete from head; delete from people_head;
delete from audit_head; delete from review_head;
"""
"""What the schema itself puts in; the rows that are carried say it again. A row that a later schema
puts in and that is forgotten here is found: the tables would differ."""


@dataclass(frozen=True)
class Moved:
    """What was carried: the last submission and audit entry, and each table's fingerprint."""

    seq: int
    entries: int
    tables: dict[str, Fingerprint]

    @property
    def sha256(self) -> str:
        """One hash over all tables: the same for the same data on any engine."""
        told = {name: [one.rows, f"{one.total:064x}"] for name, one in self.tables.items()}
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class DuckTables:
    """The tables of a DuckDB file as rows."""

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self.root, self.cursor = root, DuckCursor(root)

    def make(self, names: list[str]) -> None:
        """Run schema files."""
        for file in (opening.SCHEMA / f"{name}.sql" for name in names):
            opening.apply(self.root, file, "real")

    def names(self) -> dict[str, tuple[str, ...]]:
        """Columns of every table."""
        return columns(self.root)

    def rows(self, table: str, named: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
        """Every row, some at a time."""
        given = self.root.table(table).select(*map(ColumnExpression, named))
        while found := given.fetchmany(AT_ONCE):
            yield found

    def put(self, table: str, named: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """Append rows."""
        into = self.root.table(table)
        schema = into.limit(0).to_arrow_table().schema
        values = dict(zip(named, zip(*rows, strict=True), strict=True))
        made = [pa.array(values[field.name], field.type) for field in schema]
        self.root.from_arrow(pa.table(made, schema=schema)).insert_into(table)


class PostgresTables:
    """The tables of a PostgreSQL database as rows, inside a transaction."""

    def __init__(self, line: psycopg.Connection[Any]) -> None:
        self.line, self.cursor = line, PostgresCursor(line)

    def make(self, names: list[str]) -> None:
        """Run schema files."""
        postgres_opening.run(self.cursor, names, "real")
        postgres_opening.index(self.cursor)

    def clear(self) -> None:
        """Take every row away; whoever reads sees them until the transaction is kept."""
        for table in self.names():
            self.line.execute(SQL("delete from {}").format(Identifier(table)))

    def tidy(self) -> None:
        """Give back the room of rows that were taken away, and count anew; in no transaction."""
        for table in self.names():
            self.line.execute(SQL("vacuum (analyze) {}").format(Identifier(table)))

    def names(self) -> dict[str, tuple[str, ...]]:
        """Columns of every table."""
        found: dict[str, tuple[str, ...]] = {}
        for table, column in self.line.execute(
            """
            select table_name, column_name from information_schema.columns
            where table_schema = current_schema() order by table_name, ordinal_position"""
        ).fetchall():
            found[table] = (*found.get(table, ()), column)
        return found

    def rows(self, table: str, named: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
        """Every row, some at a time."""
        wanted = SQL(", ").join(map(Identifier, named))
        with self.line.cursor(name="carried") as given:
            given.execute(SQL("select {} from {}").format(wanted, Identifier(table)))
            while found := given.fetchmany(AT_ONCE):
                yield found

    def put(self, table: str, named: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """Append rows."""
        with self.line.cursor() as cursor:
            put(cursor, Identifier(table), named, rows)


Tables = DuckTables | PostgresTables


def move(source: str, target: str) -> Moved:
    """Carry one database into another that is empty; each is a file or an address.

    The source is opened as at every start, so it is whole and of the newest schema.
    Raises Refusal bad_address, no_database; StoreTrouble not_empty, moved_wrong, locked,
    unreachable and what opening a database raises; then the target is what it was.
    """
    with closing(_opened(source)) as db:
        if not is_address(target):
            return copy_of(db, Path(target))
        to = server(target)
        with closing(to.connect()) as line, line.transaction():
            postgres_opening.take(line)
            postgres_opening.make_schema(to, line)
            if names := PostgresTables(line).names():
                raise StoreTrouble("not_empty", path=to.name, found=min(names))
            with _looking(db) as there:
                return carry(there, _made(there, PostgresTables(line)), to.name)


def copy_of(db: Database, made: Path) -> Moved:
    """Carry a database into a new file. Raises StoreTrouble not_empty, moved_wrong."""
    place = Place(made)
    place.take()
    try:
        place.finish()
        if made.exists() or place.known() > Known():
            raise StoreTrouble("not_empty", path=str(made), found=made.name)
        with _looking(db) as there, closing(connect(place.next)) as root:
            moved = carry(there, _made(there, DuckTables(root)), str(made))
            root.execute("checkpoint")
        place.swap("moved", Known(moved.seq, moved.entries))
    finally:
        place.finish()  # a next database that is not whole goes
        place.leave(clean=True)
    return moved


def carry(there: Tables, here: Tables, name: str) -> Moved:
    """Fill empty tables, which are as the source has them, and read them back.

    Raises StoreTrouble moved_wrong naming the tables that differ; whoever calls undoes it then.
    """
    told: dict[str, Fingerprint] = {}
    for table, named in there.names().items():
        told[table] = Fingerprint()
        for rows in there.rows(table, named):
            told[table] = told[table].with_rows(named, rows)
            here.put(table, named, rows)
    found = {table: _print(here, table, named) for table, named in here.names().items()}
    wrong = [table for table in {**told, **found} if told.get(table) != found.get(table)]
    if wrong or _end(there) != _end(here):
        raise StoreTrouble("moved_wrong", path=name, tables=", ".join(sorted(wrong)) or "audit")
    row = here.cursor.execute("select seq from head").fetchone()
    _, entries = _end(here)
    return Moved(int(row[0]) if row else 0, entries, told)


T = TypeVar("T", DuckTables, PostgresTables)


def _made(there: Tables, here: T) -> T:
    """Make the tables as the source has them, empty."""
    ran = there.cursor.execute("select name from schema_version order by name").fetchall()
    here.make([str(file) for (file,) in ran])
    here.cursor.execute(SEEDED)
    return here


def _print(of: Tables, table: str, named: tuple[str, ...]) -> Fingerprint:
    found = Fingerprint()
    for rows in of.rows(table, named):
        found = found.with_rows(named, rows)
    return found


def _end(of: Tables) -> tuple[str, int]:
    """What is broken in the audit's chain, and its last entry; nothing where there is none yet."""
    if "audit_log" not in of.names():
        return "", 0
    broken, head = audit.broken_in(of.cursor)
    return f"{broken} {head.hash}", head.n or 0


@contextmanager
def _looking(db: Database) -> Iterator[Tables]:
    """Lend the tables as they are at one moment, whatever is written meanwhile."""
    if isinstance(db, DuckDatabase):
        with db.reading() as cursor:
            cursor.execute("begin transaction")
            yield DuckTables(cursor.connection)
            cursor.execute("rollback")
        return
    assert isinstance(db, PostgresDatabase)  # there is no third engine
    with closing(db.server.connect()) as line:
        line.execute("begin transaction isolation level repeatable read read only")
        yield PostgresTables(line)


def _opened(source: str) -> Database:
    """The database of a file or an address; none is made where there is none."""
    if is_address(source):
        from_server = server(source)
        with closing(from_server.connect()) as line:
            if not postgres_opening.ran(line):
                raise Refusal("no_database", path=from_server.name)
        return open_server(from_server)
    if not Path(source).exists():
        raise Refusal("no_database", path=source)
    return open_database(Path(source))
