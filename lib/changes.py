"""What somebody's rows would change, and the reverse of a change (pure); never reads or writes.

Rows are Arrow tables: decimals stay decimals, empty is null, and a million rows fit.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.fields import (
    ACTUAL_CONTENT,
    ACTUAL_KEY,
    DATE,
    DECIMAL,
    FLAG,
    INTEGER,
    TARGET_FIELDS,
)

NEW, CHANGED, REMOVED = "new", "changed", "removed"
NUMBER = pa.decimal128(24, 6)
_KINDS = {DECIMAL: NUMBER, DATE: pa.date32(), INTEGER: pa.int32(), FLAG: pa.bool_()}


@dataclass(frozen=True)
class Table:
    """A logged table: what identifies a row, what a revision may change, what makes it differ.

    types are the Arrow types of its columns that are no text.
    """

    name: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    compared: tuple[str, ...]
    types: dict[str, pa.DataType]

    def type_of(self, name: str) -> pa.DataType:
        """Give the Arrow type of a column."""
        return self.types.get(name, pa.string())

    def table(self, rows: Iterable[dict[str, Any]], *more: str) -> pa.Table:
        """Make rows of key and content (and more columns of text) from dictionaries."""
        rows = list(rows)
        return pa.table(
            {
                name: pa.array([row.get(name) for row in rows], self.type_of(name))
                for name in (*self.key, *self.content, *more)
            }
        )


ACTUALS = Table(
    "actuals",
    ACTUAL_KEY,
    ACTUAL_CONTENT,
    ("value", "light", "finality", "source", "note"),
    {"period_end": pa.date32(), "value": NUMBER},
)
"""A period written another way (2022, 2022-12-31) for the same day is no revision, nor is the
reason that somebody gives for one."""
_PLAN_CONTENT = tuple(f.name for f in TARGET_FIELDS if f.name != "target_id")
PLAN = Table(
    "plan",
    ("target_id",),
    _PLAN_CONTENT,
    _PLAN_CONTENT,
    {f.name: _KINDS.get(f.kind, pa.string()) for f in TARGET_FIELDS},
)
THRESHOLDS = Table("thresholds", ("name",), ("value",), ("value",), {"value": NUMBER})
_SHARE = ("value", "adds_up", "baseline_value", "deadline")
BREAKDOWN = Table(
    "breakdown",
    ("target_id", "region"),
    _SHARE,
    _SHARE,
    {"value": NUMBER, "adds_up": pa.bool_(), "baseline_value": NUMBER, "deadline": pa.date32()},
)
_MEETING = ("title", "day", "agenda", "note", "held")
MEETINGS = Table(
    "meetings", ("meeting_id",), _MEETING, _MEETING, {"day": pa.date32(), "held": pa.int64()}
)
# "kind" is taken: Changes says in it whether a row is new.
_DECISION = ("meeting_id", "target_id", "category", "words", "owner", "due", "state", "outcome")
DECISIONS = Table("decisions", ("decision_id",), _DECISION, _DECISION, {"due": pa.date32()})
TABLES = {t.name: t for t in (ACTUALS, PLAN, THRESHOLDS, BREAKDOWN, MEETINGS, DECISIONS)}
"""By the kind of the submissions that write them."""
BY_FILE = (PLAN.name, THRESHOLDS.name, BREAKDOWN.name)
"""Those that the plan's files decide at each start."""


@dataclass(frozen=True)
class Changes:
    """The difference between what is stored and what somebody brings.

    rows: one row per key with the table's key and content, old_<content> (null where there was
    nothing), kind (new, changed, removed), and line and cell (in the file, null elsewhere).
    unchanged: the number of rows that say what is already known.
    base: number of the last submission when the stored side was read.
    """

    table: Table
    rows: pa.Table
    unchanged: int
    base: int

    def __len__(self) -> int:
        """Count the rows that would be written."""
        return self.rows.num_rows

    def count(self, kind: str) -> int:
        """Count the rows of one kind."""
        return pc.sum(pc.equal(self.rows["kind"], kind)).as_py() or 0

    def records(self, places: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """Rows as dictionaries, all or those at the places; decimals without empty zeros."""
        rows = self.rows if places is None else self.rows.take(pa.array(places, pa.int64()))
        out = rows.to_pylist()
        for row in out:
            for name, value in row.items():
                if isinstance(value, Decimal):
                    row[name] = plain(value)
        return out

    def only(self, kept: np.ndarray) -> Changes:
        """The same without the rows that a mask leaves out."""
        return replace(self, rows=self.rows.filter(pa.array(kept, pa.bool_())))


def plain(value: Decimal) -> Decimal:
    """Drop the zeros that the column's scale adds: 196.000000 is 196."""
    value = value.normalize()
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def columns(table: Table) -> list[str]:
    """Name the columns of Changes.rows in order."""
    return [
        *table.key,
        *table.content,
        *(f"old_{c}" for c in table.content),
        "kind",
        "line",
        "cell",
    ]


def compare(
    table: Table,
    current: pa.Table,
    rows: pa.Table,
    base: int,
    *,
    complete: bool = False,
    unsaid: Collection[str] = (),
) -> Changes:
    """Compare stored rows with incoming ones by the table's key.

    Both carry the key and content columns in the table's types. complete says that the incoming
    rows are the whole table, so that what they leave out is removed. unsaid names columns that a
    file of actuals does not have: where the value is the same they stay what they are.
    """
    here = _places(table, current, rows)
    known = here >= 0
    old = current.take(pa.array(np.where(known, here, 0), mask=~known))
    if table is ACTUALS:
        rows = _as_known(rows, old, known, unsaid)
    differs = np.zeros(rows.num_rows, dtype=bool)
    for name in table.compared:
        differs |= _differ(rows[name], old[name])
    written = ~known | differs
    kinds = pa.array(np.where(known[written], CHANGED, NEW), pa.string())
    out = _joined(table, rows.filter(written), old.filter(written), kinds)
    if complete:
        gone = np.ones(current.num_rows, dtype=bool)
        gone[here[known]] = False
        left = current.filter(gone)
        nothing = pa.array([REMOVED] * left.num_rows, pa.string())
        out = pa.concat_tables([out, _joined(table, _emptied(table, left), left, nothing)])
    return Changes(table, out, int((~written).sum()), base)


def reverse(changes: Changes, base: int) -> Changes:
    """Give the change that restores what was there before; base is the number of the original."""
    rows, content = changes.rows, changes.table.content
    flipped = {NEW: REMOVED, REMOVED: NEW, CHANGED: CHANGED}
    kinds = pa.array([flipped[k] for k in rows["kind"].to_pylist()], pa.string())
    new = {n: rows[n] for n in changes.table.key} | {c: rows[f"old_{c}"] for c in content}
    old = pa.table({c: rows[c] for c in content})
    return Changes(changes.table, _joined(changes.table, pa.table(new), old, kinds), 0, base)


def _as_known(
    rows: pa.Table, old: pa.Table, known: np.ndarray, unsaid: Collection[str]
) -> pa.Table:
    """Incoming actuals, with what they say nothing about as it is stored where the value is too.

    A value that is final already and comes again as provisional is no news.
    """
    same = known & ~_differ(rows["value"], old["value"]) & ~_differ(rows["light"], old["light"])
    again = pc.and_(pc.equal(old["finality"], "final"), pc.equal(rows["finality"], "provisional"))
    stays = dict.fromkeys(unsaid, same) | {"finality": same & pc.fill_null(again, False).to_numpy()}
    for name, mask in stays.items():
        kept = pc.if_else(pa.array(mask), old[name], rows[name])
        rows = rows.set_column(rows.column_names.index(name), name, kept)
    return rows


def demoted(changes: Changes) -> np.ndarray:
    """Mark the provisional figures that would replace a final one."""
    rows = changes.rows
    final = pc.equal(rows["old_finality"], "final")
    lower = pc.and_(final, pc.equal(rows["finality"], "provisional"))
    return pc.fill_null(lower, False).to_numpy()


def with_reason(changes: Changes, reason: str) -> Changes:
    """The same where every correction that gives no reason of its own has this one."""
    rows = changes.rows
    corrects = pc.and_(pc.equal(rows["kind"], CHANGED), pc.is_null(rows["reason"]))
    given = pc.if_else(corrects, pa.scalar(reason or None, pa.string()), rows["reason"])
    place = rows.column_names.index("reason")
    return replace(changes, rows=rows.set_column(place, "reason", given))


def unexplained(changes: Changes) -> int:
    """Count the corrections of a reported value that give no reason."""
    if changes.table is not ACTUALS:
        return 0
    rows = changes.rows
    moved = _differ(rows["value"], rows["old_value"]) | _differ(rows["light"], rows["old_light"])
    corrects = pc.and_(pc.equal(rows["kind"], CHANGED), pc.is_null(rows["reason"]))
    return int((moved & corrects.to_numpy()).sum())


def _places(table: Table, current: pa.Table, rows: pa.Table) -> np.ndarray:
    """Where each incoming row's key stands among the stored ones, -1 for nowhere."""
    if not current.num_rows or not rows.num_rows:
        return np.full(rows.num_rows, -1)
    codes = np.zeros(current.num_rows + rows.num_rows, dtype=np.int64)
    for name in table.key:
        both = pa.chunked_array([*current[name].chunks, *rows[name].chunks])
        encoded = both.combine_chunks().dictionary_encode()
        own = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        codes, _ = pd.factorize(codes * len(encoded.dictionary) + own)
    stored, brought = codes[: current.num_rows], codes[current.num_rows :]
    place = np.full(int(codes.max()) + 1, -1)
    place[stored] = np.arange(current.num_rows)
    return place[brought]


def _differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray:
    """Mark the places where two columns differ; null equals null alone."""
    same = pc.fill_null(pc.equal(one, other), False)
    both_empty = pc.and_(pc.is_null(one), pc.is_null(other))
    return ~pc.or_(same, both_empty).to_numpy()


def _emptied(table: Table, rows: pa.Table) -> pa.Table:
    nothing = {c: pa.nulls(rows.num_rows, table.type_of(c)) for c in table.content}
    return pa.table({n: rows[n] for n in table.key} | nothing)


def _joined(table: Table, new: pa.Table, old: pa.Table, kinds: pa.Array) -> pa.Table:
    out = {n: new[n] for n in (*table.key, *table.content)}
    out |= {f"old_{c}": old[c] for c in table.content}
    out["kind"] = kinds
    types = {"line": pa.int64(), "cell": pa.string()}
    for name, kind in types.items():
        has = name in new.column_names
        out[name] = new[name] if has else pa.nulls(new.num_rows, kind)
    return pa.table(out)
