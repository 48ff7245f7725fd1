"""Who owes which report, as pieces of HTML: a line a department, a line an indicator (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from html import escape

from lib import fields, texts
from lib.charts import words
from lib.progress.due import ASKED, STATES, Report, led_by
from lib.screen import review
from lib.screen.pieces import Pen, table

YEAR = 365
"""Days from which a delay is told in years: nobody plans by the 1,393rd day."""
SIGNS = {"late": "□", "due": "○", "missing": "△", "upcoming": "◇", "reported": "√"}
"""Hollow, as every silence is drawn: nobody measured a shortfall here."""
LOOKS = {
    "late": "pressing",
    "due": "open",
    "missing": "unsure",
    "upcoming": "unsure",
    "reported": "sure",
}
"""Classes of the chips in style.css."""

Line = tuple[Report, ...]
"""The reports of one indicator and contributor in one state, the newest first."""


def lines(found: Iterable[Report], *states: str) -> list[Line]:
    """Reports of these states in their order, several periods of one indicator together."""
    made: dict[tuple[str, str, str], list[Report]] = {}
    for r in found:
        if r.state in states:
            made.setdefault((r.state, r.target.target_id, r.contributor), []).append(r)
    return [tuple(own) for own in made.values()]


def mark(pen: Pen, state: str) -> str:
    """A state as symbol and word."""
    symbol = f'<b aria-hidden="true">{SIGNS[state]}</b>'
    return f'<span class="chip {LOOKS[state]}">{symbol} {pen.t(f"due.state.{state}")}</span>'


def counts(pen: Pen, found: Sequence[Report]) -> str:
    """How many indicators stand in each state."""
    cells = "".join(
        f'<span class="count"><b>{number}</b>{mark(pen, state)}</span>'
        for state in STATES
        if (number := len(lines(found, state)))
    )
    return f'<div class="y counts">{cells}</div>'


def departments(pen: Pen, found: Sequence[Report], names: Sequence[str]) -> str:
    """A line a department in the plan's order: what it owes, and its next day."""
    body = []
    for zh in names:
        own = led_by(found, zh)
        days = [r.due_on for r in own if r.state in ("due", "upcoming") and r.due_on]
        body.append(
            [
                pen.go("due", pen.name(zh), department=zh),
                *(_count(len(lines(own, state))) for state in (*ASKED, "upcoming")),
                _day(pen, min(days)) if days else "",
            ]
        )
    heads = [pen.t("column.lead"), *(mark(pen, state) for state in (*ASKED, "upcoming"))]
    return table([*heads, pen.t("column.next_due")], body)


def asked(pen: Pen, found: Sequence[Line], waiting: Collection[tuple[str, str, date]] = ()) -> str:
    """What is to be reported, or will be: item, indicator, period, last good day, state.

    waiting has target, contributor and last day of what was sent and waits for a reviewer: it is
    not reported yet, but nobody forgot it.
    """
    body = [
        [
            line[0].target.target_id,
            _indicator(pen, line[0]),
            _periods(pen, line),
            _day(pen, line[0].due_on) if line[0].due_on else "",
            mark(pen, line[0].state) + _sent(pen, line, waiting),
            _left(pen, line[0]),
        ]
        for line in found
    ]
    heads = [pen.t(f"column.{name}") for name in ("target", "indicator", "period")]
    more = [pen.t(f"due.column.{name}") for name in ("due_on", "state", "left")]
    return table([*heads, *more], body)


def made(pen: Pen, found: Sequence[Line]) -> str:
    """The newest value of every indicator that was reported, and the submission it came with."""
    body = []
    for line in found:
        r = line[0]
        if r.actual is None:
            continue
        body.append(
            [
                r.target.target_id,
                _indicator(pen, r),
                escape(texts.period(pen.lang, r.period.label)),
                _value(pen, r),
                escape(texts.choice(pen.lang, fields.FINALITIES, r.actual.finality)),
                pen.go("history", f"#{r.actual.seq}", submission=str(r.actual.seq)),
            ]
        )
    names = ("target", "indicator", "period", "value", "finality", "seq")
    return table([pen.t(f"column.{name}") for name in names], body)


def quiet(pen: Pen) -> str:
    """Nothing is owed."""
    return f'<p class="y quiet">{pen.t("due.nothing")}</p>'


def _sent(pen: Pen, line: Line, waiting: Collection[tuple[str, str, date]]) -> str:
    """Beside the state, that a report of the line waits for a reviewer; which, if not the first."""
    newest = line[0]
    own = (newest.target.target_id, newest.contributor)
    periods = dict.fromkeys((*(r.period for r in line), *newest.older))
    waits = [p for p in periods if (*own, p.end) in waiting]
    if not waits:
        return ""
    others = [texts.period(pen.lang, p.label) for p in waits if p != newest.period]
    small = f" <small>{escape(texts.join(pen.lang, others))}</small>" if others else ""
    return f" {review.chip(pen, 'waiting')}{small}"


def _count(number: int) -> str:
    return str(number) if number else '<span class="none">—</span>'


def _indicator(pen: Pen, r: Report) -> str:
    payer = texts.choice(pen.lang, fields.CONTRIBUTORS, r.contributor)
    return pen.anchor(r.target) + (f" · {escape(payer)}" if payer else "")


def _value(pen: Pen, r: Report) -> str:
    assert r.actual is not None
    if r.actual.value is None:
        return escape(texts.choice(pen.lang, fields.LIGHTS, r.actual.light))
    value = escape(words.level(pen.lang, r.target, r.actual.value))
    if r.actual.whole:
        return value
    return f"{value} <small>{escape(pen.place(r.actual.region))}</small>"


def _periods(pen: Pen, line: Line) -> str:
    """The newest period, and in small what else is missing."""
    newest = line[0]
    said = escape(texts.period(pen.lang, newest.period.label))
    if newest.state == "missing":
        return f"{said} <small>{pen.t('due.needed')}</small>"
    if newest.older:
        since = texts.period(pen.lang, newest.older[0].label)
        count = len(newest.older) + 1
        said += f" <small>{pen.t('due.since', since=since, count=count)}</small>"
    others = [texts.period(pen.lang, r.period.label) for r in line[1:] if r.state in ASKED]
    if others:
        also = pen.t("due.also", periods=texts.join(pen.lang, others))
        said += f" <small>{also}</small>"
    return said


def _day(pen: Pen, day: date) -> str:
    return f'<span class="nb">{escape(texts.day(pen.lang, day))}</span>'


def _left(pen: Pen, r: Report) -> str:
    """Days left or gone, as people would say them."""
    if r.days is None:
        return ""
    if r.days == 0:
        return pen.t("due.today")
    way, count = ("left", r.days) if r.days > 0 else ("over", -r.days)
    if count > YEAR:
        return pen.t(f"due.years_{way}", count=count // YEAR)
    return pen.t(f"due.{'day' if count == 1 else 'days'}_{way}", count=count)
