"""One target by region, on a map of tiles and as small charts over time, beside the city's plan.

A map of tiles and not of boundaries: a published map of boundaries needs a map number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import timeline, words
from lib.charts.chart import Caption, Chart, Mark, Series
from lib.plan import Target
from lib.plan.regions import Region
from lib.progress import Actual, Progress
from lib.progress.regions import RegionRow, RegionTable, region_table

COLUMNS = ("region", "period", "value_in", "target_in")
WIDE = 4
"""Tiles in a row where nobody placed them."""


def tile_map(
    target: Target,
    actuals: Iterable[Actual],
    places: Sequence[Region],
    lang: str,
    caption: Caption,
    day: date,
) -> Chart:
    """The latest value of every region, dated, and the city's own beside its target.

    places are the city and its parts; the top of the tree is the city.
    """
    parts = [p for p in places if p.parent]
    table = region_table(target, actuals, [p.code for p in parts], day)
    known = [r for r in table.rows if r.value is not None]
    names = tuple(_name(lang, p) for p in parts)
    city = _city(places, lang)
    unit = words.unit(target)
    tiles = Series(
        texts.t(lang, "chart.regions.tiles"),
        "actual",
        "tile",
        names,
        tuple(r.value for r in table.rows),
        labels=tuple(_label(r, target, lang) for r in table.rows),
        hover=tuple(_hover(n, r, target, lang) for n, r in zip(names, table.rows, strict=True)),
    )
    whole = table.city
    asked = Series(
        texts.t(lang, "chart.regions.target"),
        "planned",
        "bar",
        (city,),
        (whole.required,),
        labels=(words.promise(lang, target),),
    )
    reached = Series(
        texts.t(lang, "chart.regions.city"),
        "arrived",
        "bar",
        (city,),
        (whole.actual,),
        labels=(_city_label(whole, lang),),
    )
    subtitle = _subtitle(table, len(known), len(parts), lang)
    return Chart(
        name=f"tiles-{target.target_id}",
        title=texts.t(lang, "chart.regions.title", name=words.indicator(lang, target)),
        kind="tiles",
        x_kind="category",
        unit=texts.unit_word(lang, unit),
        series=(asked, reached, tiles) if parts else (),
        tiles=_places(parts),
        lead=city,
        subtitle=subtitle,
        source=words.source(lang, caption, target.clause),
        empty="" if parts else texts.t(lang, "chart.regions.empty"),
        alt=subtitle,
        columns=_columns(unit, lang),
        rows=(
            (city, _day(whole.actual_end, lang), whole.actual, whole.required),
            *(
                (name, texts.period(lang, r.period), r.value, None)
                for name, r in zip(names, table.rows, strict=True)
            ),
        ),
    )


def multiples(
    target: Target,
    actuals: Iterable[Actual],
    places: Sequence[Region],
    lang: str,
    caption: Caption,
    day: date,
) -> Chart:
    """Every region over time on one scale, and the city with its plan on a scale of its own."""
    parts = [p for p in places if p.parent]
    table = region_table(target, actuals, [p.code for p in parts], day)
    known = [r for r in table.rows if r.value is not None]
    names = [_name(lang, p) for p in parts]
    city = _city(places, lang)
    whole = table.city
    seen = [v for _, v in (*whole.path, *whole.history)]
    divisor, unit = texts.scale(lang, words.unit(target), max(seen, default=Decimal(0)))
    lines = [_line("plan", whole.path, divisor, target, lang, city)] if whole.path else []
    lines.append(_line("actual", whole.history, divisor, target, lang, city))
    for name, r in zip(names, table.rows, strict=True):
        lines.append(_line("actual", r.history, divisor, target, lang, name))
    days = [d for s in lines for d in s.x if isinstance(d, date)]
    mark = () if whole.required is None else (_target_mark(whole, divisor, city, lang),)
    subtitle = texts.t(lang, "chart.stop").join(
        [_subtitle(table, len(known), len(parts), lang), texts.t(lang, "chart.regions.scales")]
    )
    return Chart(
        name=f"regions-{target.target_id}",
        title=texts.t(lang, "chart.regions.over_time", name=words.indicator(lang, target)),
        kind="panels",
        x_kind="date",
        unit=texts.unit_word(lang, unit),
        series=tuple(lines) if parts and days else (),
        marks=mark if parts and days else (),
        ticks=timeline.year_ends(days, lang),
        lead=city,
        reversed_values=target.measure_type == "rank",
        subtitle=subtitle if parts and days else "",
        source=words.source(lang, caption, target.clause),
        empty=""
        if parts and days
        else texts.t(
            lang, "chart.regions.silent", department=words.leads(lang, target, caption.names)
        ),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, words.unit(target)))
            for c in ("region", "date", "series", "value_in")
        ),
        rows=tuple(
            (s.panel, d, s.name, None if y is None else y * divisor)
            for s in lines
            for d, y in zip(s.x, s.y, strict=True)
            if isinstance(d, date)
        ),
    )


def _name(lang: str, place: Region) -> str:
    return place.zh if lang == "zh" or not place.en else place.en


def _city(places: Sequence[Region], lang: str) -> str:
    top = next((p for p in places if not p.parent), None)
    return _name(lang, top) if top else texts.t(lang, "chart.regions.city")


def _places(parts: list[Region]) -> tuple[tuple[int, int], ...]:
    """Where each region's tile lies; all in order, four in a row, unless every one was placed."""
    placed = [p.tile for p in parts if p.tile is not None]
    if len(placed) == len(parts):
        return tuple(placed)
    return tuple(divmod(i, WIDE) for i in range(len(parts)))


def _label(row: RegionRow, target: Target, lang: str) -> str:
    """The value and the period it is for, on two lines."""
    if row.value is None:
        return texts.t(lang, "chart.no_data")
    return f"{_value(row, target, lang)}\n{texts.period(lang, row.period)}"


def _value(row: RegionRow, target: Target, lang: str) -> str:
    assert row.value is not None, row.code
    value = words.level(lang, target, row.value)
    return value if row.complete else texts.t(lang, "chart.at_least", value=value)


def _hover(name: str, row: RegionRow, target: Target, lang: str) -> str:
    lines = [name, _label(row, target, lang), texts.t(lang, "chart.regions.no_target")]
    return "\n".join(lines)


def _city_label(row: Progress, lang: str) -> str:
    if row.actual is None or row.actual_end is None:
        return texts.t(lang, "chart.no_data")
    return f"{words.reached(lang, row)}\n{texts.day(lang, row.actual_end)}"


def _subtitle(table: RegionTable, known: int, total: int, lang: str) -> str:
    """Who has reported, whose target it is, and what the city's figure is."""
    parts = [
        texts.t(lang, "chart.regions.subtitle", known=known, total=total),
        texts.t(lang, "chart.regions.no_target"),
    ]
    if table.city.actual is not None:
        key = "summed" if table.summed else "own_figure"
        parts.append(texts.t(lang, f"chart.regions.{key}"))
    return texts.t(lang, "chart.stop").join(parts)


def _line(
    role: str,
    points: Sequence[tuple[date, Decimal]],
    divisor: Decimal,
    target: Target,
    lang: str,
    panel: str,
) -> Series:
    fact = role == "actual"
    name = texts.t(lang, f"chart.{role}")
    if not points:
        none = (texts.t(lang, "chart.no_data"),)
        return Series(name, role, "line", (None,), (None,), labels=none, panel=panel)
    return Series(
        name,
        role,
        "line",
        tuple(d for d, _ in points),
        tuple(v / divisor for _, v in points),
        labels=tuple(texts.number(lang, v / divisor) for _, v in points) if fact else (),
        hover=tuple(
            f"{panel}\n{texts.day(lang, d)}\n{words.level(lang, target, v)}" for d, v in points
        ),
        panel=panel,
    )


def _target_mark(row: Progress, divisor: Decimal, city: str, lang: str) -> Mark:
    assert row.required is not None, row.target.target_id
    value = words.level(lang, row.target, row.required)
    words_ = texts.t(lang, "chart.mark.target", value=value)
    return Mark("y", row.required / divisor, words_, "target", city)


def _columns(unit: str, lang: str) -> tuple[str, ...]:
    said = texts.unit_word(lang, unit)
    return tuple(texts.t(lang, f"chart.column.{c}", unit=said) for c in COLUMNS)


def _day(day: date | None, lang: str) -> str:
    return "" if day is None else texts.day(lang, day)
