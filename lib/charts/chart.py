"""What a chart says, apart from how it is drawn: the one description every renderer reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Series:
    """One thing drawn. role says what it means (theme.py gives role its colour and dash).

    role: plan, actual, history, target, baseline, forecast, interval, planned, arrived,
    or status.<code>. shape: line, points, bar, ticks, band. y are decimals or None (a gap,
    never zero); band uses low and high. labels are short texts at the points, hover longer ones;
    a label beside a None says why there is nothing. In category charts every series gives the
    same x in the same order, so points belong together by place and words may repeat.
    """

    name: str
    role: str
    shape: str
    x: tuple[date | str | Decimal, ...]
    y: tuple[Decimal | None, ...]
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()
    labels: tuple[str, ...] = ()
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caption:
    """What every chart of one page shares. names translates departments, areas and regions.

    source is where the reported figures come from, beside the clause of the policy.
    """

    as_of: date
    demo: bool = False
    names: dict[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Mark:
    """A reference line across the plot at a date or number, with a short label.

    axis is x (categories, dates) or y (values) as in Series, whether horizontal or not.
    """

    axis: str
    at: date | Decimal
    label: str
    role: str


@dataclass(frozen=True)
class Chart:
    """A finished chart in one language. Numbers are decimals until a renderer draws them.

    name is a slug for files and keys. empty is the sentence shown instead of axes when series is
    empty: what is missing and who should report it. groups is the heading above each category
    (same places as x), ticks what is written where on a date axis. columns and rows are the chart
    as a table, in the units its headings say.
    """

    name: str
    title: str
    kind: str  # lines; bars: series over one another, not side by side; stacked; bullets
    x_kind: str  # date, category, number
    unit: str  # words on the value axis
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    groups: tuple[str, ...] = ()
    ticks: tuple[tuple[date, str], ...] = ()
    horizontal: bool = False
    reversed_values: bool = False  # rank 1 on top
    subtitle: str = ""
    source: str = ""  # the line under the picture: source, as-of date, demo stamp
    empty: str = ""
    alt: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | Decimal | date | None, ...], ...] = field(default=())
