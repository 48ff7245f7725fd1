"""Progress rows as small pieces of HTML for the pages (pure); every word a person typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from lib import fields, texts, theme
from lib.charts import words
from lib.overview import Move
from lib.plan import Target
from lib.progress import Progress
from lib.store import Submission


@dataclass(frozen=True)
class Pen:
    """What every piece needs: the language, English names, and what links carry along."""

    lang: str
    names: dict[str, str]
    carry: Mapping[str, str] = field(default_factory=dict)

    def t(self, key: str, **params: object) -> str:
        """Words, escaped."""
        return escape(texts.t(self.lang, key, **params))

    def name(self, zh: str) -> str:
        """A proper name of the plan, escaped."""
        return escape(texts.name(self.lang, zh, self.names))

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

    def anchor(self, target: Target) -> str:
        """The indicator's name as a link to its page."""
        where = self.link("target", target=target.target_id)
        return f'<a href="{where}" target="_self">{self.named(target)}</a>'


def chip(pen: Pen, code: str) -> str:
    """A status as symbol and word, in its colour."""
    look = theme.chip(code)
    style = (
        f"color:{look['color']};background:{look['fill']};"
        f"border:1px {look['line']} {look['border']}"
    )
    symbol = f'<b aria-hidden="true">{look["symbol"]}</b>'
    return f'<span class="chip" style="{style}">{symbol} {escape(texts.status(pen.lang, code))}</span>'


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
    return escape(words.level(pen.lang, target, row.actual))


def bar(pen: Pen, row: Progress) -> str:
    """The share reached as a bar with a tick where the plan is; a hollow bar where nobody knows."""
    if row.completion is None:
        return f'<div class="bar hollow" role="img" aria-label="{pen.t("value.none")}"></div>'
    color = theme.STATUS[row.status].color
    width = _clamped(row.completion)
    tick = (
        f'<i class="tick" style="left:{_clamped(row.planned)}%"></i>'
        if row.planned is not None
        else ""
    )
    label = pen.t("value.share", share=texts.percent(pen.lang, row.completion))
    return (
        f'<div class="bar" role="img" aria-label="{label}">'
        f'<i class="fill" style="width:{width}%;background:{color}"></i>{tick}</div>'
    )


def pace(pen: Pen, row: Progress) -> str:
    """How far ahead of or behind the plan, in words; empty where there is no pace."""
    if row.points_ahead is None:
        return ""
    key = "pace.ahead" if row.points_ahead >= 0 else "pace.behind"
    return pen.t(key, points=texts.points(pen.lang, abs(row.points_ahead)))


def headline(pen: Pen, row: Progress) -> str:
    """One of the big promises: name, value, target, bar, pace, status, who answers."""
    dated = ""
    if row.actual_end is not None:
        dated = pen.t("value.dated", day=texts.day(pen.lang, row.actual_end))
    facts = " · ".join(part for part in (pace(pen, row), dated) if part)
    return (
        f'<a class="card" href="{pen.link("target", target=row.target.target_id)}" target="_self">'
        f'<div class="card-name">{pen.named(row.target)}</div>'
        f'<div class="card-value">{reached(pen, row)}'
        f'<small>{pen.t("value.of")} {promise(pen, row)}</small></div>'
        f"{bar(pen, row)}"
        f'<div class="card-line">{chip(pen, row.status)}<span>{facts}</span></div>'
        f'<div class="card-who">{pen.leads(row.target)}</div></a>'
    )


def headlines(pen: Pen, rows: Iterable[Progress]) -> str:
    """The big promises side by side."""
    return f'<div class="y cards">{"".join(headline(pen, r) for r in rows)}</div>'


def counts(pen: Pen, rows: Sequence[Progress], **choices: str) -> str:
    """How many targets have each status; every count leads to its list on the overview."""
    cells = []
    for code in theme.STATUS:
        count = sum(r.status == code for r in rows)
        if count:
            where = pen.link("", **choices, status=code)
            cells.append(
                f'<a class="count" href="{where}" target="_self"><b>{count}</b>{chip(pen, code)}</a>'
            )
    return f'<div class="y counts">{"".join(cells)}</div>'


def board(pen: Pen, rows: Sequence[Progress]) -> str:
    """All targets in one glance: a column an area, a line a target."""
    out = []
    for area in dict.fromkeys(r.target.area for r in rows):
        lines = "".join(_tile(pen, r) for r in rows if r.target.area == area)
        out.append(f'<section><h4>{pen.name(area)}</h4>{lines}</section>')
    return f'<div class="y board">{"".join(out)}</div>'


def _tile(pen: Pen, row: Progress) -> str:
    look = theme.STATUS[row.status]
    status = escape(texts.status(pen.lang, row.status))
    return (
        f'<a class="tile" href="{pen.link("target", target=row.target.target_id)}" target="_self">'
        f'<b style="color:{look.color}" aria-label="{status}" title="{status}">{look.symbol}</b>'
        f'<span class="tile-id">{row.target.target_id}</span>'
        f'<span class="tile-name">{pen.named(row.target)}</span>'
        f'<span class="tile-value">{reached(pen, row)}</span></a>'
    )


def departments(pen: Pen, rows: Sequence[Progress]) -> str:
    """The lead departments as a table: how many targets, in which status, next deadline."""
    led: dict[str, list[Progress]] = {}
    for row in rows:
        for department in row.target.lead_departments:
            led.setdefault(department, []).append(row)
    body = []
    for zh, own in sorted(led.items(), key=lambda pair: -len(pair[1])):
        ahead = [r.deadline for r in own if r.deadline is not None and r.deadline >= r.as_of]
        due = [r.next_due for r in own if r.next_due is not None]
        body.append([
            f'<a href="{pen.link("departments", department=zh)}" target="_self">{pen.name(zh)}</a>',
            str(len(own)),
            " ".join(
                f"{chip(pen, code)}&nbsp;{sum(r.status == code for r in own)}&ensp;"
                for code in theme.STATUS
                if any(r.status == code for r in own)
            ),
            escape(texts.day(pen.lang, min(due))) if due else "",
            escape(texts.day(pen.lang, min(ahead))) if ahead else "",
        ])
    names = ("lead", "targets", "status", "next_due", "next_deadline")
    return table([pen.t(f"column.{n}") for n in names], body)


def late(pen: Pen, rows: Sequence[Progress]) -> str:
    """The measured shortfalls, worst first, with who answers for each."""
    if not rows:
        return f'<p class="y quiet">{pen.t("overview.none_late")}</p>'
    body = [
        [
            pen.anchor(r.target),
            f"{reached(pen, r)} / {promise(pen, r)}",
            chip(pen, r.status),
            pen.leads(r.target),
        ]
        for r in rows
    ]
    heads = [pen.t(f"column.{c}") for c in ("indicator", "reached", "status", "lead")]
    return table(heads, body)


def silence(pen: Pen, owed: Mapping[str, int]) -> str:
    """Who has not reported, as department and number of reports owed."""
    if not owed:
        return f'<p class="y quiet">{pen.t("overview.none_silent")}</p>'
    lines = "".join(
        f'<a class="owe" href="{pen.link("departments", department=zh)}" target="_self">'
        f'<span>{pen.name(zh)}</span><b>{pen.t("overview.owed", count=count)}</b></a>'
        for zh, count in owed.items()
    )
    return f'<div class="y owes">{lines}</div>'


def progress_table(pen: Pen, rows: Sequence[Progress]) -> str:
    """Targets as a table: promise, reached, bar, pace, status, deadline, lead."""
    names = ("target", "indicator", "promise", "reached", "progress", "status", "deadline", "lead")
    body = []
    for r in rows:
        year = f" · {r.instance}" if r.instance else ""
        day = texts.day(pen.lang, r.deadline) if r.deadline else texts.t(pen.lang, "value.ongoing")
        body.append([
            r.target.target_id,
            pen.anchor(r.target) + year,
            promise(pen, r),
            reached(pen, r),
            f"{bar(pen, r)}<small>{pace(pen, r)}</small>",
            chip(pen, r.status),
            escape(day),
            pen.leads(r.target),
        ])
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


def moved(pen: Pen, submission: Submission | None, moves: Sequence[Move], zone: ZoneInfo) -> str:
    """What the last submission was and which statuses it moved."""
    if submission is None:
        return f'<p class="y quiet">{pen.t("overview.nothing_yet")}</p>'
    when = texts.moment(pen.lang, submission.created_at, zone)
    line = pen.t(
        "overview.last", seq=submission.seq, when=when,
        author=texts.name(pen.lang, submission.author, pen.names),
        kind=texts.t(pen.lang, f"kind.{submission.kind}"), rows=submission.n_rows,
    )
    where = pen.link("history", submission=str(submission.seq))
    lead = f'<p class="y"><a class="more" href="{where}" target="_self">{line}</a></p>'
    if not moves:
        return lead + f'<p class="y quiet">{pen.t("overview.no_moves")}</p>'
    body = [
        [
            pen.anchor(m.after.target),
            f"{chip(pen, m.before.status) if m.before else pen.t('value.new')}"
            f" → {chip(pen, m.after.status)}",
            f"{reached(pen, m.before) if m.before else ''} → {reached(pen, m.after)}",
            pen.leads(m.after.target),
        ]
        for m in moves
    ]
    heads = [pen.t(f"column.{c}") for c in ("indicator", "status", "reached", "lead")]
    return lead + table(heads, body)


def verdict(pen: Pen, row: Progress) -> str:
    """Name, promise, status and pace of one target in a line that is read from afar."""
    year = f" · {row.instance}" if row.instance else ""
    return (
        f'<div class="y verdict"><span class="big">{pen.named(row.target)}{year}</span>'
        f'<span class="big">{reached(pen, row)} <small>{pen.t("value.of")} {promise(pen, row)}'
        f"</small></span>{chip(pen, row.status)}<span>{pace(pen, row)}</span>"
        f"<span>{pen.leads(row.target)}</span></div>"
    )
