"""Progress rows as pieces of HTML for the pages (pure); what a person typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from lib import fields, texts, theme
from lib.charts import words
from lib.plan import Target
from lib.progress import Progress

EVEN = Decimal("0.05")
"""Percentage points that nobody would call ahead or behind."""


@dataclass(frozen=True)
class Pen:
    """What every piece needs: language, English names, the office's clock, regions by code, what
    links carry along, and the code of the region that the plan is about.
    """

    lang: str
    names: dict[str, str]
    zone: ZoneInfo
    places: Mapping[str, str] = field(default_factory=dict)
    carry: Mapping[str, str] = field(default_factory=dict)
    whole: str = fields.CITY

    def t(self, key: str, **params: object) -> str:
        """Words, escaped."""
        return escape(texts.t(self.lang, key, **params))

    def name(self, zh: str) -> str:
        """A proper name of the plan, escaped."""
        return escape(texts.name(self.lang, zh, self.names))

    def moment(self, at: datetime) -> str:
        """A stored time as the clock of the office showed it."""
        return texts.moment(self.lang, at, self.zone)

    def place(self, code: str) -> str:
        """A region by its code."""
        return texts.name(self.lang, self.places.get(code, code), self.names)

    def where(self, row: Mapping[str, Any]) -> str:
        """Whose value a row of the log is: the contributor's where there is one, or a region's."""
        if row["contributor"]:
            return texts.choice(self.lang, fields.CONTRIBUTORS, row["contributor"])
        return self.place(row["region"])

    def named(self, target: Target) -> str:
        """The short name of an indicator, escaped."""
        return escape(words.indicator(self.lang, target))

    def leads(self, target: Target) -> str:
        """The lead departments, escaped."""
        return escape(words.leads(self.lang, target, self.names))

    def link(self, page: str, **choices: str) -> str:
        """The address of a page with its choices, language and moment."""
        query = urlencode({**self.carry, **choices})
        return escape(f"./{page}" + (f"?{query}" if query else ""))

    def go(self, page: str, body: str, css: str = "", **choices: str) -> str:
        """A piece of HTML that leads to a page with its choices."""
        return f'<a class="{css}" href="{self.link(page, **choices)}" target="_self">{body}</a>'

    def anchor(self, target: Target) -> str:
        """The indicator's name as a link to its page."""
        return self.go("target", self.named(target), target=target.target_id)


def chip(pen: Pen, code: str) -> str:
    """A status as symbol and word, in its colour."""
    css, symbol = theme.sign_of(code)
    sign = f'<b aria-hidden="true">{symbol}</b>'
    return f'<span class="chip {css}">{sign} {escape(texts.status(pen.lang, code))}</span>'


def promise(pen: Pen, row: Progress) -> str:
    """What was promised, as people say it, escaped."""
    return escape(words.promise(pen.lang, row.target))


def reached(pen: Pen, row: Progress) -> str:
    """Where it stands: the latest value, the state, or that nobody has reported."""
    target = row.target
    if row.light:
        return escape(texts.choice(pen.lang, fields.LIGHTS, row.light))
    if row.actual is None:
        return f'<span class="none">{pen.t("value.none")}</span>'
    if target.comparison == "avg_growth_at_least" and row.growth is not None:
        return escape(texts.percent(pen.lang, row.growth))
    if target.comparison == "rank_gain_at_least" and row.baseline is not None:
        return escape(texts.number(pen.lang, row.baseline - row.actual, target.unit))
    return escape(words.reached(pen.lang, row))


def bar(pen: Pen, row: Progress) -> str:
    """The share reached as a bar with a tick where the plan is; a hollow bar where nobody knows.

    A milestone has a word and no share: no bar.
    """
    if row.light:
        return ""
    if row.completion is None:
        return f'<div class="bar hollow" role="img" aria-label="{pen.t("value.none")}"></div>'
    fill = row.status.replace("_", "-")
    width = _clamped(row.completion)
    tick = (
        f'<i class="tick" style="left:{_clamped(row.planned)}%"></i>'
        if row.planned is not None
        else ""
    )
    label = pen.t("value.share", share=texts.percent(pen.lang, row.completion))
    return (
        f'<div class="bar" role="img" aria-label="{label}">'
        f'<i class="fill {fill}" style="width:{width}%"></i>{tick}</div>'
    )


def pace(pen: Pen, row: Progress) -> str:
    """How far ahead of or behind the plan, in words.

    Empty where there is no pace, and after the deadline, when there is no plan left to be ahead of.
    """
    late = row.deadline and row.actual_end and row.actual_end > row.deadline
    if row.points_ahead is None or late:
        return ""
    if abs(row.points_ahead) < EVEN:
        return pen.t("pace.even")
    key = "pace.ahead" if row.points_ahead >= 0 else "pace.behind"
    return pen.t(key, points=texts.points(pen.lang, abs(row.points_ahead)))


def progress_table(pen: Pen, rows: Sequence[Progress]) -> str:
    """Targets as a table: promise, reached, bar, pace, status, deadline, lead."""
    names = ("target", "indicator", "promise", "reached", "progress", "status", "deadline", "lead")
    body = []
    for r in rows:
        year = f" · {r.instance}" if r.instance else ""
        day = texts.day(pen.lang, r.deadline) if r.deadline else texts.t(pen.lang, "value.ongoing")
        body.append(
            [
                r.target.target_id,
                pen.anchor(r.target) + year,
                promise(pen, r),
                reached(pen, r),
                f"{bar(pen, r)}<small>{pace(pen, r)}</small>",
                chip(pen, r.status),
                escape(day),
                pen.leads(r.target),
            ]
        )
    return table([pen.t(f"column.{n}") for n in names], body)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], css: str = "") -> str:
    """A table of pieces that are HTML already."""
    head = "".join(f"<th scope=col>{h}</th>" for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return (
        f'<div class="y scroll"><table class="{css}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as a definition list; both are HTML already, empty values left out."""
    lines = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in pairs if v)
    return f'<dl class="y facts">{lines}</dl>'


def sentences(lines: Iterable[str]) -> str:
    """Plain sentences as a list."""
    return '<ul class="y why">' + "".join(f"<li>{escape(s)}</li>" for s in lines) + "</ul>"


def _clamped(share: Decimal | None) -> str:
    share = min(max(share or Decimal(0), Decimal(0)), Decimal(1))
    return f"{share * 100:.1f}"


def verdict(pen: Pen, row: Progress) -> str:
    """Name, promise, status and pace of one target in a line that is read from afar."""
    year = f" · {row.instance}" if row.instance else ""
    return (
        f'<div class="y verdict"><span class="big">{pen.named(row.target)}{year}</span>'
        f'<span class="big">{reached(pen, row)} <small>{pen.t("value.of")} {promise(pen, row)}'
        f"</small></span>{chip(pen, row.status)}<span>{pace(pen, row)}</span>"
        f"<span>{pen.leads(row.target)}</span></div>"
    )
