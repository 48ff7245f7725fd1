"""A chart -> a drawing: the figure of the screen, laid out in pixels without a browser.

Only what lib/figure uses of Plotly is known here. So every kind of chart looks in a file as it does
on screen, and a new kind needs nothing here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lib import theme
from lib.charts.chart import Chart
from lib.drawing.axes import grid, plot, rulers
from lib.drawing.lettering import Place, block
from lib.drawing.notes import notes, shapes
from lib.drawing.shapes import Drawing, Shape
from lib.drawing.traces import traces
from lib.figure import figure
from lib.figure.draw import TITLE
from lib.figure.text import GAP, WIDTH

EDGE = 2 * GAP
"""What lies beside the words at the left and the right."""


@lru_cache(maxsize=64)
def draw(chart: Chart, width: int = WIDTH + EDGE) -> Drawing:
    """The whole picture: title, legend, plot and source line, as high as it must be."""
    drawn = figure(chart, width - EDGE)
    return drawing(drawn, width, drawn["layout"]["height"], chart.alt or chart.title)


def drawing(drawn: dict[str, Any], width: float, height: float, alt: str) -> Drawing:
    """A figure {data, layout} that is drawn so large, in pixels."""
    layout = drawn["layout"]
    of = plot(layout, width, height)
    made: list[Shape] = []
    if of.axes:
        made += grid(of)
        made += shapes(layout["shapes"], of, above=False)
        made += traces(drawn["data"], of, stacked=layout["barmode"] == "stack")
        made += shapes(layout["shapes"], of, above=True)
        made += rulers(of)
    made += notes(layout["annotations"], of)
    if title := layout.get("title", {}).get("text"):
        pad = layout["title"]["pad"]
        made += block(title, TITLE, theme.INK, Place(pad["l"], pad["t"], "left", "top", "left"))
    return Drawing(width, height, tuple(made), alt)
