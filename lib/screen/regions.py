"""The regions page: where one is in the tree, the region's figure, its parts as tiles (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from math import ceil, sqrt

from lib import fields, texts, theme
from lib.charts import words
from lib.plan import Plan, Target
from lib.plan.regions import Region
from lib.progress import Actual, Progress
from lib.progress.peers import Standing
from lib.screen import pieces
from lib.screen.pieces import Pen

WORDLESS = ("milestone", "narrative")


def comparable(plan: Plan) -> list[str]:
    """Ids of the promises with a number, the featured ones first: what regions can be shown by."""
    found = [t for t in plan.headline if t.measure_type not in WORDLESS]
    return [t.target_id for t in sorted(found, key=lambda t: t.featured or 999)]


def trail(pen: Pen, target_id: str, way: Sequence[Region]) -> str:
    """From the top to here, each a link; the last is where one is."""
    steps = [_go(pen, target_id, r, escape(pen.place(r.code))) for r in way[:-1]]
    steps.append(f'<b aria-current="page">{escape(pen.place(way[-1].code))}</b>')
    label = pen.t("regions.trail")
    return f'<nav class="y trail" aria-label="{label}">{" › ".join(steps)}</nav>'


def own(pen: Pen, target: Target, found: Standing, judged: Progress | None) -> str:
    """The region's own figure beside what it is asked for, read from afar."""
    chip = pieces.chip(pen, judged.status) if judged else ""
    asked = pen.t("regions.not_asked")
    if judged and judged.required is not None:
        value = words.level(pen.lang, target, judged.required)
        asked = pen.t("regions.asked", value=value)
    reached = pieces.reached(pen, judged) if judged else _value(pen, target, found)
    parts = [
        f'<span class="big">{escape(pen.place(found.code))}</span>',
        f'<span class="big">{reached}</span>',
        chip,
        f"<span>{asked}</span>",
        f'<span class="quiet">{_when(pen, found)}</span>',
    ]
    return f'<div class="y verdict">{"".join(p for p in parts if p)}</div>'


def tiles(pen: Pen, target: Target, places: Sequence[Region], found: Sequence[Standing]) -> str:
    """Every part as a tile on its place, a link to what lies below it."""
    by_code = {s.code: s for s in found}
    placed = [p.tile for p in places if p.tile is not None]
    wide = ceil(sqrt(len(places)))
    spots = placed if len(placed) == len(places) else [divmod(n, wide) for n in range(len(places))]
    values = [s.row.value for s in found if s.row.value is not None]
    most = max(values, default=Decimal(0))
    drawn = [
        _tile(pen, target, place, by_code[place.code], spot, most)
        for place, spot in zip(places, spots, strict=True)
    ]
    columns = max(column for _, column in spots) + 1
    style = f"grid-template-columns:repeat({columns},minmax(0,1fr))"
    return f'<div class="y regions" style="{style}">{"".join(drawn)}</div>'


def _tile(
    pen: Pen,
    target: Target,
    place: Region,
    found: Standing,
    spot: tuple[int, int],
    most: Decimal,
) -> str:
    chip = pieces.chip(pen, found.judged.status) if found.judged else ""
    body = (
        f"<b>{escape(pen.place(place.code))}</b>"
        f"<span>{_value(pen, target, found)}</span>"
        f"<small>{_when(pen, found)}</small>{chip}"
    )
    css = "region" if found.row.value is not None else "region silent"
    style = f"grid-row:{spot[0] + 1};grid-column:{spot[1] + 1}"
    if found.judged:
        look = theme.STATUS[found.judged.status]
        style += f";border-left:5px {'dashed' if look.hollow else 'solid'} {look.color}"
    if found.judged is None and found.row.value is not None and most > 0:
        shade = min(4, max(0, int(found.row.value / most * 5)))
        ink = theme.GROUND if shade > 2 else theme.ON_BAR
        style += f";background:{theme.SHADES[shade]};color:{ink}"
    address = pen.link("regions", target=target.target_id, region=place.code)
    return f'<a class="{css}" style="{style}" href="{address}" target="_self">{body}</a>'


def reported(pen: Pen, plan: Plan, found: Sequence[Actual]) -> str:
    """The newest value that a region itself reported of each promise, and for when."""
    body = []
    for actual in found:
        target = plan[actual.target_id]
        value = texts.choice(pen.lang, fields.LIGHTS, actual.light)
        if actual.value is not None:
            value = words.level(pen.lang, target, actual.value)
        name = escape(words.indicator(pen.lang, target))
        link = pen.go("regions", name, target=actual.target_id, region=actual.region)
        if target.measure_type in WORDLESS:
            link = pen.go("target", name, target=actual.target_id)
        when = texts.period(pen.lang, actual.period or actual.period_end.isoformat())
        body.append([link, escape(value), escape(when), escape(actual.source)])
    heads = [pen.t(f"column.{name}") for name in ("indicator", "value", "period", "source")]
    return pieces.table(heads, body)


def _value(pen: Pen, target: Target, found: Standing) -> str:
    if found.row.value is None:
        return f'<span class="none">{pen.t("regions.silent")}</span>'
    value = words.level(pen.lang, target, found.row.value)
    return escape(value if found.row.complete else texts.t(pen.lang, "chart.at_least", value=value))


def _when(pen: Pen, found: Standing) -> str:
    return escape(texts.period(pen.lang, found.row.period)) if found.row.period else ""


def _go(pen: Pen, target_id: str, region: Region, body: str) -> str:
    return pen.go("regions", body, target=target_id, region=region.code)
