"""A joint fund over the years: planned and arrived by then, as a whole and by contributor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import timeline, words
from lib.charts.chart import Caption, Chart, Series
from lib.charts.contributors import MONEY, contributor
from lib.plan import Target
from lib.progress.fund import WHOLE, FundRow, FundTable


def fund_cumulative(
    table: FundTable, lang: str, caption: Caption, target: Target | None = None
) -> Chart:
    """Planned and arrived since the first year, for the whole and by contributor.

    The line of what arrived ends where nobody reported; a sum that lacks a year or a contributor
    says that it is a lower bound.
    """
    names = tuple(dict.fromkeys(r.contributor for r in table.rows))
    shown = {n: [r for r in table.rows if r.contributor == n and r.year] for n in names}
    unit = words.unit(target) if target else MONEY
    biggest = max(
        (v for rows in shown.values() for r in rows for v in (r.planned_to_date,) if v),
        default=Decimal(0),
    )
    divisor, word = texts.scale(lang, unit, biggest)
    whole = texts.t(lang, "chart.fund.whole")
    series = [
        line
        for name in sorted(names, key=lambda n: n != WHOLE)
        for line in _to_date(shown[name], divisor, lang, contributor(lang, name) if name else whole)
    ]
    days = [day for line in series for day in line.x if isinstance(day, date)]
    subtitle = _so_far(shown.get(WHOLE, []), unit, lang)
    return Chart(
        name="fund-cumulative",
        title=texts.t(lang, "chart.fund.cumulative"),
        kind="panels",
        x_kind="date",
        unit=texts.unit_word(lang, word),
        series=tuple(series) if days else (),
        ticks=timeline.year_ends(days, lang),
        lead=whole,
        subtitle=subtitle if days else "",
        source=words.source(lang, caption, target.clause if target else ""),
        empty="" if days else texts.t(lang, "chart.fund.empty"),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, unit))
            for c in ("contributor", "year", "planned_to_date", "arrived_to_date", "bound")
        ),
        rows=tuple(_cumulative_row(r, lang, whole) for rows in shown.values() for r in rows),
    )


def _to_date(rows: list[FundRow], divisor: Decimal, lang: str, panel: str) -> list[Series]:
    """The planned and the arrived line of one contributor, from nothing on the eve of its plan."""
    ends = [date(r.year, 12, 31) for r in rows if r.year]
    if not ends:
        return []
    eve = date(ends[0].year - 1, 12, 31)
    planned = [Decimal(0), *((r.planned_to_date or Decimal(0)) / divisor for r in rows)]
    came = [(r.until or end, r) for end, r in zip(ends, rows, strict=True)]
    said = [(day, r) for day, r in came if r.arrived is not None or day <= _last(rows)]
    amounts = [
        None if r.arrived is None or r.arrived_to_date is None else r.arrived_to_date / divisor
        for _, r in said
    ]
    begun = bool(said)
    return [
        Series(
            texts.t(lang, "chart.planned"),
            "plan",
            "line",
            (eve, *ends),
            tuple(planned),
            labels=("",) * len(ends) + (texts.number(lang, planned[-1]),),
            panel=panel,
        ),
        Series(
            texts.t(lang, "chart.arrived"),
            "actual",
            "line",
            (eve, *(day for day, _ in said)) if begun else (None,),
            (Decimal(0), *amounts) if begun else (None,),
            labels=("", *(_bound(a, r, lang) for a, (_, r) in zip(amounts, said, strict=True)))
            if begun
            else (texts.t(lang, "chart.no_data"),),
            hover=(
                panel,
                *(
                    f"{panel}\n{texts.day(lang, day)}\n{_bound(a, r, lang)}"
                    for a, (day, r) in zip(amounts, said, strict=True)
                ),
            )
            if begun
            else (),
            panel=panel,
        ),
    ]


def _last(rows: list[FundRow]) -> date:
    """The end of the latest report; before it a year without one is a gap, after it nothing."""
    return max((r.until for r in rows if r.until), default=date.min)


def _bound(amount: Decimal | None, row: FundRow, lang: str) -> str:
    if amount is None:
        return ""
    value = texts.number(lang, amount)
    return value if row.gapless else texts.t(lang, "chart.at_least", value=value)


def _so_far(rows: list[FundRow], unit: str, lang: str) -> str:
    """What has come in of what was planned, at the last report."""
    known = [r for r in rows if r.arrived is not None and r.arrived_to_date is not None]
    if not known:
        return texts.t(lang, "chart.fund.none")
    last = known[-1]
    arrived = texts.number(lang, last.arrived_to_date or Decimal(0), unit)
    return texts.t(
        lang,
        "chart.fund.so_far",
        arrived=arrived if last.gapless else texts.t(lang, "chart.at_least", value=arrived),
        whole=texts.number(lang, rows[-1].planned_to_date or Decimal(0), unit),
        day=texts.day(lang, last.until) if last.until else str(last.year),
    )


def _cumulative_row(row: FundRow, lang: str, whole: str) -> tuple[str | Decimal | None, ...]:
    bound = row.arrived is not None and not row.gapless
    return (
        contributor(lang, row.contributor) if row.contributor else whole,
        str(row.year),
        row.planned_to_date,
        row.arrived_to_date if row.arrived is not None else None,
        texts.t(lang, "chart.fund.bound") if bound else "",
    )
