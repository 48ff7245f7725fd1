"""The first slides of a finished deck as a picture: what lies where, read from the file itself.

Words and tables are where the file has them; charts are drawn as the page draws them. The pattern
of an office's own base is left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.table import Table

from lib import theme
from lib.charts.chart import Chart
from lib.drawing import Box, Drawing, Run, Words
from lib.exports.markup import markup
from lib.exports.slides.deck import flat
from lib.exports.slides.markup import Room
from lib.figure.text import text_width, wrap
from lib.report import Report
from lib.typesetting import compiled

COUNT, APART = 2, 16
"""Slides in the picture, and points between them."""
LINE, PAD = 1.2, 4
PPI = 96
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def first_slides(data: bytes, report: Report) -> tuple[bytes, int]:
    """The opening and the first slide after it as PNG, and how many slides there are."""
    deck = pptx.Presentation(io.BytesIO(data))
    slides = list(deck.slides)
    shown = slides[:COUNT]
    wide, tall = (deck.slide_width or 0) / 12700, (deck.slide_height or 0) / 12700
    charts = {chart.name: chart for chart in report.charts}
    title = deck.slide_master._element.find(f".//{_P}titleStyle/{_A}lvl1pPr")
    body = ""
    for place, slide in enumerate(shown):
        top = place * (tall + APART)
        body += f"#place(top + left, dy: {top:.2f}pt)[{_slide(deck, slide, charts, title)}]\n"
    high = len(shown) * (tall + APART) - APART
    ground = theme.FAINT
    source = (
        f"#set page(width: {wide:.2f}pt, height: {high:.2f}pt, margin: 0pt,"
        f' fill: rgb("{ground}"))\n{body}'
    )
    return compiled(source, "png", PPI), len(slides)


def _slide(deck: Presentation, slide: Slide, charts: dict[str, Chart], title: Any) -> str:
    wide, tall = (deck.slide_width or 0) / 12700, (deck.slide_height or 0) / 12700
    shapes: list[Box | Words] = [Box(0, 0, wide, tall, theme.GROUND)]
    drawn = ""
    for shape in slide.shapes:
        room = Room(*((v or 0) / 12700 for v in (shape.left, shape.top, shape.width, shape.height)))
        if shape.name in charts:
            drawn += _chart(charts[shape.name], room)
        elif shape.has_table:
            shapes += _table(shape.table, room)  # type: ignore[attr-defined]
        elif shape.has_text_frame:
            shapes += _text(shape, room, title)  # type: ignore[arg-type]
    return markup(Drawing(wide, tall, tuple(shapes)), 1.0) + drawn


def _chart(chart: Chart, room: Room) -> str:
    drawing = flat(chart, room)
    place = f"#place(top + left, dx: {room.x:.2f}pt, dy: {room.y:.2f}pt)"
    return f"{place}[{markup(drawing, room.width / drawing.width)}]\n"


def _text(shape: Shape, room: Room, title: Any) -> Iterator[Box | Words]:
    """The lines of a text box or a title, broken where they do not fit."""
    if color := _ground(shape._element.spPr):
        yield Box(room.x, room.y, room.width, room.height, color)
    style = title.find(f"{_A}defRPr") if shape.is_placeholder else None
    size = float(style.get("sz", 1800)) / 100 if style is not None else 12.0
    bold = style is not None and style.get("b") == "1"
    side = title.get("algn", "ctr") if shape.is_placeholder else ""
    lines: list[tuple[list[Run], str]] = []
    for told in shape.text_frame.paragraphs:
        runs = [_run(r, size, bold=bold) for r in told.runs]
        align = side or told._p.find(f"{_A}pPr").get("algn", "l")
        lines += [(line, align) for line in _broken(runs, room.width)]
    high = sum(max(r.size for r in runs) * LINE for runs, _ in lines)
    box = shape.text_frame._txBody.bodyPr
    anchor = "ctr" if shape.is_placeholder else box.get("anchor", "t")
    y = room.y + (max(0.0, (room.height - high) / 2) if anchor == "ctr" else 0)
    for runs, align in lines:
        step = max(r.size for r in runs) * LINE
        yield _line(runs, align, room, y + step * 0.8)
        y += step


def _line(runs: list[Run], align: str, room: Room, y: float) -> Words:
    x = room.x + {"l": 0.0, "ctr": room.width / 2, "r": room.width}[align]
    return Words(x, y, tuple(runs), {"l": "start", "ctr": "middle", "r": "end"}[align])


def _run(run: Any, size: float, *, bold: bool = False) -> Run:
    color = run._r.find(f"{_A}rPr/{_A}solidFill/{_A}srgbClr")
    ink = f"#{color.get('val')}" if color is not None else theme.INK
    told = run.font.size.pt if run.font.size else size
    return Run(run.text, told, ink, bool(run.font.bold) or bold)


def _broken(runs: list[Run], width: float) -> list[list[Run]]:
    """A paragraph of several looks stays on one line; one look is broken."""
    if len(runs) != 1:
        return [runs] if runs else []
    (run,) = runs
    return [[Run(line, run.size, run.color, run.bold)] for line in wrap(run.text, run.size, width)]


def _table(table: Table, room: Room) -> Iterator[Box | Words]:
    y = room.y
    for row in table.rows:
        high, x = row.height / 12700, room.x
        for column, cell in zip([*table.columns], row.cells, strict=True):
            wide = column.width / 12700
            ground = _ground(cell._tc.tcPr) or theme.GROUND
            yield Box(x, y, wide, high, ground, theme.HATCH, 0.5)
            runs = [_run(r, 11.0) for p in cell.text_frame.paragraphs for r in p.runs]
            lines = _broken(runs, wide - 2 * PAD)
            align = cell.text_frame.paragraphs[0]._p.find(f"{_A}pPr").get("algn", "l")
            step = max((r.size for line in lines for r in line), default=0.0) * LINE
            top = y + (high - step * len(lines)) / 2
            inside = Room(x + PAD, y, wide - 2 * PAD, high)
            for n, line in enumerate(lines):
                if text_width("".join(r.text for r in line), line[0].size):
                    yield _line(line, align, inside, top + step * (n + 0.8))
            x += wide
        y += high


def _ground(props: Any) -> str:
    color = props.find(f"{_A}solidFill/{_A}srgbClr") if props is not None else None
    return f"#{color.get('val')}" if color is not None else ""
