"""A chart at the size of a meeting room, as a Plotly figure (pure); draws nothing anew.

The browser enlarges the whole figure, words, lines and margins alike, so nothing meets that kept
clear before. What the slide says itself is left out here, and labels are spread again, because a
slide is flatter than a page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lib.charts.chart import Chart
from lib.figure import figure
from lib.figure.draw import SMALL, TITLE
from lib.figure.text import GAP, WIDTH, text_width

HEIGHT = 170
"""Pixels of the plot counted on, before it is enlarged: what a slide of 16 to 9 leaves."""
LINE, SIZE = 18, 13
AIR = 4


def large(chart: Chart) -> dict[str, Any]:
    """{data, layout} of a chart with series, WIDTH pixels wide; the browser sets the height."""
    drawn = figure(replace(chart, title="", subtitle="", source=""))
    layout = drawn["layout"]
    # Title and source line are empty now; the room they would take goes to the plot.
    for unused in ("title", "template", "height"):
        del layout[unused]
    layout["margin"]["t"] -= GAP + round(TITLE * 1.5) - AIR
    layout["margin"]["b"] -= round(SMALL * 1.5)
    layout["width"] = WIDTH
    layout["annotations"] = [a for a in layout["annotations"] if a["text"]]
    if chart.kind == "lines":
        room = WIDTH - layout["margin"]["l"] - layout["margin"]["r"]
        axes = layout["xaxis"]["range"], layout["yaxis"]["range"]
        _lift(drawn["data"], axes[1])
        _thin(drawn["data"], axes, room)
        _spread(layout["annotations"], axes[1])
    return drawn


def _up(value: float, ends: list[float]) -> float:
    """Pixels above the foot of the plot."""
    return (value - ends[0]) / (ends[1] - ends[0]) * HEIGHT


def _lift(data: list[dict[str, Any]], ends: list[float]) -> None:
    """Move labels from below to above their points where the axis would cross them."""
    for trace in data:
        for i, y in enumerate(trace["y"] if "textposition" in trace else ()):
            if y is not None and _up(y, ends) < LINE + AIR:
                trace["textposition"][i] = "top center"


def _thin(data: list[dict[str, Any]], axes: tuple[list[Any], list[float]], room: float) -> None:
    """Blank the labels that would touch one kept before: the newest are kept first."""
    first, last = (date.fromisoformat(end).toordinal() for end in axes[0])
    kept: list[tuple[float, float, float]] = []
    for trace in reversed(data):
        for i in reversed(range(len(trace.get("text", ())))):
            if not trace["text"][i] or trace["y"][i] is None:
                continue
            day = date.fromisoformat(trace["x"][i]).toordinal()
            x = (day - first) / max(1, last - first) * room
            y = _up(trace["y"][i], axes[1])
            y += LINE / 2 if trace["textposition"][i].startswith("top") else -LINE / 2
            half = text_width(trace["text"][i], SIZE) / 2 + AIR
            if any(abs(x - a) < half + other and abs(y - b) < LINE for a, b, other in kept):
                trace["text"][i] = ""
            else:
                kept.append((x, y, half))


def _spread(notes: list[dict[str, Any]], ends: list[float]) -> None:
    """Push the labels right of the plot apart where they would touch on the flatter one."""
    levels = [n for n in notes if (n["xref"], n["yref"], n["x"]) == ("paper", "y", 1)]
    below = -LINE / 2
    for note in sorted(levels, key=lambda n: _up(n["y"], ends)):
        place, high = _up(note["y"], ends), LINE * (1 + note["text"].count("<br>"))
        shown = max(place, below + high / 2)
        below = shown + high / 2
        note["yshift"] = round(shown - place)
