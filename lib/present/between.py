"""The slides about meetings: what changed since the last one, what is open, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from lib import texts
from lib.charts import words
from lib.meeting import Decision, Difference, Meeting, overdue
from lib.plan import Plan
from lib.present.slides import Slide
from lib.screen import pieces
from lib.screen.pieces import Pen

CHANGES, TASKS = 5, 4
"""Lines that a room can read on one slide."""
MOST = 12
"""Tasks or decisions shown, on several slides; how many more there are is said."""


def changed(pen: Pen, last: Meeting, found: Sequence[Difference]) -> Slide:
    """What is different from the last meeting, the worse first, each with its first cause."""
    title = texts.t(pen.lang, "present.since", title=last.title, day=texts.day(pen.lang, last.day))
    lines = [_difference(pen, d) for d in found[:CHANGES]]
    return _listed(pen, title, lines, len(found) - len(lines), "present.unchanged")


def open_tasks(pen: Pen, plan: Plan, left: Sequence[Decision], day: date) -> list[Slide]:
    """What earlier meetings left open, the overdue first."""
    return _tasks(pen, plan, left, day, "present.open", "present.nothing_open")


def closing(pen: Pen, plan: Plan, made: Sequence[Decision], day: date) -> list[Slide]:
    """The last screens: what this meeting decided, who does it, until when."""
    return _tasks(pen, plan, made, day, "present.decided", "present.nothing_decided")


def _tasks(
    pen: Pen, plan: Plan, given: Sequence[Decision], day: date, title: str, nothing: str
) -> list[Slide]:
    """As many slides as the lines need, one where there are none."""
    made = []
    for start in range(0, max(1, min(len(given), MOST)), TASKS):
        lines = [_decision(pen, plan, d, day) for d in given[:MOST][start : start + TASKS]]
        more = len(given) - MOST if start + TASKS >= MOST else 0
        made.append(_listed(pen, texts.t(pen.lang, title), lines, more, nothing))
    return made


def _listed(pen: Pen, title: str, lines: Iterable[str], more: int, nothing: str) -> Slide:
    items = "".join(f"<li>{line}</li>" for line in lines)
    body = f"<header><h2>{escape(title)}</h2></header>"
    body += f'<ul class="lines">{items}</ul>' if items else f'<p class="empty">{pen.t(nothing)}</p>'
    if more > 0:
        body += f'<p class="reason">{pen.t("present.more", count=more)}</p>'
    return Slide(title, body)


def _difference(pen: Pen, told: Difference) -> str:
    """Name, status before and now, value before and now, and the first cause."""
    one, other = told.before, told.after
    turn = " → ".join(pieces.chip(pen, r.status) for r in (one, other) if r)
    if not told.turned:
        turn = pieces.chip(pen, told.row.status)
    value = pieces.reached(pen, told.row)
    if one and other and told.moved:
        value = f"{pieces.reached(pen, one)} → {value}"
    why = escape(texts.reason(pen.lang, told.whys[0].reason))
    return (
        f"<b>{pen.named(told.row.target)}</b><span>{value}</span>"
        f'<span class="turn">{turn}</span><small>{why}</small>'
    )


def _decision(pen: Pen, plan: Plan, given: Decision, day: date) -> str:
    """Its words, about which target, who, until when; overdue in a word, not in red: nobody
    measured it.
    """
    about = next((t for t in plan if t.target_id == given.target_id), None)
    name = words.indicator(pen.lang, about) if about else given.target_id
    facts = [pen.t(f"present.kind.{given.kind}"), escape(name)]
    if given.owner:
        facts.append(escape(texts.name(pen.lang, given.owner, pen.names)))
    if given.due:
        facts.append(pen.t("present.until", day=texts.day(pen.lang, given.due)))
    if given.state != "open":
        facts.append(pen.t(f"present.state.{given.state}"))
    elif overdue(given, day):
        facts.append(f"<b>{pen.t('present.overdue')}</b>")
    return f'<b class="words">{escape(given.words)}</b><small>{" · ".join(facts)}</small>'
