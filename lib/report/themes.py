"""Per theme its answer and its charts (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from lib.charts import finding
from lib.charts.themes import charts, involved
from lib.plan.themes import Theme
from lib.report.report import Line, Picture, Section
from lib.report.scene import Scene


def sections(scene: Scene, chosen: Sequence[Theme]) -> tuple[Section, ...]:
    """A section per theme of which the plan of the moment has a target."""
    return tuple(_section(scene, theme) for theme in chosen if involved(theme, scene.known))


def _section(scene: Scene, theme: Theme) -> Section:
    rows = involved(theme, scene.known)
    drawn = charts(theme, scene.known, scene.lang, scene.caption)
    return Section(
        name=f"theme-{theme.code}",
        kind="theme",
        title=finding.finding(rows, scene.lang, scene.names),
        blocks=(
            Line(finding.answer(rows, scene.lang, scene.names), "lead"),
            *(Picture(c) for c in drawn),
        ),
        topic=theme.zh if scene.lang == "zh" else theme.en,
        targets=tuple(r.target.target_id for r in rows),
    )
