"""Colours, symbols, fonts and the one Plotly template, named by what they mean; never any data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

FONT = "'Microsoft YaHei','PingFang SC','Yuxi Sans','Noto Sans CJK SC',sans-serif"
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
ON_BAR = "#1F2932"
"""Dark words on a bar: a colour of its own, because it stays dark where the ground turns dark."""
HATCH = "#C9D0D8"
SHADES = ("#EAF0FA", "#C7D5EF", "#9DB4E0", "#5070BA", "#2C4C9C")
"""One colour from little to much; dark words on the first three, light ones on the others."""
SOFT = "#E8ECF1"
NOTICE, NOTICE_EDGE = "#FCF3DD", "#C08601"
PAST, PAST_EDGE = "#E6F1FB", "#2878BB"


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
    "earlier_plan": Style("#89929D", MUTED, "dash", 1.3, "line-ns"),
    "part_1": Style("#24459C", "#24459C", "solid", 1),
    "part_2": Style("#4F70BA", "#3D5CA3", "solid", 1),
    "part_3": Style("#7F93C5", "#4F67A6", "solid", 1),
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
        return "━━" if shape == "line" else STATUS[role.removeprefix("status.")].symbol
    if shape in ("bar", "band", "tile"):
        return "□" if ROLES[role].hollow and shape == "bar" else "■"
    if shape == "points":
        return "◆"
    if shape == "ticks":
        return "┃"
    return {"dash": "━ ━", "dot": "•••"}.get(ROLES[role].dash, "━●━")


ON_DARK = {
    INK: "#F2F5F8",
    MUTED: "#B7C0CB",
    FAINT: "#3A4553",
    GROUND: "#10161F",
    PANEL: "#1A222D",
    PLAN: "#AAB4C0",
    ACTUAL: "#8FB2FF",
    TARGET: "#FFB873",
    SILENT: "#A9B3BF",
    FORECAST: "#B7ABFF",
    BAND: "#38325F",
    ON_BAR: "#10161F",
    HATCH: "#56616E",
    SOFT: "#2A3441",
    NOTICE: "#352A0B",
    NOTICE_EDGE: "#F2BC3F",
    PAST: "#12293D",
    PAST_EDGE: "#6DB8F2",
    "#EAF0FA": "#1B2740",
    "#C7D5EF": "#243A66",
    "#9DB4E0": "#33548F",
    "#5070BA": "#6A92DD",
    "#2C4C9C": "#A8C4FF",
    "#89929D": "#8A95A3",
    "#24459C": "#A8C2FF",
    "#4F70BA": "#86A8EE",
    "#3D5CA3": "#A9C1F2",
    "#7F93C5": "#6480C4",
    "#4F67A6": "#A9BDEF",
    "#7F93C4": "#7D97D8",
    "#4F67A5": "#A9BDEE",
    "#5546B5": "#C6BDFF",
    "#3E4C59": "#D5DCE4",
    "#00845E": "#3ED0A0",
    "#00664A": "#86E5C6",
    "#E3F4EE": "#0E2E26",
    "#528033": "#9CCB6B",
    "#456A2B": "#BCE193",
    "#EEF5E7": "#1F2C14",
    "#94101F": "#FF7A86",
    "#FBE9EA": "#3D1219",
    "#2878BA": "#6DB8F1",
    "#1C5F96": "#9FD2FA",
    "#E6F1FA": "#10283C",
    "#C08600": "#F2BC3E",
    "#785200": "#FFD97F",
    "#FCF3DC": "#352806",
    "#B5420F": "#FF9259",
    "#9A370B": "#FFB78F",
    "#FCEBE2": "#3B1B0C",
    "#68588F": "#A07BEA",
    "#58497D": "#D0C3F4",
    "#EFECF6": "#241D35",
}
"""Every colour and what stands for it on a dark ground."""
_TOKENS = {
    "ink": INK,
    "muted": MUTED,
    "faint": FAINT,
    "ground": GROUND,
    "panel": PANEL,
    "soft": SOFT,
    "text": "#3E4C59",
    "accent": ACTUAL,
    "plan": PLAN,
    "target": TARGET,
    "silent": SILENT,
    "forecast": FORECAST,
    "hatch": HATCH,
    "notice": NOTICE,
    "notice-edge": NOTICE_EDGE,
    "past": PAST,
    "past-edge": PAST_EDGE,
}


def css(*, dark: bool = False) -> str:
    """The colours as CSS variables (--ink, --achieved, --achieved-ink, --achieved-ground)."""
    tokens = dict(_TOKENS)
    for code, look in STATUS.items():
        name = code.replace("_", "-")
        tokens |= {name: look.color, f"{name}-ink": look.ink, f"{name}-ground": look.ground}
    if dark:
        tokens = {name: ON_DARK[color] for name, color in tokens.items()}
    return "".join(f"--{name}:{color};" for name, color in tokens.items())


def darkened(drawn: Any) -> Any:
    """The same figure (dicts, lists, texts) in the colours of a dark ground."""
    if isinstance(drawn, dict):
        return {key: darkened(value) for key, value in drawn.items()}
    if isinstance(drawn, list | tuple):
        return [darkened(value) for value in drawn]
    if isinstance(drawn, str):
        return _COLOR.sub(lambda found: ON_DARK.get(found[0].upper(), found[0]), drawn)
    return drawn


_COLOR = re.compile(r"#[0-9A-Fa-f]{6}\b")


def sign_of(code: str) -> tuple[str, str]:
    """A status's name in CSS, which gives it its look (style.css), and its symbol."""
    return code.replace("_", "-"), STATUS[code].symbol


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
