"""Lines, facts, tables and forms of a report as XML of a Word document (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from lib import theme
from lib.exports.document.ooxml import paragraph, run, shade
from lib.exports.layout import (
    CELL,
    INNER,
    POINTS,
    ROOM,
    chip,
    places,
    shares,
    sign_before,
    status_at,
    words,
)
from lib.report import Facts, Line, Table

TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
STYLES = {"lead": "BodyText", "body": "BodyText", "item": "BodyText", "why": "Small"}


def line(told: Line, place: int) -> str:
    """A paragraph; items of a list are numbered by place."""
    number = f"{place}. " if told.role == "item" else ""
    sign = "· " if told.role in ("why", "small") else ""
    style = STYLES.get(told.role, "Small")
    return paragraph(style, run(number + sign + told.words, bold=told.role == "lead"))


def finding(lang: str, words_: str, status: str) -> str:
    """The sentence under a heading, after the status where there is one."""
    runs = [run(words_)] if words_ else []
    if status:
        sign = sign_before(lang, words_, status)
        runs.insert(0, run(f"{sign} ", color=theme.STATUS[status].ink))
    return paragraph("Finding", *runs) if runs else ""


def facts(told: Facts) -> str:
    """Labels and values in two pairs of columns."""
    pairs = list(told.pairs)
    pairs += [("", "")] * (len(pairs) % 2)
    rows = []
    for (label, value), (other, more) in zip(pairs[::2], pairs[1::2], strict=True):
        cells = ((label, True), (value, False), (other, True), (more, False))
        rows.append([_fact(*cell, place) for place, cell in enumerate(cells)])
    return _table((0.17, 0.33, 0.17, 0.33), [_row(cells) for cells in rows], "<w:keepNext/>")


def _fact(words_: str, head: bool, place: int) -> str:
    width = _width((0.17, 0.33)[place % 2])
    ground = theme.PANEL if head else ""
    inside = paragraph("CellHead" if head else "Cell", run(words_), more="<w:keepNext/>")
    return _cell(width, [inside], ground)


def table(told: Table, lang: str) -> str:
    """A table whose headings come again on every page; rows for a person are high enough."""
    parts = shares(told, lang, places(INNER * POINTS, CELL[lang]))
    heads = [
        _cell(_width(part), [paragraph("CellHead", run(head))], theme.PANEL)
        for part, head in zip(parts, told.columns, strict=True)
    ]
    rows = [_row(heads, head=True)]
    for place, cells in enumerate(told.rows):
        made = [
            _value(told, lang, (place, n), _width(part))
            for n, (part, _) in enumerate(zip(parts, cells, strict=True))
        ]
        rows.append(_row(made, ROOM if told.blank else 0))
    title = paragraph("Caption", run(told.title)) if told.title else ""
    return title + _table(parts, rows)


def _value(told: Table, lang: str, at: tuple[int, int], width: int) -> str:
    cell = told.rows[at[0]][at[1]]
    status = status_at(told, *at)
    if status:
        look = theme.STATUS[status]
        inside = paragraph("Cell", run(chip(lang, status), color=look.ink))
        return _cell(width, [inside], look.ground)
    number = isinstance(cell, Decimal | int)
    right = '<w:jc w:val="right"/>' if number else ""
    return _cell(width, [paragraph("Cell", run(words(lang, cell)), more=right)])


def _width(part: float) -> int:
    return round(part * INNER * TWIPS)


def _table(parts: Sequence[float], rows: Iterable[str], below: str = "") -> str:
    edge = f'w:val="single" w:sz="4" w:space="0" w:color="{theme.HATCH.removeprefix("#")}"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {edge}/>" for side in sides)
    columns = "".join(f'<w:gridCol w:w="{_width(part)}"/>' for part in parts)
    margins = "".join(
        f'<w:{side} w:w="{w}" w:type="dxa"/>'
        for side, w in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{round(INNER * TWIPS)}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>" + paragraph("Small", more=below)
        # Without a paragraph between them two tables become one.
    )


def _row(cells: Sequence[str], height: float = 0, *, head: bool = False) -> str:
    look = "<w:cantSplit/>"
    if height:
        look += f'<w:trHeight w:val="{round(height * TWIPS)}" w:hRule="atLeast"/>'
    look += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: int, inside: Sequence[str], ground: str = "") -> str:
    look = shade(ground) if ground else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}'
        f'<w:vAlign w:val="center"/></w:tcPr>{"".join(inside)}</w:tc>'
    )
