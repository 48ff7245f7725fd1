"""Values of a few targets and regions, and the last ones of all; never ranks the whole log.

To rank the revisions of every value is what a large log is slow at: here targets, regions and
periods are chosen first, inside the ranking, so that an engine sorts only what is left.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from lib.changes import plain
from lib.progress.actuals import Actual
from lib.store import rows
from lib.store.database import Database
from lib.store.remembered import as_known


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


@as_known
def standing(
    db: Database,
    target_id: str,
    region: str | None,
    year: str | None,
    most: int,
    whole: str,
    seq: int,
) -> list[dict[str, Any]]:
    """Give the newest revision of a target's values as store.revisions does, newest period first.

    Of one region or year where one is given (None: of all), at most so many. Each row has in total
    how many there are; in a period the region whole comes first.
    """
    first, last = (date(int(year), 1, 1), date(int(year), 12, 31)) if year else (None, None)
    with db.reading() as cursor:
        cursor.execute(
            """
            select a.*, c.author, c.department, c.created_at, c.kind,
                c.note as submission_note, count(*) over () as total
            from (
                select l.*, row_number() over (
                    partition by region, contributor, period_end, span
                    order by seq desc) as revision
                from actual_log l
                where seq <= $seq and target_id = $target_id
                  and ($region::varchar is null or region = $region)
                  and ($first::date is null or period_end between $first and $last)) a
            join change_set c on c.seq = a.seq
            where a.revision = 1 and a.op = 1
            order by a.period_end desc, a.region <> $whole, a.region, a.contributor, a.span
            limit $most""",
            {
                "seq": seq,
                "target_id": target_id,
                "region": region,
                "first": first,
                "last": last,
                "whole": whole,
                "most": most,
            },
        )
        return rows.records(cursor)


@as_known
def reported_where(
    db: Database, target_id: str, whole: str, seq: int
) -> tuple[list[str], list[str]]:
    """Give the codes of the regions, whole first, and the years of which a target has values."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select distinct region, cast(extract(year from period_end) as integer) as year from (
                select region, period_end, op, row_number() over (
                    partition by region, contributor, period_end, span
                    order by seq desc) as revision
                from actual_log where seq <= $seq and target_id = $target_id) known
            where revision = 1 and op = 1""",
            {"seq": seq, "target_id": target_id},
        )
        found = cursor.fetchall()
    regions = sorted({region for region, _ in found}, key=lambda code: (code != whole, code))
    return regions, [str(year) for year in sorted({year for _, year in found}, reverse=True)]


def last_values(db: Database, seq: int) -> dict[tuple[str, str, str], Decimal]:
    """Give the value of the latest period per target, region and contributor.

    Revisions are ranked only where a series has its latest period, and of the few series whose
    latest values were taken back everywhere. Every upload asks this: to rank ten million rows took
    ten seconds of processor time and 1.5 GB, this takes 1.4 and 0.3.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            with l as not materialized (
                select target_id, region, contributor, period_end, span, value, op, seq
                from actual_log where seq <= $seq),
            last as (
                select target_id, region, contributor, max(period_end) as period_end from l
                where op = 1 and value is not null
                group by target_id, region, contributor),
            at_last as (
                select l.*, row_number() over (
                    partition by l.target_id, l.region, l.contributor, l.span
                    order by l.seq desc) as revision
                from l join last
                  on last.target_id = l.target_id and last.region = l.region
                 and last.contributor = l.contributor and last.period_end = l.period_end),
            stands as (
                select * from at_last where revision = 1 and op = 1 and value is not null),
            gone as (
                select target_id, region, contributor from last
                except select target_id, region, contributor from stands),
            earlier as (
                select l.*, row_number() over (
                    partition by l.target_id, l.region, l.contributor, l.period_end, l.span
                    order by l.seq desc) as revision
                from l join gone g
                  on g.target_id = l.target_id and g.region = l.region
                 and g.contributor = l.contributor),
            found as (
                select * from stands union all
                select * from earlier where revision = 1 and op = 1 and value is not null)
            select target_id, region, contributor, value from (
                select found.*, row_number() over (
                    partition by target_id, region, contributor
                    order by period_end desc, span) as newest
                from found) ranked
            where newest = 1""",
            {"seq": seq},
        )
        return {(t, r, c): plain(v) for t, r, c, v in cursor.fetchall()}
