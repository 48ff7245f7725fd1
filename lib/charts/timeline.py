"""What stands on the axes of a chart over time: target, deadline, as-of day, ends of periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Mark
from lib.progress import Progress


def marks(row: Progress, divisor: Decimal, days: list[date], lang: str) -> tuple[Mark, ...]:
    """Target and baseline levels, the deadline, and the as-of day where it falls inside."""
    found: list[Mark] = []
    if row.required is not None:
        value = words.level(lang, row.target, row.required)
        found.append(
            Mark(
                "y",
                row.required / divisor,
                texts.t(lang, "chart.mark.target", value=value),
                "target",
            )
        )
    if row.target.comparison == "between" and row.target.value_max is not None:
        found.append(
            Mark(
                "y",
                row.target.value_max / divisor,
                texts.t(
                    lang,
                    "chart.mark.upper",
                    value=words.level(lang, row.target, row.target.value_max),
                ),
                "target",
            )
        )
    if row.baseline is not None and row.baseline_from != "none":
        found.append(
            Mark(
                "y",
                row.baseline / divisor,
                texts.t(
                    lang,
                    "chart.mark.baseline",
                    period=texts.period(lang, row.target.baseline_period),
                    value=words.level(lang, row.target, row.baseline),
                ),
                "baseline",
            )
        )
    if row.deadline is not None:
        found.append(
            Mark(
                "x",
                row.deadline,
                texts.t(lang, "chart.mark.deadline", day=texts.day(lang, row.deadline)),
                "target",
            )
        )
    if row.start <= row.as_of <= max([*days, row.deadline or row.start]):
        found.append(
            Mark(
                "x",
                row.as_of,
                texts.t(lang, "chart.mark.as_of", day=texts.day(lang, row.as_of)),
                "as_of",
            )
        )
    return tuple(found)


def ticks(days: list[date], lang: str) -> tuple[tuple[date, str], ...]:
    """Ends of years, or of quarters within about one year: values belong to the end of a period."""
    first, last = min(days), max(days)
    if last - first > timedelta(days=500):
        step = 1 + (last.year - first.year) // 9
        return tuple(
            (date(y, 12, 31), texts.t(lang, "chart.tick.year", year=y))
            for y in range(first.year - 1, last.year + 1, step)
            if first - timedelta(days=40) <= date(y, 12, 31) <= last
        )
    ends = [
        date(y, m, 30 if m in (6, 9) else 31)
        for y in range(first.year - 1, last.year + 1)
        for m in (3, 6, 9, 12)
    ]
    return tuple(
        (
            d,
            texts.t(
                lang,
                "chart.tick.month",
                year=d.year,
                number=d.month if lang == "zh" else texts.MONTHS[d.month - 1],
            ),
        )
        for d in ends
        if first - timedelta(days=40) <= d <= last
    )


def year_ends(days: list[date], lang: str) -> tuple[tuple[date, str], ...]:
    """A tick at the end of every year that the days touch, as its bare year."""
    if not days:
        return ()
    years = range(min(days).year, max(days).year + 1)
    ends = [date(y, 12, 31) for y in years]
    return tuple((d, texts.period(lang, str(d.year))) for d in ends if d <= max(days))
