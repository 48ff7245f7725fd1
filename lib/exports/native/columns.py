"""A chart as the columns of a sheet, each drawn in its own way (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count, repeat

from lib import texts, theme
from lib.charts.chart import Chart, Mark, Series
from lib.figure.lines import span, value_axis

Key = date | str
NATIVE = ("lines", "bars", "stacked", "bullets")
"""Kinds that office programs draw honestly; of the others they get shapes or a picture."""
SPAN = 24
"""With more points their rims would hide the line."""


@dataclass(frozen=True)
class Column:
    """One series of an office chart. x are days or categories; labels stand at some points.

    listed says that the legend names it; a mark says its words itself.
    """

    name: str
    role: str
    x: tuple[Key, ...]
    y: tuple[Decimal | None, ...]
    labels: tuple[str, ...] = ()
    dots: bool = False
    listed: bool = True
    beside: str = "t"  # where labels stand: t, b, r, ctr, outEnd
    thin: bool = False


def columns(chart: Chart, lang: str) -> tuple[Column, ...]:
    """The series and marks of a native kind, in the order in which they are drawn."""
    if chart.kind != "lines":
        return tuple(_bar(series, chart) for series in chart.series)
    made: list[Column] = []
    for series in chart.series:
        made += _band(series, lang) if series.shape == "band" else [_line(series)]
    return (*_marks(chart), *made)


def _bar(series: Series, chart: Chart) -> Column:
    x = tuple(str(x) for x in series.x)
    inside = chart.kind == "stacked"
    return Column(
        series.name, series.role, x, series.y, series.labels, beside="ctr" if inside else "outEnd"
    )


def _line(series: Series) -> Column:
    kept = [i for i, x in enumerate(series.x) if isinstance(x, date)]
    x = tuple(day for i in kept if isinstance(day := series.x[i], date))
    labels = tuple(series.labels[i] for i in kept) if series.labels else ()
    dots = series.role in ("actual", "history", "arrived") and len(kept) <= SPAN
    shown = labels if len(kept) <= SPAN else tuple("" for _ in labels[:-1]) + labels[-1:]
    if series.role == "forecast":
        shown = tuple("" for _ in shown[:-1]) + shown[-1:]
    side = "r" if series.role == "forecast" else "t"
    y = tuple(series.y[i] for i in kept)
    return Column(series.name, series.role, x, y, shown, dots=dots, beside=side)


def _band(series: Series, lang: str) -> list[Column]:
    """Two thin lines: an office program has no band between two of them over days."""
    x = tuple(day for day in series.x if isinstance(day, date))
    ends = (("export.low", series.low), ("export.high", series.high))
    return [
        Column(texts.t(lang, key, name=series.name), "forecast", x, y, thin=True) for key, y in ends
    ]


def _marks(chart: Chart) -> list[Column]:
    """Marks as lines of three points; their words stand at the one in the middle."""
    days = sorted((m for m in chart.marks if isinstance(m.at, date)), key=lambda m: str(m.at))
    levels = [m for m in chart.marks if isinstance(m.at, Decimal)]
    return [*map(_level, levels, repeat(chart)), *map(_day, days, repeat(chart), count())]


def _level(mark: Mark, chart: Chart) -> Column:
    first, last = span(chart)
    at = mark.at if isinstance(mark.at, Decimal) else None
    # What was reached begins near the baseline and ends near the target.
    told = last - (last - first) / 8 if mark.role == "baseline" else first + (last - first) / 8
    x = (first, told, last)
    return Column(mark.label, mark.role, x, (at,) * 3, ("", mark.label, ""), listed=False)


def _day(mark: Mark, chart: Chart, place: int) -> Column:
    """Upright; each one's words stand lower than those of the one before it."""
    first, last = span(chart)
    at = mark.at if isinstance(mark.at, date) else last
    _, (low, high) = value_axis(chart)
    top, foot = (low, high) if chart.reversed_values else (high, low)
    words = top + (foot - top) * (2 + 7 * place) / 50
    side = "l" if at - first > last - at else "r"
    labels = ("", mark.label, "")
    return Column(
        mark.label, mark.role, (at,) * 3, (foot, words, top), labels, listed=False, beside=side
    )


def blocks(told: tuple[Column, ...]) -> list[tuple[tuple[Key, ...], list[int]]]:
    """Columns that share their days or categories, with their places."""
    made: dict[tuple[Key, ...], list[int]] = {}
    for place, column in enumerate(told):
        made.setdefault(column.x, []).append(place)
    return list(made.items())


def look(column: Column) -> theme.Style:
    """The look of a column's role."""
    return theme.style(column.role)
