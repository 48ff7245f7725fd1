"""Reported values in the columns of our own form, so that what leaves comes back as no change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lib import texts
from lib.exports.table import Cell, Table
from lib.fields import CONTRIBUTORS, FINALITIES, LIGHTS, UNITS, UPLOAD_FIELDS
from lib.plan import Plan, Target
from lib.plan.regions import Region
from lib.progress import Actual
from lib.upload.sheet import HINT

COLUMNS = tuple(f for f in UPLOAD_FIELDS if f.name != "reason")
"""A reason belongs to one correction, not to the value."""


def reported(
    actuals: Iterable[Actual],
    plan: Plan,
    regions: Iterable[Region],
    lang: str,
    day: date,
    *,
    demo: bool = False,
    source: str = "",
) -> Table:
    """The values as known on a day, in the form's columns; the last line says what they are.

    source is the dashboard they come from, the product's own where it is empty.
    """
    places = {r.code: r.zh if lang == "zh" else r.en for r in regions}
    rows = [_row(a, plan[a.target_id], places, lang) for a in actuals if a.target_id in plan]
    mark = texts.t(lang, "reported.demo") if demo else ""
    source = source or texts.t(lang, "app.title")
    words = {"source": source, "day": texts.day(lang, day), "demo": mark}
    last = HINT + texts.t(lang, "reported.source", **words)
    heads = tuple(f.zh if lang == "zh" else f.en for f in COLUMNS)
    return Table(heads, rows, texts.t(lang, "reported.title"), last)


def _row(a: Actual, target: Target, places: dict[str, str], lang: str) -> list[Cell]:
    unit = target.actual_unit or target.unit
    zh = lang == "zh"
    cells: dict[str, Cell] = {
        "target_id": a.target_id,
        "indicator": target.indicator_zh if zh else target.indicator_en,
        "period": a.period or a.period_end.isoformat(),
        "region": places.get(a.region, a.region),
        "contributor": texts.choice(lang, CONTRIBUTORS, a.contributor),
        "value": texts.choice(lang, LIGHTS, a.light) if a.light else a.value,
        "unit": unit if zh or not unit else UNITS[unit].en,
        "finality": texts.choice(lang, FINALITIES, a.finality),
        "source": a.source,
        "note": a.note,
    }
    return [None if cells[f.name] == "" else cells[f.name] for f in COLUMNS]


def is_demo(hint: str) -> bool:
    """Whether a line of a file says that its values are made up."""
    return any(texts.t(lang, "reported.demo") in hint for lang in texts.LANGS)
