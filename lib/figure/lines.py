"""Line charts over dates as Plotly traces, with marks whose labels keep clear of each other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import Any

from lib import theme
from lib.charts.chart import Chart, Mark, Series
from lib.figure.text import GAP, WIDTH, Parts, nice_ticks, text_width, tick_words, unit_note

HEIGHT, LINE, SIZE = 300, 18, 13

DOTTED = ("actual", "history", "arrived")
CROWD = 60
"""With more points their white rims would hide the line; it is then drawn alone."""


def line_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces, axes and marks of a chart of kind lines."""
    ticks, (low, high) = value_axis(chart)
    words = tick_words(ticks, chart.unit)
    parts = Parts(HEIGHT, left=round(max(text_width(w, SIZE) for w in words)) + 2 * GAP, right=GAP)
    parts.width = width
    beside = [line for _, words, _ in _levels(chart) for line in words.split("\n")]
    parts.right += round(max((text_width(line, SIZE) for line in beside), default=24.0)) + 8
    parts.below = 28
    first, last = span(chart)
    ends = [high, low] if chart.reversed_values else [low, high]
    parts.xaxis = {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [d.isoformat() for d, _ in chart.ticks],
        "ticktext": [word for _, word in chart.ticks],
        "showline": True,
        "linecolor": theme.MUTED,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": theme.MUTED,
        "tickangle": 0,
        "automargin": False,
    }
    parts.yaxis = {
        "range": [float(v) for v in ends],
        "tickvals": [float(t) for t in ticks],
        "ticktext": words,
        "showgrid": True,
        "gridcolor": theme.FAINT,
        "automargin": False,
    }
    behind_first = sorted(chart.series, key=lambda series: series.shape != "band")
    parts.data = [trace for series in behind_first for trace in traces(series, chart)]
    _lift_labels(parts, float(ends[0]), abs(float(high - low)))
    _thin_labels(parts, (last - first).days, abs(float(high - low)))
    _value_marks(chart, parts, float(ends[0]), float(ends[1]))
    _date_marks(chart, parts, first, last)
    return parts


def value_axis(chart: Chart, about: int = 5) -> tuple[list[Decimal], tuple[Decimal, Decimal]]:
    """Ticks and range of the value axis: from zero unless everything lies far above it."""
    seen = [v for s in chart.series for v in (*s.y, *s.low, *s.high) if isinstance(v, Decimal)]
    seen += [m.at for m in chart.marks if isinstance(m.at, Decimal)]
    low, high = min(seen, default=Decimal(0)), max(seen, default=Decimal(1))
    if 0 <= low <= high * Decimal("0.6") and not chart.reversed_values:
        low = Decimal(0)
    pad = (high - low or abs(high) or Decimal(1)) / 10
    ticks = nice_ticks(low if low == 0 else low - pad, high + pad, about)
    return ticks, (ticks[0], ticks[-1])


def span(chart: Chart) -> tuple[date, date]:
    """First and last day of the axis, with some air around what is drawn."""
    days = [d for s in chart.series for d in s.x if isinstance(d, date)]
    days += [m.at for m in chart.marks if isinstance(m.at, date)]
    edge = max(timedelta(days=5), (max(days) - min(days)) / 25)
    return min(days) - edge, max(days) + edge


def traces(series: Series, chart: Chart) -> list[dict[str, Any]]:
    """One series as Plotly takes it: a band as a ring, anything else as a line."""
    look = theme.style(series.role)
    x = [d.isoformat() if isinstance(d, date) else str(d) for d in series.x]
    if series.shape == "band":
        ring = [*series.high, *reversed(series.low)]
        return [
            {
                "type": "scatter",
                "name": series.name,
                "x": x + x[::-1],
                "y": [None if v is None else float(v) for v in ring],
                "mode": "lines",
                "fill": "toself",
                "fillcolor": look.color,
                "opacity": 0.6,
                "line": {"width": 0},
                "hoverinfo": "skip",
                "meta": series.role,
            }
        ]
    dotted = series.role in DOTTED and len(series.x) <= CROWD
    labels = [escape(label) for label in series.labels] if any(series.labels) else []
    if series.role == "forecast":
        labels = []  # beside the plot, where no line crosses it
    return [
        {
            "type": "scatter",
            "name": series.name,
            "x": x,
            "y": [float(v) if isinstance(v, Decimal) else None for v in series.y],
            "mode": "lines" + ("+markers" if dotted else "") + ("+text" if labels else ""),
            "line": {"color": look.color, "dash": look.dash, "width": look.width},
            "marker": {
                "color": look.color,
                "size": 8,
                "symbol": look.marker,
                "line": {"color": theme.GROUND, "width": 1.5},
            },
            "text": labels,
            "textposition": _label_place(series, chart),
            "textfont": {"color": look.ink, "size": SIZE},
            "hovertext": [escape(h).replace("\n", "<br>") for h in series.hover] or series.name,
            "hoverinfo": "text",
            "connectgaps": False,
            "cliponaxis": False,
            "meta": series.role,
        }
    ]


def _label_place(series: Series, chart: Chart) -> list[str]:
    """On the side with fewer plan lines; without any above, but below a valley or a low start."""
    values = [v if isinstance(v, Decimal) else Decimal(0) for v in series.y]
    plans = [s for s in chart.series if s.role in ("plan", "earlier_plan")]
    places: list[str] = []
    for i, value in enumerate(values):
        drawn = [_at(line, series.x[i]) for line in plans] if series.role == "actual" else []
        planned = [p for p in drawn if p is not None]
        if planned:
            low = sum(value < p for p in planned) > sum(value >= p for p in planned if p != value)
        else:
            low = (
                all(value < other for other in values[max(0, i - 1) : i + 2] if other != value)
                and len(values) > 1
            )
        places.append("bottom center" if low != chart.reversed_values else "top center")
    return places


def _at(line: Series, day: date | str | Decimal | None) -> Decimal | None:
    """The height of a drawn line on a day, None beside its ends."""
    ends = [
        (d, v)
        for d, v in zip(line.x, line.y, strict=True)
        if isinstance(d, date) and isinstance(v, Decimal)
    ]
    for (d0, v0), (d1, v1) in pairwise(ends):
        if isinstance(day, date) and d0 <= day <= d1 and d0 < d1:
            return v0 + (v1 - v0) * (day - d0).days / (d1 - d0).days
    return None


def _lift_labels(parts: Parts, floor: float, span: float) -> None:
    """Move labels from below to above their points where the axis would cross them."""
    for trace in parts.data:
        for i, y in enumerate(trace["y"] if "textposition" in trace else ()):
            if y is not None and abs(y - floor) < span * LINE / HEIGHT:
                trace["textposition"][i] = "top center"


def _thin_labels(parts: Parts, days: int, span: float) -> None:
    """Blank the labels that would touch one kept before: the newest are kept first."""
    wide = parts.room / max(1, days)
    high = HEIGHT / (span or 1)
    kept: list[tuple[float, float, float]] = []
    for trace in reversed(parts.data):
        for i in reversed(range(len(trace.get("text", ())))):
            if not trace["text"][i] or trace["y"][i] is None:
                continue
            x = date.fromisoformat(trace["x"][i]).toordinal() * wide
            y = trace["y"][i] * high
            half = text_width(trace["text"][i], SIZE) / 2 + 3
            if any(abs(x - a) < half + other and abs(y - b) < LINE for a, b, other in kept):
                trace["text"][i] = ""
            else:
                kept.append((x, y, half))


def _levels(chart: Chart) -> list[tuple[float, str, str]]:
    """Height, words and role of everything written on the right: levels and a forecast's end."""
    found = [
        (float(m.at), m.label, m.role)
        for m in chart.marks
        if m.axis == "y" and isinstance(m.at, Decimal)
    ]
    for series in chart.series:
        last = series.y[-1] if series.role == "forecast" and series.labels else None
        if last is not None:
            found.append((float(last), series.labels[-1], series.role))
    return found


def _value_marks(chart: Chart, parts: Parts, bottom: float, top: float) -> None:
    """Lines across at their level; labels on the right, pushed apart where they would touch."""
    across = [(float(m.at), m) for m in chart.marks if isinstance(m.at, Decimal)]
    for level, mark in sorted(across, key=lambda found: (found[0] - bottom) / (top - bottom)):
        ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": level, "y1": level}
        parts.shapes.append(_line(mark, ends))
    below = -LINE / 2
    ordered = sorted(_levels(chart), key=lambda found: (found[0] - bottom) / (top - bottom))
    for level, words, role in ordered:
        high = LINE * len(words.split("\n"))
        place = (level - bottom) / (top - bottom) * HEIGHT
        shown = max(place, below + high / 2)
        below = shown + high / 2
        parts.annotations.append(
            {
                "text": escape(words).replace("\n", "<br>"),
                "showarrow": False,
                "align": "left",
                "xref": "paper",
                "x": 1,
                "xanchor": "left",
                "xshift": 8,
                "yref": "y",
                "y": level,
                "yanchor": "middle",
                "yshift": round(shown - place),
                "font": {"size": SIZE, "color": theme.style(role).ink},
            }
        )


def _date_marks(chart: Chart, parts: Parts, first: date, last: date) -> None:
    """Upright lines; labels above the plot, on another line where two would touch."""
    width = parts.room
    rows: list[float] = []
    if chart.unit and chart.unit != "%":
        rows.append(text_width(chart.unit, SIZE) - parts.left + GAP)
        parts.annotations.append(unit_note(chart.unit, parts))
    for mark in sorted((m for m in chart.marks if m.axis == "x"), key=lambda m: str(m.at)):
        if not isinstance(mark.at, date):
            continue
        place = (mark.at - first).days / max(1, (last - first).days)
        size = text_width(mark.label, SIZE)
        anchor = "left" if place < 0.15 else "right" if place > 0.85 else "center"
        start = place * width - {"left": 0.0, "center": size / 2, "right": size}[anchor]
        row = next((i for i, end in enumerate(rows) if start > end + GAP / 2), len(rows))
        rows[row : row + 1] = [start + size]
        parts.shapes.append(
            _line(
                mark,
                {
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "xref": "x",
                    "x0": mark.at.isoformat(),
                    "x1": mark.at.isoformat(),
                },
            )
        )
        parts.annotations.append(
            {
                "text": escape(mark.label),
                "showarrow": False,
                "xref": "x",
                "x": mark.at.isoformat(),
                "xanchor": anchor,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "yshift": 4 + row * LINE,
                "font": {"size": SIZE, "color": theme.style(mark.role).ink},
            }
        )
    parts.above = len(rows) * LINE + 4


def _line(mark: Mark, ends: dict[str, Any]) -> dict[str, Any]:
    look = theme.style(mark.role)
    return {
        "type": "line",
        "layer": "between",  # above the grid: a target may lie on one of its lines
        "name": mark.label,
        "line": {"color": look.color, "width": look.width, "dash": look.dash},
        **ends,
    }
