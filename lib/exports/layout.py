"""How a report lies on A4 paper, whatever writes the file: GB/T 9704, headings, widths (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from lib import texts, theme
from lib.charts.chart import Chart
from lib.exports.table import clean
from lib.report import Line, Picture, Report, Section, Table
from lib.report.report import Cell

WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
INNER = WIDTH - LEFT - RIGHT
"""Millimetres, as GB/T 9704 has them."""
POINTS = 72 / 25.4
WIDE, WHOLE, EDGES = 30, 17, 3
"""Characters: most of a cell that count, those of a day, and what a column's edges take."""
ROOM = 22
"""Millimetres a person gets to write into one row of a form."""
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Look:
    """Sizes in points; line is from one baseline to the next; indent is in characters."""

    size: float
    line: float
    indent: int
    title: float
    cell: float


_LOOKS = {
    ("zh", False): Look(16, 28, 2, 22, 9.5),
    ("zh", True): Look(12, 20, 0, 18, 9.5),
    ("en", False): Look(12, 18, 0, 20, 9.5),
    ("en", True): Look(10.5, 15, 0, 16, 9.5),
}


CELL = {lang: _LOOKS[lang, False].cell for lang in ("zh", "en")}
"""Points of the words in tables."""


@dataclass(frozen=True)
class Part:
    """A section with its numbered heading. finding is empty where the heading says it already."""

    section: Section
    heading: str
    level: int
    finding: str


def look(report: Report) -> Look:
    """The sizes of a report: those of the standard, smaller where all must go on one page."""
    return _LOOKS[report.lang, report.form == "sheet"]


def parts(report: Report) -> tuple[Part, ...]:
    """The sections with their headings numbered.

    Sections that stand in a part get one of their own where they would seem to belong to the
    section before them. Forms that are handed out page by page have no numbers.
    """
    flat = report.form in ("notice", "sheet") or all(s.level > 1 for s in report.sections)
    made: list[Part] = []
    above = below = 0
    for section in report.sections:
        if flat or section.level == 1:
            above, below = above + 1, 0
            made.append(_part(report, section, 1, above, below))
            continue
        if not below:
            above += 1
            name = _number(report.lang, above, 0) + texts.t(report.lang, "present.title")
            made.append(Part(Section(f"part-{above}", "target", name), name, 1, ""))
        below += 1
        made.append(_part(report, section, 2, above, below))
    return tuple(made)


def _part(report: Report, section: Section, level: int, above: int, below: int) -> Part:
    numbered = report.form in ("plain", "bulletin") and len(report.sections) > 1
    number = _number(report.lang, above, below) if numbered else ""
    told = (b.words for b in section.blocks[:1] if isinstance(b, Line))
    finding = section.title if section.topic and section.title not in told else ""
    return Part(section, number + (section.topic or section.title), level, finding)


def _number(lang: str, above: int, below: int) -> str:
    """一、 and （一）; in English 1. and 1.1."""
    if lang == "zh":
        return f"（{numeral(below)}）" if below else f"{numeral(above)}、"
    return f"{above}.{below} " if below else f"{above}. "


def numeral(value: int) -> str:
    """1 to 999 in Chinese: 十二, 一百零五."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones else "")


def chip(lang: str, code: str) -> str:
    """A status by symbol and word; whoever prints it adds the colour."""
    return f"{theme.STATUS[code].symbol}\u00a0{texts.status(lang, code)}" if code else ""


def sign_before(lang: str, words: str, code: str) -> str:
    """What stands before a finding: its status; the symbol alone where the words begin with it."""
    if not code:
        return ""
    known = chip(lang, code)
    symbol, _, word = known.partition("\u00a0")
    return symbol if words.startswith(word) else known


def words(lang: str, cell: Cell) -> str:
    """A cell as people read it; nothing stays empty."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return texts.day(lang, cell)
    if isinstance(cell, Decimal):
        return texts.number(lang, cell)
    return clean(str(cell))


def status_at(table: Table, row: int, column: int) -> str:
    """The status that a cell carries, or empty."""
    at = table.status_column % len(table.columns) if table.columns else -1
    return table.statuses[row] if table.statuses and column == at else ""


def shares(table: Table, lang: str, room: float) -> tuple[float, ...]:
    """The columns' parts of a width that holds so many half-width characters.

    Each column gets what its longest word needs, then what is left by how long its cells are; in a
    form a person gets the room that was told.
    """
    told: Sequence[float] = table.widths
    if not table.blank or len(told) != len(table.columns):
        least, wanted = zip(
            *(_needs(table, lang, n) for n in range(len(table.columns))), strict=True
        )
        told = wanted
        if sum(wanted) > room:
            left = max(room - sum(least), 0) / max(sum(wanted) - sum(least), 1)
            told = [few + (many - few) * left for few, many in zip(least, wanted, strict=True)]
    return tuple(share / sum(told) for share in told)


def places(width: float, size: float) -> float:
    """How many half-width characters of a size stand on a width, both in points."""
    return width / (size / 2)


def _needs(table: Table, lang: str, column: int) -> tuple[float, float]:
    """Half-width characters of a column: the fewest, and enough for its cells on one line."""
    cells = [table.columns[column], *(words(lang, row[column]) for row in table.rows)]
    if table.statuses and column == table.status_column % len(table.columns):
        cells = [table.columns[column], *(chip(lang, code) for code in table.statuses)]
    least = max(max(map(_places, _words(cell)), default=0) for cell in cells) + EDGES
    return least, max(least, min(max(map(_places, cells)), WIDE) + EDGES)


def _words(cell: str) -> list[str]:
    """What is not broken: words between spaces; of Chinese a day or a status, else a few signs."""
    chinese = any(unicodedata.east_asian_width(c) == "W" for c in cell)
    if not chinese:
        return cell.split(" ")
    return [cell if _places(cell) <= WHOLE else cell[:5]]


def _places(text: str) -> int:
    """Half-width characters; between Chinese and a number programs put half of one."""
    wide = [unicodedata.east_asian_width(c) in "WF" for c in text]
    turns = sum(a != b for a, b in pairwise(wide))
    return sum(2 if w else 1 for w in wide) + turns // 2


def source_below(section: Section) -> str:
    """Where a section's figures come from; empty where its chart says so itself."""
    drawn = any(
        isinstance(b, Picture) and b.chart.series and b.chart.source for b in section.blocks
    )
    return "" if drawn else section.source


def numbers_of(chart: Chart) -> Table:
    """A chart's numbers as a table of the report."""
    return Table(chart.columns, chart.rows)


def chart_height(chart: Chart, *, sheet: bool) -> float:
    """Millimetres an editable chart needs: more for more rows, less where all go on one page."""
    names = {x for s in chart.series for x in s.x}
    tall = 35 + 7 * len(names) if chart.horizontal else 85
    return min(max(tall, 60), 75 if sheet else 170)


DRAWN = 660
"""Pixels a chart is drawn wide for paper: its words are then about 9 points high."""
UNIT = INNER * POINTS / DRAWN
"""Points of one of these pixels."""
