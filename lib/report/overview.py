"""The first screen of the dashboard as sections: standing, promises, shortfalls (pure)."""

from __future__ import annotations

from lib.charts import finding, words
from lib.charts.status import status_by_area
from lib.progress import Progress, selection
from lib.report import tables
from lib.report.report import Line, Picture, Section
from lib.report.scene import Scene


def sections(scene: Scene) -> tuple[Section, ...]:
    """Counts by status, the big promises, the worst shortfalls with who answers."""
    rows = scene.headlines
    promises = selection.featured(rows)
    worst = selection.late(rows)[: selection.WORST]
    out = [
        standing(scene),
        _listed(scene, "promises", promises, "report.topic.promises"),
        _listed(scene, "worst", worst, "overview.worst"),
    ]
    return tuple(s for s in out if s.blocks)


def standing(scene: Scene) -> Section:
    """Where all targets stand."""
    rows = scene.headlines
    picture = Picture(status_by_area(rows, scene.lang, scene.caption))
    return Section(
        name="standing",
        kind="glance",
        title=words.counts(scene.lang, rows),
        blocks=(tables.counts(scene, rows), picture),
        topic=scene.t("report.topic.standing"),
        notes=(finding.answer(rows, scene.lang, scene.names),),
        targets=tuple(r.target.target_id for r in rows),
    )


def _listed(scene: Scene, name: str, rows: list[Progress], topic: str) -> Section:
    if not rows:
        said = scene.t("overview.none_late")
        blocks = (Line(said),) if name == "worst" else ()
        return Section(name, "glance", said, blocks, scene.t(topic))
    return Section(
        name=name,
        kind="glance",
        title=finding.finding(rows, scene.lang, scene.names),
        blocks=(tables.targets(scene, rows),),
        topic=scene.t(topic),
        notes=tuple(f"{scene.named(r)}: {why}" for r in rows for why in scene.why(r)[:1]),
        targets=tuple(r.target.target_id for r in rows),
    )
