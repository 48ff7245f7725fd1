"""A region with its parts, cell by cell, own report or sum of what lies below: one question.

Reads the log once and gives sums, so that a page about a province never holds its counties'
rows. The pure twin, and the rules, are in lib.progress.rollup; a test lays both side by side.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import pyarrow as pa

from lib.changes import plain
from lib.plan.regions import Region, below, branch
from lib.progress.actuals import Actual, Below
from lib.store.database import Database
from lib.store.remembered import as_known

SQL = """
    with known as (
        select * from (
            select l.*, t.n, t.part, t.part_n, t.step, t.lower_n, w.adds,
                row_number() over (
                    partition by l.target_id, l.region, l.contributor, l.period_end, l.span
                    order by l.seq desc) as revision
            from actual_log l
            join stage_tree t on t.region = l.region
            join stage_wanted w on w.target_id = l.target_id
            where l.seq <= $seq) latest
        where revision = 1 and op = 1),
    part as (
        select target_id, part, part_n, contributor, period_end, span, min(step) as step,
            max(adds) as adds,
            count(case when step < 2 then 1 end) as own,
            max(case when step < 2 then value end) as own_value,
            max(case when step < 2 then light end) as light,
            max(case when step < 2 then source end) as source,
            max(case when step < 2 then note end) as note,
            coalesce(max(case when step < 2 then period end), max(period)) as period,
            coalesce(max(case when step < 2 then finality end), max(finality)) as finality,
            coalesce(max(case when step < 2 then seq end), max(seq)) as seq,
            sum(case when step = 2 then value end) as total,
            case when count(case when step = 2 then value end) < max(lower_n)
                then string_agg(case when step = 2 and value is not null
                    then cast(n as text) end, ',') end as heard
        from known
        where step < 2 or adds = 1
        group by target_id, part, part_n, contributor, period_end, span),
    whole as (
        select target_id, contributor, period_end, span, min(step) as step,
            max(case when step = 0 then own else 0 end) as own,
            max(case when step = 0 then own_value end) as own_value,
            max(case when step = 0 then light end) as light,
            max(case when step = 0 then source end) as source,
            max(case when step = 0 then note end) as note,
            coalesce(max(case when step = 0 then period end), max(period)) as period,
            coalesce(max(case when step = 0 then finality end), max(finality)) as finality,
            coalesce(max(case when step = 0 then seq end), max(seq)) as seq,
            sum(case when step > 0 then coalesce(own_value, total) end) as total,
            case when count(case when step > 0 then coalesce(own_value, total) end) < $parts
                    or count(case when step > 0 and own = 0 then heard end) > 0
                then string_agg(case when step > 0 and coalesce(own_value, total) is not null
                    then cast(part_n as text) end, ',') end as present,
            string_agg(case when step > 0 and own = 0 then heard end, ',') as heard
        from part
        where step = 0 or adds = 1
        group by target_id, contributor, period_end, span),
    both_ as (
        select target_id, cast($root as text) as region, contributor, period_end, span, own,
            own_value, light, source, note, period, finality, seq, total, present, heard
        from whole
        union all
        select target_id, part, contributor, period_end, span, own,
            own_value, light, source, note, period, finality, seq, total, null, heard
        from part
        where $with_parts = 1 and part <> $root)
    select b.target_id, b.region, b.contributor, b.period_end, b.span, b.own,
        cast(b.own_value as decimal(38, 6)) as own_value, b.light, b.source, b.note, b.period,
        b.finality, b.seq, cast(b.total as decimal(38, 6)) as total, b.present, b.heard,
        c.author, c.created_at
    from both_ b join change_set c on c.seq = b.seq
    where b.own > 0 or b.total is not null
    order by b.target_id, b.region, b.contributor, b.period_end, b.span"""


def rolled_up(
    db: Database,
    seq: int,
    regions: Sequence[Region],
    code: str,
    wanted: Mapping[str, bool],
    *,
    parts: bool = False,
) -> list[Actual]:
    """A region's cells as known at a submission, own or summed, and with parts those of its parts.

    wanted maps the ids of the targets asked for to whether their parts may be added up. Ordered by
    target, region, contributor and period; every cell says of which region it is.
    """
    if not wanted:
        return []
    tree = _Tree(regions, code)
    with db.reading() as cursor:
        cursor.stage("stage_tree", tree.rows)
        ids, adds = zip(*sorted(wanted.items()), strict=True)
        cursor.stage(
            "stage_wanted",
            pa.table(
                {
                    "target_id": pa.array(ids, pa.string()),
                    "adds": pa.array([int(a) for a in adds], pa.int32()),
                }
            ),
        )
        asked = {"seq": seq, "root": code, "parts": len(tree.parts), "with_parts": int(parts)}
        found = cursor.execute(SQL, asked).to_arrow_table()
    columns = [found[name].to_pylist() for name in _COLUMNS]
    return [_actual(tree, code, row) for row in zip(*columns, strict=True)]


_COLUMNS = (
    "target_id", "region", "contributor", "period_end", "span", "own", "own_value", "light",
    "source", "note", "period", "finality", "seq", "total", "present", "heard", "author",
    "created_at",
)  # fmt: skip


@as_known
def last_touched(db: Database, seq: int) -> dict[str, int]:
    """The last submission up to a number that touched a value of each target, by target."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select target_id, max(seq) from actual_log
            where seq <= $seq group by target_id order by target_id""",
            {"seq": seq},
        )
        return {target: int(last) for target, last in cursor.fetchall()}


class _Tree:
    """A region with what lies below, numbered, and who is silent in a sum."""

    def __init__(self, regions: Sequence[Region], code: str) -> None:
        self.parts = [p.code for p in below(regions, code)]
        found = branch(regions, code)
        self.code = [region for region, _, _ in found]
        number = {region: n for n, region in enumerate(self.code)}
        self.lower = {p: [r for r, part, step in found if part == p and step == 2] for p in number}
        self._part = {number[region]: part for region, part, _ in found}
        self.rows = pa.table(
            {
                "region": pa.array(self.code, pa.string()),
                "n": pa.array(range(len(found)), pa.int32()),
                "part": pa.array([part for _, part, _ in found], pa.string()),
                "part_n": pa.array([number[part] for _, part, _ in found], pa.int32()),
                "step": pa.array([step for _, _, step in found], pa.int32()),
                "lower_n": pa.array([len(self.lower[part]) for _, part, _ in found], pa.int32()),
            }
        )
        self.silent = lru_cache(maxsize=4096)(self._silent)

    def _silent(self, code: str, present: str | None, heard: str | None) -> tuple[str, ...]:
        """Codes of who a sum lacks; present and heard are numbers of those it has."""
        some = {int(n) for n in heard.split(",")} if heard else set()
        if code in self.parts:
            return self._quiet(code, some) if heard else ()
        if present is None:
            return ()
        said = {self.code[int(n)] for n in present.split(",") if n}
        partly = {self._part[n] for n in some}
        lacks: list[str] = []
        for part in self.parts:
            if part not in said:
                lacks.append(part)
            elif part in partly:
                lacks += self._quiet(part, some)
        return tuple(lacks)

    def _quiet(self, part: str, heard: set[int]) -> tuple[str, ...]:
        said = {self.code[n] for n in heard}
        return tuple(r for r in self.lower[part] if r not in said)


def _actual(tree: _Tree, root: str, row: tuple) -> Actual:
    (target_id, region, contributor, end, span, own, value, light, source, note, period, finality,
     seq, total, present, heard, author, created_at) = row  # fmt: skip
    summed = None
    if total is not None:
        summed = Below(plain(total), tree.silent(region, present, heard))
    mine = value if own else total
    return Actual(
        target_id=target_id,
        period_end=end,
        value=None if mine is None else plain(mine),
        period=period or "",
        region=region,
        contributor=contributor,
        span=span,
        light=light or "",
        finality=finality or "",
        source=source or "",
        note=note or "",
        seq=seq,
        author=author or "",
        reported_at=created_at,
        of=region,
        below=summed,
        summed=not own,
    )
