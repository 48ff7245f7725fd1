"""Rows over dates: when it was due, when it was done, and the words at the end of each row."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart, Series
from lib.figure.text import GAP, WIDTH, Parts, fitting, text_width, wrap

SIZE, LINE, ROW = 13, 18, 44
NAMES = 215
"""Pixels that the name of a row may take before it is broken."""


def timeline_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces, axes and marks of a chart of kind timeline."""
    names = [wrap(name, SIZE, NAMES) for name in chart.groups]
    said = [line for s in chart.series for label in s.labels for line in label.split("\n")]
    parts = Parts(
        ROW * len(names), left=3 * GAP, right=2 * GAP, width=width, above=LINE + 4, below=28
    )
    parts.left += round(max(text_width(line, SIZE) for lines in names for line in lines))
    parts.right += round(max((text_width(line, SIZE) for line in said), default=0))
    first, last = _span(chart)
    shown = fitting(chart.ticks, (last - first).days, parts, SIZE)
    parts.xaxis = {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [d.isoformat() for d, _ in shown],
        "ticktext": [escape(word) for _, word in shown],
        "showline": True,
        "linecolor": theme.MUTED,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": theme.MUTED,
        "tickangle": 0,
        "automargin": False,
    }
    parts.yaxis = {
        "range": [len(names) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": ["<br>".join(map(escape, lines)) for lines in names],
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": theme.GROUND,
        "tickfont": {"color": theme.INK, "size": SIZE},
        "showgrid": True,
        "gridcolor": theme.FAINT,
        "automargin": False,
    }
    for series in chart.series:
        parts.data.append(_trace(series))
        parts.annotations += _words(series)
    _today(chart, parts, (first, last))
    return parts


def _span(chart: Chart) -> tuple[date, date]:
    days = [d for s in chart.series for d in s.x if isinstance(d, date)]
    days += [m.at for m in chart.marks if isinstance(m.at, date)]
    days += [d for d, _ in chart.ticks]
    edge = max(timedelta(days=10), (max(days) - min(days)) / 20)
    return min(days) - edge, max(days) + edge


def _trace(series: Series) -> dict[str, Any]:
    """A hollow diamond where it was due, a line for the distance, a status's mark where done."""
    look = theme.style(series.role)
    due = series.role == "target"
    kept = [i for i, day in enumerate(series.x) if day is not None]
    return {
        "type": "scatter",
        "name": series.name,
        "meta": series.role,
        "x": [str(series.x[i]) for i in kept],
        "y": [None if (y := series.y[i]) is None else float(y) for i in kept],
        "mode": "lines" if series.shape == "line" else "markers",
        "line": {"color": look.color, "width": 3, "dash": "solid"},
        "marker": {
            "color": look.color,
            "size": 16 if due else 12,
            "symbol": "diamond-open" if due else look.marker,
            "line": {"color": look.color, "width": 1.6},
        },
        "hovertext": [escape(series.hover[i]).replace("\n", "<br>") for i in kept]
        if series.hover
        else series.name,
        "hoverinfo": "text",
        "connectgaps": False,
        "cliponaxis": False,
    }


def _words(series: Series) -> list[dict[str, Any]]:
    return [
        {
            "text": "<br>".join(map(escape, label.split("\n"))),
            "showarrow": False,
            "align": "left",
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": GAP,
            "yref": "y",
            "y": None if at is None else float(at),
            "yanchor": "middle",
            "font": {"size": SIZE, "color": theme.style(series.role).ink},
        }
        for label, at in zip(series.labels, series.y, strict=False)
        if label
    ]


def _today(chart: Chart, parts: Parts, span: tuple[date, date]) -> None:
    for mark in chart.marks:
        if not isinstance(mark.at, date):
            continue
        look = theme.style(mark.role)
        at = mark.at.isoformat()
        parts.shapes.append(
            {
                "type": "line",
                "layer": "below",
                "name": mark.label,
                "line": {"color": look.color, "width": look.width, "dash": look.dash},
                "xref": "x",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
            }
        )
        place = (mark.at - span[0]) / (span[1] - span[0])
        parts.annotations.append(
            {
                "text": escape(mark.label),
                "showarrow": False,
                "xref": "x",
                "x": at,
                "xanchor": "left" if place < 0.25 else "right" if place > 0.75 else "center",
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "yshift": 4,
                "font": {"size": SIZE, "color": look.ink},
            }
        )
