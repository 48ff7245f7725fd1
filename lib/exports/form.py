"""The form as a workbook: what is given is locked, what is asked for is open, with drop-downs."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib.exports import guide
from lib.exports.table import FONT, PLAIN_TEXT, clean
from lib.fields import CONTRIBUTORS, LIGHTS, UNITS, UPLOAD_FIELDS, Field
from lib.plan import Target
from lib.plan.regions import Region, top
from lib.texts import choice, t
from lib.upload.value_rules import WHOLE_UNITS

WIDTHS = {"indicator": 20, "period": 12, "value": 14, "source": 24, "note": 28}
"""Least widths, for what people write; what is given makes its column as wide as it needs."""
GIVEN = ("target_id", "indicator", "period", "contributor", "unit")
"""Locked in a row that was asked for; in a milestone's row the period is the day it was done."""
FREE_ROWS = 100
"""Empty lines below that stay open, for another region or period."""
LIGHTS_OF = {"milestone": ("done", "not_done"), "narrative": ("normal", "watch", "lagging")}
GREY, LINE = "#EEF1F4", "#C9D0D8"
A4 = 9
_AT = {field.name: place for place, field in enumerate(UPLOAD_FIELDS)}


@dataclass(frozen=True)
class Asked:
    """One value that is asked for. period as in values.period, region a code; none: the whole."""

    target: Target
    contributor: str = ""
    period: str = ""
    region: str = ""


def header(field: Field, lang: str) -> str:
    """The heading of a column."""
    return field.zh if lang == "zh" else field.en


def cells(asked: Asked, lang: str, regions: Sequence[Region]) -> list[str]:
    """One row in the order of fields.UPLOAD_FIELDS; what is to be filled in is empty.

    Without regions the region stays empty, which means the whole city.
    """
    zh = lang == "zh"
    target, place = asked.target, asked.region or top(regions)
    filled = {
        "target_id": target.target_id,
        "indicator": target.indicator_zh if zh else target.indicator_en,
        "period": asked.period,
        "region": next((r.zh if zh else r.en for r in regions if r.code == place), ""),
        "contributor": choice(lang, CONTRIBUTORS, asked.contributor),
        "unit": _unit(target, lang),
    }
    return [filled.get(name, "") for name in _AT]


def workbook(rows: Sequence[Asked], lang: str, regions: Sequence[Region]) -> bytes:
    """The rows on the first sheet, protected without a password; the second explains them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN_TEXT) as book:
        book.set_properties({"title": t(lang, "template.sheet")})
        looks = _Looks(book)
        sheet = book.add_worksheet(t(lang, "template.sheet"))
        table = [cells(asked, lang, regions) for asked in rows]
        for place, field in enumerate(UPLOAD_FIELDS):
            kind = "General" if field.name == "value" else "@"
            said = [header(field, lang), *(words[place] for words in table)]
            width = max(WIDTHS.get(field.name, 10), *(_places(words) + 2 for words in said))
            sheet.set_column(place, place, width, looks.asked(kind, edge=0))
            sheet.write_string(0, place, said[0], looks.head)
        for line, (asked, words) in enumerate(zip(rows, table, strict=True), start=1):
            _row(sheet, line, asked, words, looks)
            for column, helped in _help(asked.target, lang).items():
                sheet.data_validation(line, _AT[column], line, _AT[column], helped)
        places = guide.write(book, lang, regions, looks.head, looks.wrapped)
        _drop_downs(sheet, lang, len(rows), {"region": places} if places else {})
        _set_up(sheet, lang)
    return out.getvalue()


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, int], Format] = {}
        self.base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        edge = {"border": 1, "border_color": LINE}
        bold = {**self.base, **edge, "bold": True, "bg_color": "#DDE3EA", "text_wrap": True}
        self.head = book.add_format(bold)
        self.wrapped = book.add_format({**self.base, "text_wrap": True, "valign": "top"})

    def asked(self, number: str, *, edge: int = 1) -> Format:
        """A cell to be filled in."""
        return self._look(number, edge, locked=False)

    def given(self, number: str = "@") -> Format:
        """A cell that is filled in already and stays so."""
        return self._look(number, 1, locked=True)

    def _look(self, number: str, edge: int, *, locked: bool) -> Format:
        if (number, locked, edge) not in self._made:
            look: dict[str, Any] = {**self.base, "num_format": number, "locked": locked}
            if edge:
                look |= {"border": 1, "border_color": LINE}
            look |= {"bg_color": GREY} if locked else {"text_wrap": number == "@"}
            self._made[number, locked, edge] = self._book.add_format(look)
        return self._made[number, locked, edge]


def _row(sheet: Worksheet, line: int, asked: Asked, words: Sequence[str], looks: _Looks) -> None:
    # Everything but the value is text: else the program turns 2022-12 into a date.
    dated = asked.target.measure_type == "milestone"
    for field, said in zip(UPLOAD_FIELDS, words, strict=True):
        given = field.name in GIVEN and not (field.name == "period" and dated)
        number = number_format(asked.target) if field.name == "value" else "@"
        look = looks.given() if given else looks.asked(number)
        if said:
            sheet.write_string(line, _AT[field.name], clean(said), look)
        else:
            sheet.write_blank(line, _AT[field.name], None, look)


def number_format(target: Target) -> str:
    """How a value is shown; nothing that may be stored is rounded away.

    A share is written as 17.3 beside the unit %, so its cell must not be a per-cent cell.
    """
    if target.measure_type in LIGHTS_OF:
        return "@"
    return "#,##0" if _whole(target) else "#,##0.00####"


def _whole(target: Target) -> bool:
    return (target.actual_unit or target.unit) in WHOLE_UNITS


def _places(words: str) -> int:
    """A Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _unit(target: Target, lang: str) -> str:
    name = target.actual_unit or target.unit
    return name if lang == "zh" or not name else UNITS[name].en


def _help(target: Target, lang: str) -> dict[str, dict[str, Any]]:
    """By column what stands beside the cell when it is entered, and what it takes."""
    kind = target.measure_type if target.measure_type in LIGHTS_OF else "number"
    helped: dict[str, dict[str, Any]] = {"value": _hint(lang, kind, unit=_unit(target, lang))}
    if kind != "number":
        words = [choice(lang, LIGHTS, code) for code in LIGHTS_OF[kind]]
        helped["value"] |= {"validate": "list", "source": words}
    else:
        # A warning, no wall: 196户 and 1.25亿元 are read too, and the door judges them.
        helped["value"] |= {
            "validate": "integer" if _whole(target) else "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": t(lang, "template.kind")[:32],
            "error_message": t(lang, "template.whole" if _whole(target) else "template.amount"),
        }
    if kind == "milestone":
        helped["period"] = {"validate": "any", **_hint(lang, "done_on")}
    return helped


def _hint(lang: str, name: str, **params: str) -> dict[str, Any]:
    return {
        "input_title": t(lang, "template.kind")[:32],
        "input_message": t(lang, f"template.{name}", **params)[:255],
    }


def _drop_downs(sheet: Worksheet, lang: str, rows: int, ranges: Mapping[str, str]) -> None:
    """The words that may be chosen, also in the free lines. ranges has lists kept in cells."""
    lists: dict[str, Any] = {
        field.name: [choice(lang, field.choices, code) for code in field.choices]
        for field in UPLOAD_FIELDS
        if field.choices
    }
    for name, source in (lists | dict(ranges)).items():
        first = rows + 1 if name in GIVEN else 1
        place = _AT[name]
        listed = {"validate": "list", "source": source}
        sheet.data_validation(first, place, rows + FREE_ROWS, place, listed)


def _set_up(sheet: Worksheet, lang: str) -> None:
    """What is locked, what stays in sight, and how it prints."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{t(lang, 'template.hint_empty')}&R&P / &N")
