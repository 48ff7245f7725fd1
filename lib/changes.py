"""What somebody's rows would change, and the reverse of a change (pure); never reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.fields import ACTUAL_CONTENT, ACTUAL_KEY, TARGET_FIELDS

NEW, CHANGED, UNCHANGED, REMOVED = "new", "changed", "unchanged", "removed"


@dataclass(frozen=True)
class Table:
    """A logged table: what identifies a row, what a revision may change, what makes it differ."""

    name: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    compared: tuple[str, ...]


ACTUALS = Table(
    "actuals", ACTUAL_KEY, ACTUAL_CONTENT, tuple(c for c in ACTUAL_CONTENT if c != "period")
)
"""A period written another way (2022, 2022-12-31) for the same day is not a revision."""
_PLAN_CONTENT = tuple(f.name for f in TARGET_FIELDS if f.name != "target_id")
PLAN = Table("plan", ("target_id",), _PLAN_CONTENT, _PLAN_CONTENT)
THRESHOLDS = Table("thresholds", ("name",), ("value",), ("value",))


@dataclass(frozen=True)
class Changes:
    """The difference between what is stored and what somebody brings.

    rows: one row per key with the table's key and content, old_<content> (None where there was
    nothing), kind (new, changed, removed) and line (in the file, None elsewhere).
    unchanged: the number of rows that say what is already known.
    base: number of the last submission when the stored side was read.
    """

    table: Table
    rows: pd.DataFrame
    unchanged: int
    base: int

    def __len__(self) -> int:
        """Count the rows that would be written."""
        return len(self.rows)

    def count(self, kind: str) -> int:
        """Count the rows of one kind."""
        return int((self.rows["kind"] == kind).sum())


def columns(table: Table) -> list[str]:
    """Name the columns of Changes.rows in order."""
    return [*table.key, *table.content, *(f"old_{c}" for c in table.content), "kind", "line"]


def compare(
    table: Table, current: pd.DataFrame, rows: pd.DataFrame, base: int, *, complete: bool = False
) -> Changes:
    """Compare stored rows with incoming ones by the table's key.

    Both tables carry the key and content columns as objects, None for empty. complete says that
    the incoming rows are the whole table, so that what they leave out is removed.
    """
    stored = dict(zip(_tuples(current, table.key), _tuples(current, table.content), strict=True))
    position = [table.content.index(c) for c in table.compared]
    keys, content = _tuples(rows, table.key), _tuples(rows, table.content)
    lines = rows["line"].tolist() if "line" in rows else [None] * len(keys)
    nothing = (None,) * len(table.content)
    out: list[tuple[Any, ...]] = []
    for key, new, line in zip(keys, content, lines, strict=True):
        old = stored.get(key)
        if old is None:
            out.append((*key, *new, *nothing, NEW, line))
        elif any(old[i] != new[i] for i in position):
            out.append((*key, *new, *old, CHANGED, line))
    unchanged = len(keys) - len(out)
    if complete:
        present = set(keys)
        out += [
            (*key, *nothing, *old, REMOVED, None)
            for key, old in stored.items()
            if key not in present
        ]
    return Changes(table, _frame(table, out), unchanged, base)


def reverse(changes: Changes, base: int) -> Changes:
    """Give the change that restores what was there before; base is the number of the original."""
    flipped = {NEW: REMOVED, REMOVED: NEW, CHANGED: CHANGED}
    new, old = list(changes.table.content), [f"old_{c}" for c in changes.table.content]
    rows = changes.rows.rename(columns=dict(zip(new + old, old + new, strict=True)))
    rows = rows.assign(kind=changes.rows["kind"].map(flipped).astype(object), line=None)
    return Changes(changes.table, rows[columns(changes.table)], 0, base)


def _tuples(rows: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[n].tolist() for n in names), strict=True))


def _frame(table: Table, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns(table), dtype=object)
