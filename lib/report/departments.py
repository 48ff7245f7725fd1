"""Per lead department the targets it answers for, by status (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from lib.charts import words
from lib.progress import STATUSES, selection
from lib.report import tables
from lib.report.report import Section
from lib.report.scene import Scene


def leading(scene: Scene) -> list[str]:
    """Name the departments that lead something, in the plan's order."""
    return list(dict.fromkeys(d for r in scene.headlines for d in r.target.lead_departments))


def sections(scene: Scene, chosen: Sequence[str]) -> tuple[Section, ...]:
    """A section per department; no rank: they answer for promises of very different weight."""
    return tuple(_section(scene, place, zh) for place, zh in enumerate(chosen, 1))


def _section(scene: Scene, place: int, zh: str) -> Section:
    led = selection.answered_by(scene.headlines, zh, "lead")
    rows = sorted(led, key=lambda r: STATUSES.index(r.status))
    return Section(
        name=f"department-{place}",
        kind="department",
        title=words.counts(scene.lang, rows),
        blocks=(tables.targets(scene, rows),),
        topic=scene.name(zh),
        targets=tuple(r.target.target_id for r in rows),
    )
