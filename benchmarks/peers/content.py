"""What both peers show: rows of the judged table, and the two charts as Plotly draws them.

Runs in the peers' own environment: DuckDB and Plotly, nothing of ours.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import plotly.graph_objects as go

COLUMNS = (
    "target_id, area, name, value, promise, completion, planned, status, symbol, color,"
    " standing, leads, featured, pace"
)
HEADINGS = ("领域", "指标", "目标", "完成率 %", "计划 %", "状态", "牵头单位")
EVERY = "全部"
_db = duckdb.connect(os.environ["PEER_DATABASE"], read_only=True)


@dataclass(frozen=True)
class Row:
    """One target as it was judged; completion and planned are shares of the way."""

    target_id: str
    area: str
    name: str
    value: str
    promise: str
    completion: float | None
    planned: float | None
    status: str
    symbol: str
    color: str
    standing: str
    leads: str
    featured: int
    pace: str


def rows(area: str = "", department: str = "", status: str = "", year: str = "") -> list[Row]:
    """The targets that fit every choice, in the plan's order; an empty choice fits all."""
    found = _db.cursor().execute(
        f"""
        select {COLUMNS} from judged
        where $area in ('', area) and $status in ('', status)
          and ($department = '' or contains(answers, $department))
          and ($year = '' or try_cast($year as integer) between first_year and last_year)
        order by place""",  # noqa: S608  the columns above
        {"area": area, "department": department, "status": status, "year": year},
    )
    return [Row(*row) for row in found.fetchall()]


def options(column: str) -> list[str]:
    """What can be chosen: area, department, status or year, in the plan's order."""
    sql = "select words from choices where kind = $kind order by place"
    return [words for (words,) in _db.cursor().execute(sql, {"kind": column}).fetchall()]


def news(kind: str) -> list[str]:
    """What changed since the last meeting (since), or turned lately (turned)."""
    sql = "select words from news where kind = $kind order by place"
    return [words for (words,) in _db.cursor().execute(sql, {"kind": kind}).fetchall()]


def standing(shown: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Count per group and status."""
    out: dict[str, dict[str, int]] = {group: {} for group in options("standing")}
    for row in shown:
        counts = out[row.standing]
        counts[row.status] = counts.get(row.status, 0) + 1
    return out


def featured(shown: Sequence[Row]) -> list[Row]:
    """The big promises in their order."""
    return sorted((r for r in shown if r.featured), key=lambda r: r.featured)


def late(shown: Sequence[Row]) -> list[Row]:
    """Measured shortfalls, worst first."""
    worst = options("late")
    short = [r for r in shown if r.status in worst]
    return sorted(short, key=lambda r: (worst.index(r.status), r.completion or 0))


def owed(shown: Sequence[Row]) -> dict[str, int]:
    """How many reports each lead department owes, most first."""
    owing, count = options("owing"), dict[str, int]()
    for row in shown:
        if row.status in owing:
            for lead in row.leads.split("、"):
                count[lead] = count.get(lead, 0) + 1
    return dict(sorted(count.items(), key=lambda pair: -pair[1]))


def by_area(shown: Sequence[Row]) -> go.Figure:
    """Stacked bars: statuses by area."""
    areas = list(dict.fromkeys(r.area for r in shown))
    figure = go.Figure(
        [
            go.Bar(
                name=status,
                y=areas,
                x=[sum(r.area == a and r.status == status for r in shown) for a in areas],
                orientation="h",
                marker_color=next(r.color for r in shown if r.status == status),
            )
            for status in dict.fromkeys(r.status for r in shown)
        ]
    )
    return figure.update_layout(barmode="stack", title="各领域目标的状态", height=420)


def completions(shown: Sequence[Row]) -> go.Figure:
    """Bars: how far every target with a number is; ticks: how far the plan is."""
    names = [f"{r.name}（{r.promise}）" for r in shown]
    traces: list[Any] = []
    for status in dict.fromkeys(r.status for r in shown):
        own = [r if r.status == status else None for r in shown]
        traces.append(
            go.Bar(
                name=status,
                y=names,
                x=[None if r is None else _percent(r.completion) for r in own],
                text=["" if r is None else f"{r.symbol} {r.value}" for r in own],
                orientation="h",
                marker_color=next(r.color for r in shown if r.status == status),
            )
        )
    ticks = [_percent(r.planned) for r in shown]
    traces.append(
        go.Scatter(
            name="计划进度",
            y=names,
            x=ticks,
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 14, "color": "#6E7782"},
        )
    )
    return go.Figure(traces).update_layout(
        barmode="overlay", title="每个目标走了多远", height=160 + 24 * len(names)
    )


def table(shown: Sequence[Row]) -> list[tuple[str, ...]]:
    """The second chart as a table."""
    return [
        (r.area, r.name, r.promise, *map(_said, (r.completion, r.planned)), r.status, r.leads)
        for r in shown
    ]


def as_csv(shown: Sequence[Row]) -> str:
    """The same as a file."""
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *table(shown)])
    return "\ufeff" + out.getvalue()


def _percent(share: float | None) -> float | None:
    return None if share is None else min(max(100 * share, 0), 120)


def _said(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
