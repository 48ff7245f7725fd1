"""A place in a ranking over time, rank 1 on top: how many ranks were gained on the baseline."""

from __future__ import annotations

from dataclasses import replace

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart
from lib.charts.trajectory import trajectory
from lib.progress import Progress


def rank(row: Progress, lang: str, caption: Caption) -> Chart:
    """row: of a target that promises a gain in rank; the plan is the way from the baseline."""
    base = trajectory(row, lang, caption)
    title, subtitle = _title(row, lang), _subtitle(row, lang, caption)
    return replace(
        base,
        name=f"rank-{row.target.target_id}",
        title=title,
        subtitle=subtitle if base.series else "",
        empty="" if base.series else subtitle,
        alt=f"{title} {subtitle}",
    )


def _title(row: Progress, lang: str) -> str:
    name = words.indicator(lang, row.target)
    if row.baseline is None or row.required is None:
        promise = words.promise(lang, row.target)
        return texts.t(lang, "chart.trajectory.title", name=name, promise=promise)
    return texts.t(
        lang,
        "chart.rank.title",
        name=name,
        first=words.level(lang, row.target, row.baseline),
        last=words.level(lang, row.target, row.required),
    )


def _subtitle(row: Progress, lang: str, caption: Caption) -> str:
    target = row.target
    department = words.leads(lang, target, caption.names)
    period = texts.period(lang, target.baseline_period)
    if row.baseline is None:
        return texts.t(lang, "chart.rank.no_baseline", period=period, department=department)
    baseline = words.level(lang, target, row.baseline)
    if row.actual is None or row.actual_end is None:
        return texts.t(
            lang, "chart.rank.silent", period=period, baseline=baseline, department=department
        )
    gained = row.baseline - row.actual
    parts = [
        words.verdict(lang, row),
        texts.t(
            lang,
            "chart.latest",
            day=texts.day(lang, row.actual_end),
            value=words.level(lang, target, row.actual),
        ),
        texts.t(
            lang,
            "chart.rank.gained" if gained >= 0 else "chart.rank.lost",
            period=period,
            gain=texts.number(lang, abs(gained), target.unit),
        ),
    ]
    if row.shortfall:
        missing = texts.number(lang, row.shortfall, target.unit)
        parts.append(texts.t(lang, "chart.rank.missing", missing=missing))
    return texts.t(lang, "chart.stop").join(parts)
