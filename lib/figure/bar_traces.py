"""One series of bars as Plotly traces, with its words on or beside the bars; places nothing."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart, Series
from lib.figure.text import WIDTH, text_width

SIZE = 13


def bar_traces(
    series: Series, places: list[float], chart: Chart, ends: list[Decimal], slot: float = WIDTH
) -> list[dict[str, Any]]:
    """ends: where the labels stand; slot: the pixels a label has before it is broken in two."""
    values = [float(v) if isinstance(v, Decimal) else None for v in series.y]
    along, across = ("x", "y") if chart.horizontal else ("y", "x")
    hover = {
        "hovertext": [escape(h).replace("\n", "<br>") for h in series.hover] or series.name,
        "hoverinfo": "text",
        "meta": series.role,
        "name": series.name,
    }
    if series.shape == "ticks":
        return [
            {
                "type": "scatter",
                "mode": "markers",
                along: values,
                across: places,
                **hover,
                "marker": {
                    "symbol": "line-ns" if chart.horizontal else "line-ew",
                    "size": 17,
                    "line": {"color": theme.INK, "width": 2.5},
                },
            }
        ]
    bar: dict[str, Any] = {
        "type": "bar",
        "orientation": "h" if chart.horizontal else "v",
        along: values,
        across: places,
        "marker": _marker(series.role),
        "width": _width(series.role, chart),
        **hover,
    }
    if chart.kind == "stacked":
        bar |= {
            "text": list(series.labels),
            "textposition": "inside",
            "textangle": 0,
            "insidetextanchor": "middle",
            "constraintext": "none",
            "insidetextfont": {"color": _on(series.role), "size": SIZE},
        }
        return [bar]
    labels = [(i, label) for i, label in enumerate(series.labels) if label]
    if not labels:
        return [bar]
    silent = [series.y[i] is None for i, _ in labels]
    return [
        bar,
        {
            "type": "scatter",
            "mode": "text",
            "meta": series.role,
            "name": series.name,
            along: [
                0.0 if none else float(ends[i]) for none, (i, _) in zip(silent, labels, strict=True)
            ],
            across: [places[i] for i, _ in labels],
            "text": [
                ("\u00a0" if chart.horizontal else "") + _broken(label, slot) for _, label in labels
            ],
            "textposition": "middle right" if chart.horizontal else "top center",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "textfont": {
                "color": [theme.MUTED if none else theme.style(series.role).ink for none in silent],
                "size": SIZE,
            },
        },
    ]


def _broken(label: str, slot: float) -> str:
    words = escape(label)
    return words.replace(" ", "<br>") if text_width(label, SIZE) > slot else words


def _width(role: str, chart: Chart) -> float:
    if chart.kind != "bars":
        return 0.62
    return 0.72 if role == "planned" else 0.5


def _marker(role: str) -> dict[str, Any]:
    """Filled for a fact, outlined for a plan, hollow or hatched for silence."""
    look = theme.style(role)
    if not look.hollow:
        return {"color": look.color, "line": {"color": theme.GROUND, "width": 1}}
    marker: dict[str, Any] = {"color": theme.PANEL, "line": {"color": look.color, "width": 1.2}}
    if hatch := theme.STATUS[role.removeprefix("status.")].hatch if "." in role else "":
        marker["pattern"] = {
            "shape": hatch,
            "fgcolor": theme.HATCH,
            "bgcolor": theme.GROUND,
            "size": 7,
            "solidity": 0.3,
        }
    return marker


def _on(role: str) -> str:
    """Words on a bar: white or dark, whichever reads better."""
    look = theme.style(role)
    if look.hollow:
        return theme.INK
    return max((theme.GROUND, theme.ON_BAR), key=lambda ink: theme.contrast(ink, look.color))
