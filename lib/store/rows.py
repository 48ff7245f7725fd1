"""Rows of the log to targets, shares, actuals and thresholds, and back; no rules."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lib.changes import BREAKDOWN, PLAN, REMOVED, THRESHOLDS, Changes, Table, plain
from lib.fields import CITY
from lib.plan import Target
from lib.plan.breakdown import Share
from lib.progress.actuals import Actual
from lib.store.cursor import Cursor

_TARGET = tuple(f.name for f in dataclass_fields(Target))
MORE = ("seq", "op", "line", "cell")
"""Columns beside key and content: where a row came from, and whether it stands."""
_SHARE = tuple(f.name for f in dataclass_fields(Share))
_LISTS = ("lead_departments", "supporting_departments")


def of(table: Table, cursor: Cursor) -> pa.Table:
    """Take a result as rows of the table, with what else of MORE the query has."""
    found = cursor.to_arrow_table()
    columns = {n: found[n].cast(table.type_of(n)) for n in (*table.key, *table.content)}
    return pa.table(columns | {n: found[n] for n in MORE if n in found.column_names})


def stage(changes: Changes, seq: int) -> pa.Table:
    """Give the rows to append, in the order of the log's columns."""
    rows, size = changes.rows, len(changes)
    columns = {n: rows[n] for n in (*changes.table.key, *changes.table.content)}
    columns["seq"] = pa.array([seq] * size, pa.int64())
    columns["op"] = pc.cast(pc.not_equal(rows["kind"], REMOVED), pa.int16())
    return pa.table(columns)


def records(cursor: Cursor) -> list[dict[str, Any]]:
    """Take a result as one dictionary a row: decimals stay decimals and empty is None."""
    names = cursor.columns()
    return [
        {n: plain(v) if isinstance(v, Decimal) else v for n, v in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def actuals(found: Iterable[Mapping[str, Any]], whole: str = CITY) -> list[Actual]:
    """Give one Actual a row of a whole; author and reported_at where the query brought them."""
    return [
        Actual(
            target_id=r["target_id"],
            period_end=r["period_end"],
            value=r["value"],
            period=r["period"] or "",
            region=r["region"],
            contributor=r["contributor"],
            span=r["span"],
            light=r["light"] or "",
            finality=r["finality"] or "",
            source=r["source"] or "",
            note=r["note"] or "",
            seq=r["seq"],
            author=r.get("author") or "",
            reported_at=r.get("created_at"),
            of=whole,
        )
        for r in found
    ]


def targets(found: Iterable[Mapping[str, Any]]) -> list[Target]:
    """Give one Target a row."""
    return [_target({n: r[n] for n in _TARGET}) for r in found]


def _target(row: dict[str, Any]) -> Target:
    for name in _LISTS:
        row[name] = tuple(p for p in (row[name] or "").split("、") if p)
    row["path_points"] = _points(row["path_points"] or "")
    return Target(**row)


def _points(text: str) -> tuple[tuple[date, Decimal], ...]:
    pairs = (p.split("=") for p in text.split(";") if p)
    return tuple((date.fromisoformat(day), Decimal(value)) for day, value in pairs)


def plan_rows(plan: Iterable[Target]) -> pa.Table:
    """Give targets as rows for compare, in the columns of the log."""
    return PLAN.table(_plain_target(target) for target in plan)


def _plain_target(target: Target) -> dict[str, Any]:
    row = {name: getattr(target, name) for name in _TARGET}
    for name in _LISTS:
        row[name] = "、".join(row[name])
    row["path_points"] = ";".join(f"{d.isoformat()}={v}" for d, v in target.path_points)
    return row


def share_rows(shares: Iterable[Share]) -> pa.Table:
    """Give what regions are asked for as rows for compare."""
    return BREAKDOWN.table({name: getattr(s, name) for name in _SHARE} for s in shares)


def shares(found: Iterable[Mapping[str, Any]]) -> list[Share]:
    """Give one Share a row."""
    return [Share(**{name: r[name] for name in _SHARE}) for r in found]


def threshold_rows(thresholds: Mapping[str, Decimal]) -> pa.Table:
    """Give thresholds as rows for compare."""
    return THRESHOLDS.table({"name": n, "value": v} for n, v in thresholds.items())
