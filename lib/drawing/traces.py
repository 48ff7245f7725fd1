"""Plotly's scatter and bar traces as shapes; only what our figures use of them."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from lib import theme
from lib.drawing.axes import Plot
from lib.drawing.lettering import Place, block
from lib.drawing.shapes import Box, Disc, Path, Shape, Spot

_CORNERS: dict[str, tuple[Spot, ...]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((0, -1), (1.15, 1), (-1.15, 1)),
    "triangle-down": ((0, 1), (1.15, -1), (-1.15, -1)),
    "triangle-right": ((1, 0), (-1, 1.15), (-1, -1.15)),
}
"""The corners of a marker whose size is 2."""

Sums = dict[tuple[str, float], float]


def traces(data: list[dict[str, Any]], of: Plot, *, stacked: bool) -> list[Shape]:
    """Every trace: bars lie under lines, points and words, whatever their order."""
    made: list[Shape] = []
    sums: Sums = defaultdict(float)
    for trace in data:
        if trace["type"] == "bar":
            made += _bars(trace, of, sums if stacked else defaultdict(float))
    for trace in data:
        if trace["type"] == "scatter":
            made += _scatter(trace, of)
    return made


def _each(told: Any, count: int) -> list[Any]:
    """One for each point, where one may be told for all."""
    if isinstance(told, list | tuple):
        return list(told)
    return [told] * count


def _bars(trace: dict[str, Any], of: Plot, sums: Sums) -> list[Shape]:
    lying = trace["orientation"] == "h"
    x, y = of.axes[trace.get("xaxis", "x")], of.axes[trace.get("yaxis", "y")]
    values, places = (trace["x"], trace["y"]) if lying else (trace["y"], trace["x"])
    count = len(places)
    along, across = (x, y) if lying else (y, x)
    made: list[Shape] = []
    rest = (_each(trace.get(k, d), count) for k, d in (("base", None), ("width", 0.8)))
    words = _each(trace.get("text") or "", count)
    for value, place, base, wide, said in zip(values, places, *rest, words, strict=True):
        if value is None:
            continue
        foot = sums[trace.get("xaxis", "x"), place] if base is None else base
        sums[trace.get("xaxis", "x"), place] += value
        ends = sorted((along.at(foot), along.at(foot + value)))
        sides = sorted((across.at(place - wide / 2), across.at(place + wide / 2)))
        (left, right), (top, bottom) = (ends, sides) if lying else (sides, ends)
        made.append(_box(trace["marker"], left, top, right - left, bottom - top))
        if said:
            font = trace["insidetextfont"]
            middle = Place((left + right) / 2, (top + bottom) / 2)
            made += block(said, font["size"], font["color"], middle)
    return made


def _box(marker: dict[str, Any], x: float, y: float, width: float, height: float) -> Box:
    line = marker.get("line", {})
    pattern = marker.get("pattern", {})
    fill = pattern.get("bgcolor", marker["color"])
    stroke, wide = line.get("color", ""), line.get("width", 0)
    return Box(x, y, width, height, fill, stroke, wide, hatch=pattern.get("shape", ""))


def _scatter(trace: dict[str, Any], of: Plot) -> list[Shape]:
    x, y = of.axes[trace.get("xaxis", "x")], of.axes[trace.get("yaxis", "y")]
    spots = [
        (x.at(a), y.at(b)) if a is not None and b is not None else None
        for a, b in zip(trace["x"], trace["y"], strict=True)
    ]
    mode = trace["mode"].split("+")
    made: list[Shape] = []
    if "lines" in mode:
        made += _lines(trace, spots)
    marker = trace.get("marker", {})
    if "markers" in mode and marker.get("opacity", 1):
        colors = _each(marker.get("color", ""), len(spots))
        symbols = _each(marker.get("symbol", "circle"), len(spots))
        for spot, color, symbol in zip(spots, colors, symbols, strict=True):
            made += _sign(spot, color, symbol, marker) if spot else []
    if "text" in mode and trace.get("text"):
        made += _words(trace, spots, dotted="markers" in mode)
    return made


def _lines(trace: dict[str, Any], spots: list[Spot | None]) -> list[Shape]:
    line = trace.get("line", {})
    if trace.get("fill") == "toself":
        fill = _pale(trace["fillcolor"], trace.get("opacity", 1))
        return [Path(tuple(s for s in spots if s), fill=fill, closed=True, line=0)]
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot:
            runs[-1].append(spot)
        elif runs[-1]:
            runs.append([])
    look = {"stroke": line["color"], "line": line["width"], "dash": line.get("dash", "solid")}
    return [Path(tuple(run), **look) for run in runs if len(run) > 1]


def _sign(spot: Spot, color: str, symbol: str, marker: dict[str, Any]) -> list[Shape]:
    """A marker in Plotly's names: open has no ground of its own, dot has one in its middle."""
    x, y = spot
    half = marker.get("size", 6) / 2
    edge = marker.get("line", {})
    shape, _, _ = symbol.partition("-open")
    opened = symbol != shape
    dotted = shape.endswith("-dot")
    shape = shape.removesuffix("-dot")
    if shape in ("line-ns", "line-ew"):
        dx, dy = (0.0, half) if shape == "line-ns" else (half, 0.0)
        ends = ((x - dx, y - dy), (x + dx, y + dy))
        return [Path(ends, edge.get("color", color), edge.get("width", 1))]
    hollow = opened or dotted
    fill = theme.GROUND if hollow else color
    stroke = color if hollow else edge.get("color", "")
    line = max(edge.get("width", 0), 1.4) if hollow else edge.get("width", 0)
    made: list[Shape]
    if shape == "circle":
        made = [Disc(x, y, half, fill, stroke, line)]
    else:
        corners = tuple((x + a * half, y + b * half) for a, b in _CORNERS[shape])
        made = [Path(corners, stroke, line, fill=fill, closed=True)]
    return [*made, Disc(x, y, half * 0.4, color)] if dotted else made


def _words(trace: dict[str, Any], spots: list[Spot | None], *, dotted: bool) -> list[Shape]:
    font = trace["textfont"]
    count = len(spots)
    colors, sides = _each(font["color"], count), _each(trace["textposition"], count)
    away = trace.get("marker", {}).get("size", 6) / 1.6 + 1 if dotted else 2
    made: list[Shape] = []
    for spot, said, color, side in zip(spots, trace["text"], colors, sides, strict=True):
        if not spot or not said:
            continue
        down, across = side.split(" ")
        x = spot[0] + {"left": -away, "center": 0.0, "right": away}[across]
        y = spot[1] + {"top": -away, "middle": 0.0, "bottom": away}[down]
        place = Place(
            x,
            y,
            {"left": "right", "center": "center", "right": "left"}[across],
            {"top": "bottom", "middle": "middle", "bottom": "top"}[down],
            {"left": "right", "center": "center", "right": "left"}[across],
        )
        made += block(said, font["size"], color, place)
    return made


def _pale(color: str, opacity: float) -> str:
    """What a colour that lets the ground through looks like."""
    pairs = zip(_bytes(color), _bytes(theme.GROUND), strict=True)
    mixed = (math.floor(a * opacity + b * (1 - opacity) + 0.5) for a, b in pairs)
    return "#" + "".join(f"{value:02X}" for value in mixed)


def _bytes(color: str) -> tuple[int, ...]:
    return tuple(int(color[n : n + 2], 16) for n in (1, 3, 5))
