"""The talent pyramid, its top first: what is planned and reached on each level."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.charts.chart import Caption, Chart
from lib.charts.rungs import Rung, rungs


def pyramid(levels: Sequence[Rung], lang: str, caption: Caption) -> Chart:
    """Levels from the top down; the width of a level is its place, not its number."""
    title = texts.t(lang, "chart.pyramid.title", count=len(levels))
    remark = texts.t(lang, "chart.pyramid.remark")
    return rungs("pyramid", levels, lang, caption, title, remark=remark)
