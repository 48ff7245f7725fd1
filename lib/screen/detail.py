"""One target in words and numbers, as HTML for its page (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape

from lib import fields, texts
from lib.charts import words
from lib.plan import Plan
from lib.progress import Progress, Reason
from lib.progress.actuals import Actual
from lib.progress.forecast import Forecast, forecast
from lib.progress.international import assess_international
from lib.screen import pieces, story
from lib.screen.pieces import Pen

INPUTS_SHOWN = 6
"""Reports named one by one under the why; the table below has them all."""
WITHOUT_FORECAST = ("none", "step")
"""Trajectories whose road does not run on by itself."""


def label(pen: Pen, plan: Plan) -> Callable[[str], str]:
    """Make what names a target in the choice."""

    def named(target_id: str) -> str:
        return f"{target_id} {words.indicator(pen.lang, plan[target_id])}"

    return named


def leads(pen: Pen, row: Progress) -> str:
    """The lead departments as plain text."""
    return words.leads(pen.lang, row.target, pen.names)


def is_fund(plan: Plan, row: Progress) -> bool:
    """Say whether the target's money comes from contributors."""
    root = plan.root(row.target)
    return any(t.contributor and plan.root(t) == root for t in plan)


def road(row: Progress) -> Forecast | None:
    """Where the reports so far point to; None past the deadline, where the path has no road, or
    with too few points.
    """
    if row.deadline is None or row.as_of >= row.deadline or row.target.path in WITHOUT_FORECAST:
        return None
    if not row.path:
        return None
    # The trajectory begins on the eve of the start: a reported baseline is a point of the road.
    points = [(day, value) for day, value in row.history if row.path[0][0] <= day]
    return forecast(points, row.deadline, row.target.path == "compound")


def cone(seen: Forecast | None) -> tuple[tuple[date, Decimal, Decimal, Decimal], ...]:
    """The forecast as the chart wants it: day, value, low, high."""
    if seen is None:
        return ()
    rows = zip(seen.path, seen.lows, seen.highs, strict=True)
    return tuple((day, value, low, high) for (day, value), (_, low), (_, high) in rows)


def numbers(pen: Pen, row: Progress, seen: Forecast | None) -> str:
    """Actual, plan, completion, pace, needed rate, forecast: each only where it is known."""

    def level(value: Decimal | None) -> str:
        return "" if value is None else escape(words.level(pen.lang, row.target, value))

    def share(value: Decimal | None) -> str:
        return "" if value is None else escape(texts.percent(pen.lang, value))

    def day(value: date | None) -> str:
        return "" if value is None else escape(texts.day(pen.lang, value))

    actual = pieces.reached(pen, row) if row.actual is None else level(row.actual)
    if row.actual_end is not None:
        actual = pen.t("target.actual_dated", value="{}", day=texts.day(pen.lang, row.actual_end))
        actual = actual.format(level(row.actual) or pieces.reached(pen, row))
    pairs = (
        ("actual", actual),
        ("expected", level(row.expected)),
        ("completion", share(row.completion)),
        ("pace", _pace(pen, row)),
        ("shortfall", level(row.shortfall) if row.shortfall else ""),
        ("needed", _needed(pen, row)),
        ("growth", share(row.growth)),
        ("growth_needed", share(row.growth_needed)),
        ("change", _unit(pen, row, row.change_on_year)),
        ("forecast", _forecast(pen, row, seen)),
        ("international", _international(pen, row)),
        ("report_due", day(row.report_due)),
        ("next_due", day(row.next_due)),
    )
    return pieces.facts((pen.t(f"target.{name}"), value) for name, value in pairs)


def promise(pen: Pen, row: Progress) -> str:
    """What was promised by whom, until when, where it stands in the policy, and how it is read."""
    target = row.target
    deadline = texts.day(pen.lang, row.deadline) if row.deadline else ""
    if target.ongoing:
        deadline = " · ".join(p for p in (deadline, texts.t(pen.lang, "value.ongoing")) if p)
    kind = (
        texts.choice(pen.lang, fields.MEASURE_TYPES, target.measure_type),
        texts.choice(pen.lang, fields.ACTUALS_ARE, target.actuals_are)
        if target.value is not None
        else "",
        texts.choice(pen.lang, fields.PATHS, target.path) if target.path != "none" else "",
    )
    supporting = [pen.name(d) for d in target.supporting_departments]
    pairs = (
        ("value", pieces.promise(pen, row)),
        ("level", _level(pen, row)),
        ("baseline", _baseline(pen, row)),
        ("deadline", escape(deadline)),
        ("lead", pen.leads(target)),
        ("supporting", texts.join(pen.lang, supporting)),
        (
            "task",
            pen.t(
                "target.task_line",
                task=target.task_no,
                measure=target.measure_no,
                group=texts.name(pen.lang, target.group, pen.names),
            ),
        ),
        ("clause", escape(texts.clause(pen.lang, target.clause))),
        ("basis", escape(texts.choice(pen.lang, fields.BASES, target.basis))),
        ("kind", escape(" · ".join(k for k in kind if k))),
        ("same_as", _other(pen, target.same_as)),
        ("part_of", _other(pen, target.part_of)),
        ("note", escape(target.note if pen.lang == "zh" else target.note_en)),
    )
    return pieces.facts((pen.t(f"target.{name}"), value) for name, value in pairs)


def why(pen: Pen, row: Progress) -> str:
    """The rule that applied and the formulas with these numbers, in sentences."""
    said = [texts.reason(pen.lang, _placed(pen, reason)) for reason in row.reasons]
    return pieces.sentences(said)


def inputs(pen: Pen, row: Progress) -> str:
    """The reports that the judgement rests on: each with its submission, person and own story."""
    newest = sorted(row.inputs, key=lambda a: (a.period_end, a.seq), reverse=True)
    if not newest:
        return f'<p class="y quiet">{pen.t("target.no_inputs")}</p>'
    names = ("period", "value", "region", "source", "author", "when", "seq")
    lines = [_input(pen, row, actual) for actual in newest[:INPUTS_SHOWN]]
    shown = pieces.table([pen.t(f"column.{n}") for n in names], lines)
    rest = len(newest) - INPUTS_SHOWN
    more = f'<p class="y quiet">{pen.t("target.more_inputs", count=rest)}</p>' if rest > 0 else ""
    return shown + more


def _placed(pen: Pen, reason: Reason) -> Reason:
    """The reason with regions by their names."""
    if "regions" not in reason.params:
        return reason
    names = tuple(pen.place(code) for code in reason.params["regions"])
    return replace(reason, params={**reason.params, "regions": names})


def _input(pen: Pen, row: Progress, actual: Actual) -> list[str]:
    value = (
        texts.choice(pen.lang, fields.LIGHTS, actual.light)
        if actual.light or actual.value is None
        else words.level(pen.lang, row.target, actual.value)
    )
    place = pen.place(actual.region)
    if actual.contributor:
        place = texts.choice(pen.lang, fields.CONTRIBUTORS, actual.contributor)
    period = texts.period(pen.lang, actual.period or actual.period_end.isoformat())
    return [
        escape(period),
        pen.go("value", escape(value), **story.choices_of(vars(actual))),
        escape(place),
        escape(actual.source),
        escape(texts.name(pen.lang, actual.author, pen.names)),
        escape(pen.moment(actual.reported_at)) if actual.reported_at else "",
        pen.go("history", f"#{actual.seq}", submission=str(actual.seq)),
    ]


def _pace(pen: Pen, row: Progress) -> str:
    if row.pace is None:
        return ""
    return pen.t("target.pace_line", pace=texts.percent(pen.lang, row.pace), points="{}").format(
        pieces.pace(pen, row)
    )


def _unit(pen: Pen, row: Progress, value: Decimal | None) -> str:
    if value is None:
        return ""
    return escape(texts.number(pen.lang, value, words.unit(row.target)))


def _needed(pen: Pen, row: Progress) -> str:
    rate = _unit(pen, row, row.needed_rate)
    if not rate or row.rate_multiple is None:
        return rate
    multiple = texts.number(pen.lang, row.rate_multiple)
    return pen.t("target.needed_line", rate="{}", multiple=multiple).format(rate)


def _forecast(pen: Pen, row: Progress, seen: Forecast | None) -> str:
    if row.target.path in WITHOUT_FORECAST or row.actual is None:
        return ""
    if row.deadline is None or row.as_of >= row.deadline:
        return pen.t("target.forecast_past")
    if seen is None:
        return pen.t("target.forecast_few")
    value, low, high = (
        words.level(pen.lang, row.target, words.foreseen(row.target, v))
        for v in (seen.value, seen.low, seen.high)
    )
    return pen.t("target.forecast_range", value=value, low=low, high=high)


def _international(pen: Pen, row: Progress) -> str:
    found = assess_international(row)
    if found is None:
        return ""
    if found.value is None or found.score is None:
        return pen.t(f"international.{found.status}")
    return pen.t(
        "target.international_line",
        verdict=texts.t(pen.lang, f"international.{found.status}"),
        ratio=texts.number(pen.lang, found.value),
        score=texts.number(pen.lang, found.score),
    )


def _level(pen: Pen, row: Progress) -> str:
    asked = ("avg_growth_at_least", "rank_gain_at_least", "keeps_rising")
    if row.required is None or row.target.comparison not in asked:
        return ""
    return escape(words.level(pen.lang, row.target, row.required))


def _baseline(pen: Pen, row: Progress) -> str:
    if row.baseline is None:
        period = row.target.baseline_period
        return f"{escape(texts.period(pen.lang, period))} {pen.t('value.none')}" if period else ""
    period = texts.period(pen.lang, row.target.baseline_period)
    return escape(f"{words.level(pen.lang, row.target, row.baseline)}（{period}）")


def _other(pen: Pen, target_id: str) -> str:
    if not target_id:
        return ""
    return pen.go("target", escape(target_id), "more", target=target_id)
