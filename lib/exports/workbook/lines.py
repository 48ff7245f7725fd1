"""Lines over dates as a native XY chart: every series has dates of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart as Native
from xlsxwriter.workbook import Workbook

from lib import theme
from lib.charts.chart import Chart, Series
from lib.exports.table import clean
from lib.exports.workbook.plotted import DASHES, FACE, SMALL, Plotted, named, title
from lib.figure.lines import CROWD, DOTTED, span, value_axis

EPOCH = date(1899, 12, 30)
TICKS = 6


def line_chart(book: Workbook, chart: Chart, plotted: Plotted) -> Native | None:
    """Series as lines, marks as straight lines across the plot; None without dates."""
    if chart.x_kind != "date" or not chart.series:
        return None
    native = book.add_chart({"type": "scatter", "subtype": "straight"})
    assert native is not None  # it is only for a kind that there is not
    ticks, (low, high) = value_axis(chart)
    first, last = span(chart)
    for series in chart.series:
        if series.shape == "band":
            for values in (series.low, series.high):
                _line(native, plotted, series, values)
        else:
            _line(native, plotted, series, series.y)
    for mark in chart.marks:
        if isinstance(mark.at, Decimal):
            _mark(native, plotted, mark.label, mark.role, (first, last), (mark.at, mark.at))
        else:
            _mark(native, plotted, mark.label, mark.role, (mark.at, mark.at), (low, high))
    days = (last - first).days
    native.set_title(title(plotted.sheet))
    native.set_legend({"position": "bottom", "font": SMALL})
    native.set_x_axis(
        {
            "min": (first - EPOCH).days,
            "max": (last - EPOCH).days,
            "major_unit": max(1, days // TICKS),
            "num_format": "yyyy-mm" if days > 150 else "mm-dd",
            "num_font": SMALL,
            "major_gridlines": {"visible": False},
            "crossing": "min",
        }
    )
    native.set_y_axis(
        {
            "name": clean(chart.unit).lstrip("="),
            "name_font": SMALL,
            "min": float(low),
            "max": float(high),
            "major_unit": float(ticks[1] - ticks[0]) if len(ticks) > 1 else None,
            "num_font": SMALL,
            "num_format": "#,##0.##" if high < 10 else "#,##0",
            "reverse": chart.reversed_values,
            "crossing": "max" if chart.reversed_values else "min",
            "major_gridlines": {"visible": True, "line": {"color": theme.FAINT}},
        }
    )
    return native


def _line(
    native: Native, plotted: Plotted, series: Series, values: tuple[Decimal | None, ...]
) -> None:
    look = theme.style(series.role)
    dates = plotted.add("", [x if isinstance(x, date) else None for x in series.x])
    heights = plotted.add(named(series), values)
    dotted = series.role in DOTTED and len(series.x) <= CROWD
    thin = series.shape == "band"
    line = {"color": look.color, "width": 1 if thin else look.width, "dash_type": DASHES[look.dash]}
    marker: dict[str, Any] = {"type": "none"}
    if dotted:
        fill = {"fill": {"color": look.color}, "border": {"color": theme.GROUND}}
        marker = {"type": "circle", "size": 7, **fill}
    native.add_series(
        {
            "name": plotted.name(heights),
            "categories": plotted.cells(dates),
            "values": plotted.cells(heights),
            "line": line,
            "marker": marker,
            **_labels(series, dotted),
        }
    )


def _labels(series: Series, dotted: bool) -> dict[str, Any]:
    """The words at the points; what a program would take for a formula is no label."""
    said = [clean(label).replace("\n", " ") for label in series.labels]
    if not dotted or not any(said) or any(label.startswith("=") for label in said):
        return {}
    font = {**FACE, "color": theme.style(series.role).ink}
    custom = [{"value": label} if label else {"delete": True} for label in said]
    return {"data_labels": {"value": True, "custom": custom, "position": "above", "font": font}}


def _mark(
    native: Native,
    plotted: Plotted,
    label: str,
    role: str,
    days: tuple[date, date],
    levels: tuple[Decimal, Decimal],
) -> None:
    look = theme.style(role)
    dates = plotted.add("", days)
    heights = plotted.add(label.replace("\n", " "), levels)
    native.add_series(
        {
            "name": plotted.name(heights),
            "categories": plotted.cells(dates),
            "values": plotted.cells(heights),
            "line": {"color": look.color, "width": look.width, "dash_type": DASHES[look.dash]},
            "marker": {"type": "none"},
        }
    )
