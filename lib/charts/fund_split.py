"""A joint fund's actual split beside the agreed one, and who is short by how much."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.charts.contributors import contributor, who_is_short
from lib.plan import Target
from lib.progress.fund import FundRow, FundTable

SMALLEST = Decimal("0.05")
"""A drift below it, in percentage points, would be written as 0.0."""


def fund_split(
    table: FundTable, lang: str, caption: Caption, target: Target | None = None
) -> Chart:
    """Who paid which share, year by year and over the ended years, below the agreed split.

    The words on a bar give the share and its drift in percentage points. A year that is not fully
    reported has no bar: its line says so.
    """
    whole = [r for r in table.rows if r.contributor and r.share_planned is not None]
    names = tuple(dict.fromkeys(r.contributor for r in whole))
    ended = sorted({r.year for r in whole if r.year and r.year <= _ended(caption)})
    lines: list[tuple[str, dict[str, FundRow] | None]] = [
        (texts.t(lang, "chart.fund.agreed"), None)
    ]
    periods: list[int | None] = [*ended, *([None] if len(ended) > 1 else [])]
    for year in periods:
        rows = {r.contributor: r for r in whole if r.year == year}
        said = _period(year, lang)
        known = bool(rows) and all(r.share_arrived is not None for r in rows.values())
        lines.append((said if known else texts.t(lang, "chart.fund.gap", year=said), rows))
    agreed = {r.contributor: r.share_planned for r in whole}
    headings = tuple(said for said, _ in lines)
    series = tuple(
        Series(
            contributor(lang, name),
            f"part_{i % 3 + 1}",
            "bar",
            headings,
            tuple(_percent(_share(name, rows, agreed)) for _, rows in lines),
            labels=tuple(_drift(name, rows, agreed, lang) for _, rows in lines),
            hover=tuple(
                f"{contributor(lang, name)}  {said}\n{_drift(name, rows, agreed, lang)}"
                for said, rows in lines
            ),
        )
        for i, name in enumerate(names)
    )
    subtitle = texts.t(lang, "chart.stop").join(
        [who_is_short(table, lang), texts.t(lang, "chart.fund.brackets")]
    )
    return Chart(
        name="fund-split",
        title=texts.t(lang, "chart.fund.split", split=_ratio(agreed, names)),
        kind="stacked",
        x_kind="category",
        unit="%",
        series=series,
        horizontal=True,
        subtitle=subtitle if series else "",
        source=words.source(lang, caption, target.clause if target else ""),
        empty="" if series else texts.t(lang, "chart.fund.empty"),
        alt=subtitle,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}")
            for c in ("year", "contributor", "share", "share_arrived", "drift")
        ),
        rows=tuple(
            (
                _period(r.year, lang),
                contributor(lang, r.contributor),
                _percent(r.share_planned),
                _percent(r.share_arrived),
                r.share_points,
            )
            for year in periods
            for r in whole
            if r.year == year
        ),
    )


def _period(year: int | None, lang: str) -> str:
    return texts.period(lang, str(year)) if year else texts.t(lang, "chart.fund.all_years")


def _ended(caption: Caption) -> int:
    """The last year that is over on the as-of day."""
    over = (caption.as_of.month, caption.as_of.day) == (12, 31)
    return caption.as_of.year if over else caption.as_of.year - 1


def _share(
    name: str, rows: dict[str, FundRow] | None, agreed: dict[str, Decimal | None]
) -> Decimal | None:
    if rows is None:
        return agreed[name]
    return rows[name].share_arrived if name in rows else None


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _drift(
    name: str, rows: dict[str, FundRow] | None, agreed: dict[str, Decimal | None], lang: str
) -> str:
    """28.6%（−1.4）, the drift in percentage points; 省级 30% on the agreed bar."""
    share = _share(name, rows, agreed)
    if share is None:
        return ""
    said = texts.percent(lang, share)
    if rows is None:
        return f"{contributor(lang, name)} {said}"
    points = rows[name].share_points
    if not points or abs(points) < SMALLEST:
        return said
    sign = "+" if points > 0 else "−"
    drift = texts.number(lang, abs(points).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return texts.t(lang, "chart.fund.drift", share=said, points=sign + drift)


def _ratio(agreed: dict[str, Decimal | None], names: tuple[str, ...]) -> str:
    """3:3:4 from 0.3, 0.3, 0.4."""
    shares = [agreed[name] or Decimal(0) for name in names]
    return ":".join(texts.number("zh", share * 10) for share in shares)
