"""Which rows of a sheet may be stored, and what is wrong with the others (pure).

Nothing is dropped without a line number: rows_read = accepted + held + rejected + skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from lib.fields import UPLOAD_FIELDS
from lib.issues import HOLD, Issue
from lib.plan.regions import Region
from lib.upload import repeats
from lib.upload.column import Column
from lib.upload.draft import Draft, understand
from lib.upload.naming import PlanLike
from lib.upload.rule import Asked
from lib.upload.rules import RULES
from lib.upload.sheet import Sheet, Skipped
from lib.values import Period

ROW_COLUMNS = (
    "line",
    "target_id",
    "region",
    "contributor",
    "period_end",
    "span",
    "period",
    "value",
    "light",
    "finality",
    "source",
    "note",
)


@dataclass(frozen=True)
class Checked:
    """rows: the accepted ones, in ROW_COLUMNS, as objects, None for empty; sets of line numbers.

    rows_read = accepted + held + rejected + skipped.
    """

    rows: pd.DataFrame
    issues: list[Issue]
    held: set[int]
    rejected: set[int]
    skipped: list[Skipped]
    rows_read: int


def check(
    sheet: Sheet,
    plan: PlanLike,
    regions: Iterable[Region],
    today: date,
    *,
    departments: Collection[str] | None = None,
    latest: Mapping[tuple[str, str, str], Decimal] | None = None,
) -> Checked:
    """Every problem of every row at once, and the rows that may be stored.

    departments limits the targets to those they lead or support; latest has the last known value
    by target id, region code and contributor.
    """
    regions = tuple(regions)
    d = understand(sheet, plan, regions)
    limits = None if departments is None else frozenset(departments)
    asked = Asked(d, list(repeats.same_cell(d)), regions, today, limits, latest or {})
    held = np.zeros(len(d), dtype=bool)
    issues = list(sheet.ragged)
    for rule in RULES:
        header = sheet.headers.get(rule.column) or _HEADERS[rule.column]
        for row, code, params in rule.find(asked):
            severity = rule.codes[code]
            held[row] |= severity == HOLD
            line = int(d.lines[row])
            issues.append(Issue(code, line, header, d.raw(row, rule.column), severity, params))
    repeated = _repeated(asked, held)
    skipped = sheet.skipped + _unreported(sheet, d) + repeated
    once = ~held & ~np.isin(d.lines, [s.line for s in repeated] or [0])
    return Checked(
        _accepted(d, np.flatnonzero(once)),
        sorted(issues, key=lambda issue: issue.row or 0),
        set(d.lines[held].tolist()),
        {issue.row for issue in sheet.ragged if issue.row is not None},
        sorted(skipped, key=lambda s: s.line),
        sheet.rows_read,
    )


_HEADERS = {f.name: f.zh for f in UPLOAD_FIELDS}


def _unreported(sheet: Sheet, d: Draft) -> list[Skipped]:
    """Rows without a value: an empty cell is no report."""
    silent = [i for i, value in enumerate(sheet.columns["value"]) if value is None]
    names, ids = sheet.columns["indicator"], sheet.columns["target_id"]
    return [Skipped(sheet.lines[i], names[i] or ids[i] or "", "empty_value") for i in silent]


def _repeated(asked: Asked, held: np.ndarray) -> list[Skipped]:
    """All but one of the rows that say the same of the same cell: the shortest period is kept."""
    d, out = asked.d, []
    for group in asked.same_cell:
        free = sorted(
            (row for row in group if not held[row]),
            key=lambda row: (len(d.period[row].label), d.period[row].label, row),
        )
        out += [
            Skipped(int(d.lines[row]), d.raw(row, "value"), "duplicate_equal") for row in free[1:]
        ]
    return out


def _accepted(d: Draft, rows: np.ndarray) -> pd.DataFrame:
    def each(column: Column, of: Callable[[Any], Any] = lambda meaning: meaning) -> np.ndarray:
        return Column(column.codes[rows], [of(m) for m in column.meaning]).objects()

    light = d.value.objects()[rows]
    light[d.is_number[rows]] = None
    table = {
        "line": d.lines[rows].astype(object),
        "target_id": each(d.named, lambda n: n.root.target_id if n.root else None),
        "region": each(d.region),
        "contributor": each(d.stored_contributor),
        "period_end": each(d.period, lambda p: p.end if isinstance(p, Period) else None),
        "span": each(d.span),
        "period": each(d.period, lambda p: p.label if isinstance(p, Period) else None),
        "value": d.amount[rows],
        "light": light,
        "finality": each(d.finality),
        "source": each(d.source),
        "note": each(d.note),
    }
    return pd.DataFrame(table, columns=list(ROW_COLUMNS), dtype=object)
