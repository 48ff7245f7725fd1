"""Values that somebody else changed while a person looked at a preview, as words (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib import fields, texts
from lib.changes import Changes, plain
from lib.charts import words
from lib.plan import Plan
from lib.screen.pieces import Pen

COLUMNS = ("target", "indicator", "period", "region", "you_saw", "now", "author", "when", "yours")
OF_ANOTHER = {"you_saw": "column.they_saw", "yours": "column.theirs"}
"""Headings where somebody else than the reader saw and sent the values."""


@dataclass(frozen=True)
class Clash:
    """One value: what the person saw, what it holds now, and what the person would write."""

    key: tuple[str, ...]
    mine: Mapping[str, Any]
    now: Mapping[str, Any]


def conflicts(changes: Changes, now: Iterable[Mapping[str, Any]]) -> list[Clash]:
    """Bring together what a person would write and the newer values of the same keys."""
    newer = {_key(changes, row): row for row in now}
    mine = {_key(changes, row): row for row in changes.records()}
    return [Clash(key, mine[key], row) for key, row in newer.items() if key in mine]


def left_to_others(changes: Changes, keys: Sequence[tuple[str, ...]]) -> np.ndarray:
    """Mark the rows of the keys that a person leaves as they are."""
    if not keys:
        return np.zeros(len(changes), dtype=bool)
    left = set(keys)
    columns = [changes.rows[name].to_pylist() for name in changes.table.key]
    return np.array([tuple(map(str, k)) in left for k in zip(*columns, strict=True)], dtype=bool)


def table(
    pen: Pen, found: Sequence[Clash], plan: Plan, *, of_another: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: what was seen, what stands there now and whose it is, what would be.

    of_another says that the reader is not who saw it.
    """
    keys = OF_ANOTHER if of_another else {}
    heads = [texts.t(pen.lang, keys.get(name, f"column.{name}")) for name in COLUMNS]
    return heads, [_row(pen, clash, plan) for clash in found]


def _row(pen: Pen, clash: Clash, plan: Plan) -> list[str]:
    mine, now = clash.mine, clash.now
    known = mine["target_id"] in plan
    target = plan[mine["target_id"]] if known else None
    place = pen.where(mine)
    period = mine["period"] or mine["old_period"] or mine["period_end"].isoformat()
    gone = texts.t(pen.lang, "history.taken_back")
    return [
        mine["target_id"],
        words.indicator(pen.lang, target) if target else "",
        texts.period(pen.lang, period),
        place,
        _said(pen, mine["old_value"], mine["old_light"]),
        _said(pen, now["value"], now["light"]) if now["op"] else gone,
        texts.name(pen.lang, now["author"], pen.names),
        f"{pen.moment(now['created_at'])} #{now['seq']}",
        _said(pen, mine["value"], mine["light"]),
    ]


def _said(pen: Pen, value: Any, light: Any) -> str:
    if light:
        return texts.choice(pen.lang, fields.LIGHTS, light)
    return "" if value is None else f"{plain(value):,f}"


def _key(changes: Changes, row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in changes.table.key)
