"""What an upload rule is, what it may look at, and how it marks rows; no rule itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import numpy as np

from lib.plan.regions import Region
from lib.upload.column import Column, pairs
from lib.upload.draft import Draft
from lib.values import key

MOST_NEAR = 50
"""Near misses are searched for so many distinct names: a file of nonsense must not take hours."""

Finding = tuple[int, str, dict[str, Any]]
"""Row of the draft, issue code, its parameters."""


@dataclass(frozen=True)
class Asked:
    """What the rules may look at: the rows as understood, and the world around them.

    same_cell has the groups of rows that speak of the same cell.
    """

    d: Draft
    same_cell: list[list[int]]
    regions: tuple[Region, ...]
    today: date
    departments: frozenset[str] | None
    latest: Mapping[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class Rule:
    """One rule: the column it speaks of, its issue codes with their severity, and the function."""

    column: str
    codes: dict[str, str]
    find: Callable[[Asked], Iterator[Finding]]


def rows_where(mask: np.ndarray) -> list[int]:
    """The rows that a mask marks."""
    return np.flatnonzero(mask).tolist()


def near(
    asked: Asked, column: str, marked: np.ndarray, code: str, names: Collection[str]
) -> Iterator[Finding]:
    """The marked rows with the names that look alike: offered, never taken."""
    known: dict[str, tuple[str, ...]] = {}
    for row in rows_where(marked):
        text = key(asked.d.raw(row, column))
        if text not in known and len(known) < MOST_NEAR and len(text) <= 100:
            known[text] = tuple(get_close_matches(text, names, 3, 0.6))
        alike = known.get(text, ())
        yield (row, f"{code}_near", {"near": alike}) if alike else (row, code, {})


def per_pair(
    one: Column,
    other: Column,
    judge: Callable[[Any, Any], tuple[str, dict] | None],
    rows: np.ndarray | None = None,
) -> Iterator[Finding]:
    """The rows whose two meanings do not go together; every distinct pair is judged once."""
    rows = np.arange(len(one.codes)) if rows is None else rows
    one, other = Column(one.codes[rows], one.meaning), Column(other.codes[rows], other.meaning)
    codes, distinct = pairs(one, other)
    verdicts = [judge(*pair) for pair in distinct]
    wrong = np.array([v is not None for v in verdicts], dtype=bool)[codes]
    for row, code in zip(rows[wrong].tolist(), codes[wrong].tolist(), strict=True):
        yield row, *verdicts[code]
