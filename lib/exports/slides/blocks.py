"""Lines, facts and tables of a report as XML of a slide (pure)."""

from __future__ import annotations

from decimal import Decimal

from lib import theme
from lib.exports.layout import chip, places, shares, status_at, words
from lib.exports.slides import markup
from lib.exports.slides.markup import Cell, Room, Run, paragraph
from lib.exports.slides.pages import CELL, IN_ROW, LABEL, VALUE, row_heights, size
from lib.figure.text import text_width
from lib.report import Facts, Line, Table


def line(told: Line, room: Room, place: int) -> str:
    """A paragraph."""
    color = theme.MUTED if told.role in ("small", "why") else theme.INK
    said = paragraph([Run(told.words, size(told), color, told.role == "lead")])
    return markup.words(place, "text", room, [said])


def facts(told: Facts, room: Room, place: int) -> str:
    """Labels over values, side by side."""
    pairs = [*told.pairs]
    columns = min(IN_ROW, len(pairs))
    pairs += [("", "")] * (-len(pairs) % columns)
    wanted = [
        max(max(text_width(v, VALUE), text_width(n, LABEL)) for n, v in pairs[at::columns]) + 14
        for at in range(columns)
    ]
    fit = min(1.0, 0.92 * room.width / sum(wanted))
    rows = []
    for start in range(0, len(pairs), columns):
        shown = pairs[start : start + columns]
        heads = [Cell((Run(n, LABEL, theme.MUTED),), theme.PANEL) for n, _ in shown]
        values = [Cell((Run(v, VALUE * fit, theme.INK, True),)) for _, v in shown]
        rows += [(18.0, heads), (26.0, values)]
    parts = [w / sum(wanted) for w in wanted]
    return markup.table(place, "facts", room, parts, rows)


def table(told: Table, room: Room, place: int, lang: str) -> str:
    """A table with its headings."""
    heights = row_heights(told, room.width, lang)
    heads = [Cell((Run(h, CELL, theme.INK, True),), theme.PANEL) for h in told.columns]
    rows = [(heights[0], heads)]
    for n, row in enumerate(told.rows):
        cells = [_cell(told, n, column, lang) for column in range(len(row))]
        rows.append((heights[n + 1], cells))
    return markup.table(
        place, told.title or "table", room, shares(told, lang, places(room.width, CELL)), rows
    )


def _cell(told: Table, row: int, column: int, lang: str) -> Cell:
    value = told.rows[row][column]
    if status := status_at(told, row, column):
        look = theme.STATUS[status]
        return Cell((Run(chip(lang, status), CELL, look.ink),), look.ground)
    side = "r" if isinstance(value, Decimal | int) else "l"
    return Cell((Run(words(lang, value), CELL),), align=side)
