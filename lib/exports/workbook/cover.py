"""The first sheet (what this is, as of when, what is where) and the one that explains columns."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib import texts
from lib.exports.records import Records
from lib.exports.table import clean
from lib.exports.workbook.looks import HEAD, Looks, Names, paged
from lib.exports.workbook.sheets import heading
from lib.report.report import Report

Told = tuple[str, str]
"""Name of a sheet, and what a row of it is."""


def cover(
    sheet: Worksheet,
    looks: Looks,
    report: Report,
    foot: str,
    told: Sequence[Told],
    drawn: Sequence[tuple[str, str]],
) -> None:
    """Title, stamps, the moment, the targets told of, and links to every sheet.

    The links stay inside the workbook; nothing points out of it.
    """

    def t(key: str, **params: object) -> str:
        return texts.t(report.lang, key, **params)

    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 2, 60)
    sheet.set_row(0, 30)
    line = [(report.title, "title"), (report.subtitle, "subtitle")]
    line += [(stamp, "demo") for stamp in (report.stamp.demo, report.stamp.draft) if stamp]
    for at, (words, look) in enumerate(line):
        sheet.write_string(at, 0, clean(words), looks[look])
    pairs = (
        (t("workbook.moment"), report.stamp.moment),
        (t("workbook.targets"), t("workbook.count", count=len(report.mark.targets))),
        (t("workbook.which"), texts.join(report.lang, report.mark.targets)),
        (t("workbook.source"), report.issuer),
        (t("workbook.made"), texts.moment(report.lang, report.stamp.made, "Asia/Shanghai")),
        (t("workbook.code"), report.mark.code),
        (t("workbook.back"), t("workbook.back_how", sheet=told[2][0])),
    )
    at = len(line) + 1
    for label, words in pairs:
        sheet.write_string(at, 0, clean(label), looks["label"])
        sheet.merge_range(at, 1, at, 2, clean(words), looks["text"])
        sheet.set_row(at, 15 * (1 + len(words) // 90))
        at += 1
    at = _part(sheet, looks, at + 1, t("workbook.tables"))
    for name, meaning in told:
        sheet.write_url(at, 0, f"internal:'{name}'!A1", looks["link"], name)
        sheet.merge_range(at, 1, at, 2, clean(meaning), looks["text"])
        at += 1
    at = _part(sheet, looks, at + 1, t("workbook.charts")) if drawn else at
    for name, title in drawn:
        sheet.write_url(at, 0, f"internal:'{name}'!A1", looks["link"], name)
        sheet.merge_range(at, 1, at, 2, clean(title), looks["text"])
        at += 1
    paged(sheet, foot)


def _part(sheet: Worksheet, looks: Looks, at: int, words: str) -> int:
    for place in range(3):
        sheet.write_string(at, place, clean(words) if place == 0 else "", looks["part"])
    return at + 1


def explained(book: Workbook, looks: Looks, names: Names, records: Records, foot: str) -> Told:
    """Every column of every table: what it means, its unit, its words."""
    lang = records.lang
    name = names.free(texts.t(lang, "workbook.dictionary"))
    sheet = book.add_worksheet(name)
    heads = [texts.t(lang, f"workbook.column.{c}") for c in ("table", "name", "means", "unit")]
    for place, (head, width) in enumerate(zip(heads, (14, 26, 70, 26), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(HEAD, place, head, looks["head"])
    sheet.write_string(0, 0, clean(foot), looks["stamp"])
    shown = [one for one in records.listings if one is not records.actuals]
    rows = [(one.title, column) for one in shown for column in one.columns]
    for at, (table, column) in enumerate(rows, HEAD + 1):
        unit = column.unit
        if unit in ("row", "1"):
            unit = texts.t(lang, f"workbook.unit.{unit}")
        for place, words in enumerate((table, heading(column), column.meaning, unit)):
            sheet.write_string(at, place, clean(words), looks["text"])
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.autofilter(HEAD, 0, HEAD + len(rows), len(heads) - 1)
    paged(sheet, foot)
    return name, texts.t(lang, "workbook.dictionary_about")
