"""What a chart says, apart from how it is drawn: the one description every renderer reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Series:
    """One thing drawn. role says what it means (theme.py gives role its colour and dash).

    role: plan, earlier_plan, actual, history, target, baseline, forecast, interval, planned,
    arrived, part_1 to part_3, or status.<code>. shape: line, points, bar, ticks, band, cell, tile.
    y are decimals or None (a gap, never zero); band uses low and high. labels are short texts at
    the points, hover longer ones; a label beside a None says why there is nothing. In category
    charts every series gives the same x in the same order, so points belong together by place and
    words may repeat. panel names the small chart that a series of kind panels belongs to.
    """

    name: str
    role: str
    shape: str
    x: tuple[date | str | Decimal | None, ...]  # None: a row of a timeline without a day
    y: tuple[Decimal | None, ...]
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()
    labels: tuple[str, ...] = ()
    hover: tuple[str, ...] = ()
    panel: str = ""


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
    panel: str = ""


@dataclass(frozen=True)
class Chart:
    """A finished chart in one language. Numbers are decimals until a renderer draws them.

    name is a slug for files and keys. empty is the sentence shown instead of axes when series is
    empty: what is missing and who should report it. groups is the heading above each category
    (same places as x), ticks what is written where on a date axis. columns and rows are the chart
    as a table, in the units its headings say.

    ladder, pyramid and tally: the first series is the plan, the others fill its places, each place
    on its own scale; ladder rises from the first place, pyramid has it on top, tally counts cells.
    grid: places are cells; groups name the row and x the column; a cell's words are its label.
    timeline: y is the row, 0 on top, named in groups; the words of a point stand at the end of its
    row, also where it has no day. tiles: tiles are row and column of each place of the series of
    shape tile; a bar and its target stand beside them for the whole. panels: small charts of one
    scale; lead names the large one, which has its own.
    """

    name: str
    title: str
    # lines; bars: series over one another, not side by side; stacked; bullets; grid; timeline;
    # tiles; panels; ladder; pyramid; tally
    kind: str
    x_kind: str  # date, category, number
    unit: str  # words on the value axis
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    groups: tuple[str, ...] = ()
    ticks: tuple[tuple[date, str], ...] = ()
    tiles: tuple[tuple[int, int], ...] = ()
    lead: str = ""
    horizontal: bool = False
    reversed_values: bool = False  # rank 1 on top
    subtitle: str = ""
    source: str = ""  # the line under the picture: source, as-of date, demo stamp
    empty: str = ""
    alt: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | Decimal | date | None, ...], ...] = field(default=())
