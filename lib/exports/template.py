"""The form a department fills in: its own targets with empty values, as CSV or XLSX bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib.exports.table import FONT, Table, clean, csv
from lib.fields import CITY, CONTRIBUTORS, FINALITIES, LIGHTS, UNITS, UPLOAD_FIELDS, Field
from lib.plan import Plan, Target
from lib.plan.regions import Region
from lib.texts import choice, t
from lib.upload.sheet import HINT

WIDTHS = {
    "target_id": 11,
    "indicator": 30,
    "period": 13,
    "region": 12,
    "contributor": 10,
    "value": 14,
    "unit": 11,
    "finality": 11,
    "source": 28,
    "note": 32,
}
_AT = {field.name: place for place, field in enumerate(UPLOAD_FIELDS)}
_LIGHTS_OF = {"milestone": ("done", "not_done"), "narrative": ("normal", "watch", "lagging")}


def template_csv(
    targets: Iterable[Target], plan: Plan, lang: str, period: str, regions: Sequence[Region] = ()
) -> bytes:
    """One row per cell to report, hints below; UTF-8 with a byte order mark and CRLF.

    Targets that share actuals appear once, under the target that keeps them; a fund once per
    contributor. Without regions the region stays empty, which means the whole city.
    """
    cells = _cells(targets, plan)
    rows = [_row(root, who, lang, period, regions) for root, who in cells]
    kinds = dict.fromkeys(root.measure_type for root, _ in cells)
    hints = ["empty", *(kind for kind in kinds if kind in _LIGHTS_OF)]
    rows += [[HINT + t(lang, f"template.hint_{h}")] + [""] * (len(_AT) - 1) for h in hints]
    return csv(Table(tuple(_header(field, lang) for field in UPLOAD_FIELDS), rows))


def template_xlsx(
    targets: Iterable[Target], plan: Plan, lang: str, period: str, regions: Sequence[Region] = ()
) -> bytes:
    """The same rows with drop-downs, and a second sheet that explains the columns."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    cells = _cells(targets, plan)
    with xlsxwriter.Workbook(out, options) as book:
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        # Text format: else the program turns 2022-12 into a date and writes it back as Dec-22.
        text = book.add_format({**base, "num_format": "@"})
        number = book.add_format({**base, "num_format": "General"})
        head = book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#F0F3F6"})
        sheet = book.add_worksheet(t(lang, "template.sheet"))
        for field, place in zip(UPLOAD_FIELDS, _AT.values(), strict=True):
            sheet.set_column(
                place, place, WIDTHS[field.name], number if field.name == "value" else text
            )
            sheet.write_string(0, place, _header(field, lang), head)
        for line, (root, who) in enumerate(cells, start=1):
            for place, words in enumerate(_row(root, who, lang, period, regions)):
                if words:
                    sheet.write_string(line, place, clean(words), text)
            sheet.data_validation(line, _AT["value"], line, _AT["value"], _value_help(root, lang))
        sheet.freeze_panes(1, 2)
        guide = _guide(book, lang, regions, base, head)
        _drop_downs(sheet, guide, lang, max(len(cells), 1), len(regions))
    return out.getvalue()


def _cells(targets: Iterable[Target], plan: Plan) -> list[tuple[Target, str]]:
    """Target that keeps the actuals, and contributor, once each, in the order given."""
    contributors: dict[str, list[str]] = {}
    for target in plan:
        if target.contributor:
            contributors.setdefault(plan.root(target).target_id, []).append(target.contributor)
    roots = dict.fromkeys(plan.root(target).target_id for target in targets)
    return [
        (plan[root], who) for root in roots for who in dict.fromkeys(contributors.get(root, [""]))
    ]


def _row(root: Target, who: str, lang: str, period: str, regions: Sequence[Region]) -> list[str]:
    zh = lang == "zh"
    city = next((r.zh if zh else r.en for r in regions if r.code == CITY), "")
    filled = {
        "target_id": root.target_id,
        "indicator": root.indicator_zh if zh else root.indicator_en,
        "period": period,
        "region": city,
        "contributor": choice(lang, CONTRIBUTORS, who),
        "unit": _unit(root, lang),
    }
    return [filled.get(name, "") for name in _AT]


def _unit(root: Target, lang: str) -> str:
    name = root.actual_unit or root.unit
    return name if lang == "zh" or not name else UNITS[name].en


def _header(field: Field, lang: str) -> str:
    return field.zh if lang == "zh" else field.en


def _value_help(root: Target, lang: str) -> dict[str, Any]:
    """A drop-down for milestones and narratives; for all a few words beside the cell."""
    kind = root.measure_type if root.measure_type in _LIGHTS_OF else "number"
    text = {
        "input_title": t(lang, "template.kind")[:32],
        "input_message": t(lang, f"template.{kind}", unit=_unit(root, lang))[:255],
    }
    if kind == "number":
        return {"validate": "any", **text}
    words = [choice(lang, LIGHTS, code) for code in _LIGHTS_OF[kind]]
    return {"validate": "list", "source": words, **text}


def _guide(
    book: Workbook, lang: str, regions: Sequence[Region], base: dict[str, Any], head: Format
) -> str:
    """Write the second sheet; give its name. Its last column has the regions for the drop-down."""
    name = t(lang, "template.guide")
    sheet = book.add_worksheet(name)
    wrapped = book.add_format({**base, "text_wrap": True, "valign": "top"})
    columns = ("column", "meaning", "example", "allowed")
    for place, (column, width) in enumerate(zip(columns, (14, 60, 24, 40), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, t(lang, f"template.{column}"), head)
    for line, field in enumerate(UPLOAD_FIELDS, start=1):
        allowed = "、".join(choice(lang, field.choices, code) for code in field.choices)
        meaning = field.meaning_zh if lang == "zh" else field.meaning_en
        for place, words in enumerate((_header(field, lang), meaning, field.example, allowed)):
            sheet.write_string(line, place, words, wrapped)
    for line, hint in enumerate(("empty", "milestone", "narrative"), start=len(UPLOAD_FIELDS) + 2):
        sheet.write_string(line, 0, t(lang, f"template.hint_{hint}"))
    region = next(field for field in UPLOAD_FIELDS if field.name == "region")
    sheet.set_column(len(columns), len(columns), 18)
    sheet.write_string(0, len(columns), _header(region, lang), head)
    for line, place in enumerate(regions, start=1):
        sheet.write_string(line, len(columns), place.zh if lang == "zh" else place.en, wrapped)
    return name


def _drop_downs(sheet: Worksheet, guide: str, lang: str, rows: int, regions: int) -> None:
    for column, choices in (("finality", FINALITIES), ("contributor", CONTRIBUTORS)):
        words = [choice(lang, choices, code) for code in choices]
        sheet.data_validation(
            1, _AT[column], rows, _AT[column], {"validate": "list", "source": words}
        )
    if regions:
        sheet.data_validation(
            1,
            _AT["region"],
            rows,
            _AT["region"],
            {"validate": "list", "source": f"='{guide}'!$E$2:$E${regions + 1}"},
        )
