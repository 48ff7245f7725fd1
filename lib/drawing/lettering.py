"""The few HTML tags that figures use in their words, as lines of runs; and where lines stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from lib.drawing.shapes import Run, Words
from lib.figure.text import text_width

LEADING = 1.3
"""From one baseline to the next, of the size of the whole text, as Plotly has it."""
BASE = 0.36
"""From the middle of a line down to its baseline, of its size."""
_COLOR = re.compile(r"color:\s*(#[0-9A-Fa-f]{6})")
_SIZE = re.compile(r"font-size:\s*([0-9.]+)px")


class _Reader(HTMLParser):
    def __init__(self, look: Run) -> None:
        super().__init__(convert_charrefs=True)
        self.looks = [look]
        self.lines: list[list[Run]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.lines.append([])
            return
        look = self.looks[-1]
        if tag == "b":
            look = replace(look, bold=True)
        style = dict(attrs).get("style") or ""
        if found := _COLOR.search(style):
            look = replace(look, color=found[1])
        if found := _SIZE.search(style):
            look = replace(look, size=float(found[1]))
        self.looks.append(look)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and len(self.looks) > 1:
            self.looks.pop()

    def handle_data(self, data: str) -> None:
        if data:
            self.lines[-1].append(replace(self.looks[-1], text=data))


def lines(text: str, size: float, color: str) -> list[tuple[Run, ...]]:
    """Text with <br>, <b> and <span style> as lines of runs; an empty line has no runs."""
    reader = _Reader(Run("", size, color))
    reader.feed(text)
    reader.close()
    return [tuple(line) for line in reader.lines]


def width_of(line: tuple[Run, ...]) -> float:
    """Pixels of a line."""
    return sum(text_width(run.text, run.size) for run in line)


@dataclass(frozen=True)
class Place:
    """Where a block of lines stands. x, y is the spot; across and down say which part is there.

    across: left, center or right; down: top, middle or bottom; align: how lines stand in the block.
    """

    x: float
    y: float
    across: str = "center"
    down: str = "middle"
    align: str = "center"


def block(text: str, size: float, color: str, place: Place) -> list[Words]:
    """The lines of a text at its place."""
    told = lines(text, size, color)
    step = size * LEADING
    tall = step * len(told)
    top = place.y - {"top": 0.0, "middle": tall / 2, "bottom": tall}[place.down]
    x, anchor = _start(told, place)
    return [
        Words(x, top + step * (n + 0.5) + BASE * size, line, anchor)
        for n, line in enumerate(told)
        if line
    ]


def _start(told: list[tuple[Run, ...]], place: Place) -> tuple[float, str]:
    """Where lines begin, end or have their middle; one alone stands by its own anchor."""
    anchors = {"left": "start", "center": "middle", "right": "end"}
    if len(told) == 1 or place.across == place.align:
        return place.x, anchors[place.across]
    wide = max(map(width_of, told))
    left = place.x - {"left": 0.0, "center": wide / 2, "right": wide}[place.across]
    if place.align == "left":
        return left, "start"
    return left + wide / 2, "middle"
