"""Rows to commit, and where the floor writes the same rows: in bulk, without a question."""

from __future__ import annotations

import io
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from benchmarks.filled import TARGETS, Filled, Shape, month_end, region
from benchmarks.upload import targets
from lib import store
from lib.access import User
from lib.changes import ACTUALS, Changes, compare, with_reason
from lib.store import rows

COLUMNS = (*ACTUALS.key, *ACTUALS.content)
WRITER = User("压力测试", "statistician", "")
ONE_IN_TEN = 10
"""One row in ten corrects a stored value, the others are new."""
LOG = """
    insert into actual_log (target_id, region, contributor, period_end, span, period, value,
        light, finality, source, note, reason, seq, op)
    select target_id, region, contributor, period_end, span, period, value,
        light, finality, source, note, reason, seq, op from stage"""
EMPTY = """
    create table actual_log as select * from (select '' as target_id, '' as region,
        '' as contributor, date '2000-01-01' as period_end, '' as span, '' as period,
        cast(0 as decimal(24, 6)) as value, '' as light, '' as finality, '' as source,
        '' as note, cast(0 as bigint) as seq, cast(0 as smallint) as op, '' as reason) limit 0"""


class Supply:
    """Rows as a checked file gives them, day after day, so that no two reports bring one cell."""

    def __init__(self, shape: Shape, day: int = 0, *, corrections: bool = True) -> None:
        self.shape, self.day, self.corrections = shape, day, corrections
        self.ids = np.array([t.target_id for t in targets(TARGETS)])
        self.codes = np.array([region(n) for n in range(shape.regions)])

    def take(self, count: int) -> pa.Table:
        """So many rows with the columns of the log's key and content."""
        cells = len(self.ids) * len(self.codes)
        corrected = min(count // ONE_IN_TEN, cells) if self.corrections else 0
        number = np.concatenate([np.arange(corrected), np.arange(count - corrected)])
        later = np.where(np.arange(count) < corrected, 0, 1 + self.day + number // cells)
        ends = np.datetime64(month_end(self.shape.months - 1)) + later.astype("timedelta64[D]")
        values = pa.array(500_000 + (number + self.day) % 9_973, pa.int32())
        self.day += 1 + count // cells
        words = {"contributor": "", "span": "at", "finality": "final", "source": "统计台账"}
        made = {n: pa.array([words.get(n)] * count, pa.string()) for n in COLUMNS}
        made |= {
            "target_id": pa.array(self.ids[number % len(self.ids)]),
            "region": pa.array(self.codes[number // len(self.ids) % len(self.codes)]),
            "period_end": pa.array(ends, pa.date32()),
            "period": pa.array(np.datetime_as_string(ends)),
            "value": values.cast(ACTUALS.type_of("value")),
        }
        return pa.table(made)

    def changes(self, db: store.Database, count: int) -> Changes:
        """What such rows would change, as a preview finds it. Raises RuntimeError for fewer."""
        base, given = store.head(db), self.take(count)
        found = compare(ACTUALS, store.latest_of(db, ACTUALS, given, base), given, base)
        if len(found) != count:
            raise RuntimeError(f"{len(found)} of {count} rows are news")
        return with_reason(found, "revision")


def plain_rows(given: Changes) -> pa.Table:
    """The rows that a commit appends, under a number that no submission has."""
    return rows.stage(given, -next(_numbers))


_numbers = itertools.count(1)


class Bare(Protocol):
    """Where the floor writes: rows in the log's columns, in one transaction, no questions asked."""

    def insert(self, given: pa.Table) -> None:
        """Append the rows."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class BareDuck:
    """A DuckDB file with the log's table and nothing else; like ours it folds its log later."""

    def __init__(self, where: str) -> None:
        self.root = duckdb.connect(where, config={"checkpoint_threshold": "1TB"})
        self.root.execute(EMPTY)

    def insert(self, given: pa.Table) -> None:
        """One statement from Arrow."""
        cursor = self.root.cursor()
        cursor.register("stage", given)
        cursor.execute("begin transaction")
        cursor.execute(LOG)
        cursor.execute("commit")
        cursor.close()

    def close(self) -> None:
        """Let go."""
        self.root.close()


class BarePostgres:
    """The same table and indexes of the same database, written by COPY."""

    def __init__(self, where: str) -> None:
        self.line = psycopg.connect(where, autocommit=True)

    def insert(self, given: pa.Table) -> None:
        """One stream of CSV."""
        text = io.BytesIO()
        csv.write_csv(given, text, csv.WriteOptions(include_header=False))
        into = sql.SQL("copy actual_log ({}) from stdin (format csv)").format(
            sql.SQL(", ").join(map(sql.Identifier, given.column_names))
        )
        with (
            self.line.transaction(),
            self.line.cursor() as cursor,
            cursor.copy(into) as stream,
        ):
            stream.write(text.getbuffer())

    def close(self) -> None:
        """Let go."""
        self.line.close()


@contextmanager
def bare(one: Filled) -> Iterator[Bare]:
    """Open what the floor writes into."""
    if one.engine == "postgresql":
        with closing(BarePostgres(one.where)) as line:
            yield line
        return
    with (  # on the same disk as the database, for that is what both wait for
        tempfile.TemporaryDirectory(prefix="bare-", dir=Path(one.where).parent) as folder,
        closing(BareDuck(str(Path(folder) / "bare.duckdb"))) as file,
    ):
        yield file
