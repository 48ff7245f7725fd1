"""Colours, symbols, fonts and the one Plotly template, named by what they mean; never any data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = "'Microsoft YaHei','Noto Sans CJK SC',sans-serif"
INK = "#1F2933"
MUTED = "#56616E"
FAINT = "#D9DEE5"
GROUND = "#FFFFFF"
PANEL = "#F6F8FA"

PLAN = "#6E7782"
ACTUAL = "#24459B"
TARGET = "#7A3E00"
SILENT = "#66707C"
FORECAST = "#6A5ACD"
BAND = "#D6D1F2"


@dataclass(frozen=True)
class Style:
    """How one role is drawn. ink is the colour for its words; hollow marks have no fill."""

    color: str
    ink: str
    dash: str = "solid"
    width: float = 2
    marker: str = "circle"
    hollow: bool = False


@dataclass(frozen=True)
class StatusStyle:
    """How one status looks everywhere: colour of marks, ink of words, ground of its chip.

    symbol is a character every Chinese font has; marker the same shape in Plotly's names. hatch
    tells the hollow ones apart in a bar. Hollow means silence: nobody measured a shortfall.
    """

    color: str
    ink: str
    ground: str
    symbol: str
    marker: str
    hollow: bool = False
    hatch: str = ""


ROLES = {
    "plan": Style(PLAN, MUTED, "dash", 2, "line-ns"),
    "actual": Style(ACTUAL, ACTUAL, "solid", 3, "circle"),
    "history": Style("#7F93C4", "#4F67A5", "solid", 2, "circle"),
    "target": Style(TARGET, TARGET, "solid", 1.2, "diamond"),
    "baseline": Style(MUTED, MUTED, "dot", 1.2, "square", hollow=True),
    "forecast": Style(FORECAST, "#5546B5", "dot", 2, "circle", hollow=True),
    "interval": Style(BAND, "#5546B5", "solid", 0),
    "as_of": Style("#3E4C59", MUTED, "solid", 1),
    "planned": Style(PLAN, MUTED, "solid", 1.5, "line-ns", hollow=True),
    "arrived": Style(ACTUAL, ACTUAL, "solid", 0),
}
"""Role of a series or mark -> its look. The plan is grey and dashed, a fact blue and solid."""

STATUS = {
    "achieved": StatusStyle("#00845E", "#00664A", "#E3F4EE", "●", "circle"),
    "achieved_late": StatusStyle("#528033", "#456A2B", "#EEF5E7", "◎", "circle-dot"),
    "overdue": StatusStyle("#94101F", "#94101F", "#FBE9EA", "■", "square"),
    "overdue_unreported": StatusStyle(
        SILENT, MUTED, GROUND, "□", "square-open", hollow=True, hatch="/"
    ),
    "on_track": StatusStyle("#2878BA", "#1C5F96", "#E6F1FA", "▲", "triangle-up"),
    "slightly_behind": StatusStyle("#C08600", "#785200", "#FCF3DC", "◆", "diamond"),
    "behind": StatusStyle("#B5420F", "#9A370B", "#FCEBE2", "▼", "triangle-down"),
    "in_progress": StatusStyle("#68588F", "#58497D", "#EFECF6", "→", "triangle-right"),
    "not_reported": StatusStyle(SILENT, MUTED, GROUND, "○", "circle-open", hollow=True, hatch="\\"),
    "cannot_measure": StatusStyle(
        SILENT, MUTED, GROUND, "△", "triangle-up-open", hollow=True, hatch="."
    ),
    "not_due": StatusStyle(SILENT, MUTED, GROUND, "◇", "diamond-open", hollow=True),
}
"""Status -> its look. Red and orange only where a shortfall was measured."""


def style(role: str) -> Style:
    """The look of a role; `status.<code>` is drawn in that status's colour."""
    if role.startswith("status."):
        look = STATUS[role.removeprefix("status.")]
        return Style(look.color, look.ink, "solid", 1.2, look.marker, look.hollow)
    return ROLES[role]


def sign(role: str, shape: str) -> str:
    """The sign that stands for a series in a legend written as text."""
    if role.startswith("status."):
        return STATUS[role.removeprefix("status.")].symbol
    if shape in ("bar", "band"):
        return "□" if ROLES[role].hollow and shape == "bar" else "■"
    if shape == "ticks":
        return "┃"
    return {"dash": "━ ━", "dot": "•••"}.get(ROLES[role].dash, "━●━")


def chip(code: str) -> dict[str, str]:
    """What an HTML chip of a status needs: symbol, color (words), fill, border, line style."""
    look = STATUS[code]
    return {
        "symbol": look.symbol,
        "color": look.ink,
        "fill": look.ground,
        "border": look.color,
        "line": "dashed" if look.hollow else "solid",
    }


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #RRGGBB colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _axis() -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": MUTED, "size": 13},
        "title": {"font": {"color": MUTED, "size": 13}, "standoff": 8},
    }


TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": GROUND,
        "plot_bgcolor": GROUND,
        "colorway": [
            ACTUAL,
            PLAN,
            TARGET,
            "#00845E",
            "#C08600",
            "#68588F",
            "#2878BA",
            "#94101F",
            "#528033",
            "#B5420F",
        ],
        "title": {
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "yref": "container",
            "yanchor": "top",
            "font": {"size": 19, "color": INK},
        },
        "xaxis": _axis(),
        "yaxis": _axis(),
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "font": {"size": 13},
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
        "hoverlabel": {
            "bgcolor": GROUND,
            "bordercolor": FAINT,
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "dragmode": False,
        "bargap": 0.35,
    }
}
"""The one template: no grid but what a chart asks for, no zooming, legend in words above."""
