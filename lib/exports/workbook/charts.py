"""A chart -> a sheet with a native chart, or a picture of it, above its numbers."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib.charts.chart import Chart
from lib.exports.pictures import picture
from lib.exports.table import clean
from lib.exports.workbook.bars import bar_chart
from lib.exports.workbook.lines import line_chart
from lib.exports.workbook.looks import Looks, Names, apart, paged
from lib.exports.workbook.plotted import Block, Plotted
from lib.exports.workbook.sheets import SEEN, Put, counted, in_words, width_of
from lib.report.mark import Mark

TOP, NUMBERS = 4, 29
"""Row of the picture, and of the headings below it."""
WIDTH, HEIGHT, COLUMN = 900, 460, 90
ROW, SHARP = 20, 2
"""Pixels of a row, and how many dots of a picture make one pixel."""
DRAWN = {"lines": line_chart, "bars": bar_chart, "stacked": bar_chart, "bullets": bar_chart}
"""Kinds with an honest native chart; of the others the sheet has a picture: a grid of statuses,
tiles or a timeline drawn as bars would say something else."""


def chart_sheet(
    book: Workbook,
    looks: Looks,
    names: Names,
    number: int,
    chart: Chart,
    mark: Mark,
    foot: str,
) -> str:
    """Write one chart on a sheet of its own and give the sheet's name."""
    name = names.free(f"{number:02d} {chart.title}")
    sheet = book.add_worksheet(name)
    for at, (words, look) in enumerate(
        ((chart.title, "title"), (chart.subtitle, "subtitle"), (chart.source or foot, "stamp"))
    ):
        sheet.write_string(at, 0, clean(words), looks[look])
    sheet.set_row(0, 28)
    sheet.set_row(1, 18)
    table = Block(chart.columns, chart.rows)
    draw = DRAWN.get(chart.kind)
    plotted = Plotted(name, NUMBERS, len(chart.columns) + 1)
    native = draw(book, chart, plotted) if draw else None
    if native:
        native.set_size({"width": WIDTH, "height": HEIGHT})
        sheet.insert_chart(TOP, 0, native, {"description": clean(chart.alt), "object_position": 3})
    head = NUMBERS if native else _drawn(sheet, chart, mark)
    blocks = [table, plotted.block] if native else [table]
    put = counted(sheet, looks)
    starts = [0, len(chart.columns) + 1]
    for start, block in zip(starts, blocks, strict=False):
        for place, words in enumerate(block.columns):
            cells = [in_words(row[place]) for row in block.rows[:SEEN]]
            sheet.set_column(start + place, start + place, width_of([words, *cells]))
    for start, block in zip(starts, blocks, strict=False):
        for place, words in enumerate(block.columns, start):
            sheet.write_string(head, place, apart(words), looks["head"])
    rows = zip_longest(*(block.rows for block in blocks), fillvalue=())
    for at, parts in enumerate(rows, head + 1):
        for start, cells in zip(starts, parts, strict=False):
            _row(put, at, start, cells)
    paged(sheet, foot)
    last = head + max(len(table.rows), 1)
    sheet.print_area(0, 0, last, max(len(table.columns), WIDTH // COLUMN) - 1)
    return name


def _drawn(sheet: Worksheet, chart: Chart, mark: Mark) -> int:
    """Put the chart there as a picture, and give the row below it."""
    png = picture(chart, mark, "png", SHARP)
    height = struct.unpack(">I", png[20:24])[0] / SHARP
    told = {"image_data": io.BytesIO(png), "description": clean(chart.alt), "object_position": 3}
    size = {"x_scale": 1 / SHARP, "y_scale": 1 / SHARP}
    sheet.insert_image(TOP, 0, f"{chart.name}.png", told | size)
    return TOP + 2 + round(height / ROW)


def _row(put: Put, at: int, start: int, cells: Sequence[str | Decimal | date | None]) -> None:
    for place, cell in enumerate(cells, start):
        if cell is not None and cell != "":
            put(at, place, cell)
