"""Which rows of a sheet may be stored, and what is wrong with the others (pure).

Nothing is dropped without a line number: rows_read = accepted + held + rejected + skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from lib.changes import ACTUALS
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

ROW_COLUMNS = ("line", "cell", *ACTUALS.key, *ACTUALS.content)

Place = int | str
"""Where a report stands: its line, or its cell (K12) in a table with many reports a line."""


@dataclass(frozen=True)
class Checked:
    """rows: the accepted ones, in ROW_COLUMNS and the types of the log; null is empty.

    held and rejected have the places of the others: rows_read = accepted + held + rejected +
    skipped.
    """

    rows: pa.Table
    issues: list[Issue]
    held: set[Place]
    rejected: set[Place]
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
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Checked:
    """Every problem of every row at once, and the rows that may be stored.

    departments limits the targets to those they lead or support; latest has the last known value
    by target id, region code and contributor; aliases has other names by target id.
    """
    regions = tuple(regions)
    d = understand(sheet, plan, regions, aliases)
    limits = None if departments is None else frozenset(departments)
    asked = Asked(d, list(repeats.same_cell(d)), regions, today, limits, latest or {})
    held = np.zeros(len(d), dtype=bool)
    issues = list(sheet.ragged)
    for rule in RULES:
        header = sheet.headers.get(rule.column) or _HEADERS[rule.column]
        for row, code, params in rule.find(asked):
            severity = rule.codes[code]
            held[row] |= severity == HOLD
            where = _above(d, row, rule.column) or header
            line = int(d.lines[row])
            issues.append(Issue(code, line, where, d.raw(row, rule.column), severity, params))
    left_out, repeated = _repeated(asked, held)
    once = ~held
    once[left_out] = False
    return Checked(
        _accepted(d, np.flatnonzero(once)),
        sorted(issues, key=lambda issue: issue.row or 0),
        {_place(d, row) for row in np.flatnonzero(held).tolist()},
        {issue.row for issue in sheet.ragged if issue.row is not None},
        sorted(sheet.skipped + _unreported(d) + repeated, key=lambda s: s.line),
        sheet.rows_read,
    )


_HEADERS = {f.name: f.zh for f in UPLOAD_FIELDS}


def _place(d: Draft, row: int) -> Place:
    cells = d.sheet.cells
    return int(d.lines[row]) if cells is None else cells[int(d.index[row])]


def _above(d: Draft, row: int, column: str) -> str:
    """In a table with many reports a line: the value's cell and what stands above it."""
    if d.sheet.cells is None or d.sheet.heads is None or column not in ("value", "period"):
        return ""
    at = int(d.index[row])
    return f"{d.sheet.cells[at]} {d.sheet.heads[at]}".strip()


def _unreported(d: Draft) -> list[Skipped]:
    """Rows without a value: an empty cell is no report, nor is a sign that there is none."""
    silent = pa.array([i for i, _ in d.silent], pa.int64())
    names = [d.sheet.columns[n].take(silent).to_pylist() for n in ("indicator", "target_id")]
    cells = d.sheet.cells
    out = []
    for (i, code), name, target_id in zip(d.silent, *names, strict=True):
        words = [] if cells is None else [cells[i]]
        words += [name or target_id or ""]
        if code != "empty_value":
            words.append(d.sheet.columns["value"][i].as_py())
        out.append(Skipped(int(d.sheet.lines[i]), " ".join(filter(None, words)), code))
    return out


def _repeated(asked: Asked, held: np.ndarray) -> tuple[list[int], list[Skipped]]:
    """All but one of the rows that say the same of the same cell: the shortest period is kept."""
    d, rows = asked.d, []
    for group in asked.same_cell:
        free = sorted(
            (row for row in group if not held[row]),
            key=lambda row: (len(d.period[row].label), d.period[row].label, row),
        )
        rows += free[1:]
    return rows, [
        Skipped(int(d.lines[row]), d.raw(row, "value"), "duplicate_equal") for row in rows
    ]


def _accepted(d: Draft, rows: np.ndarray) -> pa.Table:
    at = pa.array(rows)

    def each(
        name: str, column: Column, of: Callable[[Any], Any] = lambda meaning: meaning
    ) -> pa.Array:
        # the meanings of held rows may be no values at all: they are left empty, nobody takes them
        used = np.zeros(len(column.meaning), dtype=bool)
        used[column.codes[rows]] = True
        kept = [of(m) if u else None for m, u in zip(column.meaning, used, strict=True)]
        codes = column.codes[rows] % len(column.meaning)
        return pa.array(kept, ACTUALS.type_of(name)).take(pa.array(codes))

    lights = Column(np.where(d.is_number, -1, d.value.codes), [*d.value.meaning[:-1], None])
    cells = d.sheet.cells
    table = {
        "line": pa.array(d.lines[rows], pa.int64()),
        "cell": pa.nulls(len(rows), pa.string())
        if cells is None
        else pa.array(cells, pa.string()).take(pa.array(d.index[rows])),
        "target_id": each("target_id", d.named, lambda n: n.root.target_id if n.root else None),
        "region": each("region", d.region),
        "contributor": each("contributor", d.stored_contributor),
        "period_end": each(
            "period_end", d.period, lambda p: p.end if isinstance(p, Period) else None
        ),
        "span": each("span", d.span),
        "period": each("period", d.period, lambda p: p.label if isinstance(p, Period) else None),
        "value": d.amount.take(at),
        "light": each("light", lights),
        "finality": each("finality", d.finality),
        "source": each("source", d.source),
        "note": each("note", d.note),
        "reason": each("reason", d.reason),
    }
    return pa.table({name: table[name] for name in ROW_COLUMNS})
