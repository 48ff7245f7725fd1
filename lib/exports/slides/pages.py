"""How a section lies on slides: what goes beside and below what, and where it goes on (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lib.exports.layout import places, shares, words
from lib.figure.text import wrap
from lib.report import Block, Facts, Line, Picture, Section, Table

BODY, CELL, LABEL, VALUE = 16.0, 11.0, 11.0, 14.0
"""Points of words: lines, tables, and the labels and values of facts."""
LEADING = 1.32
GAP = 10.0
FACTS = 46.0
"""Points of a row of facts."""
IN_ROW = 6
"""Facts in a row."""
LEAST = 190.0
"""Points below which a chart cannot be read."""
PAD = 8.0
_SIZES = {"lead": 18.0, "small": 11.0, "why": 12.0}


@dataclass(frozen=True)
class Laid:
    """A block with the height it takes; the rest of a slide goes to its pictures."""

    block: Block
    height: float


@dataclass(frozen=True)
class Page:
    """What stands on one slide. number counts the slides of a section from 0."""

    blocks: tuple[Laid, ...]
    number: int


def size(line: Line) -> float:
    """Points of a line of text."""
    return _SIZES.get(line.role, BODY)


def pages(section: Section, width: float, height: float, lang: str) -> list[Page]:
    """The slides of a section whose room is so wide and high."""
    made: list[list[Laid]] = [[]]
    left = height
    said = (b for b in section.blocks if not (isinstance(b, Line) and b.words == section.title))
    for block in said:
        for piece in _pieces(block, width, height, left, lang):
            if piece.height > left and made[-1]:
                made.append([])
                left = height
            made[-1].append(piece)
            left -= piece.height + GAP
    return [Page(_grown(blocks, height), n) for n, blocks in enumerate(made)]


def _pieces(block: Block, width: float, whole: float, left: float, lang: str) -> Iterator[Laid]:
    if isinstance(block, Line):
        lines = len(wrap(block.words, size(block), width - PAD))
        yield Laid(block, lines * size(block) * LEADING)
    elif isinstance(block, Facts):
        yield Laid(block, FACTS * -(-len(block.pairs) // IN_ROW))
    elif isinstance(block, Picture):
        if block.chart.series:
            yield Laid(block, LEAST)
        elif block.chart.empty:
            yield from _pieces(Line(block.chart.empty), width, whole, left, lang)
    else:
        yield from _split(block, width, whole, left, lang)


def row_heights(table: Table, width: float, lang: str) -> list[float]:
    """Points of the heading and of every row, by the words that have to be broken."""
    parts = shares(table, lang, places(width, CELL))
    rows = [table.columns, *(tuple(words(lang, c) for c in row) for row in table.rows)]
    return [_height(row, parts, width) for row in rows]


def _height(row: tuple[str, ...], parts: tuple[float, ...], width: float) -> float:
    lines = (
        len(wrap(cell, CELL, part * width - PAD)) for cell, part in zip(row, parts, strict=True)
    )
    return max(lines) * CELL * LEADING + 5


def _split(table: Table, width: float, whole: float, left: float, lang: str) -> Iterator[Laid]:
    """A table in pieces that fit, each with the headings; the first takes what is left."""
    if not table.rows or table.blank:
        return
    head, *heights = row_heights(table, width, lang)
    few = head + sum(heights[:3])
    room = left if left >= few else whole
    start, used = 0, head
    for n, height in enumerate(heights):
        if used + height > room and n > start:
            yield Laid(_part(table, start, n), used)
            start, used, room = n, head, whole
        used += height
    yield Laid(_part(table, start, len(heights)), used)


def _part(table: Table, start: int, end: int) -> Table:
    return replace(table, rows=table.rows[start:end], statuses=table.statuses[start:end])


def _grown(blocks: list[Laid], height: float) -> tuple[Laid, ...]:
    """Pictures share what the others leave."""
    pictures = [b for b in blocks if isinstance(b.block, Picture)]
    if not pictures:
        return tuple(blocks)
    others = sum(b.height for b in blocks if not isinstance(b.block, Picture))
    each = (height - others - GAP * (len(blocks) - 1)) / len(pictures)
    return tuple(replace(b, height=each) if b in pictures else b for b in blocks)
