"""One column of a sheet with what each distinct text means; knows no field and judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

UNREAD = object()
"""Meaning of a text outside the grammar; an empty cell has the meaning of its default."""


@dataclass(frozen=True)
class Column:
    """Code of each row's text, -1 for empty, and what each code means; the last is for empty."""

    codes: np.ndarray
    meaning: list[Any]

    def where(self, test: Callable[[Any], bool]) -> np.ndarray:
        """Mark the rows whose meaning passes a test, asked once per distinct text."""
        return np.array([bool(test(m)) for m in self.meaning], dtype=bool)[self.codes]

    def objects(self) -> np.ndarray:
        """Give the meaning row by row."""
        return array(self.meaning)[self.codes]

    def __getitem__(self, row: int) -> Any:
        """Give the meaning in one row."""
        return self.meaning[self.codes[row]]


def pairs(one: Column, other: Column) -> tuple[np.ndarray, list[tuple[Any, Any]]]:
    """Code of each row's pair of meanings, and the distinct pairs."""
    width = len(other.meaning)
    codes, distinct = pd.factorize((one.codes + 1) * width + other.codes + 1)
    both = [divmod(int(pair), width) for pair in distinct]
    return codes, [(one.meaning[i - 1], other.meaning[j - 1]) for i, j in both]


def array(items: list[Any]) -> np.ndarray:
    """The items as an array of objects."""
    out = np.empty(len(items), dtype=object)
    out[:] = items
    return out
