"""The overview as pieces of HTML: promises, counts, board, shortfalls, silence, moves (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from lib import texts, theme
from lib.progress import Progress
from lib.progress.selection import Move
from lib.screen.pieces import Pen, bar, chip, pace, promise, reached, table
from lib.store import Submission


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
        f"<small>{pen.t('value.of')} {promise(pen, row)}</small></div>"
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
            body = f"<b>{count}</b>{chip(pen, code)}"
            cells.append(pen.go("", body, "count", **choices, status=code))
    return f'<div class="y counts">{"".join(cells)}</div>'


def board(pen: Pen, rows: Sequence[Progress]) -> str:
    """All targets in one glance: a column an area, a line a target."""
    out = []
    for area in dict.fromkeys(r.target.area for r in rows):
        lines = "".join(_tile(pen, r) for r in rows if r.target.area == area)
        out.append(f"<section><h4>{pen.name(area)}</h4>{lines}</section>")
    return f'<div class="y board">{"".join(out)}</div>'


def _tile(pen: Pen, row: Progress) -> str:
    look = theme.STATUS[row.status]
    status = escape(texts.status(pen.lang, row.status))
    silent = row.actual is None and not row.light
    none = f'<span class="none" aria-label="{pen.t("value.none")}">—</span>'
    value = none if silent else reached(pen, row)
    return (
        f'<a class="tile" href="{pen.link("target", target=row.target.target_id)}" target="_self">'
        f'<b style="color:{look.color}" aria-label="{status}" title="{status}">{look.symbol}</b>'
        f'<span class="tile-id">{row.target.target_id}</span>'
        f'<span class="tile-name">{pen.named(row.target)}</span>'
        f'<span class="tile-value">{value}</span></a>'
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
        body.append(
            [
                pen.go("departments", pen.name(zh), department=zh),
                str(len(own)),
                " ".join(
                    f'<span class="nb">{chip(pen, code)} {count}</span>'
                    for code in theme.STATUS
                    if (count := sum(r.status == code for r in own))
                ),
                _nearest(pen, due),
                _nearest(pen, ahead),
            ]
        )
    names = ("lead", "targets", "status", "next_due", "next_deadline")
    return table([pen.t(f"column.{n}") for n in names], body)


def _nearest(pen: Pen, days: Sequence[date]) -> str:
    return f'<span class="nb">{escape(texts.day(pen.lang, min(days)))}</span>' if days else ""


def late(pen: Pen, rows: Sequence[Progress]) -> str:
    """The measured shortfalls, worst first, with who answers for each."""
    if not rows:
        return f'<p class="y quiet">{pen.t("overview.none_late")}</p>'
    lines = "".join(
        f'<a class="short" href="{pen.link("target", target=r.target.target_id)}" target="_self">'
        f"<span>{chip(pen, r.status)}</span><span>{pen.named(r.target)}"
        f"<small>{pen.leads(r.target)}</small></span>"
        f"<b>{reached(pen, r)}<small>{pen.t('value.of')} {promise(pen, r)}</small></b></a>"
        for r in rows
    )
    return f'<div class="y shorts">{lines}</div>'


def silence(pen: Pen, owed: Mapping[str, int]) -> str:
    """Who has not reported, as department and number of reports owed."""
    if not owed:
        return f'<p class="y quiet">{pen.t("overview.none_silent")}</p>'
    lines = "".join(
        f'<a class="owe" href="{pen.link("departments", department=zh)}" target="_self">'
        f"<span>{pen.name(zh)}</span><b>{pen.t('overview.owed', count=count)}</b></a>"
        for zh, count in owed.items()
    )
    return f'<div class="y owes">{lines}</div>'


def moved(pen: Pen, submission: Submission | None, moves: Sequence[Move]) -> str:
    """What the last submission was and which statuses it moved."""
    if submission is None:
        return f'<p class="y quiet">{pen.t("overview.nothing_yet")}</p>'
    when = pen.moment(submission.created_at)
    line = pen.t(
        "overview.last",
        seq=submission.seq,
        when=when,
        author=texts.name(pen.lang, submission.author, pen.names),
        kind=texts.t(pen.lang, f"kind.{submission.kind}"),
        rows=submission.n_rows,
    )
    more = pen.go("history", line, "more", submission=str(submission.seq))
    lead = f'<p class="y">{more}</p>'
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
