"""Meetings as pieces of HTML: the list, one meeting's head, what changed, items, agenda (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from lib import texts
from lib.charts import words
from lib.meeting import Decision, Difference, Meeting, Why, overdue
from lib.plan import Plan
from lib.progress import Progress
from lib.screen import pieces
from lib.screen.pieces import Pen
from lib.store import Submission

IN_SIGHT = 6
"""Meetings shown at once; older ones are one click away."""
CHANGES_SHOWN = 12
"""Differences in sight; the others are one click away."""


def state(meeting: Meeting, today: date) -> str:
    """One of held (frozen), past (its day is over), ahead."""
    if meeting.held is not None:
        return "held"
    return "past" if meeting.day < today else "ahead"


def listing(pen: Pen, meetings: Sequence[Meeting], chosen: str, today: date) -> str:
    """The meetings side by side, newest first, as links."""
    cards = [_card(pen, m, m.meeting_id == chosen, today) for m in meetings]
    out = f'<nav class="y meets">{"".join(cards[:IN_SIGHT])}</nav>'
    if older := cards[IN_SIGHT:]:
        said = pen.t("meeting.older", count=len(older))
        out += (
            f'<details class="y"><summary>{said}</summary>'
            f'<nav class="y meets">{"".join(older)}</nav></details>'
        )
    return out


def _card(pen: Pen, meeting: Meeting, chosen: bool, today: date) -> str:
    word = pen.t(f"meeting.state_{state(meeting, today)}")
    body = (
        f"<b>{escape(texts.day(pen.lang, meeting.day))}</b>"
        f"<span>{escape(meeting.title)}</span>"
        f"<small>{word} · {pen.t('meeting.items', count=len(meeting.agenda))}</small>"
    )
    current = ' aria-current="page"' if chosen else ""
    href = pen.link("meetings", meeting=meeting.meeting_id)
    css = "meet chosen" if chosen else "meet"
    return f'<a class="{css}" href="{href}" target="_self"{current}>{body}</a>'


def known(pen: Pen, meeting: Meeting, last: Submission | None, live: bool) -> str:
    """The moment in words: as known at which submission, or that it is still being prepared."""
    if last is None:
        return texts.t(pen.lang, "meeting.knows_nothing")
    key = "live" if live else "held" if meeting.held is not None else "past"
    when = pen.moment(last.created_at)
    return texts.t(pen.lang, f"meeting.knows_{key}", seq=last.seq, when=when)


def head(pen: Pen, meeting: Meeting, moment: str, live: bool) -> str:
    """Title, day, the moment in words, and the ways to the full screen and the dashboard of then.

    pen carries the meeting's moment; live says that it has none of its own yet.
    """
    carry = {k: v for k, v in pen.carry.items() if k in ("lang", "plan")}
    now = replace(pen, carry=carry)
    address = now.link("present", meeting=meeting.meeting_id)
    links = (
        f'<a class="big-link" href="{address}" target="_blank" rel="noopener">'
        f"{pen.t('meeting.present')}</a>"
    )
    if not live:
        links += pen.go("", pen.t("meeting.dashboard_then"), "big-link")
    which = {"content": "meeting", "meeting": meeting.meeting_id}
    links += now.go("exports", pen.t("export.this"), "big-link", **which)
    note = f'<p class="quiet">{escape(meeting.note)}</p>' if meeting.note else ""
    return (
        f'<div class="y meeting"><h2>{escape(meeting.title)}</h2>'
        f"<p><b>{escape(texts.day(pen.lang, meeting.day))}</b> · {escape(moment)}</p>{note}"
        f'<p class="links">{links}</p></div>'
    )


def items(
    pen: Pen,
    given: Iterable[Decision],
    day: date,
    meetings: Mapping[str, Meeting],
    plan: Plan,
    now: Mapping[str, Decision],
) -> str:
    """Decisions and tasks as a table, judged by a day; now says how each stands today."""
    heads = ("item", "target_named", "words", "owner", "due", "item_state", "decided")
    body = []
    for d in given:
        meeting = meetings.get(d.meeting_id)
        body.append(
            [
                f"{pen.t(f'item.{d.kind}')} {escape(d.decision_id)}",
                pen.anchor(plan[d.target_id]) if d.target_id in plan else escape(d.target_id),
                escape(d.words),
                pen.name(d.owner),
                _due(pen, d, day),
                _state(pen, d, now.get(d.decision_id, d)),
                escape(texts.day(pen.lang, meeting.day)) if meeting else escape(d.meeting_id),
            ]
        )
    return pieces.table([pen.t(f"column.{h}") for h in heads], body, "items")


def _due(pen: Pen, given: Decision, day: date) -> str:
    if given.due is None:
        return f'<span class="none">{pen.t("item.no_date")}</span>'
    said = escape(texts.day(pen.lang, given.due))
    return (
        f'{said}<strong class="late">{pen.t("item.late")}</strong>' if overdue(given, day) else said
    )


def _state(pen: Pen, then: Decision, now: Decision) -> str:
    """How it stood then, and how it ended where that came later."""
    said = pen.t(f"item.{then.state}")
    if now.state != then.state:
        said += f" → {pen.t(f'item.{now.state}')}"
    return f"{said}<small>{escape(now.outcome)}</small>" if now.outcome else said


def summary(pen: Pen, found: Sequence[Difference]) -> str:
    """How many targets changed, and how, in one line."""
    if not found:
        return f'<p class="y quiet">{pen.t("difference.none")}</p>'
    counts = {
        "worse": sum(d.worse for d in found),
        "better": sum(d.turned and not d.worse for d in found),
        "promised": sum(d.promised for d in found),
        "values": sum(not d.turned and not d.promised for d in found),
    }
    said = "".join(
        f'<span class="nb"><b>{count}</b> {pen.t(f"difference.{name}")}</span>'
        for name, count in counts.items()
        if count
    )
    return f'<p class="y moves">{said}</p>'


def changes(pen: Pen, found: Sequence[Difference]) -> str:
    """What changed, worse first, with every cause; the first ones in sight."""
    if not found:
        return ""
    heads = [pen.t(f"column.{h}") for h in ("target_named", "turned", "moved", "causes")]
    rows = [_difference(pen, d) for d in found]
    out = pieces.table(heads, rows[:CHANGES_SHOWN], "moved")
    if more := rows[CHANGES_SHOWN:]:
        said = pen.t("difference.more", count=len(more))
        out += (
            f'<details class="y"><summary>{said}</summary>'
            f"{pieces.table(heads, more, 'moved')}</details>"
        )
    return out


def _difference(pen: Pen, told: Difference) -> list[str]:
    one, other = told.before, told.after
    name = f"<small>{escape(told.target_id)}</small> {pen.anchor(told.row.target)}"
    return [
        name,
        _pair(*(pieces.chip(pen, r.status) if r else "" for r in (one, other))),
        _pair(*(_value(pen, r) if r else "" for r in (one, other))) + _promise(pen, one, other),
        '<ul class="why">' + "".join(_why(pen, w) for w in told.whys) + "</ul>",
    ]


def _pair(one: str, other: str) -> str:
    """Before and after, or the one where they are the same."""
    if one == other:
        return one
    return f'<span class="pair">{one}<i aria-hidden="true">→</i>{other}</span>'


def _value(pen: Pen, row: Progress) -> str:
    return f'<span class="num">{pieces.reached(pen, row)}</span>'


def _promise(pen: Pen, one: Progress | None, other: Progress | None) -> str:
    """Both promises where they differ: the old one stays in sight."""
    if one is None or other is None:
        return ""
    old, new = (words.promise(pen.lang, r.target) for r in (one, other))
    days = [texts.day(pen.lang, d) if (d := r.target.deadline) else "" for r in (one, other)]
    out = ""
    if old != new:
        out += f"<small>{pen.t('value.of')} {_pair(escape(old), escape(new))}</small>"
    if days[0] != days[1]:
        out += f"<small>{pen.t('column.deadline')} {_pair(*map(escape, days))}</small>"
    return out


def _why(pen: Pen, why: Why) -> str:
    said = escape(texts.reason(pen.lang, why.reason))
    if why.reason.params.get("eased"):
        said += f' <strong class="eased">{pen.t("difference.eased")}</strong>'
    if why.turned:
        one, other = (texts.status(pen.lang, s) for s in why.turned)
        said += f" <em>{pen.t('difference.turned', before=one, after=other)}</em>"
    return f"<li>{said}</li>"


def agenda(
    pen: Pen,
    rows: Sequence[tuple[str, Progress | None]],
    own: Sequence[Decision],
    day: date,
) -> str:
    """The targets in the order in which they are called, each with what was decided about it.

    own are the meeting's decisions as they stand on a day.
    """
    out = []
    for place, (target_id, row) in enumerate(rows, 1):
        decided = "".join(
            f"<li><b>{pen.t(f'item.{d.kind}')}</b> {escape(d.words)}"
            f"<small>{pen.name(d.owner)} · {_due(pen, d, day)} · "
            f"{_state(pen, d, d)}</small></li>"
            for d in own
            if d.target_id == target_id
        )
        decided = f"<ul>{decided}</ul>" if decided else ""
        out.append(f"<li>{_item(pen, place, target_id, row)}{decided}</li>")
    return f'<ol class="y agenda">{"".join(out)}</ol>'


def _item(pen: Pen, place: int, target_id: str, row: Progress | None) -> str:
    if row is None:
        unknown = pen.t("meeting.unknown_target", target=target_id)
        return f'<div class="call"><b>{place}</b><span class="none">{unknown}</span></div>'
    pace = pieces.pace(pen, row)
    return (
        f'<div class="call"><b>{place}</b><span class="name">{pen.anchor(row.target)}'
        f"<small>{escape(target_id)} · {pen.leads(row.target)}</small></span>"
        f'<span class="num">{pieces.reached(pen, row)}<small>{pen.t("value.of")} '
        f"{pieces.promise(pen, row)}</small></span>"
        f"<span>{pieces.bar(pen, row)}<small>{pace}</small></span>"
        f"{pieces.chip(pen, row.status)}</div>"
    )
