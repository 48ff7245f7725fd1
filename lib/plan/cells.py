"""One cell of targets.csv to a target's value and back (pure); knows no rule between cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from lib.fields import CHOICE, DATE, DECIMAL, FLAG, INTEGER, TEXT, Field
from lib.values import number, period

MOST_DECIMALS = 6
"""As many as the store keeps."""
FLAGS = {"true": True, "false": False}
LISTS = ("lead_departments", "supporting_departments")


class CellError(ValueError):
    """A cell that cannot be read; code and params as in Issue."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read(field: Field, text: str) -> Any:
    """One cell read; empty gives None, 0 for whole numbers, an empty text or list.

    Raises CellError for a text the column does not take, and for an empty cell that is required.
    """
    if not text:
        if field.required:
            raise CellError("plan_no_comparison" if field.name == "comparison" else "plan_missing")
        if field.name in (*LISTS, "path_points"):
            return ()
        return {DATE: None, DECIMAL: None, INTEGER: 0}.get(field.kind, "")
    if not text.isprintable():
        raise CellError("plan_unprintable")
    if field.name in LISTS:
        return _names(text)
    if field.name == "path_points":
        return tuple(_step(part) for part in text.split(";"))
    if field.name == "baseline_period":
        return _baseline_period(text)
    return _BY_KIND[field.kind](field, text)


def _one_of(allowed: Iterable[str], text: str) -> str:
    if text not in allowed:
        raise CellError("plan_not_allowed", allowed=tuple(allowed))
    return text


def _date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise CellError("plan_bad_date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError("plan_bad_date") from None


def _decimal(text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise CellError("plan_bad_number")
    if len(text.partition(".")[2]) > MOST_DECIMALS:
        raise CellError("plan_too_precise", most=MOST_DECIMALS)
    try:
        return number(text)
    except ValueError:
        raise CellError("plan_bad_number") from None


def _integer(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise CellError("plan_bad_number")
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split("、"))
    if "" in names or len(set(names)) < len(names):
        raise CellError("plan_bad_list")
    return names


def _step(text: str) -> tuple[date, Decimal]:
    day, equals, level = text.partition("=")
    if not equals:
        raise CellError("plan_bad_steps")
    return _date(day.strip()), _decimal(level.strip())


def _baseline_period(text: str) -> str:
    """2021, 2021Q4, 2021-12 or 2021-12-31, as it stands."""
    if not re.fullmatch(r"[0-9]{4}(Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?", text):
        raise CellError("plan_bad_period")
    try:
        return period(text).label
    except ValueError:
        raise CellError("plan_bad_period") from None


_BY_KIND = {
    TEXT: lambda field, text: text,
    DATE: lambda field, text: _date(text),
    DECIMAL: lambda field, text: _decimal(text),
    INTEGER: lambda field, text: _integer(text),
    FLAG: lambda field, text: FLAGS[_one_of(FLAGS, text)],
    CHOICE: lambda field, text: _one_of(field.choices, text),
}


def write(value: Any) -> str:
    """A target's value as it stands in the file; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return ";".join(f"{write(day)}={write(level)}" for day, level in value)
        return "、".join(value)
    return str(value)
