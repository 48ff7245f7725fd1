"""Values of a few targets in a few regions, as of a submission: what one page shows; no more.

The whole log is read by nobody who waits: targets and regions are asked for inside the ranking of
revisions, so that an engine leaves out all others before it sorts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lib.progress.actuals import Actual
from lib.store import rows
from lib.store.database import Database


def cells(
    db: Database, seq: int, targets: Collection[str], regions: Collection[str]
) -> list[Actual]:
    """Give the newest revision of every value of these targets in these regions, by key."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select a.*, c.author, c.created_at from (
                select l.*, row_number() over (
                    partition by target_id, region, contributor, period_end, span
                    order by seq desc) as revision
                from actual_log l
                where seq <= $seq and target_id = any($targets) and region = any($regions)) a
            join change_set c on c.seq = a.seq
            where a.revision = 1 and a.op = 1
            order by target_id, region, contributor, period_end, span""",
            {"seq": seq, "targets": [*targets], "regions": [*regions]},
        )
        return rows.actuals(rows.records(cursor))


def cells_at(
    db: Database, seq: int, targets: Collection[str], regions: Collection[str], period_end: date
) -> list[Actual]:
    """The same for periods that end on one day."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select a.*, c.author, c.created_at from (
                select l.*, row_number() over (
                    partition by target_id, region, contributor, period_end, span
                    order by seq desc) as revision
                from actual_log l
                where seq <= $seq and target_id = any($targets) and region = any($regions)
                  and period_end = $period_end) a
            join change_set c on c.seq = a.seq
            where a.revision = 1 and a.op = 1
            order by target_id, region, contributor, span""",
            {
                "seq": seq,
                "targets": [*targets],
                "regions": [*regions],
                "period_end": period_end,
            },
        )
        return rows.actuals(rows.records(cursor))


def newest(
    db: Database, seq: int, targets: Collection[str], regions: Collection[str]
) -> list[Actual]:
    """Give the value of the latest period of each of these targets, by region and contributor.

    Keys are ranked first and only the few rows left are read in full: among ten million rows that
    takes a quarter of the time.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select a.*, c.author, c.created_at from (
                select known.*, row_number() over (
                    partition by target_id, region, contributor
                    order by period_end desc, span) as latest
                from (
                    select target_id, region, contributor, period_end, span, seq, op,
                        row_number() over (
                            partition by target_id, region, contributor, period_end, span
                            order by seq desc) as revision
                    from actual_log
                    where seq <= $seq and target_id = any($targets)
                      and region = any($regions)) known
                where revision = 1 and op = 1) k
            join actual_log a
              on a.seq = k.seq and a.target_id = k.target_id and a.region = k.region
             and a.contributor = k.contributor and a.period_end = k.period_end
             and a.span = k.span
            join change_set c on c.seq = a.seq
            where k.latest = 1
            order by a.target_id, a.region, a.contributor""",
            {"seq": seq, "targets": [*targets], "regions": [*regions]},
        )
        return rows.actuals(rows.records(cursor))
