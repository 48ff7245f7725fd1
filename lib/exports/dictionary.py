"""The data dictionary: every column of an exported table, what it means and in which unit."""

from __future__ import annotations

from lib import texts
from lib.exports.records import COMPUTED, MOMENT, SHARE, Column, Listing, Value
from lib.fields import (
    CHOICE,
    CONTRIBUTORS,
    DATE,
    DECIMAL,
    FINALITIES,
    FLAG,
    INTEGER,
    LIGHTS,
    REASONS,
    SPANS,
    TARGET_FIELDS,
    TEXT,
    UNITS,
    Field,
)
from lib.progress import STATUSES

ACTIONS = ("reported", "removed")
"""What a revision did: gave a value, or took it back."""
BASELINES = ("none", "stated", "reported", "missing")
KEYS = {
    "targets": ("target_id",),
    "actuals": ("target_id", "region", "contributor", "period_end", "span"),
    "revisions": ("target_id", "region", "contributor", "period_end", "span", "seq"),
    "progress": ("target_id", "year"),
    "reasons": ("target_id", "year", "place"),
}
_TARGET = {f.name: f for f in TARGET_FIELDS}
_CODED = {
    "contributor": CONTRIBUTORS,
    "finality": FINALITIES,
    "light": LIGHTS,
    "reason": REASONS,
    "span": SPANS,
}
_KINDS = {
    **dict.fromkeys(("period_end", "actual_end", "start", "report_due", "next_due"), DATE),
    **dict.fromkeys(("seq", "undone_by", "year", "place", "revisions"), INTEGER),
    **dict.fromkeys(("current", "headline", "complete"), FLAG),
    **dict.fromkeys(("expected", "gap", "shortfall", "needed_rate", "change_on_year"), COMPUTED),
    **dict.fromkeys(("required", "baseline", "actual"), COMPUTED),
    **dict.fromkeys(("completion", "planned", "growth", "growth_needed"), SHARE),
    **dict.fromkeys(("pace", "points_ahead", "rate_multiple"), COMPUTED),
    "reported_at": MOMENT,
    "value": DECIMAL,
    "deadline": DATE,
}
_UNITS = ("unit", "actual_unit")
_PLAIN = ("pace", "rate_multiple")
"""Computed numbers without a unit."""
_VALUE = (
    *("target_id", "indicator", "period", "period_end", "span", "region", "region_name"),
    *("contributor", "value", "light", "unit", "finality", "source", "note"),
)
COLUMNS = {
    "targets": tuple(_TARGET),
    "actuals": (*_VALUE, "seq", "author", "reported_at", "revisions"),
    "revisions": (
        *_VALUE,
        *("reason", "action", "seq", "author", "department", "reported_at"),
        *("undone_by", "current"),
    ),
    "progress": (
        *("target_id", "year", "headline", "indicator", "status", "light", "unit", "required"),
        *("baseline", "baseline_from", "actual", "actual_end", "complete", "expected", "gap"),
        *("completion", "planned", "points_ahead", "pace", "shortfall", "needed_rate"),
        *("rate_multiple", "growth", "growth_needed", "change_on_year", "start", "deadline"),
        *("report_due", "next_due", "leads"),
    ),
    "reasons": ("target_id", "year", "indicator", "status", "place", "code", "words"),
}


def listing(lang: str, name: str, rows: tuple[tuple[Value, ...], ...]) -> Listing:
    """A table with its dictionary in a language."""
    return Listing(
        name,
        texts.t(lang, f"data.title.{name}"),
        texts.t(lang, f"data.about.{name}"),
        tuple(_column(lang, name, column) for column in COLUMNS[name]),
        rows,
        KEYS[name],
    )


def _column(lang: str, table: str, name: str) -> Column:
    required = name in KEYS[table] and name not in ("contributor", "year")
    if table == "targets":
        return _planned(lang, _TARGET[name], required=required)
    kind = _KINDS.get(name, TEXT)
    return Column(
        name,
        texts.t(lang, f"data.column.{name}"),
        texts.t(lang, f"data.meaning.{name}"),
        kind,
        _unit(lang, name, kind),
        _choices(lang, name),
        required,
    )


def _planned(lang: str, field: Field, *, required: bool) -> Column:
    """A column of the plan; its number's heading is the id's own in every table."""
    zh = lang == "zh"
    title = field.zh if zh else field.en
    if field.name == "target_id":
        title = texts.t(lang, "data.column.target_id")
    return Column(
        field.name,
        title,
        field.meaning_zh if zh else field.meaning_en,
        TEXT if field.kind == CHOICE else field.kind,
        {"value": "row", "value_max": "row"}.get(field.name, ""),
        _units(lang) if field.name in _UNITS else _coded(lang, field.choices),
        required or field.required,
    )


def _unit(lang: str, name: str, kind: str) -> str:
    if name == "points_ahead":
        return texts.unit_word(lang, "百分点")
    if kind == SHARE or name in _PLAIN:
        return "1"
    if name == "needed_rate":
        return texts.t(lang, "data.unit.a_month")
    return "row" if kind in (DECIMAL, COMPUTED) else ""


def _choices(lang: str, name: str) -> tuple[tuple[str, str], ...]:
    if name == "status":
        return tuple((code, texts.status(lang, code)) for code in STATUSES)
    if name == "action":
        return tuple((code, texts.t(lang, f"data.action.{code}")) for code in ACTIONS)
    if name == "baseline_from":
        return tuple((code, texts.t(lang, f"data.baseline.{code}")) for code in BASELINES)
    return _units(lang) if name in _UNITS else _coded(lang, _CODED.get(name, {}))


def _coded(lang: str, choices: dict[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, texts.choice(lang, choices, code)) for code in choices)


def _units(lang: str) -> tuple[tuple[str, str], ...]:
    return tuple((unit, texts.unit_word(lang, unit)) for unit in UNITS)
