"""Measuring and placing text in a figure without a browser; never draws data."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from typing import Any

from lib import theme

WIDTH = 860
"""Pixels of text width counted on where nothing else is said: a laptop's, less its edges."""
GAP = 12
UNIT_SIZE = 13
STOPS = "、。，；：）》”"
"""Signs that may not begin a line."""


@dataclass
class Parts:
    """What a kind of chart gives to the figure: traces, axes and the pixels it needs around it."""

    height: float
    left: int
    right: int
    width: int = WIDTH
    above: int = 0
    below: int = 0
    data: list[dict[str, Any]] = field(default_factory=list)
    xaxis: dict[str, Any] = field(default_factory=dict)
    yaxis: dict[str, Any] = field(default_factory=dict)
    axes: dict[str, Any] = field(default_factory=dict)  # further ones, by Plotly's name
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    @property
    def room(self) -> int:
        """Pixels of the plot's width counted on."""
        return self.width - self.left - self.right


def text_width(text: str, size: float) -> float:
    """Pixels of one line: a Chinese character is as wide as high, others a bit over half."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text)
    return (wide + 0.56 * (len(text) - wide)) * size


def wrap(text: str, size: float, width: float = WIDTH) -> list[str]:
    """Lines that fit; breaks at spaces, and between Chinese characters but not before a stop."""
    lines = [""]
    for word in _pieces(text):
        if lines[-1] and text_width(lines[-1] + word.rstrip(), size) > width:
            lines.append("")
            word = word.lstrip()
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else " "
        chinese = unicodedata.east_asian_width(char) == "W" and char not in STOPS
        after_chinese = unicodedata.east_asian_width(before) == "W" and char.isalnum()
        if before == " " or chinese or after_chinese:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def note(
    text: str,
    *,
    size: float,
    color: str,
    left: float = 0,
    x: float = 0,
    y: float = 0,
    up: float = 0,
    yanchor: str = "middle",
) -> dict[str, Any]:
    """Text at a corner of the plot, moved by pixels; left is from x, up from y."""
    return {
        "text": text,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": yanchor,
        "xshift": round(left),
        "yshift": round(up),
        "font": {"size": size, "color": color},
    }


def unit_note(unit: str, parts: Parts) -> dict[str, Any]:
    """The unit at the top of the value axis, as an annotation."""
    return note(
        escape(unit),
        size=UNIT_SIZE,
        color=theme.MUTED,
        y=1,
        up=6,
        left=GAP - parts.left,
        yanchor="bottom",
    )


def nice_ticks(low: Decimal, high: Decimal, about: int = 5) -> list[Decimal]:
    """Round numbers from at or below low to at or above high, some `about` of them."""
    span = high - low if high > low else Decimal(1)
    raw = span / about
    base = Decimal(1).scaleb(raw.adjusted())
    step = next(base * n for n in (1, 2, 5, 10) if base * n >= raw)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * n for n in range(int(first), int(last) + 1)]


def fitting(
    ticks: Sequence[tuple[date, str]], days: int, parts: Parts, size: float, room: float = 0
) -> list[tuple[date, str]]:
    """Every n-th tick, counted from the last, so that their words keep apart over so many days.

    room is the width in pixels; without it the whole plot.
    """
    if not ticks:
        return []
    wide = (room or parts.room) / max(1, days)
    needed = max(text_width(word, size) for _, word in ticks) + GAP
    kept: list[tuple[date, str]] = []
    for day, word in reversed(ticks):
        if not kept or (kept[-1][0] - day).days * wide >= needed:
            kept.append((day, word))
    return kept[::-1]


def tick_words(ticks: list[Decimal], unit: str) -> list[str]:
    """1,200 and 0.5; a percent sign stays with its number."""
    sign = "%" if unit == "%" else ""
    return [f"{t.normalize():,f}{sign}" for t in ticks]
