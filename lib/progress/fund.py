"""A target whose whole is paid in by contributors: planned, arrived, split and who is short (pure).

Any target with yearly components that have a contributor and a share; judges no status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lib.plan import Plan, Target
from lib.progress.actuals import Actual, by_target
from lib.progress.reasons import Reason
from lib.progress.series import series

WHOLE = ""


@dataclass(frozen=True)
class FundRow:
    """One contributor (empty: the whole) in one year (None: all years that have ended).

    arrived is None where nothing was reported. complete is False for a year with a gap or a sum
    that lacks a contributor: arrived is then a lower bound, and rate and short_by are unknown.
    Shares are of the whole: 0.3; share_points is the actual share minus the planned one.
    short_by is known for years that have ended only. until is the end of the year's last report.
    arrived_to_date counts the years before; gapless is False where one of them, or this one, was
    not fully reported up to until: it is then a lower bound.
    """

    contributor: str
    year: int | None
    planned: Decimal
    arrived: Decimal | None = None
    complete: bool = False
    rate: Decimal | None = None
    planned_to_date: Decimal | None = None
    arrived_to_date: Decimal | None = None
    share_planned: Decimal | None = None
    share_arrived: Decimal | None = None
    share_points: Decimal | None = None
    short_by: Decimal | None = None
    until: date | None = None
    gapless: bool = False


@dataclass(frozen=True)
class FundTable:
    """Rows by year, within it by contributor in the plan's order, the whole last; and sentences."""

    rows: tuple[FundRow, ...]
    reasons: tuple[Reason, ...]


def fund_table(plan: Plan, actuals: Iterable[Actual], as_of: date, root_id: str) -> FundTable:
    """What was planned and what arrived, for every year of the plan.

    root_id is the target under whose id the payments are stored. Planned amounts are those of its
    yearly components. Raises KeyError for an id the plan does not know.
    """
    root = plan[root_id]
    yearly = [t for t in plan if plan.root(t) == root and t.repeat == "yearly" and not t.same_as]
    members = {t.contributor: t for t in yearly}
    names = tuple(name for name in members if name)
    reports = [a for a in by_target(actuals).get(root_id, []) if a.period_end <= as_of]
    rows: list[FundRow] = []
    for year in _years(members.values()):
        made = [_year(members[name], year, reports, names) for name in members]
        rows += _split(made, names)
    rows = _to_date(rows, as_of.year)
    ended = [r for r in rows if r.year and date(r.year, 12, 31) <= as_of]
    rows += _all_years(ended, members, names)
    ordered = sorted(rows, key=lambda r: (r.year is None, r.year or 0, r.contributor == WHOLE))
    unit = root.actual_unit or root.unit
    return FundTable(tuple(ordered), tuple(_sentences(ended, names, unit)))


def _years(members: Iterable[Target]) -> list[int]:
    found = {
        year
        for t in members
        if t.deadline
        for year in range(t.period_start.year, t.deadline.year + 1)
    }
    return sorted(found)


def _year(target: Target, year: int, reports: list[Actual], names: tuple[str, ...]) -> FundRow:
    first, last = date(year, 1, 1), date(year, 12, 31)
    points = series(target, reports, first, last, contributors=names).points
    row = FundRow(target.contributor, year, target.value or Decimal(0), share_planned=target.share)
    if not points:
        return row
    full = points[-1].complete and points[-1].end == last
    last = points[-1]
    rate = last.value / row.planned if last.complete and row.planned else None
    return replace(
        row,
        arrived=last.value,
        complete=full,
        rate=rate,
        until=last.end,
        gapless=last.complete,
    )


def _split(rows: list[FundRow], names: tuple[str, ...]) -> list[FundRow]:
    """With shares, where every contributor's year is fully known, and shortfalls."""
    parts = [r for r in rows if r.contributor in names]
    known = parts and all(r.complete and r.arrived is not None for r in parts)
    whole = sum((r.arrived or Decimal(0) for r in parts), Decimal(0)) if known else Decimal(0)
    return [_with_share(_with_short(r), whole) for r in rows]


def _with_short(row: FundRow) -> FundRow:
    if not row.complete or row.arrived is None:  # a complete year has ended
        return row
    return replace(row, short_by=max(row.planned - row.arrived, Decimal(0)))


def _with_share(row: FundRow, whole: Decimal) -> FundRow:
    if not whole or row.share_planned is None or row.arrived is None:
        return row
    share = row.arrived / whole
    return replace(row, share_arrived=share, share_points=(share - row.share_planned) * 100)


def _to_date(rows: list[FundRow], this_year: int) -> list[FundRow]:
    """Cumulative amounts; what arrived is carried on to this year, never into years to come."""
    planned: dict[str, Decimal] = {}
    arrived: dict[str, Decimal] = {}
    gaps: set[str] = set()
    made = []
    for row in rows:
        planned[row.contributor] = planned.get(row.contributor, Decimal(0)) + row.planned
        if row.arrived is not None:
            arrived[row.contributor] = arrived.get(row.contributor, Decimal(0)) + row.arrived
        so_far = arrived.get(row.contributor) if row.year and row.year <= this_year else None
        gapless = row.gapless and row.contributor not in gaps
        if not row.complete:
            gaps.add(row.contributor)
        made.append(
            replace(
                row,
                planned_to_date=planned[row.contributor],
                arrived_to_date=so_far,
                gapless=gapless,
            )
        )
    return made


def _all_years(
    ended: list[FundRow],
    members: Mapping[str, Target],
    names: tuple[str, ...],
) -> list[FundRow]:
    """One row per contributor over the years that have ended; full only if each of them is."""
    rows = []
    for name, target in members.items():
        own = [r for r in ended if r.contributor == name]
        if not own:
            continue
        planned = sum((r.planned for r in own), Decimal(0))
        known = [r.arrived for r in own if r.arrived is not None]
        arrived = sum(known, Decimal(0)) if known else None
        full = all(r.complete for r in own)
        rate = arrived / planned if full and arrived is not None and planned else None
        rows.append(
            FundRow(
                name,
                None,
                planned,
                arrived,
                full,
                rate,
                planned,
                arrived,
                target.share,
                gapless=full,
            )
        )
    return _split(rows, names)


def _sentences(ended: list[FundRow], names: tuple[str, ...], unit: str) -> list[Reason]:
    """One sentence per contributor: short by how much over which years, or what is not known.

    Only fully reported years are compared: silence is not a shortfall.
    """
    reasons = []
    for name in names:
        own = [r for r in ended if r.contributor == name]
        known = [r for r in own if r.complete and r.arrived is not None]
        silent = tuple(str(r.year) for r in own if r not in known)
        if known:
            planned = sum((r.planned for r in known), Decimal(0))
            arrived = sum((r.arrived or Decimal(0) for r in known), Decimal(0))
            code = "fund_short" if arrived < planned else "fund_full"
            reasons.append(
                Reason(
                    code,
                    {
                        "contributor": name,
                        "years": tuple(str(r.year) for r in known),
                        "unit": unit,
                        "planned": planned,
                        "arrived": arrived,
                        "short": planned - arrived,
                    },
                )
            )
        if silent:
            reasons.append(Reason("fund_unreported", {"contributor": name, "years": silent}))
    return reasons
