"""What turned lately, and the messages that went out about it, as HTML (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape, unescape

from lib import texts
from lib.alerts import words
from lib.alerts.turns import Turn
from lib.screen.pieces import Pen, chip, table
from lib.store import FAILED, Round

SHOWN = 8
"""Lines of the feed; the others are counted."""


def feed(pen: Pen, turns: Sequence[Turn], days: int, shown: int = SHOWN) -> str:
    """A line a turn: since when, which target, from which status to which, why, who leads.

    days are those that were looked back, for the sentence where nothing turned; what is more than
    shown is counted.
    """
    if not turns:
        return f'<p class="y quiet">{pen.t("feed.none", days=days)}</p>'
    lines = "".join(_line(pen, turn) for turn in turns[:shown])
    rest = len(turns) - shown
    more = f'<p class="y quiet">{pen.t("feed.more", count=rest)}</p>' if rest > 0 else ""
    return f'<ul class="y feed">{lines}</ul>{more}'


def _line(pen: Pen, turn: Turn) -> str:
    target, leads = turn.row.target, ""
    if target.lead_departments != (turn.department,):  # else it is named already
        leads = " · " + pen.t("alert.lead", leads=unescape(pen.leads(target)))
    before = chip(pen, turn.before) if turn.before else f"<span>{pen.t('value.new')}</span>"
    name = pen.go("target", escape(words.named(pen.lang, turn)), target=target.target_id)
    why = escape(words.why(pen.lang, turn, pen.names))
    if turn.number is not None:
        why = pen.go("history", why, submission=str(turn.number))
    return (
        f'<li class="{"back" if turn.better else "turn"}">'
        f"<time datetime={turn.on.isoformat()}>{escape(texts.day(pen.lang, turn.on))}</time>"
        f"<b>{name}</b>"
        f'<span class="way">{before} <i aria-hidden="true">→</i> {chip(pen, turn.after)}</span>'
        f"<small>{why}{leads}</small></li>"
    )


def deliveries(pen: Pen, rounds: Sequence[Round]) -> str:
    """The last messages: when, through which channel, whether they arrived, and if not, why."""
    if not rounds:
        return f'<p class="y quiet">{pen.t("delivery.none")}</p>'
    body = [
        [
            escape(pen.moment(r.told_at)),
            pen.t(f"channel.{r.channel}"),
            escape(r.place),
            _targets(pen, r),
            pen.t(f"delivery.{r.outcome}"),
            pen.t(f"refusal.{r.reason}", place=r.place, found=r.found) if r.reason else "",
        ]
        for r in rounds
    ]
    heads = ("when", "channel", "place", "turns", "outcome", "why")
    return table([pen.t(f"delivery.column.{name}") for name in heads], body)


def _targets(pen: Pen, given: Round) -> str:
    """How many targets a message was about, with the first of them."""
    ids = list(dict.fromkeys(t.target_id for t in given.told))
    links = " ".join(pen.go("target", escape(name), target=name) for name in ids[:SHOWN])
    return f"{given.count} <small>{links}{' …' * (len(ids) > SHOWN)}</small>"


def troubled(rounds: Sequence[Round]) -> bool:
    """Say whether the newest try of a channel failed: then the list is shown unasked."""
    newest: dict[str, Round] = {}
    for r in rounds:
        newest.setdefault(r.channel, r)
    return any(r.outcome == FAILED for r in newest.values())
