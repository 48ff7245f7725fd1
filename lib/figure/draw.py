"""A chart description -> a Plotly figure as a plain dict; draws what it is told, computes nothing.

Title, legend, marks and source line are placed in pixels from the edges of the plot, so that the
picture a reader saves at another size looks like the one on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from plotly.graph_objects import Figure

from lib import texts, theme
from lib.charts.chart import Chart
from lib.figure.bars import bar_parts
from lib.figure.grid import grid_parts
from lib.figure.ladder import ladder_parts
from lib.figure.lines import line_parts
from lib.figure.panels import panel_parts
from lib.figure.pyramid import pyramid_parts
from lib.figure.tally import tally_parts
from lib.figure.text import GAP, WIDTH, Parts, note, text_width, wrap
from lib.figure.tiles import tile_parts
from lib.figure.timeline import timeline_parts

TITLE, SUBTITLE, LEGEND, SMALL = 19, 14, 13, 12
"""Font sizes; a line of text is half as high again."""
EMPTY_HEIGHT = 220
KINDS: dict[str, Callable[[Chart, int], Parts]] = {
    "lines": line_parts,
    "bars": bar_parts,
    "stacked": bar_parts,
    "bullets": bar_parts,
    "ladder": ladder_parts,
    "pyramid": pyramid_parts,
    "tally": tally_parts,
    "grid": grid_parts,
    "timeline": timeline_parts,
    "tiles": tile_parts,
    "panels": panel_parts,
}
"""Who draws which kind of chart; a new kind is a line here and a file beside this one."""


def figure(chart: Chart, width: int = WIDTH) -> dict[str, Any]:
    """{data, layout} for st.plotly_chart(..., theme=None); words are broken for so many pixels."""
    parts = Parts(height=EMPTY_HEIGHT, left=GAP, right=GAP, width=width)
    if chart.series:
        parts = KINDS[chart.kind](chart, width)
    head, top = _head(chart, parts)
    foot, bottom = _foot(chart, parts)
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "title": {
            "text": "<br>".join(map(escape, wrap(chart.title, TITLE, width))),
            "y": 1,
            "pad": {"l": GAP, "t": GAP},
        },
        "height": round(parts.height + top + bottom),
        "margin": {"l": parts.left, "r": parts.right, "t": top, "b": bottom, "pad": 0},
        "xaxis": parts.xaxis or {"visible": False},
        "yaxis": parts.yaxis or {"visible": False},
        **parts.axes,
        "shapes": parts.shapes,
        "annotations": [*parts.annotations, *head, *foot],
        "barmode": "stack" if chart.kind == "stacked" else "overlay",
        "hovermode": "closest",
        "showlegend": False,
        "meta": {"chart": chart.name, "alt": chart.alt},
    }
    return {"data": parts.data, "layout": layout}


class Drawn(Figure):
    """A figure that nobody changes any more: written out for a browser once, not at every look."""

    def to_dict(self) -> dict[str, Any]:
        """Give what a browser draws; shared by all visitors: never change it."""
        if not hasattr(self, "_written"):
            self._written = super().to_dict()
        return self._written


@lru_cache(maxsize=256)
def drawn(chart: Chart) -> Drawn:
    """The figure as Plotly has checked it, kept for the next visitor: checking costs 12 ms each."""
    return Drawn(figure(chart))


def _head(chart: Chart, parts: Parts) -> tuple[list[dict[str, Any]], int]:
    """Subtitle and legend lines, and how many pixels lie above the plot."""
    width = parts.width
    used = GAP + len(wrap(chart.title, TITLE, width)) * round(TITLE * 1.5)
    lines = [
        (line, SUBTITLE) for line in map(escape, wrap(chart.subtitle, SUBTITLE, width)) if line
    ]
    lines += [(line, LEGEND) for line in _legend(chart, width)]
    tops: list[int] = []
    for _, size in lines:
        tops.append(used)
        used += round(size * 1.65)
    top = used + GAP + parts.above
    notes = [
        note(
            line,
            size=size,
            color=theme.INK if size == SUBTITLE else theme.MUTED,
            left=GAP - parts.left,
            y=1,
            up=top - at,
            yanchor="top",
        )
        for (line, size), at in zip(lines, tops, strict=True)
    ]
    return notes, top


def _legend(chart: Chart, room: int) -> list[str]:
    """The legend in words, each beside its sign in its own colour; one string per line."""
    items: list[tuple[str, str]] = []
    for series in chart.series:
        sign = theme.sign(series.role, series.shape)
        color = theme.BAND if series.shape == "band" else theme.style(series.role).color
        items.append(
            (
                f"{sign} {series.name}",
                f'<span style="color:{color}">{sign}</span> {escape(series.name)}',
            )
        )
    lines, width = [[]], 0.0
    for plain, marked in dict.fromkeys(items):
        needed = text_width(plain, LEGEND) + 2 * GAP
        if lines[-1] and width + needed > room:
            lines.append([])
            width = 0.0
        lines[-1].append(marked)
        width += needed
    return ["     ".join(line) for line in lines if line]


def _foot(chart: Chart, parts: Parts) -> tuple[list[dict[str, Any]], int]:
    """Source line (and the sentence of an empty chart), and the pixels below the plot."""
    lines = wrap(chart.source, SMALL, parts.width)
    bottom = parts.below + GAP + round(len(lines) * SMALL * 1.5) + 6
    notes = [
        note(
            "<br>".join(map(escape, lines)),
            size=SMALL,
            color=theme.MUTED,
            left=GAP - parts.left,
            y=0,
            up=6 - bottom,
            yanchor="bottom",
        )
    ]
    if not chart.series:
        sentence = "<br>".join(map(escape, wrap(chart.empty, SUBTITLE + 1, parts.width * 0.7)))
        notes.append(
            {
                "text": sentence,
                "showarrow": False,
                "xref": "paper",
                "yref": "paper",
                "x": 0.5,
                "y": 0.5,
                "font": {"size": SUBTITLE + 1, "color": theme.MUTED},
            }
        )
    return notes, bottom


def config(lang: str, chart: Chart) -> dict[str, Any]:
    """What Plotly shows besides the picture: one button, in the reader's language, and no zoom."""
    words = {
        english: texts.t(lang, f"chart.plotly.{key}")
        for english, key in (
            ("Download plot as a PNG", "download"),
            ("Preparing image - this may take a few seconds", "preparing"),
            ("Image download succeeded", "done"),
            ("Sorry, there was a problem downloading your image!", "failed"),
        )
    }
    return {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "responsive": True,
        "locale": "zh-CN" if lang == "zh" else "en-GB",
        "locales": {
            "zh-CN" if lang == "zh" else "en-GB": {"dictionary": words, "format": _formats(lang)}
        },
        "toImageButtonOptions": {
            "format": "png",
            "scale": 2,
            "width": 1280,
            "height": 720,
            "filename": picture(chart),
        },
    }


def _formats(lang: str) -> dict[str, Any]:
    """Names of days and months for Plotly's own dates."""
    if lang == "en":
        return {"date": "%-d %b %Y"}
    months = [f"{n}月" for n in range(1, 13)]
    days = [f"{prefix}{d}" for prefix in ("星期",) for d in "日一二三四五六"]
    return {
        "days": days,
        "shortDays": [f"周{d}" for d in "日一二三四五六"],
        "months": months,
        "shortMonths": months,
        "date": "%Y年%-m月%-d日",
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
    }


def picture(chart: Chart) -> str:
    """A file name every system takes: the title without signs, at most 60 characters."""
    kept = "".join(c if c.isalnum() else "-" for c in chart.title)
    return "-".join(part for part in kept.split("-") if part)[:60] or chart.name
