"""Changes as rows of words, for the preview and the history (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from lib import fields, texts
from lib.changes import ACTUALS, BREAKDOWN, DECISIONS, MEETINGS, NEW, PLAN, REMOVED, Changes
from lib.charts import words
from lib.plan import Plan
from lib.screen.pieces import Pen

ACTUAL_COLUMNS = (
    "line",
    "kind",
    "target",
    "indicator",
    "period",
    "region",
    "old",
    "new",
    "finality",
    "source",
    "note",
    "why",
)
ORDER = {"removed": 0, "changed": 1, "new": 2}


def table(
    pen: Pen, changes: Changes, plan: Plan, first: int = 0, most: int | None = None
) -> tuple[list[str], list[list[Any]]]:
    """Give headings and rows of plain text: what was removed and changed before what is new.

    Among changed values the biggest relative change comes first. Of so many at most, from the
    first on; without most all of them.
    """
    until = None if most is None else first + most
    records = changes.records(_ranked(changes)[first:until])
    if changes.table == ACTUALS:
        rows = [_actual(pen, r, plan) for r in records]
        if changes.rows["line"].null_count == len(changes):  # the history has no file before it
            return _heads(pen, ACTUAL_COLUMNS[1:]), [row[1:] for row in rows]
        return _heads(pen, ACTUAL_COLUMNS), rows
    if changes.table == PLAN:
        return (
            _heads(pen, ("kind", "target", "indicator", "field", "old", "new")),
            [line for r in records for line in _target(pen, r)],
        )
    if changes.table == BREAKDOWN:
        names = ("kind", "target", "indicator", "place", "field", "old", "new")
        return _heads(pen, names), [line for r in records for line in _share(pen, r, plan)]
    if changes.table in (MEETINGS, DECISIONS):
        key = "meeting" if changes.table == MEETINGS else "decision"
        lines = [line for r in records for line in _minuted(pen, r, changes)]
        return _heads(pen, ("kind", key, "field", "old", "new")), lines
    return _heads(pen, ("kind", "threshold", "old", "new")), [
        [
            _kind(pen, r),
            texts.t(pen.lang, f"threshold.{r['name']}"),
            _text(r["old_value"]),
            _text(r["value"]),
        ]
        for r in records
    ]


def _ranked(changes: Changes) -> list[int]:
    """Places of the rows in the order in which they matter."""
    rows = changes.rows
    kinds = [ORDER[k] for k in rows["kind"].to_pylist()]
    if "value" not in rows.column_names:
        return np.argsort(kinds, kind="stable").tolist()
    new, old = (_floats(rows[name]) for name in ("value", "old_value"))
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.nan_to_num(np.abs((new - old) / old), nan=0.0)
    return np.lexsort((-size, np.array(kinds))).tolist()


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    return column.cast(pa.float64()).fill_null(np.nan).to_numpy()


def _heads(pen: Pen, names: Iterable[str]) -> list[str]:
    return [texts.t(pen.lang, f"column.{name}") for name in names]


def _kind(pen: Pen, record: dict[str, Any]) -> str:
    return texts.t(pen.lang, f"change.{record['kind']}")


def _actual(pen: Pen, record: dict[str, Any], plan: Plan) -> list[Any]:
    known = record["target_id"] in plan
    target = plan[record["target_id"]] if known else None
    period = record["period"] or record["old_period"] or record["period_end"].isoformat()
    place = pen.where(record)
    kept = "old_" if record["kind"] == REMOVED else ""
    return [
        record["cell"] or ("" if record["line"] is None else record["line"]),
        _kind(pen, record),
        record["target_id"],
        words.indicator(pen.lang, target) if target else "",
        texts.period(pen.lang, period),
        place,
        _value(pen, record, "old_", target),
        _value(pen, record, "", target),
        texts.choice(pen.lang, fields.FINALITIES, record[f"{kept}finality"] or ""),
        record[f"{kept}source"] or "",
        record[f"{kept}note"] or "",
        texts.choice(pen.lang, fields.REASONS, record[f"{kept}reason"] or ""),
    ]


def _value(pen: Pen, record: dict[str, Any], side: str, target: Any) -> str:
    if record.get(f"{side}light"):
        return texts.choice(pen.lang, fields.LIGHTS, record[f"{side}light"])
    value = record[f"{side}value"]
    if value is None:
        return ""
    return f"{value:,f} {texts.unit_word(pen.lang, words.unit(target)) if target else ''}".strip()


def _target(pen: Pen, record: dict[str, Any]) -> list[list[str]]:
    name = "indicator_zh" if pen.lang == "zh" else "indicator_en"
    start = [_kind(pen, record), record["target_id"], record[name] or record[f"old_{name}"] or ""]
    if record["kind"] in (NEW, REMOVED):
        side = "" if record["kind"] == NEW else "old_"
        promise = f"{_text(record[f'{side}value'])} {record[f'{side}unit'] or ''}".strip()
        return [[*start, "", promise if side else "", "" if side else promise]]
    return [
        [
            *start,
            texts.header(pen.lang, column, promised=True),
            _text(record[f"old_{column}"]),
            _text(record[column]),
        ]
        for column in PLAN.content
        if record[column] != record[f"old_{column}"]
    ]


def _share(pen: Pen, record: dict[str, Any], plan: Plan) -> list[list[str]]:
    """What a region is asked for: its value where it is new or gone, else what is another one."""
    known = record["target_id"] in plan
    target = plan[record["target_id"]] if known else None
    name = words.indicator(pen.lang, target) if target else ""
    start = [_kind(pen, record), record["target_id"], name, pen.place(record["region"])]
    if record["kind"] in (NEW, REMOVED):
        sides = (_value(pen, record, side, target) for side in ("old_", ""))
        return [[*start, "", *sides]]
    return [
        [
            *start,
            _heading(pen, column),
            _cell(pen, record[f"old_{column}"]),
            _cell(pen, record[column]),
        ]
        for column in BREAKDOWN.content
        if record[column] != record[f"old_{column}"]
    ]


def _heading(pen: Pen, column: str) -> str:
    own = column == "adds_up"  # the plan itself has no such column
    return pen.t("column.adds_up") if own else texts.header(pen.lang, column, promised=True)


def _cell(pen: Pen, value: Any) -> str:
    return pen.t(f"data.flag.{value}".lower()) if isinstance(value, bool) else _text(value)


def _minuted(pen: Pen, record: dict[str, Any], changes: Changes) -> list[list[str]]:
    """Every part of a meeting or a decision that is another one, a line each."""
    start = [_kind(pen, record), record[changes.table.key[0]]]
    return [
        [
            *start,
            texts.t(pen.lang, f"meeting.field_{column}"),
            *(_minute(pen, column, record[f"{side}{column}"]) for side in ("old_", "")),
        ]
        for column in changes.table.content
        if (record[column] or "") != (record[f"old_{column}"] or "")
    ]


def _minute(pen: Pen, column: str, value: Any) -> str:
    if value and column in ("category", "state"):
        return texts.t(pen.lang, f"item.{value}")
    if isinstance(value, date):
        return texts.day(pen.lang, value)
    return texts.name(pen.lang, value, pen.names) if column == "owner" and value else _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
