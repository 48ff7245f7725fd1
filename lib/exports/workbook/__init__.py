"""Records and a report -> one XLSX: cover, typed tables, a dictionary, native charts."""

from __future__ import annotations

import io

import xlsxwriter

from lib.exports.records import Records
from lib.exports.table import PLAIN_TEXT, clean
from lib.exports.workbook.charts import chart_sheet
from lib.exports.workbook.cover import Told, cover, explained
from lib.exports.workbook.looks import Looks, Names
from lib.exports.workbook.sheets import form, listed
from lib.report.mark import NAME, Mark
from lib.report.report import Report

LONG = 20_000
"""With more rows than this a workbook is written row by row instead of being kept in memory."""
PART = 255
"""Characters of one custom property: Excel cuts what is longer."""


def xlsx(records: Records, report: Report) -> bytes:
    """Write the workbook. The sheet of values that stand is our own form: it can be sent back."""
    out = io.BytesIO()
    rows = sum(len(one.rows) for one in records.listings)
    options = {**PLAIN_TEXT, "in_memory": rows <= LONG, "constant_memory": rows > LONG}
    with xlsxwriter.Workbook(out, options) as book:
        foot = " ".join(part for part in (report.stamp.demo, report.stamp.line()) if part)
        book.set_properties(
            {
                "title": clean(report.title),
                "author": clean(report.issuer),
                "comments": clean(foot),
                "created": report.stamp.made,
            }
        )
        for name, part in properties(report.mark):
            book.set_custom_property(name, part, "text")
        looks, names = Looks(book), Names()
        first = book.add_worksheet(names.free(report.title))
        told: list[Told] = []
        for one in (
            records.progress,
            records.targets,
            records.actuals,
            records.revisions,
            records.reasons,
        ):
            write = form if one is records.actuals else listed
            told.append((write(book, looks, names, records, one, foot), one.meaning))
        told.append(explained(book, looks, names, records, foot))
        drawn = [
            (chart_sheet(book, looks, names, number, chart, report.mark, foot), chart.title)
            for number, chart in enumerate(report.charts, 1)
        ]
        cover(first, looks, report, foot, told, drawn)
    return out.getvalue()


def properties(mark: Mark) -> list[tuple[str, str]]:
    """The mark in pieces that a property holds: NAME, NAME-2, NAME-3."""
    text = mark.text()
    parts = [text[at : at + PART] for at in range(0, len(text), PART)]
    return [(NAME if n == 1 else f"{NAME}-{n}", part) for n, part in enumerate(parts, 1)]
