"""Counts as cells, one for each unit: outlined where planned, filled where reached."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lib import theme
from lib.charts.chart import Chart
from lib.figure.rungs import Place, filling, hovers, outline, places, words
from lib.figure.text import GAP, WIDTH, Parts, text_width, wrap

LINE, AIR = 44, 10
"""Pixels of a line's height where its words fit into one line, and between two lines else."""
NAME, VALUE = 16, 16
FEWEST = 14
"""A line is at least as long as so many cells, so that one cell does not fill it."""
MOST = 60
"""More units than these are drawn as one cell, filled by the share."""
NAME_ROOM, WORD_ROOM = 240.0, 270.0
"""Pixels for a name and for the words beside it before they are broken."""


def tally_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """One line per category; every line has its own scale, every cell is one unit."""
    lines = places(chart)
    names = [wrap(p.name, NAME, NAME_ROOM) for p in lines]
    said = [wrap(_words(p), VALUE, WORD_ROOM) for p in lines]
    names_wide, words_wide = _width(names, NAME), _width(said, VALUE)
    tallest = max(len(told) for told in (*names, *said)) * NAME * 1.3
    height = len(lines) * max(LINE, tallest + AIR)
    parts = Parts(height, left=names_wide + words_wide, right=GAP, width=width, above=4)
    for i, line in enumerate(lines):
        parts.shapes += _cells(line, i)
        name = "<br>".join(words(w, size=NAME, color=theme.INK) for w in names[i])
        told = "<br>".join(words(w, size=VALUE, color=line.ink, bold=True) for w in said[i])
        parts.annotations += [
            _note(name, i, GAP - parts.left),
            _note(told, i, names_wide - parts.left),
        ]
    parts.xaxis = {"range": [0, 1], "visible": False}
    parts.yaxis = {"range": [len(lines), 0], "visible": False}
    parts.data = [hovers([(0.06, i + 0.5) for i in range(len(lines))], lines)]
    return parts


def _words(place: Place) -> str:
    """What was reached beside what was planned; the silence already says it all."""
    return place.said if place.reached is None else f"{place.said}  {place.promise}"


def _width(lines: list[list[str]], size: int) -> int:
    return round(max(text_width(part, size) for parts in lines for part in parts)) + 2 * GAP


def _cells(place: Place, at: int) -> list[dict[str, Any]]:
    planned = place.planned or Decimal(0)
    reached = max(place.reached or Decimal(0), Decimal(0))
    units = max(planned, reached)
    if units > MOST or units != units.to_integral_value():
        whole = _cell(0, 1, at, place) | {"line": outline(place)}
        part = _cell(0, place.share, at, place)
        return [part | {"fillcolor": filling(place)}, whole] if place.share else [whole]
    step = 1 / max(int(units), FEWEST)
    shapes = []
    for n in range(int(units)):
        cell = _cell(n * step, (n + 0.86) * step, at, place)
        if n < reached:
            cell |= {"fillcolor": filling(place)}
        if n < planned:
            cell |= {"line": outline(place)}
        shapes.append(cell)
    return shapes


def _cell(x0: float, x1: float, at: int, place: Place) -> dict[str, Any]:
    return {
        "type": "rect",
        "name": place.name,
        "xref": "x",
        "yref": "y",
        "x0": round(x0, 5),
        "x1": round(x1, 5),
        "y0": at + 0.18,
        "y1": at + 0.82,
        "line": {"width": 0},
    }


def _note(text: str, at: int, shift: int) -> dict[str, Any]:
    """Words in the margin, left of the cells of a line."""
    return {
        "text": text,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": shift,
        "yref": "y",
        "y": at + 0.5,
        "yanchor": "middle",
        "font": {"size": NAME, "color": theme.INK},
    }
