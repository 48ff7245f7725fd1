"""What is in a database as a whole: every value read, each table counted and hashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
from duckdb import ColumnExpression, FunctionExpression, SQLExpression

from lib.issues import StoreTrouble


@dataclass(frozen=True)
class Contents:
    """One table: its columns in order, how many rows it has, and a sum over a hash of each.

    The sum is of a version of DuckDB: another version may hash otherwise.
    """

    columns: tuple[str, ...]
    rows: int
    hashed: int


def contents(
    connection: duckdb.DuckDBPyConnection, only: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Contents]:
    """Read every value of every table, or of the tables and columns named in only.

    A block of the file that cannot be read, or is not what was written, raises duckdb.Error.
    """
    found = columns(connection)
    if only is not None:
        found = {
            table: tuple(c for c in only[table] if c in held)
            for table, held in found.items()
            if table in only
        }
    return {table: _table(connection, table, named) for table, named in found.items()}


def columns(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """Give the columns of every table, both in an order of their own."""
    found: dict[str, tuple[str, ...]] = {}
    for table, column in connection.execute(
        """
        select table_name, column_name from information_schema.columns
        where table_schema = 'main' order by table_name, ordinal_position"""
    ).fetchall():
        found[table] = (*found.get(table, ()), column)
    return found


def check_kept(before: dict[str, Contents], connection: duckdb.DuckDBPyConnection) -> None:
    """Compare what was there with what is: every column of before has the very same values.

    Raises StoreTrouble changed_by_migration naming the tables.
    """
    now = contents(connection, {table: told.columns for table, told in before.items()})
    wrong = [table for table, told in before.items() if now.get(table) != told]
    if wrong:
        raise StoreTrouble("changed_by_migration", tables=", ".join(wrong))


def _table(connection: duckdb.DuckDBPyConnection, table: str, named: tuple[str, ...]) -> Contents:
    if not named:
        return Contents((), 0, 0)
    hashed = FunctionExpression("hash", *(ColumnExpression(name) for name in named))
    count = SQLExpression("count(*)")
    row = connection.table(table).aggregate([count, FunctionExpression("sum", hashed)]).fetchone()
    rows, total = row or (0, None)
    return Contents(named, int(rows), int(total or 0))
