"""What several charts say about a target in the same words; never a number of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lib import fields, texts, theme
from lib.charts.chart import Caption
from lib.plan import Target
from lib.progress import STATUSES, Progress
from lib.progress.trajectory import DIRECTIONS

WORDLESS = frozenset({"done", "ongoing"})
"""Comparisons without a number: milestones and narratives."""
COUNTED = frozenset({"户", "名", "人", "个", "家", "项", "次", "件"})
"""Units of which there is no half."""


def indicator(lang: str, target: Target) -> str:
    """The short name."""
    return target.indicator_zh if lang == "zh" else target.indicator_en


def unit(target: Target) -> str:
    """The unit the actuals are reported in."""
    return target.actual_unit or target.unit


def level(lang: str, target: Target, value: Decimal) -> str:
    """A level of the indicator: 196 户; a place in a ranking is 第 58 位, not 58 ranks."""
    if target.measure_type == "rank":
        return texts.t(lang, "chart.rank", value=texts.number(lang, value))
    return texts.number(lang, value, unit(target))


def foreseen(target: Target, value: Decimal) -> Decimal:
    """A forecast as people can read it: no tenth of a firm, nor of a place in a ranking.

    Never rounded to the better side: 195.6 of 196 is not there.
    """
    if unit(target) not in COUNTED and target.measure_type != "rank":
        return value
    less = DIRECTIONS.get(target.comparison, 1) < 0
    return value.to_integral_value(ROUND_CEILING if less else ROUND_FLOOR)


def reached(lang: str, row: Progress) -> str:
    """The latest actual; a sum that lacks parts is said to be at least that much."""
    assert row.actual is not None, row.target.target_id
    value = level(lang, row.target, row.actual)
    return value if row.complete else texts.t(lang, "chart.at_least", value=value)


def promise(lang: str, target: Target) -> str:
    """What was promised, in a few signs: 196 户, 年均 ≥17.3%, 1～2 次, 持续增长."""
    if target.value is None:
        return texts.choice(lang, fields.COMPARISONS, target.comparison)
    value = texts.number(lang, target.value, target.unit)
    if target.comparison == "between" and target.value_max is not None:
        return texts.t(
            lang,
            "chart.promise.between",
            low=texts.number(lang, target.value),
            high=texts.number(lang, target.value_max, target.unit),
        )
    if target.comparison in ("avg_growth_at_least", "rank_gain_at_least", "at_most"):
        return texts.t(lang, f"chart.promise.{target.comparison}", value=value)
    return value


def leads(lang: str, target: Target, names: dict[str, str]) -> str:
    """Who answers for it."""
    return texts.join(lang, [texts.name(lang, d, names) for d in target.lead_departments])


def verdict(lang: str, row: Progress) -> str:
    """Symbol and word of the status: ● 已完成."""
    return f"{theme.STATUS[row.status].symbol} {texts.status(lang, row.status)}"


def counts(lang: str, rows: Sequence[Progress]) -> str:
    """How many there are and how many of each status that occurs, in the order of the rules."""
    found = [row.status for row in rows]
    said = [
        texts.t(lang, "chart.count", status=texts.status(lang, status), n=found.count(status))
        for status in STATUSES
        if status in found
    ]
    return texts.t(lang, "chart.counts", total=len(found), counts=texts.join(lang, said))


def source(lang: str, caption: Caption, clause: str = "") -> str:
    """The line under the picture: clause and source, as-of date, and whether it is made up."""
    origins = [part for part in (texts.clause(lang, clause), caption.source) if part]
    parts = [
        texts.t(lang, "chart.source", origins=texts.join(lang, origins)) if origins else "",
        texts.t(lang, "chart.as_of", day=texts.day(lang, caption.as_of)),
        texts.t(lang, "chart.demo") if caption.demo else "",
    ]
    return "  ·  ".join(part for part in parts if part)


def counted(rows: Iterable[Progress]) -> list[Progress]:
    """One row per promise: its headline, without repetitions in other tasks and components."""
    return [r for r in rows if r.headline and not r.target.same_as and not r.target.part_of]
