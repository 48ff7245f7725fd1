"""Small charts over dates side by side on one scale, and a large one on a scale of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart
from lib.figure.lines import span, traces, value_axis
from lib.figure.text import GAP, WIDTH, Parts, fitting, text_width, tick_words

SIZE, SMALL, LINE = 13, 12, 18
WIDE = 4
"""Small charts in a row."""
LARGE = 0.4
"""Share of the width that the large chart takes."""
HEAD, FOOT = 26, 24
"""Pixels above a panel for its name and below it for its years."""
APART = 26
"""Pixels between two panels, in which the words of their first and last year meet."""
FEW = 6
"""Points of the large chart that are all labelled; of more only the first and the last."""
TALL, ONLY = 76, 190
"""Height of a small chart where there are several rows, and where there is one."""


@dataclass(frozen=True)
class _Box:
    """Where a panel's plot lies, in pixels from the left and the bottom of the whole plot."""

    left: float
    bottom: float
    width: float
    height: float


def panel_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces, axes and marks of a chart of kind panels."""
    names = list(dict.fromkeys(s.panel for s in chart.series))
    small = [n for n in names if n != chart.lead]
    rows = -(-len(small) // WIDE)
    tall = ONLY if rows <= 1 else TALL
    parts = Parts(max(1, rows) * (tall + HEAD + FOOT), left=GAP, right=GAP, width=width)
    room = parts.room
    large = room * (LARGE if chart.lead in names else 0)
    days = span(chart)
    shared = replace(
        chart,
        series=tuple(s for s in chart.series if s.panel != chart.lead),
        marks=tuple(m for m in chart.marks if m.panel != chart.lead),
    )
    if chart.lead in names:
        own = _part(chart, chart.lead)
        gutter, beside = _gutter(own), _beside(own)
        box = _Box(gutter, FOOT, large - gutter - beside - GAP, parts.height - HEAD - FOOT)
        _panel(own, own, days, parts, box, "")
    gutter = _gutter(shared)
    wide = (room - large - gutter) / min(WIDE, max(1, len(small)))
    for i, name in enumerate(small):
        row, column = divmod(i, WIDE)
        bottom = parts.height - (row + 1) * (tall + HEAD + FOOT) + FOOT
        box = _Box(large + gutter + column * wide, bottom, wide - APART, tall)
        _panel(_part(chart, name), shared, days, parts, box, str(i + 2), labelled=column == 0)
    if chart.unit:
        parts.above = LINE
        parts.annotations.append(_note(escape(chart.unit), 0, 1, up=4, color=theme.MUTED))
    return parts


def _part(chart: Chart, name: str) -> Chart:
    return replace(
        chart,
        series=tuple(s for s in chart.series if s.panel == name),
        marks=tuple(m for m in chart.marks if m.panel == name),
        lead=name,
    )


def _gutter(chart: Chart) -> float:
    """Pixels that the numbers of the value axis take."""
    ticks, _ = value_axis(chart, about=3)
    return max(text_width(word, SMALL) for word in tick_words(ticks, chart.unit)) + GAP


def _beside(chart: Chart) -> float:
    """Pixels that the words of levels take on the right."""
    return max((text_width(m.label, SIZE) + GAP for m in chart.marks), default=0.0)


def _panel(
    own: Chart,
    scale: Chart,
    days: tuple[date, date],
    parts: Parts,
    box: _Box,
    number: str,
    *,
    labelled: bool = True,
) -> None:
    """Axes, traces and name of one panel; the values of scale set its axis, days are for all."""
    whole = parts.room
    ticks, (low, high) = value_axis(scale, about=3)
    first, last = days
    shown = fitting(own.ticks, (last - first).days, parts, SMALL, box.width)
    ends = [high, low] if own.reversed_values else [low, high]
    horizontal = {
        "type": "date",
        "domain": [box.left / whole, (box.left + box.width) / whole],
        "anchor": f"y{number}",
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [d.isoformat() for d, _ in shown],
        "ticktext": [escape(word) for _, word in shown],
        "tickfont": {"color": theme.MUTED, "size": SMALL},
        "showline": True,
        "linecolor": theme.MUTED,
        "tickangle": 0,
        "automargin": False,
    }
    upright = {
        "domain": [box.bottom / parts.height, (box.bottom + box.height) / parts.height],
        "anchor": f"x{number}",
        "range": [float(v) for v in ends],
        "tickvals": [float(t) for t in ticks],
        "ticktext": tick_words(ticks, own.unit) if labelled else [""] * len(ticks),
        "tickfont": {"color": theme.MUTED, "size": SMALL},
        "showgrid": True,
        "gridcolor": theme.FAINT,
        "automargin": False,
    }
    if number:
        parts.axes |= {f"xaxis{number}": horizontal, f"yaxis{number}": upright}
    else:
        parts.xaxis, parts.yaxis = horizontal, upright
    left, top = box.left / whole, (box.bottom + box.height) / parts.height
    parts.annotations.append(_note(f"<b>{escape(own.lead)}</b>", left, top, up=4))
    drawn = {s.role: traces(s, own)[0] for s in own.series if isinstance(s.x[0], date)}
    _end_labels(drawn)
    for trace in drawn.values():
        _thin(trace, last_only=bool(number))
        parts.data.append({**trace, "xaxis": f"x{number}", "yaxis": f"y{number}"})
    for series in own.series:
        if series.x[0] is None and any(series.labels):
            # by the paper: Plotly draws no axis without a trace, nor words that refer to it
            right = (box.left + box.width) / whole
            words = _note(escape(series.labels[0]), right, box.bottom / parts.height, up=6)
            parts.annotations.append({**words, "xanchor": "right"})
    _levels(own, parts, box, number)


def _note(
    text: str, x: float, y: float, *, up: float = 0, color: str = theme.INK
) -> dict[str, Any]:
    """Words at a share of the plot's width and height, so that they stay where it grows."""
    return {
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": round(up),
        "font": {"size": SIZE, "color": color},
    }


def _end_labels(drawn: dict[str, dict[str, Any]]) -> None:
    """Keep what was reached and what was planned apart where both end on one day."""
    plan, actual = drawn.get("plan"), drawn.get("actual")
    if actual and not plan:
        alone = len(actual["x"]) == 1
        place = "middle right" if alone else "top center"  # clear of the axis on its left
        actual["textposition"] = [place] * len(actual["x"])
    if not plan or not actual or not plan["text"] or plan["x"][-1] != actual["x"][-1]:
        return
    if plan["text"][-1] == actual["text"][-1]:
        plan["text"][-1] = ""
    elif (actual["y"][-1] or 0) > plan["y"][-1]:
        plan["textposition"][-1] = "bottom center"


def _thin(trace: dict[str, Any], *, last_only: bool) -> None:
    """Blank labels where they would crowd: a small chart keeps its last alone."""
    told = [i for i, text in enumerate(trace["text"]) if text]
    kept = told[-1:] if last_only else told if len(told) <= FEW else [told[0], told[-1]]
    for i in told:
        if i not in kept:
            trace["text"][i] = ""


def _levels(own: Chart, parts: Parts, box: _Box, number: str) -> None:
    """Lines across at a level, with their words on the right."""
    left, right = box.left / parts.room, (box.left + box.width) / parts.room
    for mark in own.marks:
        look = theme.style(mark.role)
        level = float(str(mark.at))
        # by the paper: beside "x2 domain" Plotly cannot draw a line between grid and traces
        across = {"xref": "paper", "x0": left, "x1": right, "yref": f"y{number}"}
        parts.shapes.append(
            {
                "type": "line",
                "layer": "between",  # above the grid: a target may lie on one of its lines
                "name": mark.label,
                "line": {"color": look.color, "width": look.width, "dash": look.dash},
                **across,
                "y0": level,
                "y1": level,
            }
        )
        words = _note(escape(mark.label), right, level, color=look.ink)
        at = {"yref": f"y{number}", "yanchor": "middle", "xshift": 6}
        parts.annotations.append({**words, **at})
