"""一页纸: everything about one target on one page (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.progress import Progress
from lib.report import targets
from lib.report.report import Line, Section
from lib.report.scene import Scene

WHY, INPUTS = 4, 3
"""Sentences and reports that fit on the page."""


def sections(scene: Scene, rows: Sequence[Progress]) -> tuple[Section, ...]:
    """A page per target."""
    return tuple(_section(scene, row) for row in rows)


def _section(scene: Scene, row: Progress) -> Section:
    made = targets.section(scene, row)
    why = tuple(Line(said, "why") for said in scene.why(row)[:WHY])
    inputs = tuple(Line(said, "small") for said in scene.inputs(row)[:INPUTS])
    name = f"sheet-{row.target.target_id}"
    blocks = (*made.blocks, *why, *inputs)
    return replace(made, name=name, kind="sheet", blocks=blocks, level=1, alone=True)
