"""A promised average growth: the compound path, the levels reached, and the way from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.charts.trajectory import trajectory
from lib.progress import Progress


def growth(row: Progress, lang: str, caption: Caption) -> Chart:
    """row: of a target with an average growth; without a baseline the sentence says who has it."""
    base = trajectory(row, lang, caption)
    needed = _needed(row, lang)
    subtitle = _subtitle(row, lang, caption)
    title = texts.t(
        lang,
        "chart.growth.title",
        name=words.indicator(lang, row.target),
        promise=words.promise(lang, row.target),
    )
    return replace(
        base,
        name=f"growth-{row.target.target_id}",
        title=title,
        series=base.series + needed,
        subtitle=subtitle if base.series else "",
        empty="" if base.series else subtitle,
        alt=f"{title} {subtitle}",
        rows=base.rows + _rows(row, needed, lang),
    )


def _way(row: Progress) -> tuple[tuple[date, Decimal], ...]:
    """Year by year from the latest level to the promised one, at the growth needed each year."""
    if row.growth_needed is None or row.actual is None or not row.actual_end or not row.deadline:
        return ()
    years = row.deadline.year - row.actual_end.year
    return tuple(
        (
            row.actual_end.replace(year=row.actual_end.year + n),
            row.actual * (1 + row.growth_needed) ** n,
        )
        for n in range(years + 1)
    )


def _needed(row: Progress, lang: str) -> tuple[Series, ...]:
    way = _way(row)
    if len(way) < 2 or row.growth_needed is None:
        return ()
    values = [v for _, v in (*row.path, *row.history, *way)]
    values += [v for v in (row.required, row.baseline) if v is not None]
    divisor, _ = texts.scale(lang, words.unit(row.target), max(map(abs, values)))
    rate = texts.percent(lang, row.growth_needed)
    said = texts.t(lang, "chart.growth.needed", rate=rate)
    last = texts.number(lang, way[-1][1] / divisor)
    return (
        Series(
            said,
            "target",
            "line",
            tuple(d for d, _ in way),
            tuple(v / divisor for _, v in way),
            labels=("",) * (len(way) - 1) + (last,),
            hover=tuple(
                f"{texts.day(lang, d)}\n{words.level(lang, row.target, v)}" for d, v in way
            ),
        ),
    )


def _rows(
    row: Progress, needed: tuple[Series, ...], lang: str
) -> tuple[tuple[date, str, Decimal], ...]:
    return tuple((day, needed[0].name, value) for day, value in _way(row)) if needed else ()


def _subtitle(row: Progress, lang: str, caption: Caption) -> str:
    department = words.leads(lang, row.target, caption.names)
    if row.baseline is None:
        period = texts.period(lang, row.target.baseline_period)
        asked = words.promise(lang, row.target)
        return texts.t(
            lang, "chart.growth.no_baseline", period=period, promise=asked, department=department
        )
    if row.actual is None or row.actual_end is None or row.growth is None:
        return texts.t(lang, "chart.growth.silent", department=department)
    parts = [
        words.verdict(lang, row),
        texts.t(
            lang,
            "chart.latest",
            day=texts.day(lang, row.actual_end),
            value=words.reached(lang, row),
        ),
        texts.t(
            lang,
            "chart.growth.so_far",
            rate=texts.percent(lang, row.growth),
            promise=words.promise(lang, row.target),
        ),
    ]
    if row.gap is not None:
        key = "chart.growth.above" if row.gap >= 0 else "chart.growth.below"
        amount = words.level(lang, row.target, abs(row.gap))
        parts.append(texts.t(lang, key, amount=amount))
    if row.growth_needed is not None:
        key = "chart.growth.needed" if row.growth_needed > 0 else "chart.growth.enough"
        parts.append(texts.t(lang, key, rate=texts.percent(lang, row.growth_needed)))
    return texts.t(lang, "chart.stop").join(parts)
