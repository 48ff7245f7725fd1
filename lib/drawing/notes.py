"""Plotly's shapes and annotations in pixels; only what our figures use of them."""

from __future__ import annotations

import re
from typing import Any

from lib import theme
from lib.drawing.axes import Plot
from lib.drawing.lettering import Place, block
from lib.drawing.shapes import Box, Path, Shape

_PAIR = re.compile(r"(-?[0-9.]+),(-?[0-9.]+)")


def shapes(told: list[dict[str, Any]], of: Plot, *, above: bool) -> list[Shape]:
    """Those over the traces, or those under them."""
    return [_shape(one, of) for one in told if (one.get("layer", "above") == "above") == above]


def _shape(told: dict[str, Any], of: Plot) -> Shape:
    line = told.get("line", {})
    look = {
        "stroke": line.get("color", "") if line.get("width") else "",
        "line": line.get("width", 0),
        "dash": line.get("dash", "solid"),
    }
    fill = told.get("fillcolor", "")
    if told["type"] == "path":
        corners = _PAIR.findall(told["path"])
        spots = tuple(
            (of.across(told["xref"], float(x)), of.upright(told["yref"], float(y)))
            for x, y in corners
        )
        return Path(spots, **look, fill=fill, closed=True)
    xs = [of.across(told["xref"], told[key]) for key in ("x0", "x1")]
    ys = [of.upright(told["yref"], told[key]) for key in ("y0", "y1")]
    if told["type"] == "line":
        return Path(((xs[0], ys[0]), (xs[1], ys[1])), **look)
    wide, tall = abs(xs[1] - xs[0]), abs(ys[1] - ys[0])
    return Box(min(xs), min(ys), wide, tall, fill, **look)


def notes(told: list[dict[str, Any]], of: Plot) -> list[Shape]:
    """Words at their places."""
    return [
        shape for one in told if one["text"] and one["y"] is not None for shape in _note(one, of)
    ]


def _note(told: dict[str, Any], of: Plot) -> list[Shape]:
    x = of.across(told["xref"], told["x"]) + told.get("xshift", 0)
    y = of.upright(told["yref"], told["y"]) - told.get("yshift", 0)
    across = told.get("xanchor") or _auto(told["xref"], told["x"], ("left", "center", "right"))
    down = told.get("yanchor") or _auto(told["yref"], told["y"], ("bottom", "middle", "top"))
    font = {"size": 14, "color": theme.INK} | told.get("font", {})
    place = Place(x, y, across, down, told.get("align", "center"))
    return list(block(told["text"], font["size"], font["color"], place))


def _auto(ref: str, at: Any, anchors: tuple[str, str, str]) -> str:
    """Plotly's own choice: by thirds of the paper, else the middle."""
    if ref != "paper":
        return anchors[1]
    return anchors[0] if at <= 1 / 3 else anchors[2] if at >= 2 / 3 else anchors[1]
