"""From an address to an open database on a PostgreSQL server: checks, migrates; destroys nothing.

The server is its own journal: what it said it kept is kept, so nothing is noted beside it. Two
processes that start at once take turns here; the second finds everything done.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from lib.access import SYSTEM
from lib.issues import StoreTrouble
from lib.store import audit, opening
from lib.store.opening import Keep
from lib.store.postgres import PostgresDatabase
from lib.store.postgres_cursor import TEXT, PostgresCursor
from lib.store.server import OLDEST, Server

LOCK = 20_22_36
"""Our number among the advisory locks of a database."""
INDEXES = opening.SCHEMA / "postgresql.sql"
INDEX = re.compile(r"create (?:unique )?index if not exists (\w+)")


def open_server(
    server: Server, *, kind: str = "real", keep: Keep | None = None
) -> PostgresDatabase:
    """Open the database of an address, fill it where it is empty, bring it to the newest schema.

    Raises StoreTrouble unreachable, unsuitable, newer_schema and leaves it as it was.
    """
    with closing(server.connect()) as line:
        _check_suitable(server, line)
        if keep is not None:
            _keep_before(server, line, keep)
        with line.transaction():
            take(line)
            make_schema(server, line)
            migrate(line, kind, server.name)
    return PostgresDatabase(server)


def migrate(line: psycopg.Connection[Any], kind: str, name: str) -> None:
    """Run every schema file that has not run yet, inside a transaction of whoever calls."""
    cursor, before = PostgresCursor(line), ran(line)
    missing = opening.missing(before, name)
    run(cursor, [file.stem for file in missing], kind)
    if missing and before:
        audit.append(cursor, "migration", SYSTEM, {"schema": [f.stem for f in missing]})
    index(cursor)


def take(line: psycopg.Connection[Any]) -> None:
    """Wait until nobody else makes or changes the tables, and let nobody until the end."""
    line.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def make_schema(server: Server, line: psycopg.Connection[Any]) -> None:
    """Make the schema that an address names, where there is none."""
    # Where somebody else made it, this user need not have the right to make one.
    known = line.execute("select to_regnamespace(%s)", [server.schema]).fetchone()
    if server.schema and known == (None,):
        line.execute(SQL("create schema if not exists {}").format(Identifier(server.schema)))


def index(cursor: PostgresCursor) -> None:
    """Make the indexes that are missing; no schema file of its own, for DuckDB has no use for it.

    Where none is missing nobody who writes is waited for, as making one does.
    """
    wanted = INDEXES.read_text(encoding="utf-8")
    there = cursor.execute(
        "select indexname from pg_indexes where schemaname = current_schema()"
    ).fetchall()
    if {*INDEX.findall(wanted)} - {name for (name,) in there}:
        cursor.execute(wanted)


def run(cursor: PostgresCursor, names: Sequence[str], kind: str) -> None:
    """Run schema files by name, with the tables that say so."""
    now = datetime.now(UTC).replace(tzinfo=None)
    for file in (opening.SCHEMA / f"{name}.sql" for name in names):
        if file.stem.startswith("0001"):
            cursor.execute(ours(opening.FIRST))
            cursor.execute("insert into about (name, value) values ('kind', $kind)", {"kind": kind})
        cursor.execute(ours(file.read_text(encoding="utf-8")))
        cursor.execute(
            "insert into schema_version (name, applied_at) values ($name, $at)",
            {"name": file.stem, "at": now},
        )


def ours(schema: str) -> str:
    """Give a schema as this server needs it to hold and order what DuckDB does.

    Text is ordered by code points, whatever language the server has; NaN is no number.
    """
    ordered = re.sub(r"\btext\b", TEXT, schema)
    return re.sub(r"(\w+) decimal\(24, 6\)", r"\1 numeric(24, 6) check (\1 <> 'NaN')", ordered)


def ran(line: psycopg.Connection[Any]) -> set[str]:
    """Names of the schema files that ran; none where the database is empty."""
    there = line.execute("select to_regclass('schema_version')").fetchone()
    if there is None or there[0] is None:
        return set()
    return {name for (name,) in line.execute("select name from schema_version").fetchall()}


def _check_suitable(server: Server, line: psycopg.Connection[Any]) -> None:
    version = line.info.server_version // 10_000
    if version < OLDEST:
        raise StoreTrouble(
            "unsuitable", path=server.name, found=f"PostgreSQL {version}", allowed=f"≥ {OLDEST}"
        )
    row = line.execute("show server_encoding").fetchone()
    if row is None or row[0] != "UTF8":
        found = str(row[0]) if row else "?"
        raise StoreTrouble("unsuitable", path=server.name, found=found, allowed="UTF8")


def _keep_before(server: Server, line: psycopg.Connection[Any], keep: Keep) -> None:
    """Where a change of the schema is due, the database goes among the backups first."""
    done = ran(line)
    if not done or not opening.missing(done, server.name):
        return
    from lib.store.moving import copy_of  # it opens databases itself

    with (
        closing(PostgresDatabase(server)) as db,
        tempfile.TemporaryDirectory(prefix="yuxi-before-") as folder,
    ):
        made = Path(folder) / "copy.duckdb"
        copy_of(db, made)
        keep(made)
