"""A table of cells, each in the look of its status with its words inside, as Plotly bars."""

from __future__ import annotations

from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart, Series
from lib.figure.text import GAP, WIDTH, Parts, text_width, wrap

SIZE, LINE = 13, 18
HEADING = 250
"""Pixels that the words of a row may take before they are broken."""
AIR = 10
"""Pixels between the edge of a cell and its words."""


def grid_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces and axes of a chart of kind grid."""
    rows = list(dict.fromkeys(chart.groups))
    columns = list(dict.fromkeys(map(str, chart.series[0].x)))
    heads = [_broken(row, HEADING) for row in rows]
    parts = Parts(0, left=GAP, right=GAP, width=width, above=LINE + 8)
    parts.left += round(max(text_width(line, SIZE) for lines in heads for line in lines)) + GAP
    slot = parts.room / len(columns)
    cells = [_broken(label, slot - AIR) for s in chart.series for label in s.labels]
    row = max(len(lines) for lines in (*heads, *cells)) * LINE + AIR
    parts.height = row * len(rows)
    parts.xaxis = {
        "range": [-0.5, len(columns) - 0.5],
        "tickvals": list(range(len(columns))),
        "ticktext": list(map(escape, columns)),
        "side": "top",
        "tickangle": 0,
        "automargin": False,
        "tickfont": {"color": theme.INK, "size": SIZE},
    }
    parts.yaxis = {"range": [len(rows) - 0.5, -0.5], "visible": False}
    places = [
        (rows.index(group), columns.index(str(x)))
        for group, x in zip(chart.groups, chart.series[0].x, strict=True)
    ]
    parts.data = [_trace(series, places, slot) for series in chart.series]
    parts.annotations = [_heading(lines, i, parts) for i, lines in enumerate(heads)]
    return parts


def _broken(words: str, room: float) -> list[str]:
    return [line for part in words.split("\n") for line in wrap(part, SIZE, room)]


def _heading(lines: list[str], row: int, parts: Parts) -> dict[str, Any]:
    first, *others = map(escape, lines)
    muted = "".join(f'<br><span style="color:{theme.MUTED}">{line}</span>' for line in others)
    return {
        "text": first + muted,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": GAP - parts.left,
        "yref": "y",
        "y": row,
        "yanchor": "middle",
        "font": {"size": SIZE, "color": theme.INK},
    }


def _trace(series: Series, places: list[tuple[int, int]], slot: float) -> dict[str, Any]:
    """The cells of one status: a place without words is another status's."""
    own = [i for i, label in enumerate(series.labels) if label]
    look = theme.STATUS[series.role.removeprefix("status.")]
    marker: dict[str, Any] = {"color": look.ground, "line": {"color": look.color, "width": 1.4}}
    return {
        "type": "bar",
        "orientation": "h",
        "name": series.name,
        "meta": series.role,
        "base": [places[i][1] - 0.47 for i in own],
        "x": [0.94] * len(own),
        "y": [places[i][0] for i in own],
        "width": 0.86,
        "marker": marker,
        "text": ["<br>".join(map(escape, _broken(series.labels[i], slot - AIR))) for i in own],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "middle",
        "constraintext": "none",
        "insidetextfont": {"color": look.ink, "size": SIZE},
        "hovertext": [escape(series.hover[i]).replace("\n", "<br>") for i in own],
        "hoverinfo": "text",
    }
