"""A board of counts: every unit planned is outlined, every unit reached is filled."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.charts.chart import Caption, Chart
from lib.charts.rungs import Rung, rungs


def board(rows: Sequence[Rung], lang: str, caption: Caption, *, code: str, subject: str) -> Chart:
    """A line per target, in the order given. code tells boards of several themes apart."""
    title = texts.t(lang, "chart.board.title", subject=subject)
    return rungs("tally", rows, lang, caption, title, name=f"board-{code}")
