"""Levels of a pyramid as Plotly shapes, the first on top, with their words to the right."""

from __future__ import annotations

from typing import Any

from lib import theme
from lib.charts.chart import Chart
from lib.figure.rungs import filling, hovers, outline, places, words
from lib.figure.text import GAP, WIDTH, Parts

LEVEL = 64
"""Pixels of a level's height."""
NAME, VALUE = 18, 16
MIDDLE, NARROW, WIDE = 0.21, 0.035, 0.2
"""Its axis, and half its width at the top and at the foot, as shares of the plot's width."""
WORDS_AT = 0.45
SLIT = 0.06
"""The gap between two levels, of a level's height."""


def pyramid_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """One level per category, each filled from the left on its own scale."""
    levels = places(chart)
    count = len(levels)
    parts = Parts(count * LEVEL, left=GAP, right=GAP, width=width, above=GAP, below=GAP)
    points = []
    for i, level in enumerate(levels):
        top, foot = i + SLIT, i + 1 - SLIT
        halves = tuple(NARROW + (WIDE - NARROW) * at / count for at in (top, foot))
        if level.share:
            parts.shapes.append(
                _level(halves, top, foot, level.share, level.name)
                | {"fillcolor": filling(level), "line": {"width": 0}}
            )
        parts.shapes.append(_level(halves, top, foot, 1, level.name) | {"line": outline(level)})
        middle = (top + foot) / 2
        parts.shapes.append(_leader(MIDDLE + sum(halves) / 2, middle, level.name))
        promise = words(level.promise, size=VALUE, color=theme.MUTED)
        said = words(level.said, size=VALUE, color=level.ink, bold=True)
        parts.annotations.append(
            {
                "text": words(level.name, size=NAME, color=theme.INK, bold=True)
                + "<br>"
                + "   ".join(part for part in (promise, said if level.said else "") if part),
                "showarrow": False,
                "align": "left",
                "xref": "x",
                "x": WORDS_AT,
                "xanchor": "left",
                "yref": "y",
                "y": middle,
                "yanchor": "middle",
                "font": {"size": VALUE, "color": theme.INK},
            }
        )
        points.append((MIDDLE, middle))
    parts.xaxis = {"range": [0, 1], "visible": False}
    parts.yaxis = {"range": [count, 0], "visible": False}
    parts.data = [hovers(points, levels)]
    return parts


def _level(
    halves: tuple[float, ...], top: float, foot: float, share: float, name: str
) -> dict[str, Any]:
    """A slice of the pyramid, cut off where the share ends."""
    upper, lower = halves
    corners = (
        (MIDDLE - upper, top),
        (MIDDLE - upper + 2 * upper * share, top),
        (MIDDLE - lower + 2 * lower * share, foot),
        (MIDDLE - lower, foot),
    )
    path = " L ".join(f"{x:.4f},{y:.4f}" for x, y in corners)
    return {"type": "path", "name": name, "xref": "x", "yref": "y", "path": f"M {path} Z"}


def _leader(start: float, at: float, name: str) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "layer": "below",
        "xref": "x",
        "yref": "y",
        "x0": start,
        "x1": WORDS_AT - 0.01,
        "y0": at,
        "y1": at,
        "line": {"color": theme.FAINT, "width": 1, "dash": "solid"},
    }
