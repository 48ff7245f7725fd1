"""A level that has to rise on the year before: every period beside its pair a year earlier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.progress import Progress
from lib.progress.trajectory import year_before

SHOWN = 8
"""So many of the latest pairs: two years of quarters."""
Pair = tuple[date, Decimal, Decimal]
"""Day, level a year before, level."""


def pairs(row: Progress, lang: str, caption: Caption) -> Chart:
    """The year before outlined, as the level to exceed; this year's level filled."""
    target = row.target
    found = _pairs(row)
    unit = words.unit(target)
    biggest = max((v for pair in found for v in pair[1:]), default=Decimal(0))
    divisor, word = texts.scale(lang, unit, biggest)
    days = tuple(_month(lang, day) for day, _, _ in found)
    before = Series(
        texts.t(lang, "chart.pairs.before"),
        "planned",
        "bar",
        days,
        tuple(b / divisor for _, b, _ in found),
        hover=tuple(
            f"{_month(lang, year_before(d))}\n{words.level(lang, target, b)}" for d, b, _ in found
        ),
    )
    since = Series(
        texts.t(lang, "chart.actual"),
        "actual",
        "bar",
        days,
        tuple(a / divisor for _, _, a in found),
        labels=tuple(
            f"{texts.number(lang, a / divisor)} {_change(lang, b, a)}" for _, b, a in found
        ),
        hover=tuple(f"{_month(lang, d)}\n{words.level(lang, target, a)}" for d, _, a in found),
    )
    subtitle = _subtitle(row, found, lang, caption)
    title = texts.t(lang, "chart.pairs.title", name=words.indicator(lang, target))
    return Chart(
        name=f"pairs-{target.target_id}",
        title=title,
        kind="bars",
        x_kind="category",
        unit=texts.unit_word(lang, word),
        series=(before, since) if found else (),
        subtitle=subtitle if found else "",
        source=words.source(lang, caption, target.clause),
        empty="" if found else subtitle,
        alt=f"{title} {subtitle}",
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, unit))
            for c in ("date", "year_before_in", "actual_in", "change")
        ),
        rows=tuple((d, b, a, (a - b) / b * 100 if b else None) for d, b, a in found),
    )


def _pairs(row: Progress) -> list[Pair]:
    levels = dict(row.history)
    found = [
        (day, levels[year_before(day)], level)
        for day, level in sorted(levels.items())
        if day >= row.start and year_before(day) in levels
    ]
    return found[-SHOWN:]


def _month(lang: str, day: date) -> str:
    number = day.month if lang == "zh" else texts.MONTHS[day.month - 1]
    return texts.t(lang, "chart.tick.month", year=day.year, number=number)


def _change(lang: str, before: Decimal, level: Decimal) -> str:
    """+12.3% on the year before; nothing where it cannot be told."""
    if not before:
        return ""
    sign = "+" if level >= before else "-"
    return sign + texts.percent(lang, abs(level - before) / before)


def _subtitle(row: Progress, found: list[Pair], lang: str, caption: Caption) -> str:
    department = words.leads(lang, row.target, caption.names)
    if not found:
        if row.actual is None or row.actual_end is None:
            return texts.t(lang, "chart.pairs.silent", department=department)
        day, value = texts.day(lang, row.actual_end), words.reached(lang, row)
        return texts.t(lang, "chart.pairs.alone", day=day, value=value, department=department)
    risen = sum(level > before for _, before, level in found)
    day, before, level = found[-1]
    key = "chart.pairs.more" if level > before else "chart.pairs.less"
    return texts.t(lang, "chart.stop").join(
        (
            words.verdict(lang, row),
            texts.t(lang, "chart.pairs.risen", total=len(found), risen=risen),
            texts.t(
                lang,
                key,
                day=_month(lang, day),
                amount=words.level(lang, row.target, abs(level - before)),
            ),
        )
    )
