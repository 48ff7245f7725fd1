"""What was told to whom about turns, and which submission touched what; only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from lib.store import rows
from lib.store.database import Database
from lib.store.remembered import as_added

BEGUN, QUIET, TOLD, FAILED = "begun", "quiet", "told", "failed"


@dataclass(frozen=True)
class Told:
    """One turn that was told: the status it had turned to, since when."""

    target_id: str
    instance: int | None
    status: str
    turned_on: date


@dataclass(frozen=True)
class Round:
    """One time that a channel was served. told_at is naive UTC.

    outcome: begun (everything up to here is taken as known), quiet (nothing had turned), told,
    failed. seq and day are the moment it was about, count the turns, place the masked address,
    reason and found what went wrong, told the turns that arrived.
    """

    channel: str
    told_at: datetime
    outcome: str
    seq: int
    day: date
    count: int = 0
    place: str = ""
    reason: str = ""
    found: str = ""
    told: tuple[Told, ...] = ()


def alert_mark(db: Database, channel: str) -> tuple[int, date] | None:
    """Give the moment up to which a channel knows everything, None where it was never served."""
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select seq, day from alert_round
            where channel = $channel and outcome <> 'failed'
            order by seq desc, day desc limit 1""",
            {"channel": channel},
        ).fetchone()
    return (int(row[0]), row[1]) if row else None


def alert_keep(
    db: Database,
    channel: str,
    outcome: str,
    moment: tuple[int, date],
    told: Sequence[Told] = (),
    *,
    place: str = "",
    reason: str = "",
    found: str = "",
) -> None:
    """Write down that a channel was served, with the turns where they arrived."""
    seq, day = moment
    now = datetime.now(UTC).replace(tzinfo=None)
    with db.writing() as cursor:
        cursor.execute(
            """
            insert into alert_round (channel, told_at, outcome, seq, day, turns, place, reason,
                found)
            values ($channel, $at, $outcome, $seq, $day, $turns, $place, $reason, $found)""",
            {
                "channel": channel,
                "at": now,
                "outcome": outcome,
                "seq": seq,
                "day": day,
                "turns": len(told),
                "place": place,
                "reason": reason,
                "found": found,
            },
        )
        for turn in told if outcome == TOLD else ():
            cursor.execute(
                """
                insert into alert_log (channel, told_at, target_id, instance, status, turned_on,
                    seq)
                values ($channel, $at, $target_id, $instance, $status, $turned_on, $seq)""",
                {"channel": channel, "at": now, "seq": seq, **vars(turn)},
            )


def alert_rounds(db: Database, most: int = 20) -> list[Round]:
    """Give the last messages that went out or failed, newest first."""
    with db.reading() as cursor:
        found = cursor.execute(
            """
            select channel, told_at, outcome, seq, day, turns, place, reason, found
            from alert_round where outcome in ('told', 'failed')
            order by told_at desc, channel limit $most""",
            {"most": most},
        ).fetchall()
        if not found:
            return []
        turns: dict[tuple[str, datetime], list[Told]] = {}
        cursor.execute(
            """
            select channel, told_at, target_id, instance, status, turned_on from alert_log
            where told_at >= $oldest order by told_at, target_id, instance""",
            {"oldest": found[-1][1]},
        )
        for channel, told_at, *turn in cursor.fetchall():
            turns.setdefault((channel, told_at), []).append(Told(*turn))
    return [Round(*row, told=tuple(turns.get((row[0], row[1]), ()))) for row in found]


@as_added
def touched(
    db: Database, first: int, after: int, seq: int, most: int | None
) -> list[dict[str, Any]]:
    """Give which submission from first on wrote the values or the promise of which target.

    Each row has target_id, seq, and the submission's kind, author, department and created_at. ""
    stands for the thresholds, which bear on every target.
    """
    with db.reading() as cursor:
        cursor.execute(
            """
            select w.target_id, w.seq, c.kind, c.author, c.department, c.created_at from (
                select distinct target_id, seq from actual_log where seq between $first and $seq
                union
                select target_id, seq from target_log where seq between $first and $seq
                union
                select '' as target_id, seq from threshold_log where seq between $first and $seq
            ) w
            join change_set c on c.seq = w.seq
            order by w.seq desc, w.target_id
            limit $most""",
            {"first": max(first, after + 1), "seq": seq, "most": most},
        )
        return rows.records(cursor)
