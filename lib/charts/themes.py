"""A theme's charts: the kinds that its parts ask for, from what is known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lib import texts
from lib.charts import words
from lib.charts.board import board
from lib.charts.chart import Caption, Chart
from lib.charts.fund import fund, fund_cumulative, fund_split
from lib.charts.growth import growth
from lib.charts.ladder import ladder
from lib.charts.milestones import milestones
from lib.charts.pairs import pairs
from lib.charts.promises import promises
from lib.charts.pyramid import pyramid
from lib.charts.rank import rank
from lib.charts.regions import multiples, tile_map
from lib.charts.rungs import Rung
from lib.charts.trajectory import trajectory
from lib.plan import Plan
from lib.plan.regions import Region
from lib.plan.themes import ALL, RUNGS, Part, Theme
from lib.progress import Actual, Progress
from lib.progress.fund import fund_table


@dataclass(frozen=True)
class Known:
    """What a theme is drawn from: the world at a moment and the places of the city."""

    plan: Plan
    rows: Sequence[Progress]
    actuals: tuple[Actual, ...]
    places: tuple[Region, ...]
    day: date

    def row(self, target_id: str) -> Progress | None:
        """Give the row that stands for a target; None where the plan of then did not have it."""
        return next((r for r in self.rows if r.headline and r.target.target_id == target_id), None)

    def every(self, chart: str) -> list[Progress]:
        """Give the rows of a chart that takes all of its kind: yearly promises or milestones.

        What contributors pay is part of a yearly promise and no promise of its own.
        """
        own = [r for r in self.rows if not r.target.same_as and not r.target.contributor]
        if chart == "promises":
            return [r for r in own if r.instance is not None]
        return [r for r in own if r.headline and r.target.comparison == "done"]


def involved(theme: Theme, known: Known) -> list[Progress]:
    """The rows a theme rests on, each target once, in the order of the theme; a whole with parts.

    Targets that the plan of the moment does not have are left out: missing() names them.
    """
    found: dict[str, Progress] = {}
    for part in theme.parts:
        if part.chart in ALL:
            rows = [r for r in known.every(part.chart) if r.headline]
        elif part.chart == "fund":
            rows = [r for r in known.rows if r.headline and _belongs(r, part, known)]
        else:
            row = known.row(part.target_id)
            rows = [row] if row else []
        found |= {r.target.target_id: r for r in rows}
    return list(found.values())


def missing(theme: Theme, known: Known) -> list[str]:
    """The ids a theme names that the plan of the moment does not have."""
    named = (p.target_id for p in theme.parts if p.target_id)
    return [target_id for target_id in named if known.row(target_id) is None]


def charts(theme: Theme, known: Known, lang: str, caption: Caption) -> tuple[Chart, ...]:
    """Every chart of a theme, in its order; those of one target come one for each target."""
    made: list[Chart] = []
    for kind in theme.charts:
        parts = theme.of(kind)
        if kind in RUNGS or kind == "board":
            made += _counted(theme, kind, parts, known, lang, caption)
        elif kind in ALL:
            draw = promises if kind == "promises" else milestones
            made.append(draw(known.every(kind), lang, caption))
        else:
            rows = [row for part in parts if (row := known.row(part.target_id))]
            made += [chart for row in rows for chart in _of_one(kind, row, known, lang, caption)]
    return tuple(c if c.series else _named(c, lang) for c in made)


def _named(chart: Chart, lang: str) -> Chart:
    """An empty chart whose sentence says what it is about: it stands among others."""
    return replace(
        chart, empty=texts.t(lang, "themes.named", title=chart.title, sentence=chart.empty)
    )


def _belongs(row: Progress, part: Part, known: Known) -> bool:
    return part.target_id in (row.target.target_id, known.plan.root(row.target).target_id)


def _counted(
    theme: Theme, kind: str, parts: Sequence[Part], known: Known, lang: str, caption: Caption
) -> list[Chart]:
    rungs = []
    for part in parts:
        row = known.row(part.target_id) if part.target_id else None
        if row is None and part.target_id:
            continue
        own = part.zh if lang == "zh" else part.en
        rungs.append(Rung(own or (words.indicator(lang, row.target) if row else ""), row))
    if kind == "board":
        subject = theme.zh if lang == "zh" else theme.en
        return [board(rungs, lang, caption, code=theme.code, subject=subject)]
    return [(ladder if kind == "ladder" else pyramid)(rungs, lang, caption)]


def _of_one(
    kind: str, row: Progress, known: Known, lang: str, caption: Caption
) -> tuple[Chart, ...]:
    if kind == "fund":
        table = fund_table(known.plan, known.actuals, known.day, row.target.target_id)
        return tuple(draw(table, lang, caption, row.target) for draw in _FUND)
    if kind == "regions":
        return tuple(
            draw(row.target, known.actuals, known.places, lang, caption, known.day)
            for draw in (tile_map, multiples)
        )
    return (_ALONE[kind](row, lang, caption),)


_FUND = (fund, fund_cumulative, fund_split)
_ALONE: dict[str, Callable[[Progress, str, Caption], Chart]] = {
    "growth": growth,
    "rank": rank,
    "trajectory": trajectory,
    "pairs": pairs,
}
