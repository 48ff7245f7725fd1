"""A joint fund: what each contributor promised and paid in, year by year; never adds it up anew."""

from __future__ import annotations

from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.charts.contributors import MONEY, contributor, who_is_short
from lib.charts.fund_cumulative import fund_cumulative
from lib.charts.fund_split import fund_split
from lib.plan import Target
from lib.progress.fund import FundRow, FundTable

__all__ = ["fund", "fund_cumulative", "fund_split"]

COLUMNS = (
    "contributor",
    "year",
    "planned_in",
    "arrived_in",
    "short_in",
    "share",
    "share_arrived",
)


def fund(table: FundTable, lang: str, caption: Caption, target: Target | None = None) -> Chart:
    """Years under their contributors, outlined where planned and filled where arrived.

    The headings put the actual split beside the agreed one; the subtitle says who is short.
    """
    names = tuple(dict.fromkeys(r.contributor for r in table.rows if r.contributor))
    shown = [r for name in names for r in table.rows if r.contributor == name and r.year]
    unit = words.unit(target) if target else MONEY
    biggest = max((v for r in shown for v in (r.planned, r.arrived) if v), default=Decimal(0))
    divisor, word = texts.scale(lang, unit, biggest)
    heads = {name: _heading(name, table, lang) for name in names}
    years = tuple(str(r.year) for r in shown)
    planned = Series(
        texts.t(lang, "chart.planned"),
        "planned",
        "bar",
        years,
        tuple(r.planned / divisor for r in shown),
        hover=tuple(_hover(r, "chart.planned", r.planned, unit, lang) for r in shown),
    )
    arrived = Series(
        texts.t(lang, "chart.arrived"),
        "arrived",
        "bar",
        years,
        tuple(None if r.arrived is None else r.arrived / divisor for r in shown),
        labels=tuple(_label(r, divisor, caption, lang) for r in shown),
        hover=tuple(_hover(r, "chart.arrived", r.arrived, unit, lang) for r in shown),
    )
    subtitle = who_is_short(table, lang)
    return Chart(
        name="fund",
        title=texts.t(lang, "chart.fund.title"),
        kind="bars",
        x_kind="category",
        unit=texts.unit_word(lang, word),
        series=(planned, arrived) if shown else (),
        groups=tuple(heads[r.contributor] for r in shown),
        subtitle=subtitle if shown else "",
        source=words.source(lang, caption, target.clause if target else ""),
        empty="" if shown else texts.t(lang, "chart.fund.empty"),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, unit))
            for c in (
                "contributor",
                "year",
                "planned_in",
                "arrived_in",
                "short_in",
                "share",
                "share_arrived",
            )
        ),
        rows=tuple(_row(r, lang) for r in shown),
    )


def _heading(name: str, table: FundTable, lang: str) -> str:
    """Agreed and, where every contributor has reported all ended years, actual share."""
    own = [r for r in table.rows if r.contributor == name]
    whole = next((r for r in own if r.year is None), own[0])
    who = contributor(lang, name)
    if whole.share_planned is None:
        return who
    agreed = texts.percent(lang, whole.share_planned)
    if whole.year is not None or whole.share_arrived is None:
        return texts.t(lang, "chart.fund.group", contributor=who, planned=agreed)
    return texts.t(
        lang,
        "chart.fund.group_split",
        contributor=who,
        planned=agreed,
        arrived=texts.percent(lang, whole.share_arrived),
    )


def _label(row: FundRow, divisor: Decimal, caption: Caption, lang: str) -> str:
    """The number alone (the axis names the unit); past years without a report say so."""
    if row.arrived is not None:
        return texts.number(lang, row.arrived / divisor)
    due = row.year is not None and row.year < caption.as_of.year
    return texts.t(lang, "chart.fund.not_reported") if due else ""


def _hover(row: FundRow, key: str, value: Decimal | None, unit: str, lang: str) -> str:
    amount = texts.t(lang, "chart.no_data") if value is None else texts.number(lang, value, unit)
    return f"{contributor(lang, row.contributor)} {row.year}\n{texts.t(lang, key)}  {amount}"


def _row(row: FundRow, lang: str) -> tuple[str | Decimal | None, ...]:
    share = None if row.share_planned is None else row.share_planned * 100
    arrived = None if row.share_arrived is None else row.share_arrived * 100
    return (
        contributor(lang, row.contributor),
        str(row.year),
        row.planned,
        row.arrived,
        row.short_by,
        share,
        arrived,
    )
