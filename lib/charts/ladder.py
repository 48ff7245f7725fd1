"""The rungs that firms climb, the first at the foot: what is planned and reached on each."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.charts.chart import Caption, Chart
from lib.charts.rungs import Rung, rungs


def ladder(places: Sequence[Rung], lang: str, caption: Caption) -> Chart:
    """Rungs from the lowest to the highest; one without a row is said to have no number."""
    title = texts.t(lang, "chart.ladder.title", count=len(places))
    return rungs("ladder", places, lang, caption, title)
