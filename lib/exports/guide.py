"""The second sheet of the form: every column in a line, the hints, and the regions to choose."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from lib.fields import UPLOAD_FIELDS
from lib.plan.regions import Region
from lib.texts import choice, header, t
from lib.upload.grid import letters

COLUMNS = {"column": 14, "meaning": 60, "example": 24, "allowed": 40}
REGIONS = 18
HINTS = ("locked", "empty", "milestone", "narrative")
A4 = 9


def write(
    book: Workbook, lang: str, regions: Sequence[Region], head: Format, wrapped: Format
) -> str:
    """Write the sheet; give the range of its last column, the regions; empty without any."""
    name = t(lang, "template.guide")
    sheet = book.add_worksheet(name)
    for place, (column, width) in enumerate(COLUMNS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, t(lang, f"template.{column}"), head)
    for line, field in enumerate(UPLOAD_FIELDS, start=1):
        allowed = "、".join(choice(lang, field.choices, code) for code in field.choices)
        meaning = field.meaning_zh if lang == "zh" else field.meaning_en
        # With its letter: a line that begins with a bare heading would read as a second form.
        named = f"{letters(line - 1)} {field.zh if lang == 'zh' else field.en}"
        said = (named, meaning, field.example, allowed)
        for place, words in enumerate(said):
            sheet.write_string(line, place, words, wrapped)
    for line, hint in enumerate(HINTS, start=len(UPLOAD_FIELDS) + 2):
        sheet.write_string(line, 0, t(lang, f"template.hint_{hint}"))
    last = len(COLUMNS)
    sheet.set_column(last, last, REGIONS)
    sheet.write_string(0, last, header(lang, "region"), head)
    for line, region in enumerate(regions, start=1):
        sheet.write_string(line, last, region.zh if lang == "zh" else region.en, wrapped)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    return f"='{name}'!$E$2:$E${len(regions) + 1}" if regions else ""
