"""Bars as Plotly traces: over one another, stacked, or bullets with a tick for the plan."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from lib import theme
from lib.charts.chart import Chart
from lib.figure.bar_traces import SIZE, bar_traces
from lib.figure.text import (
    GAP,
    WIDTH,
    Parts,
    nice_ticks,
    note,
    text_width,
    tick_words,
    unit_note,
    wrap,
)

ROW, HEADING, LINE = 27, 0.95, 18
"""Pixels of a lying bar with its space, the rows a group heading takes, pixels of a line."""
HEIGHT = 280
COLUMN = Decimal(121)
"""Where the numbers of bullets stand in a column: past the longest bar drawn."""


def bar_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces and axes of a chart of kind bars, stacked or bullets."""
    places, heads = _places(chart)
    make = _lying if chart.horizontal else _standing
    return make(chart, places, heads, width)


def _places(chart: Chart) -> tuple[list[float], list[tuple[str, float, float]]]:
    """Where each category sits on its axis, and each heading with its first and last place."""
    places: list[float] = []
    heads: list[tuple[str, float, float]] = []
    extra = 0.0
    for i in range(len(chart.series[0].x)):
        if chart.groups and (i == 0 or chart.groups[i] != chart.groups[i - 1]):
            extra += HEADING if chart.horizontal or i else 0
            heads.append((chart.groups[i], i + extra, i + extra))
        elif heads:
            heads[-1] = (heads[-1][0], heads[-1][1], i + extra)
        places.append(i + extra)
    return places, heads


def _highest(chart: Chart) -> list[Decimal]:
    """The value at which each category ends: the sum where stacked, else the largest."""
    columns = zip(
        *([v if isinstance(v, Decimal) else Decimal(0) for v in s.y] for s in chart.series),
        strict=True,
    )
    return [sum(c, Decimal(0)) if chart.kind == "stacked" else max(c) for c in columns]


def _lying(
    chart: Chart, places: list[float], heads: list[tuple[str, float, float]], width: int
) -> Parts:
    words = [str(x) for x in chart.series[0].x]
    last = places[-1] + 0.6
    first = -0.6 if not heads else 0.0
    parts = Parts((last - first) * ROW, GAP, 2 * GAP, width, below=26)
    parts.left = round(max(text_width(w, SIZE) for w in words)) + 2 * GAP
    ends = _highest(chart)
    ticks, limit = _value_axis(chart, ends, parts.room)
    parts.xaxis = {
        "range": [0, limit],
        "tickvals": [float(t) for t in ticks],
        "ticktext": tick_words(ticks, chart.unit),
        "showgrid": True,
        "gridcolor": theme.FAINT,
        "automargin": False,
    }
    parts.yaxis = {
        "range": [last, first],
        "tickvals": places,
        "automargin": False,
        "ticktext": [escape(w) for w in words],
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": theme.GROUND,
        "tickfont": {"color": theme.INK, "size": SIZE},
    }
    if chart.kind == "bullets":
        ends = [max([*ends, COLUMN])] * len(ends)
    for series in chart.series:
        parts.data += bar_traces(series, places, chart, ends)
    for text, start, _ in heads:
        parts.annotations.append(
            {
                **note(f"<b>{escape(text)}</b>", size=SIZE, color=theme.INK, left=GAP - parts.left),
                "yref": "y",
                "y": start - HEADING + 0.1,
            }
        )
    _whole_line(chart, parts)
    return parts


def _value_axis(chart: Chart, ends: list[Decimal], room: float) -> tuple[list[Decimal], float]:
    """Ticks of a lying value axis and its end; numbers beside the bars have room of their own."""
    longest = max([*ends, Decimal(1)])
    widest = max((text_width(label, SIZE) for s in chart.series for label in s.labels), default=0.0)
    wider = room / max(room - widest - GAP, room / 2)
    if chart.kind != "bullets":
        ticks = [t for t in nice_ticks(Decimal(0), longest) if t == t.to_integral_value()]
        beside = wider if chart.kind == "bars" and widest else 1.01
        return [t for t in ticks if t <= longest], float(longest) * beside
    return [Decimal(n) for n in (0, 25, 50, 75, 100)], float(max(longest, COLUMN)) * wider


def _whole_line(chart: Chart, parts: Parts) -> None:
    for mark in chart.marks:
        if mark.axis != "y" or not isinstance(mark.at, Decimal):
            continue
        look = theme.style(mark.role)
        parts.shapes.append(
            {
                "type": "line",
                "name": mark.label,
                "xref": "x",
                "yref": "paper",
                "x0": float(mark.at),
                "x1": float(mark.at),
                "y0": 0,
                "y1": 1,
                "line": {"color": look.color, "width": look.width, "dash": look.dash},
            }
        )
        parts.annotations.append(
            {
                "text": escape(mark.label),
                "showarrow": False,
                "xref": "x",
                "x": float(mark.at),
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "xanchor": "center",
                "font": {"size": SIZE, "color": look.ink},
            }
        )
        parts.above = 20


def _standing(
    chart: Chart, places: list[float], heads: list[tuple[str, float, float]], width: int
) -> Parts:
    ends = _highest(chart)
    top = max([*ends, Decimal(1)]) * Decimal("1.12")
    ticks = [t for t in nice_ticks(Decimal(0), top) if t <= top]
    words = tick_words(ticks, chart.unit)
    parts = Parts(
        HEIGHT,
        round(max(text_width(w, SIZE) for w in words)) + 2 * GAP,
        2 * GAP,
        width,
    )
    slot = (width - parts.left) / (places[-1] + 1.2)
    names = [wrap(str(x), SIZE, slot) for x in chart.series[0].x]
    deep = max(map(len, names)) * LINE
    parts.below = deep + 8 + (24 if heads else 0)
    parts.yaxis = {
        "range": [0, float(top)],
        "tickvals": [float(t) for t in ticks],
        "ticktext": words,
        "showgrid": True,
        "gridcolor": theme.FAINT,
        "automargin": False,
    }
    parts.xaxis = {
        "range": [-0.6, places[-1] + 0.6],
        "tickvals": places,
        "automargin": False,
        "ticktext": ["<br>".join(map(escape, name)) for name in names],
        "tickangle": 0,
        "showline": True,
        "linecolor": theme.MUTED,
    }
    ends = [end + top / 60 for end in ends]  # air between a bar and its number
    for series in chart.series:
        parts.data += bar_traces(series, places, chart, ends, slot)
    if chart.unit:
        parts.above = 18
        parts.annotations.append(unit_note(chart.unit, parts))
    for text, start, end in heads:
        parts.annotations.append(
            {
                "text": f"<b>{escape(text)}</b>",
                "showarrow": False,
                "xref": "x",
                "yref": "paper",
                "x": (start + end) / 2,
                "y": 0,
                "yanchor": "top",
                "yshift": -deep - 6,
                "font": {"size": SIZE, "color": theme.INK},
            }
        )
    return parts
