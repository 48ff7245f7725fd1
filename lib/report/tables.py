"""The tables that several reports share: targets by status, counts, decisions (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lib import texts
from lib.charts import words
from lib.meeting import Decision, overdue
from lib.progress import STATUSES, Progress
from lib.report.report import Table
from lib.report.scene import Scene


def heads(scene: Scene, names: Iterable[str]) -> tuple[str, ...]:
    """Headings by their keys."""
    return tuple(scene.t(f"column.{n}") for n in names)


def targets(scene: Scene, rows: Sequence[Progress], title: str = "") -> Table:
    """Promise, reached, gap, status, deadline and lead of each row."""
    names = ("target", "indicator", "promise", "reached", "missing", "status", "deadline", "lead")
    body = tuple(
        (
            r.target.target_id,
            scene.named(r),
            scene.promise(r),
            scene.reached(r),
            scene.missing(r),
            texts.status(scene.lang, r.status),
            scene.day(r.deadline),
            scene.leads(r.target),
        )
        for r in rows
    )
    statuses = tuple(r.status for r in rows)
    return Table(heads(scene, names), body, title, statuses, 5, (8, 22, 13, 13, 10, 12, 14, 16))


def counts(scene: Scene, rows: Sequence[Progress], title: str = "") -> Table:
    """How many targets have each status that occurs."""
    found = [r.status for r in rows]
    codes = tuple(code for code in STATUSES if code in found)
    body = tuple((texts.status(scene.lang, c), found.count(c)) for c in codes)
    return Table(heads(scene, ("status", "targets")), body, title, codes, 0, (3, 1))


def decisions(scene: Scene, given: Sequence[Decision], day: date) -> Table:
    """What was decided or asked about which target, of whom, until when, and where it stands."""
    names = ("words", "target_named", "owner", "due", "item_state")
    body = tuple(
        (
            d.words,
            _about(scene, d.target_id),
            scene.name(d.owner),
            d.due,
            _state(scene, d, day),
        )
        for d in given
    )
    return Table(heads(scene, names), body, widths=(34, 22, 16, 14, 14))


def _about(scene: Scene, target_id: str) -> str:
    plan = scene.known.plan
    return words.indicator(scene.lang, plan[target_id]) if target_id in plan else target_id


def _state(scene: Scene, given: Decision, day: date) -> str:
    if given.state != "open":
        return scene.t(f"present.state.{given.state}")
    return scene.t("present.overdue" if overdue(given, day) else "report.open")
