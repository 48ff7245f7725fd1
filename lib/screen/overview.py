"""The overview as pieces of HTML: promises, counts, board, shortfalls, silence, moves (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape

from lib import texts, theme
from lib.meeting import Difference, Meeting
from lib.progress import Progress, selection
from lib.progress.selection import Move
from lib.screen.pieces import Pen, bar, chip, pace, promise, reached, table
from lib.store import Submission

ARROW = ' <i aria-hidden="true">→</i> '


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


def standing(pen: Pen, rows: Sequence[Progress]) -> str:
    """Where all targets stand, in one line: a group a tile, its statuses with their lists below.

    A strip above has the same groups by their share; it says nothing that the tiles do not say.
    """
    tiles, strip = [], []
    for group, counts_of in selection.standing(rows).items():
        total = sum(counts_of.values())
        css, _ = theme.sign_of(selection.GROUPS[group][0])
        if total:
            strip.append(f'<i class="fill {css}" style="flex:{total}"></i>')
        present = {code: count for code, count in counts_of.items() if count}
        word, lists = pen.t(f"group.{group}"), ""
        if len(present) == 1:
            code = next(iter(present))
            word = pen.go("", chip(pen, code), status=code)
        else:
            lists = "".join(
                pen.go("", f"{chip(pen, code)} {count}", "nb", status=code)
                for code, count in present.items()
            )
        tiles.append(
            f'<section class="stand {css}{"" if total else " nil"}"><b>{total}</b>'
            f"<h4>{word}</h4><p>{lists}</p></section>"
        )
    bar = f'<div class="strip" aria-hidden="true">{"".join(strip)}</div>'
    return f'<div class="y">{bar}<div class="standing">{"".join(tiles)}</div></div>'


def board(pen: Pen, rows: Sequence[Progress]) -> str:
    """All targets in one glance: a column an area, a line a target."""
    out = []
    for area in dict.fromkeys(r.target.area for r in rows):
        lines = "".join(_tile(pen, r) for r in rows if r.target.area == area)
        out.append(f"<section><h4>{pen.name(area)}</h4>{lines}</section>")
    return f'<div class="y board">{"".join(out)}</div>'


def _tile(pen: Pen, row: Progress) -> str:
    css, symbol = theme.sign_of(row.status)
    status = escape(texts.status(pen.lang, row.status))
    silent = row.actual is None and not row.light
    none = f'<span class="none" aria-label="{pen.t("value.none")}">—</span>'
    value = none if silent else reached(pen, row)
    return (
        f'<a class="tile" href="{pen.link("target", target=row.target.target_id)}" target="_self">'
        f'<b class="sign {css}" aria-label="{status}" title="{status}">{symbol}</b>'
        f'<span class="tile-id">{row.target.target_id}</span>'
        f'<span class="tile-name">{pen.named(row.target)}</span>'
        f'<span class="tile-value">{value}</span></a>'
    )


def departments(pen: Pen, rows: Sequence[Progress]) -> str:
    """Who answers for what, in the plan's order: led by status, owed, next dates, supported.

    No rank and no share: departments answer for promises of very different weight.
    """
    body = []
    for zh in selection.departments(rows):
        led = selection.answered_by(rows, zh, "lead")
        supported = len(selection.answered_by(rows, zh, "supporting"))
        owed = sum(r.status in selection.OWING for r in led)
        ahead = [r.deadline for r in led if r.deadline is not None and r.deadline >= r.as_of]
        due = [r.next_due for r in led if r.next_due is not None]
        chips = " ".join(
            pen.go("", f"{chip(pen, code)} {count}", "nb", department=zh, status=code)
            for code in theme.STATUS
            if (count := sum(r.status == code for r in led))
        )
        body.append(
            [
                pen.go("departments", pen.name(zh), department=zh),
                str(len(led)) if led else "",
                chips,
                pen.go("due", str(owed), department=zh) if owed else "",
                _nearest(pen, due),
                _nearest(pen, ahead),
                str(supported) if supported else "",
            ]
        )
    names = ("department", "leads", "status", "owed", "next_due", "next_deadline", "supports")
    return table([pen.t(f"column.{n}") for n in names], body)


def _nearest(pen: Pen, days: Sequence[date]) -> str:
    return f'<span class="nb">{escape(texts.day(pen.lang, min(days)))}</span>' if days else ""


def worst(pen: Pen, rows: Sequence[Progress]) -> str:
    """The three worst measured shortfalls and who answers; without any, who has to report."""
    short = selection.late(rows)
    if not short:
        said = f'<p class="quiet">{pen.t("overview.none_late")}</p>'
        owed = dict(list(selection.owed(rows).items())[: selection.WORST])
        ask = f'<p class="quiet">{pen.t("overview.ask")}</p>{silence(pen, owed)}' if owed else ""
        return said + ask
    rest = len(short) - selection.WORST
    more = f'<p class="quiet">{pen.t("overview.more_late", count=rest)}</p>' if rest > 0 else ""
    return late(pen, short[: selection.WORST]) + more


def glance(pen: Pen, short: str, moves: str, turned: str, last: Meeting | None) -> str:
    """The three columns of the first screen: shortfalls, changes, what turned lately."""
    since = (
        pen.t("overview.since_meeting", day=texts.day(pen.lang, last.day))
        if last
        else pen.t("overview.moved")
    )
    columns = ((pen.t("overview.worst"), short), (since, moves), (pen.t("overview.feed"), turned))
    shown = "".join(f'<section><h3 class="head">{t}</h3>{b}</section>' for t, b in columns)
    return f'<div class="y glance">{shown}</div>'


def since_meeting(pen: Pen, last: Meeting, found: Sequence[Difference]) -> str:
    """What changed since a meeting: how many, the gravest first, each with its first cause."""
    if not found:
        return f'<p class="quiet">{pen.t("overview.nothing_since")}</p>'
    lines = [_change(pen, told) for told in found[: selection.MOVES_SHOWN]]
    rest = len(found) - len(lines)
    word = pen.t("overview.more_changes", count=rest) if rest > 0 else pen.t("overview.meeting")
    more = pen.go("meetings", word, "more", meeting=last.meeting_id)
    return f'<ul class="changes">{"".join(lines)}</ul><p>{more}</p>'


def _change(pen: Pen, told: Difference) -> str:
    one, other = told.before, told.after
    chips = [chip_of(pen, r) for r in (one, other) if r]
    values = [reached(pen, r) for r in (one, other) if r]
    cause = escape(texts.reason(pen.lang, told.whys[0].reason))
    return (
        f"<li><b>{pen.anchor(told.row.target)}</b>"
        f'<span class="way">{ARROW.join(dict.fromkeys(chips))}</span>'
        f'<span class="num">{ARROW.join(dict.fromkeys(values))}</span>'
        f"<small>{cause}</small></li>"
    )


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
    lines = "".join(
        f"<li><b>{pen.anchor(m.after.target)}</b>"
        f'<span class="way">{_both(pen, m, chip_of)}</span>'
        f'<span class="num">{_both(pen, m, reached)}</span>'
        f"<small>{pen.leads(m.after.target)}</small></li>"
        for m in moves
    )
    return f'{lead}<ul class="changes">{lines}</ul>'


def _both(pen: Pen, move: Move, said: Callable[[Pen, Progress], str]) -> str:
    """Before and after, or the one where they are the same."""
    rows = [r for r in (move.before, move.after) if r]
    return ARROW.join(dict.fromkeys(said(pen, r) for r in rows))


def chip_of(pen: Pen, row: Progress) -> str:
    """The status of a row as its chip."""
    return chip(pen, row.status)
