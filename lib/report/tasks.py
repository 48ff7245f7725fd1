"""Every task of the plan with its targets, in one table (pure)."""

from __future__ import annotations

from lib import texts
from lib.charts import words
from lib.report import tables
from lib.report.report import Section, Table
from lib.report.scene import Scene


def section(scene: Scene) -> Section:
    """A line per whole target, also of those that repeat another task's promise."""
    rows = [r for r in scene.known.rows if r.headline and not r.target.part_of]
    names = ("task", "indicator", "promise", "reached", "status", "lead", "deadline")
    body = tuple(
        (
            r.target.task_no,
            scene.named(r),
            scene.promise(r),
            scene.reached(r),
            texts.status(scene.lang, r.status),
            scene.leads(r.target),
            scene.day(r.deadline),
        )
        for r in rows
    )
    statuses = tuple(r.status for r in rows)
    tasks = len({r.target.task_no for r in rows})
    return Section(
        name="tasks",
        kind="tasks",
        title=words.counts(scene.lang, scene.headlines),
        blocks=(
            Table(tables.heads(scene, names), body, "", statuses, 4, (6, 24, 14, 14, 13, 18, 15)),
        ),
        topic=scene.t("overview.all", tasks=tasks, targets=len(rows)),
        targets=tuple(r.target.target_id for r in rows),
    )
