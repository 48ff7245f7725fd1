"""What a region and its parts stand at, cell by cell, each own report or sum (pure); never judges.

The same answer as lib.store.rollup gives in SQL, for few rows and for proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lib.plan import Plan
from lib.plan.breakdown import ADDITIVE
from lib.plan.regions import Region, below
from lib.progress.actuals import Actual, Below

Cell = tuple[str, str, date, str]
"""Target, contributor, end of the period, span."""


def additive(plan: Plan) -> dict[str, bool]:
    """Every target that has actuals of its own, and whether its parts make up the whole."""
    roots = (plan.root(t) for t in plan)
    return {t.target_id: t.measure_type in ADDITIVE for t in roots}


def rolled_up(
    reports: Iterable[Actual], regions: Sequence[Region], code: str, adds: Collection[str]
) -> list[Actual]:
    """A region's own cells and those of its parts, in the order of the parts, the region first.

    reports are latest revisions of any region. Where a region did not report a cell, and the
    target is one of adds, the sum of its parts stands for it, and names whoever it lacks.
    """
    by_region: dict[str, dict[Cell, Actual]] = {}
    for a in reports:
        cell = (a.target_id, a.contributor, a.period_end, a.span)
        by_region.setdefault(a.region, {})[cell] = a
    parts = [p.code for p in below(regions, code)]
    rolled = {p: _cells(p, by_region, regions, adds) for p in parts}
    whole = _joined(code, by_region.get(code, {}), rolled, adds)
    return [
        replace(cells[cell], of=region)
        for region, cells in {code: whole, **rolled}.items()
        for cell in sorted(cells)
    ]


def _cells(
    code: str,
    by_region: dict[str, dict[Cell, Actual]],
    regions: Sequence[Region],
    adds: Collection[str],
) -> dict[Cell, Actual]:
    lower = {p.code: _cells(p.code, by_region, regions, adds) for p in below(regions, code)}
    return _joined(code, by_region.get(code, {}), lower, adds)


def _joined(
    code: str,
    own: dict[Cell, Actual],
    parts: dict[str, dict[Cell, Actual]],
    adds: Collection[str],
) -> dict[Cell, Actual]:
    """Own cells with what their parts say beside them, and sums where there is no own."""
    found = dict(own)
    for cell in {cell for cells in parts.values() for cell in cells if cell[0] in adds}:
        said = {
            p: a for p, cells in parts.items() if (a := cells.get(cell)) and a.value is not None
        }
        if not said:
            continue
        total = sum((a.value for a in said.values() if a.value is not None), Decimal(0))
        below_ = Below(total, tuple(c for p in parts for c in _lacks(p, said.get(p))))
        if cell in own:
            found[cell] = replace(own[cell], below=below_)
        else:
            found[cell] = _sum(code, cell, list(said.values()), below_)
    return found


def _lacks(part: str, said: Actual | None) -> tuple[str, ...]:
    """Who is silent in a part: itself, or those that its own sum lacks."""
    if said is None:
        return (part,)
    return said.below.lacks if said.summed and said.below else ()


def _sum(code: str, cell: Cell, said: Sequence[Actual], below_: Below) -> Actual:
    """A sum as a value: as final as its least final part, told by its latest submission."""
    target_id, contributor, end, span = cell
    last = max(said, key=lambda a: a.seq)
    return Actual(
        target_id,
        end,
        below_.total,
        period=max(a.period for a in said),
        region=code,
        contributor=contributor,
        span=span,
        finality=max(a.finality for a in said),
        seq=last.seq,
        author=last.author,
        reported_at=last.reported_at,
        below=below_,
        summed=True,
    )
