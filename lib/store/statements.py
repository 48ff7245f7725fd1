"""The SQL of the logs: plain text that DuckDB and PostgreSQL both understand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statements:
    """What can be asked of one log. `stage` is the table of rows that a person brings.

    latest: rows as known at $seq. latest_of_stage: the same, only for the staged keys.
    written: rows that submission $seq wrote. before: what those keys held before $seq.
    revised: staged keys with a revision newer than $base: what they hold now, whose and since when.
    write: append stage.
    """

    latest: str
    latest_of_stage: str
    written: str
    before: str
    revised: str
    write: str


ACTUALS = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (
                partition by target_id, region, contributor, period_end, span
                order by seq desc) as revision
            from actual_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by target_id, region, contributor, period_end, span""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id, l.region, l.contributor, l.period_end, l.span
                order by l.seq desc) as revision
            from actual_log l join stage s
              on l.target_id = s.target_id and l.region = s.region
             and l.contributor = s.contributor and l.period_end = s.period_end
             and l.span = s.span
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="""
        select * from actual_log where seq = $seq
        order by target_id, region, contributor, period_end, span""",
    before="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id, l.region, l.contributor, l.period_end, l.span
                order by l.seq desc) as revision
            from actual_log l join actual_log w
              on l.target_id = w.target_id and l.region = w.region
             and l.contributor = w.contributor and l.period_end = w.period_end
             and l.span = w.span
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.target_id, l.region, l.contributor, l.period_end, l.span
                order by l.seq desc) as revision
            from actual_log l join stage s
              on l.target_id = s.target_id and l.region = s.region
             and l.contributor = s.contributor and l.period_end = s.period_end
             and l.span = s.span
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by target_id, region, contributor, period_end, span""",
    write="""
        insert into actual_log (target_id, region, contributor, period_end, span, period, value,
            light, finality, source, note, reason, seq, op)
        select target_id, region, contributor, period_end, span, period, value,
            light, finality, source, note, reason, seq, op from stage
        order by region, target_id, contributor, period_end, span""",
)

PLAN = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (
                partition by target_id order by seq desc) as revision
            from target_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by task_no, target_id""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id order by l.seq desc) as revision
            from target_log l join stage s on l.target_id = s.target_id
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="select * from target_log where seq = $seq order by task_no, target_id",
    before="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id order by l.seq desc) as revision
            from target_log l join target_log w on l.target_id = w.target_id
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.target_id order by l.seq desc) as revision
            from target_log l join stage s on l.target_id = s.target_id
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by target_id""",
    write="insert into target_log select * from stage",
)

THRESHOLDS = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (partition by name order by seq desc) as revision
            from threshold_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by name""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (partition by l.name order by l.seq desc) as revision
            from threshold_log l join stage s on l.name = s.name
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="select * from threshold_log where seq = $seq order by name",
    before="""
        select * from (
            select l.*, row_number() over (partition by l.name order by l.seq desc) as revision
            from threshold_log l join threshold_log w on l.name = w.name
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.name order by l.seq desc) as revision
            from threshold_log l join stage s on l.name = s.name
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by name""",
    write="insert into threshold_log select * from stage",
)

BREAKDOWN = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (
                partition by target_id, region order by seq desc) as revision
            from share_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by target_id, region""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id, l.region order by l.seq desc) as revision
            from share_log l join stage s
              on l.target_id = s.target_id and l.region = s.region
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="select * from share_log where seq = $seq order by target_id, region",
    before="""
        select * from (
            select l.*, row_number() over (
                partition by l.target_id, l.region order by l.seq desc) as revision
            from share_log l join share_log w
              on l.target_id = w.target_id and l.region = w.region
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.target_id, l.region order by l.seq desc) as revision
            from share_log l join stage s
              on l.target_id = s.target_id and l.region = s.region
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by target_id, region""",
    write="insert into share_log select * from stage",
)

MEETINGS = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (partition by meeting_id order by seq desc) as revision
            from meeting_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by meeting_id""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (
                partition by l.meeting_id order by l.seq desc) as revision
            from meeting_log l join stage s on l.meeting_id = s.meeting_id
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="select * from meeting_log where seq = $seq order by meeting_id",
    before="""
        select * from (
            select l.*, row_number() over (
                partition by l.meeting_id order by l.seq desc) as revision
            from meeting_log l join meeting_log w on l.meeting_id = w.meeting_id
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.meeting_id order by l.seq desc) as revision
            from meeting_log l join stage s on l.meeting_id = s.meeting_id
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by meeting_id""",
    write="insert into meeting_log select * from stage",
)

DECISIONS = Statements(
    latest="""
        select * from (
            select l.*, row_number() over (partition by decision_id order by seq desc) as revision
            from decision_log l where seq <= $seq) ranked
        where revision = 1 and op = 1
        order by decision_id""",
    latest_of_stage="""
        select * from (
            select l.*, row_number() over (
                partition by l.decision_id order by l.seq desc) as revision
            from decision_log l join stage s on l.decision_id = s.decision_id
            where l.seq <= $seq) ranked
        where revision = 1 and op = 1""",
    written="select * from decision_log where seq = $seq order by decision_id",
    before="""
        select * from (
            select l.*, row_number() over (
                partition by l.decision_id order by l.seq desc) as revision
            from decision_log l join decision_log w on l.decision_id = w.decision_id
            where w.seq = $seq and l.seq < $seq) ranked
        where revision = 1 and op = 1""",
    revised="""
        select r.*, c.author, c.created_at from (
            select l.*, row_number() over (
                partition by l.decision_id order by l.seq desc) as revision
            from decision_log l join stage s on l.decision_id = s.decision_id
            where l.seq > $base) r
        join change_set c on c.seq = r.seq
        where revision = 1
        order by decision_id""",
    write="insert into decision_log select * from stage",
)

BY_TABLE = {
    "actuals": ACTUALS,
    "plan": PLAN,
    "thresholds": THRESHOLDS,
    "breakdown": BREAKDOWN,
    "meetings": MEETINGS,
    "decisions": DECISIONS,
}
