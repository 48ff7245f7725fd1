"""A PostgreSQL connection as the store's Cursor: its parameters, its types, its bulk load."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
import pyarrow as pa
from psycopg.sql import SQL, Composable, Identifier
from pyarrow import csv

NAMED = re.compile(r"'[^']*'|\$([a-z_]\w*)|%")
"""A literal, which is left alone but for its %, a parameter, or a % of its own."""
ARROW = {
    "bool": pa.bool_(),
    "bytea": pa.binary(),
    "date": pa.date32(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "text": pa.string(),
    "timestamp": pa.timestamp("us"),
    "varchar": pa.string(),
}
TEXT = 'text collate "C"'
"""Text in the order of its code points, as DuckDB has it: the order that the server's own
language would give differs from machine to machine."""
COLUMN = (
    (pa.types.is_boolean, SQL("boolean")),
    (pa.types.is_date, SQL("date")),
    (pa.types.is_int16, SQL("smallint")),
    (pa.types.is_int32, SQL("integer")),
    (pa.types.is_int64, SQL("bigint")),
    (pa.types.is_timestamp, SQL("timestamp")),
    (pa.types.is_binary, SQL("bytea")),
    (pa.types.is_decimal, SQL("numeric(24, 6)")),
)
AT_ONCE = 10_000
"""Rows that are turned into a table's columns at a time on their way to the server."""
WITHOUT_NAMES = csv.WriteOptions(include_header=False)


class PostgresCursor:
    """One connection; see lib.store.cursor.Cursor."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._cursor = connection.cursor()
        self._staged: set[str] = set()

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> PostgresCursor:
        """Ask. Without parameters there may be several statements, as in a schema file."""
        if parameters is None:
            self._cursor.execute(sql.encode())
        else:
            self._cursor.execute(translated(sql).encode(), parameters)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give the rows that were not fetched yet."""
        return self._cursor.fetchall()

    def columns(self) -> list[str]:
        """Give the names of the answer's columns."""
        return [told.name for told in self._cursor.description or ()]

    def in_parts(self, sql: str, size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """Ask, and have the server keep the answer: else all of it would come at once."""
        with self.connection.transaction(), self.connection.cursor(name="parts") as given:
            given.execute(sql.encode())
            while found := given.fetchmany(size):
                yield found

    def to_arrow_table(self) -> pa.Table:
        """Give the whole answer as a table."""
        rows = self._cursor.fetchall()
        columns = list(zip(*rows, strict=True)) if rows else []
        made = {}
        for place, told in enumerate(self._cursor.description or ()):
            made[told.name] = pa.array(columns[place] if rows else [], self._arrow(told))
        return pa.table(made)

    def stage(self, name: str, rows: pa.Table) -> None:
        """Lay rows into a table that this connection alone sees."""
        columns = SQL(", ").join(
            SQL("{} {}").format(Identifier(field.name), _column(field.type))
            for field in rows.schema
        )
        table = Identifier("pg_temp", name)
        self._cursor.execute(SQL("drop table if exists {}").format(table))
        self._cursor.execute(SQL("create temporary table {} ({})").format(table, columns))
        self._staged.add(name)
        if any(pa.types.is_binary(kind) for kind in rows.schema.types):
            put(self._cursor, table, rows.column_names, _rows(rows))  # CSV has no word for bytes
        else:
            _pour(self._cursor, table, rows)
        # Half a millisecond; else the server takes a table of one row for a thousand, reads the
        # whole log to join it, and a region of a province takes a second in place of 0.08.
        self._cursor.execute(SQL("analyze {}").format(table))

    def close(self) -> None:
        """Take away what was laid; a transaction that failed has taken it away already."""
        if self._staged and not self.connection.closed:
            names = SQL(", ").join(Identifier("pg_temp", n) for n in self._staged)
            self._cursor.execute(SQL("drop table if exists {}").format(names))
        self._cursor.close()

    def _arrow(self, told: psycopg.Column) -> pa.DataType:
        known = self.connection.adapters.types.get(told.type_code)
        name = known.name if known else ""
        if name == "numeric":
            return pa.decimal128(told.precision or 38, told.scale or 0)
        return ARROW.get(name, pa.string())


def put(
    cursor: psycopg.Cursor[Any],
    table: Composable,
    named: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Append rows to a table, as one stream."""
    names = SQL(", ").join(map(Identifier, named))
    with cursor.copy(SQL("copy {} ({}) from stdin").format(table, names)) as stream:
        for row in rows:
            stream.write_row(row)


def _pour(cursor: psycopg.Cursor[Any], table: Composable, rows: pa.Table) -> None:
    """The same for a whole table, without making a Python value of every cell.

    Arrow writes text in quotes and nothing as nothing, which is how the server tells an empty text
    from none. A hundred thousand rows take a ninth of the processor time that put() takes.
    """
    names = SQL(", ").join(map(Identifier, rows.column_names))
    with cursor.copy(SQL("copy {} ({}) from stdin (format csv)").format(table, names)) as stream:
        for batch in rows.to_batches(AT_ONCE):
            text = io.BytesIO()
            csv.write_csv(batch, text, WITHOUT_NAMES)
            stream.write(text.getvalue())


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@lru_cache(maxsize=512)
def translated(text: str) -> str:
    """Write $name as psycopg does, and leave literals what they are."""

    def other(found: re.Match[str]) -> str:
        return f"%({found[1]})s" if found[1] else found[0].replace("%", "%%")

    return NAMED.sub(other, text)


def _column(kind: pa.DataType) -> SQL:
    return next((name for fits, name in COLUMN if fits(kind)), SQL(TEXT))
