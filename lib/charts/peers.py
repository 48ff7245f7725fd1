"""Regions of one level as sorted bars with their median; the silent stand last and have no bar."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Mark, Series
from lib.plan import Target
from lib.progress.peers import Standing, middle, ordered

MOST = 30
"""Bars drawn; the table has every region."""


def peers(
    target: Target,
    found: Sequence[Standing],
    places: dict[str, str],
    lang: str,
    caption: Caption,
    *,
    here: str,
    among: bool,
) -> Chart:
    """Every region's latest value, the best first.

    places gives names by code. here is the region that the page is about: one among them, or what
    they are parts of.
    """
    sorted_ = ordered(target, found)
    shown = _shown(sorted_, here)
    values = [s.row.value for s in shown if s.row.value is not None]
    divisor, unit = texts.scale(lang, words.unit(target), max(values, default=Decimal(0)))
    names = tuple(_name(lang, places[s.code], caption) for s in shown)
    known = sum(s.row.value is not None for s in found)
    place = _name(lang, places[here], caption)
    key = "title" if among else "title_parts"
    title = texts.t(lang, f"chart.peers.{key}", name=words.indicator(lang, target), place=place)
    subtitle = [texts.t(lang, "chart.peers.subtitle", known=known, total=len(found))]
    if len(shown) < len(found):
        told = {"shown": len(shown), "total": len(found)}
        subtitle.append(texts.t(lang, "chart.peers.capped", **told))
    said = texts.t(lang, "chart.stop").join(subtitle)
    half = middle(found)
    leads = words.leads(lang, target, caption.names)
    return Chart(
        name=f"peers-{target.target_id}",
        title=title,
        kind="bars",
        x_kind="category",
        unit=texts.unit_word(lang, unit),
        series=tuple(_bars(target, shown, names, divisor, place, here, lang)) if known else (),
        marks=() if half is None else (_median(target, half, divisor, lang),),
        horizontal=True,
        subtitle=said,
        source=words.source(lang, caption, target.clause),
        empty="" if known else texts.t(lang, "chart.peers.empty", department=leads),
        alt=said,
        columns=tuple(
            texts.t(lang, f"chart.column.{c}", unit=texts.unit_word(lang, words.unit(target)))
            for c in ("region", "period", "value_in", "target_in")
        ),
        rows=tuple(_row(s, places, lang, caption) for s in sorted_),
    )


def _shown(found: Sequence[Standing], here: str) -> list[Standing]:
    """The first of many, and the region itself wherever it stands."""
    return [s for n, s in enumerate(found) if n < MOST or s.code == here]


def _bars(
    target: Target,
    shown: Sequence[Standing],
    names: tuple[str, ...],
    divisor: Decimal,
    place: str,
    here: str,
    lang: str,
) -> list[Series]:
    """The region itself in the colour of facts, the others quieter."""
    made = []
    for own in (True, False):
        mine = [(s.code == here) == own for s in shown]
        if not any(mine):
            continue
        alone = all(mine) and not own
        key = "this" if own else "all" if alone else "others"
        labels = tuple(
            _label(target, s, lang) if m else "" for s, m in zip(shown, mine, strict=True)
        )
        made.append(
            Series(
                texts.t(lang, f"chart.peers.{key}", name=place),
                "actual" if own or alone else "history",
                "bar",
                names,
                tuple(
                    s.row.value / divisor if m and s.row.value is not None else None
                    for s, m in zip(shown, mine, strict=True)
                ),
                labels=labels,
                hover=tuple(
                    _hover(n, s, label, lang)
                    for n, s, label in zip(names, shown, labels, strict=True)
                ),
            )
        )
    return made


def _label(target: Target, found: Standing, lang: str) -> str:
    if found.row.value is None:
        return texts.t(lang, "regions.silent")
    value = words.level(lang, target, found.row.value)
    value = value if found.row.complete else texts.t(lang, "chart.at_least", value=value)
    return value


def _hover(name: str, found: Standing, label: str, lang: str) -> str:
    period = texts.period(lang, found.row.period) if found.row.period else ""
    status = words.verdict(lang, found.judged) if found.judged else ""
    return "\n".join(part for part in (name, label, period, status) if part)


def _median(target: Target, half: Decimal, divisor: Decimal, lang: str) -> Mark:
    said = texts.t(lang, "chart.peers.median", value=words.level(lang, target, half))
    return Mark("y", half / divisor, said, "target")


def _row(
    found: Standing, places: dict[str, str], lang: str, caption: Caption
) -> tuple[str | Decimal | None, ...]:
    period = texts.period(lang, found.row.period) if found.row.period else ""
    asked = found.judged.required if found.judged else None
    return _name(lang, places[found.code], caption), period, found.row.value, asked


def _name(lang: str, zh: str, caption: Caption) -> str:
    return texts.name(lang, zh, caption.names)
