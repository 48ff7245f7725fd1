"""Every target with a number in one glance: how far, and how far the plan is; never a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib import texts, theme
from lib.charts import words
from lib.charts.chart import Caption, Chart, Mark, Series
from lib.progress import STATUSES, Progress

LONGEST = Decimal(120)
"""A bar ends here; the number beside it does not."""
HUNDRED = Decimal(100)


def completion(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """Bullets in plan order under their areas; bars are completion in %, ticks the planned share.

    Targets without a completion get no bar but a hollow word that says why.
    """
    shown = [r for r in words.counted(rows) if r.target.comparison not in words.WORDLESS]
    shown.sort(key=lambda r: (r.target.task_no, r.target.target_id))
    names = tuple(_category(lang, r) for r in shown)
    reported = sum(1 for r in shown if r.actual is not None)
    return Chart(
        name="completion",
        title=texts.t(lang, "chart.completion.title"),
        kind="bullets",
        x_kind="category",
        unit="%",
        series=tuple(_bars(shown, names, lang)) + _planned(shown, names, lang),
        marks=(Mark("y", HUNDRED, texts.t(lang, "chart.completion.whole"), "target"),),
        groups=tuple(texts.name(lang, r.target.area, caption.names) for r in shown),
        horizontal=True,
        subtitle=texts.t(lang, "chart.completion.subtitle", reported=reported, total=len(shown)),
        source=words.source(lang, caption),
        empty="" if shown else texts.t(lang, "chart.completion.empty"),
        alt=texts.t(lang, "chart.completion.subtitle", reported=reported, total=len(shown)),
        columns=tuple(
            texts.t(lang, f"chart.column.{c}")
            for c in ("area", "target", "promise", "completion", "planned", "status", "department")
        ),
        rows=tuple(_row(lang, r, caption) for r in shown),
    )


def _category(lang: str, row: Progress) -> str:
    name = words.indicator(lang, row.target)
    if row.instance:
        name = texts.t(lang, "chart.in_year", name=name, year=row.instance)
    return texts.t(
        lang, "chart.completion.category", name=name, promise=words.promise(lang, row.target)
    )


def _bars(shown: list[Progress], names: tuple[str, ...], lang: str) -> list[Series]:
    """One series per status that occurs, so that its colour and word go together."""
    present = [s for s in STATUSES if any(r.status == s for r in shown)]
    return [
        Series(
            name=texts.status(lang, status),
            role=f"status.{status}",
            shape="bar",
            x=names,
            y=tuple(_length(r) if r.status == status else None for r in shown),
            labels=tuple(_label(lang, r) if r.status == status else "" for r in shown),
            hover=tuple(_hover(lang, r) if r.status == status else "" for r in shown),
        )
        for status in present
    ]


def _length(row: Progress) -> Decimal | None:
    if row.completion is None:
        return None
    return min(max(row.completion * HUNDRED, Decimal(0)), LONGEST)


def _label(lang: str, row: Progress) -> str:
    """Numbers are never clamped; without a completion the value or the silence is said."""
    symbol = theme.STATUS[row.status].symbol
    if row.actual is None:
        return f"{symbol} {texts.t(lang, 'chart.no_data')}"
    value = words.reached(lang, row)
    if row.completion is None:
        return f"{symbol} {value}"
    return f"{symbol} {texts.percent(lang, row.completion)}  {value}"


def _hover(lang: str, row: Progress) -> str:
    lines = [
        f"{words.indicator(lang, row.target)}  {words.promise(lang, row.target)}",
        words.verdict(lang, row),
    ]
    if row.actual is not None and row.actual_end is not None:
        lines.append(
            texts.t(
                lang,
                "chart.latest",
                day=texts.day(lang, row.actual_end),
                value=words.reached(lang, row),
            )
        )
    if row.points_ahead is not None:
        key = "chart.ahead" if row.points_ahead >= 0 else "chart.behind"
        lines.append(texts.t(lang, key, points=texts.points(lang, abs(row.points_ahead))))
    return "\n".join(lines)


def _planned(shown: list[Progress], names: tuple[str, ...], lang: str) -> tuple[Series, ...]:
    shares = tuple(
        None
        if r.planned is None or r.completion is None
        else min(max(r.planned * HUNDRED, Decimal(0)), LONGEST)
        for r in shown
    )
    if not any(share is not None for share in shares):
        return ()
    return (Series(texts.t(lang, "chart.planned_share"), "plan", "ticks", names, shares),)


def _row(lang: str, row: Progress, caption: Caption) -> tuple[str | Decimal | None, ...]:
    return (
        texts.name(lang, row.target.area, caption.names),
        words.indicator(lang, row.target),
        words.promise(lang, row.target),
        None if row.completion is None else row.completion * HUNDRED,
        None if row.planned is None else row.planned * HUNDRED,
        texts.status(lang, row.status),
        words.leads(lang, row.target, caption.names),
    )
