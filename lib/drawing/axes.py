"""Plotly's axes in pixels: where a value stands, and the grid, ticks and words of an axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lib import theme
from lib.drawing.lettering import Place, block
from lib.drawing.shapes import Path, Shape

SIZE = 13
AWAY = 4
"""Pixels between an axis and its words."""


@dataclass(frozen=True)
class Axis:
    """An axis from pixel start (its first value) to pixel end (its last)."""

    told: dict[str, Any]
    first: float
    last: float
    start: float
    end: float

    def at(self, value: Any) -> float:
        """The pixel of a value."""
        return self.start + (number(value) - self.first) / self.span * (self.end - self.start)

    def shows(self, value: Any) -> bool:
        """Whether a value lies on the axis: ticks beside it are not drawn."""
        low, high = sorted((self.first, self.last))
        return low <= number(value) <= high

    @property
    def span(self) -> float:
        """From the first value to the last; never nothing."""
        return (self.last - self.first) or 1.0

    def pixels(self, length: float) -> float:
        """How long a length on the axis is."""
        return abs(length / self.span * (self.end - self.start))


@dataclass(frozen=True)
class Plot:
    """The plot of a figure: its edges in pixels and its axes by Plotly's short names (x, y2)."""

    left: float
    top: float
    right: float
    bottom: float
    axes: dict[str, Axis]

    def across(self, ref: str, value: Any) -> float:
        """The pixel that a reference of Plotly means on the horizontal: x, x2, paper."""
        if ref == "paper":
            return self.left + float(value) * (self.right - self.left)
        return self.axes[ref].at(value)

    def upright(self, ref: str, value: Any) -> float:
        """The same for what lies on the vertical."""
        if ref == "paper":
            return self.bottom - float(value) * (self.bottom - self.top)
        return self.axes[ref].at(value)


def number(value: Any) -> float:
    """A day as its number, anything else as it is."""
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, str):
        return float(date.fromisoformat(value[:10]).toordinal())
    return float(value)


def plot(layout: dict[str, Any], width: float, height: float) -> Plot:
    """The plot of a layout that is drawn so large."""
    margin = layout["margin"]
    left, right = float(margin["l"]), width - margin["r"]
    top, bottom = float(margin["t"]), height - margin["b"]
    axes: dict[str, Axis] = {}
    for key, told in layout.items():
        if key[1:5] != "axis" or "range" not in told:
            continue
        first, last = map(number, told["range"])
        low, high = told.get("domain", (0, 1))
        if key[0] == "x":
            start, end = (left + share * (right - left) for share in (low, high))
        else:
            start, end = (bottom - share * (bottom - top) for share in (low, high))
        axes[key[0] + key[5:]] = Axis(told, first, last, start, end)
    return Plot(left, top, right, bottom, axes)


def grid(of: Plot) -> list[Shape]:
    """The lines behind everything."""
    made: list[Shape] = []
    for name, axis in _shown(of):
        if not axis.told.get("showgrid"):
            continue
        other = _other(of, name)
        color = axis.told.get("gridcolor", theme.FAINT)
        for value in filter(axis.shows, axis.told.get("tickvals", ())):
            made.append(_line(name, axis.at(value), (other.start, other.end), color))
    return made


def rulers(of: Plot) -> list[Shape]:
    """Axis lines, ticks and their words."""
    made: list[Shape] = []
    for name, axis in _shown(of):
        other = _other(of, name)
        edge = other.end if axis.told.get("side") == "top" else other.start
        if axis.told.get("showline"):
            color = axis.told.get("linecolor", theme.MUTED)
            made.append(_line("y" if name[0] == "x" else "x", edge, (axis.start, axis.end), color))
        made += _ticks(name, axis, edge)
    return made


def _ticks(name: str, axis: Axis, edge: float) -> list[Shape]:
    told, made = axis.told, []
    top = told.get("side") == "top"
    outside = told.get("ticklen", 5) if told.get("ticks") == "outside" else 0
    font = {"color": theme.MUTED, "size": SIZE} | told.get("tickfont", {})
    out = edge + (outside if name[0] == "x" and not top else -outside)
    for value, words in zip(told.get("tickvals", ()), told.get("ticktext", ()), strict=True):
        if not axis.shows(value):
            continue
        at = axis.at(value)
        if outside:
            made.append(_line(name, at, (edge, out), told.get("tickcolor", theme.MUTED)))
        if name[0] == "y":
            place = Place(out - AWAY, at, "right", "middle", "right")
        elif top:
            place = Place(at, out - AWAY, "center", "bottom")
        else:
            place = Place(at, out + AWAY, "center", "top")
        made += block(str(words), font["size"], font["color"], place)
    return made


def _line(name: str, at: float, ends: tuple[float, float], color: str) -> Path:
    """Across the direction of an axis."""
    if name[0] == "x":
        return Path(((at, ends[0]), (at, ends[1])), color)
    return Path(((ends[0], at), (ends[1], at)), color)


def _shown(of: Plot) -> list[tuple[str, Axis]]:
    return [(n, a) for n, a in of.axes.items() if a.told.get("visible", True)]


def _other(of: Plot, name: str) -> Axis:
    """The axis at which this one stands."""
    other = "y" if name[0] == "x" else "x"
    return of.axes[of.axes[name].told.get("anchor", other)]
