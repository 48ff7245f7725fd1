"""What the store asks of a database, whichever engine answers; knows no engine."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Protocol

import pyarrow as pa


class Cursor(Protocol):
    """One question after another, in plain SQL with parameters by name: $name.

    Numbers come back as int and Decimal, times as naive UTC, bytes as bytes. The cursor of
    Database.writing is inside its transaction.
    """

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Cursor:
        """Ask; the answer is fetched from what is given back, or from the cursor itself."""
        ...

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row, None after the last."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give the rows that were not fetched yet."""
        ...

    def columns(self) -> list[str]:
        """Give the names of the answer's columns."""
        ...

    def in_parts(self, sql: str, size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """Ask, and give the answer so many rows at a time, as it was at one moment.

        Only so many are held, however long the answer is. Close what is given back where it is
        not read to its end, and ask this cursor nothing else before.
        """
        ...

    def to_arrow_table(self) -> pa.Table:
        """Give the whole answer as a table, typed also where it is empty."""
        ...

    def stage(self, name: str, rows: pa.Table) -> None:
        """Lay rows where SQL finds them under a name, until the cursor is given back.

        The same name again replaces what lay there; nobody else sees it.
        """
        ...
