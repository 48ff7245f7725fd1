"""Rows of the log to targets, actuals and thresholds, and back; knows types, not rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from lib.changes import REMOVED, Changes, Table
from lib.fields import DATE, DECIMAL, FLAG, INTEGER, TARGET_FIELDS
from lib.plan import Target
from lib.progress.actuals import Actual

NUMBER = pa.decimal128(24, 6)
_ARROW = {DECIMAL: NUMBER, DATE: pa.date32(), INTEGER: pa.int32(), FLAG: pa.bool_()}
TYPES: dict[str, dict[str, pa.DataType]] = {
    "plan": {f.name: _ARROW.get(f.kind, pa.string()) for f in TARGET_FIELDS},
    "actuals": {"period_end": pa.date32(), "value": NUMBER},
    "thresholds": {"value": NUMBER},
}
_TARGET = tuple(f.name for f in dataclass_fields(Target))
_LISTS = ("lead_departments", "supporting_departments")


def plain(value: Decimal) -> Decimal:
    """Drop the zeros that the column's scale adds: 196.000000 is 196."""
    value = value.normalize()
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def frame(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Take a result as objects: decimals stay decimals and empty is None, never NaN."""
    table = cursor.to_arrow_table()
    data = {
        name: [plain(v) if isinstance(v, Decimal) else v for v in table.column(name).to_pylist()]
        for name in table.column_names
    }
    return pd.DataFrame(data, dtype=object)


def stage(changes: Changes, seq: int) -> pa.Table:
    """Give the rows to append, in the order of the log's columns."""
    table, rows = changes.table, changes.rows
    names = [*table.key, *table.content]
    columns = [keyed(table, name, rows[name].tolist()) for name in names]
    columns.append(pa.array([seq] * len(rows), pa.int64()))
    columns.append(pa.array([int(k != REMOVED) for k in rows["kind"]], pa.int16()))
    return pa.table(columns, names=[*names, "seq", "op"])


def keys(table: Table, rows: pd.DataFrame) -> pa.Table:
    """Give only what identifies the rows."""
    columns = [keyed(table, name, rows[name].tolist()) for name in table.key]
    return pa.table(columns, names=list(table.key))


def keyed(table: Table, name: str, values: list[Any]) -> pa.Array:
    """Give one column its type in the log."""
    return pa.array(values, TYPES[table.name].get(name, pa.string()))


def records(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Take a result as one dictionary a row: decimals stay decimals and empty is None."""
    out = cursor.to_arrow_table().to_pylist()
    for row in out:
        for name, value in row.items():
            if isinstance(value, Decimal):
                row[name] = plain(value)
    return out


def actuals(found: Iterable[Mapping[str, Any]]) -> list[Actual]:
    """Give one Actual a row; author and reported_at where the query brought them."""
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


def plan_rows(plan: Iterable[Target]) -> pd.DataFrame:
    """Give targets as rows for compare, in the columns of the log."""
    out = []
    for target in plan:
        row = {name: getattr(target, name) for name in _TARGET}
        for name in _LISTS:
            row[name] = "、".join(row[name])
        row["path_points"] = ";".join(f"{d.isoformat()}={v}" for d, v in target.path_points)
        out.append(row)
    return pd.DataFrame(out, columns=list(_TARGET), dtype=object)


def threshold_rows(thresholds: Mapping[str, Decimal]) -> pd.DataFrame:
    """Give thresholds as rows for compare."""
    return pd.DataFrame(
        {"name": list(thresholds), "value": list(thresholds.values())}, dtype=object
    )
