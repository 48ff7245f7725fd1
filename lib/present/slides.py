"""What each slide of a meeting says, as pieces of HTML and described charts (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape, unescape

from lib import texts, theme
from lib.charts import words
from lib.charts.chart import Caption, Chart
from lib.charts.fund import fund
from lib.charts.trajectory import trajectory
from lib.charts.yearly import yearly
from lib.plan import Plan
from lib.progress import Progress
from lib.progress.fund import FundTable
from lib.screen import detail, pieces
from lib.screen.pieces import Pen

SENTENCES = 4
"""Sentences of the why on a slide without a chart."""
LONG = 15
"""More signs than this in the headline number (a Chinese one counts twice) are set smaller."""


@dataclass(frozen=True)
class Slide:
    """One screen. label is what is announced when it comes, body HTML, source plain text."""

    label: str
    body: str
    chart: Chart | None = None
    source: str = ""


@dataclass(frozen=True)
class Item:
    """What a slide about one target rests on: its row, its years, and its fund where it is one."""

    row: Progress
    instances: tuple[Progress, ...]
    money: FundTable | None = None


def opening(
    pen: Pen,
    title: str,
    day: date | None,
    rows: Sequence[Progress],
    count: int,
    missing: Sequence[str] = (),
) -> Slide:
    """The first screen: which meeting, how many targets have each status, how long the agenda is.

    missing are ids that somebody asked for and the plan does not have; it is said.
    """
    cells = []
    for code in theme.STATUS:
        number = sum(r.status == code for r in rows)
        if number:
            cells.append(f"<li><b>{number}</b>{pieces.chip(pen, code)}</li>")
    lines = [escape(texts.day(pen.lang, day))] if day else []
    lines.append(pen.t("present.agenda", targets=len(rows), count=count))
    said = ""
    if missing:
        found = texts.join(pen.lang, list(missing))
        said = f'<p class="reason">{pen.t("present.unknown_targets", found=found)}</p>'
    body = (
        f'<div class="opening"><h1>{escape(title)}</h1><p class="when">{" · ".join(lines)}</p>'
        f'<ul class="tally">{"".join(cells)}</ul>{said}'
        f'<p class="hint">{pen.t("present.hint")}</p></div>'
    )
    return Slide(title, body)


def target(pen: Pen, item: Item, plan: Plan, caption: Caption) -> Slide:
    """One target: where it stands of what was promised, who answers, why, and its chart."""
    row = item.row
    name = words.indicator(pen.lang, row.target)
    if row.instance:
        name = texts.t(pen.lang, "chart.in_year", name=name, year=row.instance)
    told = _chart(pen, item, plan, caption)
    shown = told if told.series else None
    deadline = texts.day(pen.lang, row.deadline) if row.deadline else ""
    facts = (
        pen.t("present.lead", who=words.leads(pen.lang, row.target, pen.names)),
        pen.t("present.deadline", day=deadline or texts.t(pen.lang, "value.ongoing")),
    )
    body = (
        f"<header><h2>{escape(name)}</h2>{pieces.chip(pen, row.status)}</header>"
        f'<p class="where">{_value(pen, row)}<span class="of">{pen.t("value.of")} '
        f'{pieces.promise(pen, row)}</span><span class="pace">{pieces.pace(pen, row)}</span></p>'
        f'<p class="who">{"".join(f"<span>{fact}</span>" for fact in facts)}</p>'
        f"{_why(pen, row, whole=shown is None)}"
    )
    if shown is None:
        body += f'<p class="empty">{escape(told.empty)}</p>'
    status = texts.status(pen.lang, row.status)
    source = texts.t(pen.lang, "chart.source", origins=texts.clause(pen.lang, row.target.clause))
    return Slide(f"{name} {status}", body, shown, source if row.target.clause else "")


def _chart(pen: Pen, item: Item, plan: Plan, caption: Caption) -> Chart:
    """The one chart that answers the target's question: fund, years side by side, or the way."""
    row = item.row
    if item.money is not None:
        return fund(item.money, pen.lang, caption, plan.root(row.target))
    if row.instance is not None and len(item.instances) > 1:
        return yearly(item.instances, pen.lang, caption)
    return trajectory(row, pen.lang, caption, detail.cone(detail.road(row)))


def _value(pen: Pen, row: Progress) -> str:
    value = pieces.reached(pen, row)
    plain = "" if value.startswith("<") else unescape(value)
    long = sum(1 if c.isascii() else 2 for c in plain) > LONG
    return f'<b class="value{" long" if long else ""}">{value}</b>'


def _why(pen: Pen, row: Progress, *, whole: bool) -> str:
    """Why it has its status: one sentence, or the first few where no chart needs the room."""
    reasons = row.reasons[: SENTENCES if whole else 1]
    return "".join(f'<p class="reason">{escape(texts.reason(pen.lang, r))}</p>' for r in reasons)
