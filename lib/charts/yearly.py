"""A promise for every year: what was promised and what came, year by year, never summed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib import texts, theme
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.progress import Progress


def yearly(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """rows: the instances of one yearly target (at least one), in any order."""
    shown = sorted((r for r in rows if r.instance is not None), key=lambda r: r.start)
    target = rows[0].target
    years = tuple(texts.period(lang, str(r.instance)) for r in shown)
    biggest = max(
        (v for r in shown for v in (r.required, r.actual) if v is not None), default=Decimal(0)
    )
    divisor, unit = texts.scale(lang, words.unit(target), biggest)
    planned = Series(
        texts.t(lang, "chart.planned"),
        "planned",
        "bar",
        years,
        tuple(None if r.required is None else r.required / divisor for r in shown),
        hover=tuple(f"{year}\n{words.promise(lang, target)}" for year in years),
    )
    arrived = Series(
        texts.t(lang, "chart.actual"),
        "actual",
        "bar",
        years,
        tuple(None if r.actual is None else r.actual / divisor for r in shown),
        labels=tuple(_label(lang, r) for r in shown),
        hover=tuple(f"{year}\n{_label(lang, r)}" for year, r in zip(years, shown, strict=True)),
    )
    met = sum(1 for r in shown if r.status in ("achieved", "achieved_late"))
    silent = sum(1 for r in shown if r.actual is None)
    subtitle = texts.t(
        lang,
        "chart.yearly.subtitle",
        promise=words.promise(lang, target),
        met=met,
        silent=silent,
        total=len(shown),
    )
    return Chart(
        name=f"yearly-{target.target_id}",
        title=texts.t(lang, "chart.yearly.title", name=words.indicator(lang, target)),
        kind="bars",
        x_kind="category",
        unit=texts.unit_word(lang, unit),
        series=(planned, arrived) if shown else (),
        subtitle=subtitle,
        source=words.source(lang, caption, target.clause),
        empty=""
        if shown
        else texts.t(
            lang, "chart.yearly.empty", department=words.leads(lang, target, caption.names)
        ),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, words.unit(target)))
            for c in ("year", "planned_in", "actual_in", "status")
        ),
        rows=tuple(
            (str(r.instance), r.required, r.actual, texts.status(lang, r.status)) for r in shown
        ),
    )


def _label(lang: str, row: Progress) -> str:
    """The value with the symbol of its status, or the word for the silence."""
    if row.actual is None:
        return words.verdict(lang, row)
    symbol = theme.STATUS[row.status].symbol
    return f"{symbol} {words.reached(lang, row)}"
