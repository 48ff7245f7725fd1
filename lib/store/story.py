"""How values came to be: one value's revisions, reasons, what stands in the way of an undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.changes import ACTUALS
from lib.store import rows
from lib.store.database import Database
from lib.store.ledger import Submission, submissions
from lib.store.read import head
from lib.store.remembered import as_known, until_written


@dataclass(frozen=True)
class Blocking:
    """Later submissions, oldest first, that changed so many of an earlier one's values."""

    submissions: tuple[Submission, ...] = ()
    values: int = 0


def value_story(db: Database, key: Mapping[str, Any], seq: int) -> list[dict[str, Any]]:
    """Give every revision of one value up to a submission, newest first.

    key has the columns of ACTUALS.key. Each row has the log's columns and of its submission
    author, department, created_at, kind, undoes, filename, submission_note and undone_by.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select l.*, c.author, c.department, c.created_at, c.kind, c.undoes, c.filename,
                c.note as submission_note
            from actual_log l join change_set c on c.seq = l.seq
            where l.target_id = $target_id and l.region = $region
              and l.contributor = $contributor and l.period_end = $period_end
              and l.span = $span and l.seq <= $seq
            order by l.seq desc""",
            {name: key[name] for name in ACTUALS.key} | {"seq": seq},
        )
        found = rows.records(cursor)
    if not found:
        return []
    undone = {s.seq: s.undone_by for s in submissions(db, seq, first=found[-1]["seq"])}
    return [row | {"undone_by": undone[row["seq"]]} for row in found]


@as_known
def reasons(db: Database, seq: int, *, first: int = 1) -> dict[int, dict[str, int]]:
    """Give how many values each report from first up to a number corrected for which reason."""
    with db.reading() as cursor:
        cursor.execute(
            """
            select l.seq, l.reason, count(*) as corrected
            from actual_log l join change_set c on c.seq = l.seq
            where l.seq between $first and $seq and l.reason is not null and c.kind = 'actuals'
            group by l.seq, l.reason
            order by l.seq, corrected desc, l.reason""",
            {"seq": seq, "first": first},
        )
        out: dict[int, dict[str, int]] = {}
        for number, reason, count in cursor.fetchall():
            out.setdefault(number, {})[reason] = count
    return out


@until_written
def blocking(db: Database, seq: int) -> Blocking:
    """Give what stands in the way of undoing a report: later changes of its values that stand.

    A later submission and the undo that took it back leave the values as they were.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select distinct l.seq
            from actual_log l join actual_log w
              on l.target_id = w.target_id and l.region = w.region
             and l.contributor = w.contributor and l.period_end = w.period_end
             and l.span = w.span
            where w.seq = $seq and l.seq > $seq""",
            {"seq": seq},
        )
        touched = {int(number) for (number,) in cursor.fetchall()}
        if not touched:
            return Blocking()
        standing = tuple(
            s
            for s in reversed(submissions(db, head(db), first=seq + 1))
            if s.seq in touched and s.undone_by is None and (s.undoes or 0) <= seq
        )
        row = cursor.execute(
            """
            select count(*) from actual_log w
            where w.seq = $seq and exists (
                select 1 from actual_log l
                where l.target_id = w.target_id and l.region = w.region
                  and l.contributor = w.contributor and l.period_end = w.period_end
                  and l.span = w.span and l.seq = any($standing))""",
            {"seq": seq, "standing": [s.seq for s in standing]},
        ).fetchone()
    return Blocking(standing, int(row[0]) if row else 0)
