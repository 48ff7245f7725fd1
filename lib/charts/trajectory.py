"""One promise over time: plan, facts, target and forecast, each drawn as what it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import timeline, words
from lib.charts.chart import Caption, Chart, Mark, Series
from lib.progress import Progress
from lib.progress.promises import lowered, postponed, replaced_on

Point = tuple[date, Decimal]


def trajectory(
    row: Progress,
    lang: str,
    caption: Caption,
    forecast: tuple[tuple[date, Decimal, Decimal, Decimal], ...] = (),
    earlier: tuple[Progress, ...] = (),
) -> Chart:
    """forecast: (day, value, low, high) to the deadline, oldest first; empty when there is none.

    earlier: the target's rows under earlier versions of the plan, as progress.promises gives them:
    what was promised before stays in the picture. Values before the start are drawn lighter.
    Milestones and narratives have no line but a sentence.
    """
    target = row.target
    wordless = target.comparison in words.WORDLESS
    plan = () if wordless else row.path
    before = tuple(e for e in earlier if e.instance == row.instance and not wordless)
    values = [v for _, v in (*plan, *row.history)]
    values += [v for v in (row.required, row.baseline) if v is not None]
    values += [e.required for e in before if e.required is not None]
    values += [v for point in forecast for v in point[1:]]
    divisor, unit = texts.scale(lang, words.unit(target), max(map(abs, values), default=Decimal(0)))
    series = (
        ()
        if wordless
        else (
            *_earlier(before, divisor, lang),
            _plan(plan, divisor, lang),
            *_facts(row, divisor, lang),
            *_forecast(row, forecast, divisor, lang),
        )
    )
    drawn = tuple(s for s in series if s.x)
    days = [d for s in drawn for d in s.x if isinstance(d, date)]
    changed = _changed(row, before, lang)
    subtitle = texts.t(lang, "chart.stop").join([_subtitle(row, lang, caption), *changed])
    return Chart(
        name=f"trajectory-{target.target_id}" + (f"-{row.instance}" if row.instance else ""),
        title=_title(row, lang),
        kind="lines",
        x_kind="date",
        unit="" if target.measure_type == "rank" else texts.unit_word(lang, unit),
        series=drawn,
        marks=(*timeline.marks(row, divisor, days, lang), *_earlier_levels(before, divisor, lang))
        if drawn
        else (),
        ticks=timeline.ticks([*days, row.start, row.deadline or row.start], lang),
        reversed_values=target.measure_type == "rank",
        subtitle=subtitle if drawn else "",
        source=words.source(lang, caption, target.clause),
        empty="" if drawn else _empty(row, lang, caption),
        alt=f"{_title(row, lang)} {subtitle}",
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, words.unit(target)))
            for c in ("date", "series", "value_in")
        ),
        rows=tuple(
            (d, s.name, None if y is None else y * divisor)
            for s in drawn
            if s.shape == "line"
            for d, y in zip(s.x, s.y, strict=True)
            if isinstance(d, date)
        ),
    )


def _title(row: Progress, lang: str) -> str:
    name = words.indicator(lang, row.target)
    if row.instance:
        name = texts.t(lang, "chart.in_year", name=name, year=row.instance)
    return texts.t(
        lang, "chart.trajectory.title", name=name, promise=words.promise(lang, row.target)
    )


def _subtitle(row: Progress, lang: str, caption: Caption) -> str:
    """The finding in one sentence; without a report, who should report."""
    verdict = words.verdict(lang, row)
    if row.actual is None or row.actual_end is None:
        return texts.t(
            lang,
            "chart.trajectory.silent",
            verdict=verdict,
            department=words.leads(lang, row.target, caption.names),
        )
    parts = [
        verdict,
        texts.t(
            lang,
            "chart.latest",
            day=texts.day(lang, row.actual_end),
            value=words.reached(lang, row),
        ),
    ]
    if row.completion is not None:
        parts.append(texts.t(lang, "chart.completed", share=texts.percent(lang, row.completion)))
    if row.points_ahead is not None and row.status not in ("achieved", "achieved_late", "overdue"):
        key = "chart.ahead" if row.points_ahead >= 0 else "chart.behind"
        parts.append(texts.t(lang, key, points=texts.points(lang, abs(row.points_ahead))))
    return texts.t(lang, "chart.stop").join(parts)


def _empty(row: Progress, lang: str, caption: Caption) -> str:
    key = "wordless" if row.target.comparison in words.WORDLESS else "empty"
    return texts.t(
        lang, f"chart.trajectory.{key}", department=words.leads(lang, row.target, caption.names)
    )


def _plan(plan: tuple[Point, ...], divisor: Decimal, lang: str) -> Series:
    return Series(
        texts.t(lang, "chart.plan"),
        "plan",
        "line",
        tuple(d for d, _ in plan),
        tuple(v / divisor for _, v in plan),
    )


def _earlier(before: tuple[Progress, ...], divisor: Decimal, lang: str) -> list[Series]:
    """The trajectories of promises that were changed."""
    return [
        Series(
            texts.t(lang, "chart.earlier_plan"),
            "earlier_plan",
            "line",
            tuple(d for d, _ in e.path),
            tuple(v / divisor for _, v in e.path),
        )
        for e in before
        if e.path
    ]


def _earlier_levels(before: tuple[Progress, ...], divisor: Decimal, lang: str) -> tuple[Mark, ...]:
    """What was asked, and since when it is no longer asked."""
    found = []
    for e in before:
        since = replaced_on(e)
        if e.required is None or since is None:
            continue
        label = texts.t(
            lang,
            "chart.mark.earlier",
            value=words.level(lang, e.target, e.required),
            day=texts.day(lang, since),
        )
        found.append(Mark("y", e.required / divisor, label.replace("|", "\n"), "earlier_plan"))
    return tuple(found)


def _changed(row: Progress, before: tuple[Progress, ...], lang: str) -> list[str]:
    """Says of the last promise replaced how it was made easier: less, or later."""
    said = []
    last = before[-1] if before else None
    since = replaced_on(last) if last else None
    if last is None or since is None:
        return []
    day = texts.day(lang, since)
    if lowered(last, row) and last.required is not None and row.required is not None:
        said.append(
            texts.t(
                lang,
                "chart.lowered",
                day=day,
                before=words.level(lang, last.target, last.required),
                now=words.level(lang, row.target, row.required),
            )
        )
    if postponed(last, row) and last.deadline is not None:
        later = texts.day(lang, row.deadline) if row.deadline else texts.t(lang, "value.ongoing")
        past = texts.day(lang, last.deadline)
        said.append(texts.t(lang, "chart.postponed", day=day, before=past, now=later))
    return said


def _facts(row: Progress, divisor: Decimal, lang: str) -> tuple[Series, Series]:
    """History before the start and the actuals since; a level continues from one to the other."""
    before = [p for p in row.history if p[0] < row.start]
    since = [p for p in row.history if p[0] >= row.start]
    levels = row.target.actuals_are == "snapshot" or row.target.comparison in (
        "avg_growth_at_least",
        "keeps_rising",
    )
    joined = before[-1:] if levels and since else []
    history = _line("history", before, divisor, row, lang)
    actual = _line("actual", joined + since, divisor, row, lang)
    if not joined:
        return history, actual
    return history, Series(
        actual.name,
        actual.role,
        actual.shape,
        actual.x,
        actual.y,
        labels=("", *actual.labels[1:]),
        hover=actual.hover,
    )


def _line(role: str, points: list[Point], divisor: Decimal, row: Progress, lang: str) -> Series:
    said = [words.level(lang, row.target, v) for _, v in points]
    rank = row.target.measure_type == "rank"
    labels = said if rank else [texts.number(lang, v / divisor) for _, v in points]
    return Series(
        texts.t(lang, f"chart.{role}"),
        role,
        "line",
        tuple(d for d, _ in points),
        tuple(v / divisor for _, v in points),
        labels=tuple(labels),
        hover=tuple(
            f"{texts.day(lang, d)}\n{word}" for (d, _), word in zip(points, said, strict=True)
        ),
    )


def _forecast(
    row: Progress,
    forecast: tuple[tuple[date, Decimal, Decimal, Decimal], ...],
    divisor: Decimal,
    lang: str,
) -> tuple[Series, ...]:
    """Band and dotted line, starting at the latest actual, so that they visibly leave the facts."""
    if not forecast or row.actual is None or row.actual_end is None:
        return ()
    path = (
        (row.actual_end, row.actual, row.actual, row.actual),
        *(p for p in forecast if p[0] > row.actual_end),
    )
    days = tuple(p[0] for p in path)
    end = words.level(lang, row.target, words.foreseen(row.target, path[-1][1]))
    last = texts.t(lang, "chart.forecast_end", value=end)
    return (
        Series(
            texts.t(lang, "chart.interval"),
            "interval",
            "band",
            days,
            tuple(p[1] / divisor for p in path),
            low=tuple(p[2] / divisor for p in path),
            high=tuple(p[3] / divisor for p in path),
        ),
        Series(
            texts.t(lang, "chart.forecast"),
            "forecast",
            "line",
            days,
            tuple(p[1] / divisor for p in path),
            labels=("",) * (len(path) - 1) + (last,),
            hover=tuple(
                f"{texts.day(lang, day)}\n"
                + words.level(lang, row.target, words.foreseen(row.target, value))
                for day, value, _, _ in path
            ),
        ),
    )
