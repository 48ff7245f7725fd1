"""Everything that a workbook or a data set holds, as plain tables with their dictionary (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lib.exports.table import Table
from lib.fields import CITY
from lib.report.mark import Mark

Value = str | Decimal | int | date | datetime | None
"""A moment knows its time zone; a truth is an int of Python's kind bool."""
MOMENT, COMPUTED, SHARE = "moment", "computed", "share"
"""Kinds of a column beside those of fields.py. Decimals of kind DECIMAL are as they were stored,
computed ones may have endless digits, and a share of 1 is the whole."""


@dataclass(frozen=True)
class Column:
    """One column of the dictionary. choices are codes with their words.

    unit is empty, "row" (in the row's own column named unit), or the unit in words.
    """

    name: str
    title: str
    meaning: str
    kind: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Listing:
    """One table. key has the columns that make a row itself; codes stand in rows, not words."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    key: tuple[str, ...]

    def place(self, name: str) -> int:
        """Tell where a column stands."""
        return next(n for n, c in enumerate(self.columns) if c.name == name)


@dataclass(frozen=True)
class Records:
    """What was known at a submission and judged on a day, of the targets that mark names.

    actuals has the values that stand, revisions every value ever reported, taken back or not;
    form has the values that stand in the columns of our own form. whole is the code of the
    region that the plan is about.
    """

    lang: str
    as_of: date
    seq: int
    demo: bool
    mark: Mark
    targets: Listing
    actuals: Listing
    revisions: Listing
    progress: Listing
    reasons: Listing
    form: Table
    title: str
    whole: str = CITY

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every table in the order in which people read them."""
        return (self.targets, self.actuals, self.revisions, self.progress, self.reasons)
