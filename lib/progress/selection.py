"""Which rows the overview shows: featured, narrowed, late, owed, moved (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lib.progress.table import Progress

SHORTFALLS = ("overdue", "behind", "slightly_behind")
"""A measured shortfall, worst first."""
OWING = ("overdue_unreported", "not_reported", "cannot_measure")
"""Somebody has to report something before this can be judged."""
GROUPS = {
    "done": ("achieved", "achieved_late"),
    "on_pace": ("on_track",),
    "under_way": ("in_progress",),
    "behind": ("behind", "slightly_behind"),
    "overdue": ("overdue",),
    "silent": ("overdue_unreported", "not_reported", "cannot_measure"),
    "not_due": ("not_due",),
}
"""What a meeting asks first: every status belongs to one of these."""
WORST, MOVES_SHOWN, TURNS_SHOWN = 3, 6, 4


@dataclass(frozen=True)
class Move:
    """One target whose status or value differs between two moments."""

    before: Progress | None
    after: Progress


def featured(rows: Iterable[Progress]) -> list[Progress]:
    """Keep the promises that the plan puts on top, in its order."""
    chosen = [r for r in rows if r.target.featured]
    return sorted(chosen, key=lambda r: r.target.featured)


def areas(rows: Iterable[Progress]) -> list[str]:
    """Name the areas in the plan's order."""
    return list(dict.fromkeys(r.target.area for r in rows))


def departments(rows: Iterable[Progress]) -> list[str]:
    """Name the lead and supporting departments, leads first, in the plan's order."""
    rows = list(rows)
    leads = (d for r in rows for d in r.target.lead_departments)
    others = (d for r in rows for d in r.target.supporting_departments)
    return list(dict.fromkeys([*leads, *others]))


def answered_by(rows: Iterable[Progress], department: str, role: str) -> list[Progress]:
    """Keep what a department leads (role lead) or supports (role supporting)."""
    if role == "lead":
        return [r for r in rows if department in r.target.lead_departments]
    return [r for r in rows if department in r.target.supporting_departments]


def years(rows: Iterable[Progress]) -> list[str]:
    """Name the years in which a target begins, runs or ends."""
    found: set[int] = set()
    for row in rows:
        found.update(range(row.start.year, (row.deadline or row.as_of).year + 1))
    return [str(year) for year in sorted(found)]


def narrowed(
    rows: Iterable[Progress],
    *,
    area: str | None = None,
    department: str | None = None,
    status: str | None = None,
    year: str | None = None,
) -> list[Progress]:
    """Keep what was asked for.

    A year takes each yearly target's instance of that year in place of its headline, and every
    other target that runs in it.
    """
    kept = []
    for row in rows:
        target = row.target
        if year is None:
            fits = row.headline
        elif row.instance is not None:
            fits = str(row.instance) == year
        else:
            fits = row.start.year <= int(year) <= (row.deadline or row.as_of).year
        involved = (*target.lead_departments, *target.supporting_departments)
        if (
            fits
            and area in (None, target.area)
            and (department is None or department in involved)
            and status in (None, row.status)
        ):
            # What stands for the target in this view, so that charts count it like the board does.
            kept.append(replace(row, headline=True))
    return kept


def standing(rows: Iterable[Progress]) -> dict[str, dict[str, int]]:
    """Count the rows of each status under its group; groups and statuses without any are there."""
    statuses = [r.status for r in rows]
    return {group: {s: statuses.count(s) for s in own} for group, own in GROUPS.items()}


def late(rows: Iterable[Progress]) -> list[Progress]:
    """Keep the measured shortfalls, worst first: by status, then by how much of the way is done."""
    short = [r for r in rows if r.status in SHORTFALLS]
    return sorted(short, key=lambda r: (SHORTFALLS.index(r.status), r.completion or Decimal(0)))


def owed(rows: Iterable[Progress]) -> dict[str, int]:
    """Count, per lead department, the targets that wait for its report; most first."""
    count: dict[str, int] = {}
    for row in rows:
        if row.status in OWING:
            for department in row.target.lead_departments:
                count[department] = count.get(department, 0) + 1
    return dict(sorted(count.items(), key=lambda pair: -pair[1]))


def moves(before: Sequence[Progress], after: Sequence[Progress]) -> list[Move]:
    """Give what moved between two moments: changed statuses first, then changed values."""
    known = {(r.target.target_id, r.instance): r for r in before}
    changed = []
    for row in after:
        old = known.get((row.target.target_id, row.instance))
        if old is None or (old.status, old.actual, old.light) != (
            row.status,
            row.actual,
            row.light,
        ):
            changed.append(Move(old, row))
    return sorted(changed, key=lambda m: m.before is not None and m.before.status == m.after.status)
