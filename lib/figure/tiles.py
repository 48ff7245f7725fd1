"""A map of tiles, the darker the more, and the whole with its target beside it, as Plotly bars."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart, Series
from lib.figure.text import GAP, WIDTH, Parts, text_width, wrap

SIZE, ROW = 13, 72
SIDE = 1.75
"""Width of the whole's place, in tiles."""
FEWEST = 3
"""Rows that the whole's words need."""


def tile_parts(chart: Chart, width: int = WIDTH) -> Parts:
    """Traces and axes of a chart of kind tiles."""
    columns = max(column for _, column in chart.tiles) + 1
    rows = max(FEWEST, max(row for row, _ in chart.tiles) + 1)
    parts = Parts(ROW * rows, left=GAP, right=GAP, width=width)
    parts.xaxis = {"range": [-SIDE - 0.5, columns - 0.5], "visible": False}
    parts.yaxis = {"range": [rows - 0.5, -0.5], "visible": False}
    slot = parts.room / (columns + SIDE)
    biggest = max((y for s in chart.series if s.shape == "bar" for y in s.y if y), default=None)
    parts.annotations.append(_words(f"<b>{escape(chart.lead)}</b>", 0, 16))
    at = 0.55
    for series in chart.series:
        if series.shape == "tile":
            parts.data += _tiles(series, chart.tiles, slot)
        else:
            at = _whole(series, at, biggest, slot, parts)
    return parts


def _words(text: str, y: float, size: int = SIZE, color: str = theme.INK) -> dict[str, Any]:
    return {
        "text": text,
        "showarrow": False,
        "align": "left",
        "xref": "x",
        "x": -SIDE - 0.47,
        "xanchor": "left",
        "yref": "y",
        "y": y,
        "yanchor": "middle",
        "font": {"size": size, "color": color},
    }


def _whole(series: Series, at: float, biggest: Decimal | None, slot: float, parts: Parts) -> float:
    """Words and bar of one series of the whole from a height on; gives the height below them."""
    said = [series.name, *series.labels[0].split("\n")] if series.labels else [series.name]
    room = slot * (SIDE - 0.25)
    lines = [line for part in _paired(said, room) for line in wrap(part, SIZE, room)]
    step = 18 / ROW
    words = _words("<br>".join(map(escape, lines)), at + step * (len(lines) - 1) / 2)
    parts.annotations.append(words)
    at += step * len(lines)
    value = series.y[0]
    if value is None or not biggest:
        return at + step
    look = theme.style(series.role)
    parts.data.append(
        {
            "type": "bar",
            "orientation": "h",
            "name": series.name,
            "meta": series.role,
            "base": [-SIDE - 0.47],
            "x": [float(value / biggest) * (SIDE - 0.25)],
            "y": [at],
            "width": 0.22,
            "marker": {
                "color": theme.PANEL if look.hollow else look.color,
                "line": {"color": look.color, "width": 1.2},
            },
            "hovertext": [escape(" ".join(said))],
            "hoverinfo": "text",
        }
    )
    return at + step * 2


def _paired(said: list[str], room: float) -> list[str]:
    """Name and value on one line where both fit."""
    first = "  ".join(said[:2])
    return [first, *said[2:]] if text_width(first, SIZE) <= room else said


def _tiles(series: Series, tiles: tuple[tuple[int, int], ...], slot: float) -> list[dict[str, Any]]:
    """Reported ones in their shade, and silent ones hatched with their word."""
    values = [y for y in series.y if y is not None]
    most = max(values, default=Decimal(0))
    made = []
    for shade in (None, *range(len(theme.SHADES))):
        own = [i for i, y in enumerate(series.y) if _shade(y, most) == shade]
        if own:
            made.append(_trace(series, own, tiles, shade, slot))
    return made


def _shade(value: Decimal | None, most: Decimal) -> int | None:
    """Which colour: equal steps from nothing to the largest value."""
    if value is None:
        return None
    if most <= 0:
        return 0
    count = len(theme.SHADES)
    return min(count - 1, max(0, int(value / most * count)))


def _trace(
    series: Series,
    own: list[int],
    tiles: tuple[tuple[int, int], ...],
    shade: int | None,
    slot: float,
) -> dict[str, Any]:
    if shade is None:
        ink = theme.MUTED
        marker: dict[str, Any] = {
            "color": theme.GROUND,
            "line": {"color": theme.SILENT, "width": 1.2},
        }
    else:
        ink = theme.INK if shade < 3 else theme.GROUND
        marker = {"color": theme.SHADES[shade], "line": {"color": theme.SHADES[-1], "width": 1}}
    return {
        "type": "bar",
        "orientation": "h",
        "name": series.name,
        "meta": series.role,
        "base": [tiles[i][1] - 0.47 for i in own],
        "x": [0.94] * len(own),
        "y": [tiles[i][0] for i in own],
        "width": 0.92,
        "marker": marker,
        "text": [_told(str(series.x[i]), series.labels[i], slot) for i in own],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "middle",
        "constraintext": "none",
        "insidetextfont": {"color": ink, "size": SIZE},
        "hovertext": [escape(series.hover[i]).replace("\n", "<br>") for i in own],
        "hoverinfo": "text",
    }


def _told(name: str, label: str, slot: float) -> str:
    """Name, value and period; broken where a tile is too narrow for them."""
    room = slot * 0.94 - GAP
    first = "<br>".join(f"<b>{escape(line)}</b>" for line in wrap(name, SIZE, room))
    rest = [line for part in label.split("\n") for line in wrap(part, SIZE, room)]
    return "<br>".join([first, *map(escape, rest)])
