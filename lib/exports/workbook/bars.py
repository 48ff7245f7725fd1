"""Bars over one another or stacked as a native chart; a plan is an outline, silence is hatched."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart as Native
from xlsxwriter.workbook import Workbook

from lib import theme
from lib.charts.chart import Chart, Series
from lib.exports.table import clean
from lib.exports.workbook.plotted import FACE, HATCHES, SMALL, Plotted, named, title


def bar_chart(book: Workbook, chart: Chart, plotted: Plotted) -> Native | None:
    """Categories with their headings; None without any."""
    if chart.x_kind != "category" or not chart.series:
        return None
    kind = {"type": "bar" if chart.horizontal else "column"}
    native = book.add_chart(kind | ({"subtype": "stacked"} if chart.kind == "stacked" else {}))
    assert native is not None  # it is only for a kind that there is not
    first = plotted.add("", _once(chart.groups)) if chart.groups else None
    words = plotted.add("", [str(x).replace("\n", " ") for x in chart.series[0].x])
    start = words if first is None else first
    # Outlines come last: a longer fact must not hide the plan that stands over it.
    for series in sorted(chart.series, key=lambda s: theme.style(s.role).hollow):
        values = plotted.add(named(series), series.y)
        native.add_series(
            {
                "name": plotted.name(values),
                "categories": plotted.cells(start, words),
                "values": plotted.cells(values),
                "gap": 60,
                "overlap": 100,
                **_fill(series),
                **_labels(chart, series),
            }
        )
    native.set_title(title(plotted.sheet))
    native.set_legend({"position": "bottom", "font": SMALL})
    values = {
        "name": clean(chart.unit).lstrip("="),
        "name_font": SMALL,
        "min": 0,
        "num_font": SMALL,
        "num_format": "#,##0.##;-#,##0.##;0" if _small(chart) else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": theme.FAINT}},
    }
    names = {"num_font": FACE, "major_gridlines": {"visible": False}}
    if chart.horizontal:  # XlsxWriter calls the axis that lies x, whatever it shows
        native.set_x_axis(values)
        native.set_y_axis(names | {"reverse": True, "crossing": "max"})
    else:
        native.set_x_axis(names)
        native.set_y_axis(values)
    return native


def _once(groups: tuple[str, ...]) -> list[str | None]:
    """A heading stands beside its first category alone: so a native axis brackets the others."""
    before = (None, *groups)
    pairs = zip(groups, before, strict=False)
    return [None if group == last else group.replace("\n", " ") for group, last in pairs]


def _small(chart: Chart) -> bool:
    return max((v for s in chart.series for v in s.y if v is not None), default=0) < 10


def _fill(series: Series) -> dict[str, Any]:
    look = theme.style(series.role)
    if not look.hollow:
        return {"fill": {"color": look.color}, "border": {"color": theme.GROUND, "width": 0.75}}
    border = {"border": {"color": look.color, "width": 1.5}}
    code = series.role.removeprefix("status.")
    hatch = theme.STATUS[code].hatch if code in theme.STATUS else ""
    if not hatch:
        return {"fill": {"none": True}, **border}
    colors = {"fg_color": theme.HATCH, "bg_color": theme.GROUND}
    return {"pattern": {"pattern": HATCHES[hatch], **colors}, **border}


def _labels(chart: Chart, series: Series) -> dict[str, Any]:
    """The words of the bars, in the bar where stacked, else above it."""
    said = [clean(label).replace("\n", " ") for label in series.labels]
    if not any(said) or any(label.startswith("=") for label in said):
        return {}
    custom = [
        {"value": label} if label and value is not None else {"delete": True}
        for label, value in zip(said, series.y, strict=True)
    ]
    look = theme.style(series.role)
    inside = chart.kind == "stacked"
    color = theme.INK if look.hollow else theme.GROUND
    font = {**FACE, "color": color if inside else look.ink}
    position = "center" if inside else "outside_end"
    return {"data_labels": {"value": True, "custom": custom, "position": position, "font": font}}
