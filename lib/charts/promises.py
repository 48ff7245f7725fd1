"""What is promised anew every year: a cell per promise and year, never added up over the years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.progress import STATUSES, Progress

COLUMNS = ("target", "promise", "year", "planned_in", "actual_in", "status")


def promises(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """rows: every instance of every yearly target; others are left out.

    The subtitle counts them by status.
    """
    shown = sorted(
        (r for r in rows if r.instance is not None),
        key=lambda r: (r.target.task_no, r.target.target_id, r.start),
    )
    years = sorted({r.instance for r in shown if r.instance is not None})
    by_cell = {(r.target.target_id, r.instance): r for r in shown}
    cells = [(r, y) for r in _one_each(shown) for y in years]
    found = [by_cell.get((r.target.target_id, y)) for r, y in cells]
    subtitle = words.counts(lang, shown)
    return Chart(
        name="promises",
        title=texts.t(lang, "chart.promises.title"),
        kind="grid",
        x_kind="category",
        unit="",
        series=_series(cells, found, lang),
        groups=tuple(_heading(r, lang) for r, _ in cells),
        subtitle=subtitle if shown else "",
        source=words.source(lang, caption),
        empty="" if shown else texts.t(lang, "chart.promises.empty"),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.t(lang, "chart.own_unit"))
            for c in COLUMNS
        ),
        rows=tuple(_row(r, lang) for r in shown),
    )


def _one_each(shown: list[Progress]) -> list[Progress]:
    return list({r.target.target_id: r for r in shown}.values())


def _heading(row: Progress, lang: str) -> str:
    """The indicator, with what is promised a year below it."""
    promise = texts.t(lang, "chart.promises.each", promise=words.promise(lang, row.target))
    return f"{words.indicator(lang, row.target)}\n{promise}"


def _series(
    cells: list[tuple[Progress, int]], found: list[Progress | None], lang: str
) -> tuple[Series, ...]:
    """One series per status that occurs, so that its colour and word go together."""
    present = [s for s in STATUSES if any(r is not None and r.status == s for r in found)]
    return tuple(
        Series(
            texts.status(lang, status),
            f"status.{status}",
            "cell",
            tuple(texts.period(lang, str(y)) for _, y in cells),
            tuple(r.actual if r and r.status == status else None for r in found),
            labels=tuple(_label(r, lang) if r and r.status == status else "" for r in found),
            hover=tuple(_hover(r, lang) if r and r.status == status else "" for r in found),
        )
        for status in present
    )


def _label(row: Progress, lang: str) -> str:
    """The symbol and word of the status, and below them reached / planned."""
    verdict = words.verdict(lang, row)
    return verdict if row.actual is None else f"{verdict}\n{_share(row, lang)}"


def _share(row: Progress, lang: str) -> str:
    """52 / 50; a range as 3 / 1～2; a lower bound says so."""
    assert row.actual is not None, row.target.target_id
    unit = words.unit(row.target)
    divisor, _ = texts.scale(lang, unit, row.required or row.actual)
    reached = texts.number(lang, row.actual / divisor)
    if not row.complete:
        reached = texts.t(lang, "chart.at_least", value=reached)
    if row.required is None:
        return reached
    asked = texts.number(lang, row.required / divisor)
    if row.target.comparison == "between" and row.target.value_max is not None:
        most = texts.number(lang, row.target.value_max / divisor)
        asked = texts.t(lang, "chart.promise.between", low=asked, high=most)
    return f"{reached} / {asked}"


def _hover(row: Progress, lang: str) -> str:
    lines = [
        f"{words.indicator(lang, row.target)}  {texts.period(lang, str(row.instance))}",
        words.verdict(lang, row),
        texts.t(lang, "chart.promises.each", promise=words.promise(lang, row.target)),
    ]
    if row.actual is not None and row.actual_end is not None:
        day = texts.day(lang, row.actual_end)
        lines.append(texts.t(lang, "chart.latest", day=day, value=words.reached(lang, row)))
    return "\n".join(lines)


def _row(row: Progress, lang: str) -> tuple[str | Decimal | None, ...]:
    return (
        words.indicator(lang, row.target),
        words.promise(lang, row.target),
        str(row.instance),
        row.required,
        row.actual,
        texts.status(lang, row.status),
    )
