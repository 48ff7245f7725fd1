"""Steps that rise to the right as Plotly shapes: outlined where planned, filled where reached."""

from __future__ import annotations

from typing import Any

from lib import theme
from lib.charts.chart import Chart
from lib.figure.rungs import Place, filling, hovers, outline, places, words
from lib.figure.text import GAP, WIDTH, Parts, wrap

HEIGHT = 300
STEP = 0.24
"""Height of a step, of the plot's height; the first stands on the ground."""
NAME, VALUE, PROMISE = 17, 20, 14
"""Font sizes of the lines above a step."""
LINE = VALUE * 1.3
"""Plotly sets lines apart by the size of the whole text, not by that of each line."""
MARGIN = 0.04


def ladder_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """One step per category, each filled from the left on its own scale; its words stand above."""
    steps = places(chart)
    count = len(steps)
    parts = Parts(HEIGHT, left=GAP, right=GAP, width=width, below=GAP)
    room = parts.room / count * (1 - 2 * MARGIN)
    points = []
    for i, step in enumerate(steps):
        foot = (1 - STEP) * i / (count - 1) if count > 1 else 0.0
        left, top, wide = i + MARGIN, foot + STEP, 1 - 2 * MARGIN
        ground = _box(left, left + wide, 0, foot, step.name) | {"fillcolor": theme.PANEL}
        whole = _box(left, left + wide, foot, top, step.name) | {"line": outline(step)}
        parts.shapes.append(ground)
        if step.share:
            reached = _box(left, left + wide * step.share, foot, top, step.name)
            parts.shapes.append(reached | {"fillcolor": filling(step)})
        parts.shapes.append(whole)
        lines = _lines(step, room)
        parts.annotations.append(
            {
                "text": "<br>".join(lines),
                "showarrow": False,
                "xref": "x",
                "x": i + 0.5,
                "yref": "y",
                "y": top,
                "yanchor": "bottom",
                "font": {"size": VALUE, "color": theme.INK},
            }
        )
        overhang = len(lines) * LINE - (1 - top) * HEIGHT
        parts.above = max(parts.above, round(overhang) + 8)
        points.append((i + 0.5, foot + STEP / 2))
    parts.xaxis = {"range": [0, count], "visible": False}
    parts.yaxis = {"range": [0, 1], "visible": False}
    parts.data = [hovers(points, steps)]
    return parts


def _lines(step: Place, room: float) -> list[str]:
    """Name, what was reached and what was planned."""
    told = (
        (step.name, NAME, theme.INK, True),
        (step.said, VALUE if step.reached is not None else PROMISE, step.ink, True),
        (step.promise, PROMISE, theme.MUTED, False),
    )
    return [
        words(line, size=size, color=color, bold=bold)
        for text, size, color, bold in told
        if text
        for line in wrap(text, size, room)
    ]


def _box(x0: float, x1: float, y0: float, y1: float, name: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "name": name,
        "xref": "x",
        "yref": "y",
        "x0": round(x0, 5),
        "x1": round(x1, 5),
        "y0": round(y0, 5),
        "y1": round(y1, 5),
        "line": {"width": 0},
    }
