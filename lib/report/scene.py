"""What every builder of sections reads: a judged moment, its language, and how things are said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from lib import fields, texts
from lib.charts import words
from lib.charts.chart import Caption
from lib.charts.finding import SHORT, silent
from lib.charts.themes import Known
from lib.plan import Target
from lib.progress import Actual, Progress
from lib.progress.reasons import Reason
from lib.screen.pieces import EVEN

INPUTS = 6
"""Reports named one by one in the notes."""


@dataclass(frozen=True)
class Scene:
    """A moment as the builders see it. headlines has one row per target that counts once."""

    lang: str
    names: dict[str, str]
    known: Known
    headlines: tuple[Progress, ...]
    caption: Caption
    places: dict[str, str] = field(default_factory=dict)

    def t(self, key: str, **params: object) -> str:
        """Words."""
        return texts.t(self.lang, key, **params)

    def name(self, zh: str) -> str:
        """A department or area."""
        return texts.name(self.lang, zh, self.names)

    def place(self, code: str) -> str:
        """A region by its code."""
        return self.name(self.places.get(code, code))

    def day(self, value: date | None) -> str:
        """A deadline in words; work without one is ongoing."""
        return texts.day(self.lang, value) if value else self.t("value.ongoing")

    def named(self, row: Progress) -> str:
        """The indicator, with its year where years are judged one by one."""
        name = words.indicator(self.lang, row.target)
        if not row.instance:
            return name
        return self.t("chart.in_year", name=name, year=row.instance)

    def leads(self, target: Target) -> str:
        """Who answers."""
        return words.leads(self.lang, target, self.names)

    def promise(self, row: Progress) -> str:
        """What was promised."""
        return words.promise(self.lang, row.target)

    def reached(self, row: Progress) -> str:
        """The latest value as its promise counts, the state, or that there is no data."""
        if row.light:
            return texts.choice(self.lang, fields.LIGHTS, row.light)
        if row.actual is None:
            return self.t("value.none")
        if row.target.comparison == "avg_growth_at_least" and row.growth is not None:
            return texts.percent(self.lang, row.growth)
        if row.target.comparison == "rank_gain_at_least" and row.baseline is not None:
            return texts.number(self.lang, row.baseline - row.actual, row.target.unit)
        return words.reached(self.lang, row)

    def amount(self, row: Progress, value: Decimal | None) -> str:
        """A difference or a rate in the unit of the reports; empty where it is unknown."""
        return "" if value is None else texts.number(self.lang, value, words.unit(row.target))

    def missing(self, row: Progress) -> str:
        """What is still missing; empty where nothing is, or nobody knows."""
        return self.amount(row, row.shortfall) if row.shortfall else ""

    def needed(self, row: Progress) -> str:
        """How much each month from now on; a rank rises by getting smaller."""
        rate = row.needed_rate
        return self.amount(row, rate if rate is None else abs(rate))

    def pace(self, row: Progress) -> str:
        """How far ahead of or behind the plan; empty where there is no pace."""
        over = row.deadline and row.actual_end and row.actual_end > row.deadline
        if row.points_ahead is None or over:
            return ""
        if abs(row.points_ahead) < EVEN:
            return self.t("pace.even")
        key = "pace.ahead" if row.points_ahead >= 0 else "pace.behind"
        return self.t(key, points=texts.points(self.lang, abs(row.points_ahead)))

    def finding(self, row: Progress) -> str:
        """What the target comes to, as a title: 慢于时序 25 个百分点，还差 30 户."""
        if silent(row):
            return self.t("report.silent", who=self.leads(row.target))
        parts = [self.pace(row)]
        if row.status in SHORT and row.shortfall:
            parts.append(self.t("report.short", amount=self.missing(row)))
        if any(parts):
            return self.t("chart.stop").join(p for p in parts if p)
        status = texts.status(self.lang, row.status)
        if row.actual is None and not row.light:
            return self.t("chart.stop").join((status, self.t("value.none")))
        if row.target.comparison in words.WORDLESS:  # its value and its promise are mere words
            return status
        told = {"status": status, "value": self.reached(row)}
        return self.t("report.stands", **told, promise=self.promise(row))

    def why(self, row: Progress) -> tuple[str, ...]:
        """The rule that applied and the formulas with these numbers."""
        return tuple(texts.reason(self.lang, self._placed(r)) for r in row.reasons)

    def inputs(self, row: Progress) -> tuple[str, ...]:
        """The reports that the judgement rests on, the newest first."""
        newest = sorted(row.inputs, key=lambda a: (a.period_end, a.seq), reverse=True)
        return tuple(self._input(row, a) for a in newest[:INPUTS])

    def source(self, target: Target) -> str:
        """The clause that a target stands in."""
        clause = texts.clause(self.lang, target.clause)
        return self.t("chart.source", origins=clause) if clause else ""

    def _placed(self, reason: Reason) -> Reason:
        if "regions" not in reason.params:
            return reason
        named = tuple(self.place(code) for code in reason.params["regions"])
        return replace(reason, params={**reason.params, "regions": named})

    def _input(self, row: Progress, given: Actual) -> str:
        if given.light or given.value is None:
            value = texts.choice(self.lang, fields.LIGHTS, given.light)
        else:
            value = words.level(self.lang, row.target, given.value)
        who = texts.name(self.lang, given.author, self.names)
        place = self.place(given.region)
        if given.contributor:
            place = texts.choice(self.lang, fields.CONTRIBUTORS, given.contributor)
        period = texts.period(self.lang, given.period or given.period_end.isoformat())
        told = {"place": place, "period": period, "value": value, "seq": given.seq}
        return self.t("report.input", **told, who=who)
