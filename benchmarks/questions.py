"""What pages ask of a large log: the store's own functions, and the same by hand on each engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.filled import TARGETS, Shape, region
from benchmarks.upload import targets
from lib import store
from lib.changes import plain
from lib.progress.actuals import Actual

THEME, PLACES = 5, 132
"""Targets of a theme, and the most regions that it shows: those of one province."""
BOARD = {
    "duckdb": """
        with cell as (
            select target_id, contributor, period_end, span, max(seq) as seq,
                arg_max(op, seq) as op
            from actual_log where seq <= $seq and region = $region group by all),
        newest as (
            from cell where op = 1
            qualify row_number() over (
                partition by target_id, contributor order by period_end desc, span) = 1)
        select l.*, c.author, c.created_at
        from actual_log l semi join newest n using (seq, target_id, contributor, period_end, span)
        join change_set c using (seq)
        where l.region = $region order by l.target_id""",
    "postgresql": """
        select l.*, c.author, c.created_at from (
            select distinct on (target_id, contributor) * from (
                select distinct on (target_id, contributor, period_end, span) *
                from actual_log
                where seq <= $seq and region = $region and target_id = any($targets)
                order by target_id, contributor, period_end, span, seq desc) cell
            where op = 1 order by target_id, contributor, period_end desc, span) l
        join change_set c using (seq) order by l.target_id""",
}
SERIES = {
    "duckdb": """
        select l.*, c.author, c.created_at from (
            from actual_log
            where seq <= $seq and region = $region and target_id = $target
            qualify row_number() over (
                partition by contributor, period_end, span order by seq desc) = 1) l
        join change_set c using (seq) where op = 1 order by l.period_end""",
    "postgresql": """
        select l.*, c.author, c.created_at from (
            select distinct on (contributor, period_end, span) * from actual_log
            where seq <= $seq and region = $region and target_id = $target
            order by contributor, period_end, span, seq desc) l
        join change_set c using (seq) where op = 1 order by l.period_end""",
}
ACROSS = {
    "duckdb": """
        with cell as (
            select target_id, region, contributor, period_end, span, max(seq) as seq,
                arg_max(op, seq) as op
            from actual_log
            where seq <= $seq and target_id = any($targets) and region = any($regions)
            group by all),
        newest as (
            from cell where op = 1
            qualify row_number() over (
                partition by target_id, region, contributor order by period_end desc, span) = 1)
        select l.*, c.author, c.created_at
        from actual_log l
        semi join newest n using (seq, target_id, region, contributor, period_end, span)
        join change_set c using (seq) order by l.target_id, l.region""",
    "postgresql": """
        select l.*, c.author, c.created_at from (
            select distinct on (target_id, region, contributor) * from (
                select distinct on (target_id, region, contributor, period_end, span) *
                from actual_log
                where seq <= $seq and target_id = any($targets) and region = any($regions)
                order by target_id, region, contributor, period_end, span, seq desc) cell
            where op = 1 order by target_id, region, contributor, period_end desc, span) l
        join change_set c using (seq) order by l.target_id, l.region""",
}
EVERYTHING = {
    "duckdb": """
        select l.*, c.author, c.created_at from (
            from actual_log where seq <= $seq and region = $region
            qualify row_number() over (
                partition by target_id, contributor, period_end, span order by seq desc) = 1) l
        join change_set c using (seq) where op = 1 order by l.target_id, l.period_end""",
    "postgresql": """
        select l.*, c.author, c.created_at from (
            select distinct on (target_id, contributor, period_end, span) * from actual_log
            where seq <= $seq and region = $region and target_id = any($targets)
            order by target_id, contributor, period_end, span, seq desc) l
        join change_set c using (seq) where op = 1 order by l.target_id, l.period_end""",
}

Ours = Callable[[store.Database], list[Actual]]


@dataclass(frozen=True)
class Question:
    """One thing that a page asks. zh names its line in the chart of growth; goal says whether the
    goal of the boards holds for it.
    """

    name: str
    zh: str
    ours: Ours
    sql: Mapping[str, str]
    told: Mapping[str, Any]
    goal: bool = True

    def by_hand(self, db: store.Database, engine: str) -> list[tuple[Any, ...]]:
        """Ask in SQL written for the engine."""
        sql = self.sql[engine]
        told = {name: value for name, value in self.told.items() if f"${name}" in sql}
        with db.reading() as cursor:
            return cursor.execute(sql, told).fetchall()


def questions(shape: Shape, head: int) -> list[Question]:
    """What is asked of a database of a shape whose last submission is head."""
    ids = [t.target_id for t in targets(TARGETS)]
    place, half = region(shape.regions // 2), head - shape.months // 2
    some = ids[7 : 7 + THEME]
    places = [region(n) for n in range(min(shape.regions, PLACES))]

    def told(seq: int) -> dict[str, Any]:
        return {"seq": seq, "region": place, "targets": ids}

    across = {"seq": head, "targets": some, "regions": places}
    one = [place]
    return [
        Question(
            "status board",
            "现状表",
            lambda db: store.newest(db, head, ids, one),
            BOARD,
            told(head),
        ),
        Question(
            "status board as of half-time",
            "现状表（截至一半时间以前）",
            lambda db: store.newest(db, half, ids, one),
            BOARD,
            told(half),
        ),
        Question(
            "target page, its series",
            "一个目标的全部时期",
            lambda db: store.actuals(db, head, targets=ids[7:8], regions=one),
            SERIES,
            {"seq": head, "region": place, "target": ids[7]},
        ),
        Question(
            f"theme, {THEME} by {PLACES}",
            "专题：5 个目标、132 个地区",
            lambda db: store.newest(db, head, some, places),
            ACROSS,
            across,
        ),
        Question(
            "all of a region",
            "一个地区的全部数据",
            lambda db: store.actuals(db, head, targets=ids, regions=one),
            EVERYTHING,
            told(head),
            goal=False,
        ),
    ]


def answer(found: list[Actual]) -> list[tuple[Any, ...]]:
    """Ours as the rows that SQL by hand gives, in an order of their own."""
    return sorted(
        (a.target_id, a.region, a.contributor, a.period_end, a.span, a.value, a.period, a.light,
         a.finality, a.source, a.note, a.seq, a.author, a.reported_at)
        for a in found
    )  # fmt: skip


def by_hand(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of SQL by hand in the same columns: empty text for nothing, decimals plain."""
    return sorted(
        (target, place, contributor, end, span, None if value is None else plain(value),
         period or "", light or "", finality or "", source or "", note or "", seq, who, at)
        for (target, place, contributor, end, span, period, value, light, finality, source, note,
             seq, _op, _reason, who, at) in found
    )  # fmt: skip
