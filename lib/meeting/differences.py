"""What is different between two moments, target by target, and why (pure).

Why is found by doing what happened once more, in four steps: the later day alone, then what was
reported, then the plan, then the thresholds. The step at which a status turns is its cause, so
none changes without one, and a lowered promise cannot hide behind a good report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from lib.meeting import reported, whys
from lib.meeting.whys import Entry
from lib.plan import Plan
from lib.progress import Actual, Progress, assess
from lib.progress.reasons import Reason

GRAVITY = (
    "achieved",
    "achieved_late",
    "on_track",
    "in_progress",
    "not_due",
    "cannot_measure",
    "not_reported",
    "overdue_unreported",
    "slightly_behind",
    "behind",
    "overdue",
)
"""From the best to the worst; silence is worse than any success and better than a shortfall."""


class Moment(Protocol):
    """What was known at a submission, judged on a day; lib.world.World is one."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def plan(self) -> Plan: ...  # noqa: D102
    @property
    def actuals(self) -> Sequence[Actual]: ...  # noqa: D102
    @property
    def thresholds(self) -> Mapping[str, Decimal]: ...  # noqa: D102
    @property
    def rows(self) -> Sequence[Progress]: ...  # noqa: D102


@dataclass(frozen=True)
class Why:
    """One cause: the sentence `reason.<code>`, and from which status to which it alone led."""

    reason: Reason
    turned: tuple[str, str] | None = None


@dataclass(frozen=True)
class Difference:
    """One target at two moments.

    before is None where the plan did not have it, after where it left. whys is never empty.
    """

    before: Progress | None
    after: Progress | None
    whys: tuple[Why, ...]

    @property
    def row(self) -> Progress:
        """The row as it is now, or the last one of a target that left."""
        row = self.after or self.before
        assert row is not None  # differences() makes none without both
        return row

    @property
    def target_id(self) -> str:
        """Whose difference it is."""
        return self.row.target.target_id

    @property
    def turned(self) -> bool:
        """Say whether the status is another one."""
        return self.before is None or self.after is None or self.before.status != self.after.status

    @property
    def moved(self) -> bool:
        """Say whether the value or the light is another one."""
        if self.before is None or self.after is None:
            return True
        one, other = self.before, self.after
        return (one.actual, one.light) != (other.actual, other.light)

    @property
    def promised(self) -> bool:
        """Say whether the promise itself is another one: it joined, left or was changed."""
        return any(w.reason.code in whys.PROMISE for w in self.whys)

    @property
    def worse(self) -> bool:
        """Say whether the status is a graver one than before."""
        if self.before is None or self.after is None:
            return False
        return _grave(self.after.status) > _grave(self.before.status)


def differences(
    before: Moment,
    after: Moment,
    log: Iterable[Mapping[str, Any]] = (),
    entries: Iterable[Entry] = (),
    *,
    regions: Collection[str] = (),
) -> list[Difference]:
    """Give every counted target whose status, value or promise differs, or whose past was revised.

    log has the rows of the actuals' log between the two moments that revised or took back a value
    (target_id, region, contributor, period_end, span, reason, seq, op, author, created_at);
    entries say who changed plan and thresholds. Worse ones come first, then changed promises.
    """
    log, entries = list(log), list(entries)
    olds, news = _standing(before.plan, before.rows), _standing(after.plan, after.rows)
    steps = _steps(before, after, regions)
    reports = reported.reports(before.actuals, after.actuals, log)
    out = []
    for target_id in dict.fromkeys([*news, *olds]):
        old, new = olds.get(target_id), news.get(target_id)
        if old is None or new is None:
            out.append(_joined_or_left(old, new, entries))
            continue
        line = [old, *(_of(step, target_id) for step in steps), new]
        causes = _causes(before, after, line, reports, entries)
        told = Difference(old, new, tuple(causes))
        revised = any(w.reason.code in reported.REVISIONS for w in causes)
        if told.turned or told.moved or told.promised or revised:
            out.append(told)
    return sorted(out, key=_rank)


def _steps(before: Moment, after: Moment, regions: Collection[str]) -> list[list[Progress]]:
    """The table after each step but the last, whose table is that of the later moment."""
    if not before.rows:  # there was no plan yet: nothing stands in both
        return []
    worlds = (
        (before.plan, before.actuals, before.thresholds),
        (before.plan, after.actuals, before.thresholds),
        (after.plan, after.actuals, before.thresholds),
    )
    return [
        assess(plan, actuals, after.day, thresholds, regions=regions)
        for plan, actuals, thresholds in worlds
    ]


def _causes(
    before: Moment,
    after: Moment,
    line: Sequence[Progress],
    reports: reported.Reports,
    entries: Sequence[Entry],
) -> list[Why]:
    """The causes of one target's difference, in the order of the steps."""
    start, later, told, planned, end = line
    out = []
    if _looks(start) != _looks(later):
        said = [whys.time(start, later, before.day, after.day)]
        out += _with_turn(said, start, later)
    said = reports.of(before.plan, start, told)
    if not said and _looks(later) != _looks(told):
        said = [Reason("since_reports")]
    out += _with_turn(said, later, told)
    said = whys.promise(start.target, end.target, entries)
    if not said and _looks(told) != _looks(planned):
        said = [Reason("since_plan")]
    out += _with_turn(said, told, planned)
    if planned.status != end.status:
        said = whys.thresholds(before.thresholds, after.thresholds, entries)
        out += _with_turn(said, planned, end)
    return out


def _with_turn(said: Sequence[Reason], one: Progress, other: Progress) -> list[Why]:
    """The reasons of one step; the turn it made stands beside the first of them."""
    turn = (one.status, other.status) if one.status != other.status else None
    return [Why(reason, turn if place == 0 else None) for place, reason in enumerate(said)]


def _joined_or_left(
    old: Progress | None, new: Progress | None, entries: Sequence[Entry]
) -> Difference:
    row = new or old
    assert row is not None  # it stands in one of the two plans
    code = "since_joined" if new else "since_left"
    who = whys.entry_of(entries, "plan", row.target.target_id)
    return Difference(old, new, (Why(Reason(code, who)),))


def _standing(plan: Plan, rows: Iterable[Progress]) -> dict[str, Progress]:
    """The row that stands for each target that counts once."""
    counted = {t.target_id for t in plan.headline}
    return {r.target.target_id: r for r in rows if r.headline and r.target.target_id in counted}


def _of(rows: Iterable[Progress], target_id: str) -> Progress:
    return next(r for r in rows if r.headline and r.target.target_id == target_id)


def _looks(row: Progress) -> tuple[object, ...]:
    return (row.status, row.actual, row.light)


def _grave(status: str) -> int:
    return GRAVITY.index(status)


def _rank(told: Difference) -> tuple[int, int]:
    """Worse ones first, the gravest of them first; then promises, better ones, mere values."""
    if told.worse:
        return 0, -_grave(told.row.status)
    if told.promised:
        return 1, -_grave(told.row.status)
    return (2 if told.turned else 3), -_grave(told.row.status)
