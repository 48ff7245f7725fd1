"""The rules, formulas, units and columns as HTML, from the places where they are kept (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from lib import fields, texts
from lib.fields import Field
from lib.progress import DEFAULT_THRESHOLDS, STATUSES
from lib.screen import pieces
from lib.screen.pieces import Pen

FORMULAS = (
    "completion",
    "even",
    "linear",
    "compound",
    "step",
    "pace",
    "growth",
    "needed",
    "rank",
    "yearly",
    "parts",
    "forecast",
    "international",
    "time",
    "widgets",
)


def lead(pen: Pen) -> str:
    """What the page is for."""
    return f'<p class="y">{pen.t("method.lead")}</p>'


def statuses(pen: Pen, thresholds: Mapping[str, Decimal]) -> str:
    """The statuses in the order of the rules, with the thresholds in force at the moment."""
    limits = {
        name: texts.percent(pen.lang, thresholds.get(name, default))
        for name, default in DEFAULT_THRESHOLDS.items()
    }
    body = [[pieces.chip(pen, code), pen.t(f"method.status.{code}", **limits)] for code in STATUSES]
    rule = f'<p class="y">{pen.t("method.colours")}</p>'
    return pieces.table([pen.t("column.status"), pen.t("method.when")], body) + rule


def formulas(pen: Pen) -> str:
    """Every formula in words."""
    body = [[pen.t(f"method.{name}"), pen.t(f"method.{name}_is")] for name in FORMULAS]
    return pieces.table([pen.t("method.symbol"), pen.t("method.formula")], body)


def units(pen: Pen) -> str:
    """The closed list of units with their factors."""
    body = [
        [
            escape(unit.name),
            escape(unit.en),
            "" if unit.name == unit.base else escape(f"{unit.factor:f} {unit.base}"),
        ]
        for unit in fields.UNITS.values()
    ]
    return pieces.table([pen.t("method.unit"), "English", pen.t("method.base")], body)


def upload_columns(pen: Pen) -> str:
    """The columns of an upload."""
    return _columns(pen, fields.UPLOAD_FIELDS)


def plan_columns(pen: Pen) -> str:
    """The columns of targets.csv."""
    return _columns(pen, fields.TARGET_FIELDS)


def _columns(pen: Pen, columns: Iterable[Field]) -> str:
    chinese = pen.lang == "zh"
    body = [
        [
            escape(f.zh if chinese else f.en),
            f"<code>{escape(f.name)}</code>",
            f"<code>{escape(f.example)}</code>" if f.example else "",
            escape(f.meaning_zh if chinese else f.meaning_en) + _choices(f, 0 if chinese else 1),
        ]
        for f in columns
    ]
    return pieces.table(
        [pen.t(f"method.{n}") for n in ("column", "name", "example", "meaning")], body
    )


def _choices(field: Field, language: int) -> str:
    words = "、".join(words[language] for words in field.choices.values())
    return f"<br><small>{escape(words)}</small>" if words else ""
