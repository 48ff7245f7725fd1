"""What waits for a reviewer, what became of it, and what is locked, as HTML and words (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from lib import fields, texts
from lib.changes import plain
from lib.charts import words
from lib.plan import Plan
from lib.screen import pieces
from lib.screen.pieces import Pen
from lib.store import APPROVED, RETURNED, WAITING, Proposal, Review

SIGNS = {"waiting": "☆", "approved": "√", "returned": "×", "withdrawn": "－", "unlocked": "△"}
"""Hollow while nothing is decided; every Chinese font has them."""
LOOKS = {
    "waiting": "open",
    "approved": "sure",
    "returned": "pressing",
    "withdrawn": "unsure",
    "unlocked": "unsure",
}
"""Classes of the chips in style.css."""
COLUMNS = ("number", "when", "author", "department", "rows", "file", "note", "state", "result")
LOCKED = ("target", "indicator", "period", "region", "value", "approver", "when", "seq")


def first_waiting(found: Sequence[Proposal]) -> list[Proposal]:
    """What waits before what is settled, each the newest first."""
    return sorted(found, key=lambda p: p.state != WAITING)


def chip(pen: Pen, state: str) -> str:
    """A state as symbol and word; it is no status of a target."""
    symbol = f'<b aria-hidden="true">{SIGNS[state]}</b>'
    return f'<span class="chip {LOOKS[state]}">{symbol} {pen.t(f"review.state.{state}")}</span>'


def label(pen: Pen, given: Proposal) -> str:
    """One proposal in a line, for the choice."""
    who = texts.name(pen.lang, given.author, pen.names)
    parts = (
        f"#{given.n}",
        texts.t(pen.lang, f"review.state.{given.state}"),
        pen.moment(given.made_at),
        who,
        texts.name(pen.lang, given.department, pen.names),
    )
    return " · ".join(filter(None, parts))


def card(pen: Pen, given: Proposal) -> str:
    """All that is known of one proposal but its values."""
    wanted = texts.join(pen.lang, [texts.name(pen.lang, d, pen.names) for d in given.departments])
    pairs = (
        ("column.state", chip(pen, given.state)),
        ("review.result", _result(pen, given)),
        ("column.author", _who(pen, given)),
        ("column.when", escape(pen.moment(given.made_at))),
        ("review.wanted", escape(wanted)),
        ("column.rows", f"{given.n_rows:,}"),
        ("column.file", escape(given.filename)),
        ("column.sha256", escape(given.sha256)),
        ("column.note", escape(given.note)),
    )
    return pieces.facts((pen.t(key), value) for key, value in pairs)


def listing(pen: Pen, found: Sequence[Proposal]) -> str:
    """Proposals as a table, each with the way to it and what became of it."""
    body = [
        [
            pen.go("review", f"#{p.n}", proposal=str(p.n)),
            f'<span class="nb">{escape(pen.moment(p.made_at))}</span>',
            pen.name(p.author),
            pen.name(p.department) if p.department else "",
            f"{p.n_rows:,}",
            escape(p.filename),
            escape(p.note),
            chip(pen, p.state),
            _result(pen, p),
        ]
        for p in found
    ]
    heads = {"number": "review.number", "result": "review.result"}
    return pieces.table([pen.t(heads.get(c, f"column.{c}")) for c in COLUMNS], body)


def link(pen: Pen, given: Proposal) -> str:
    """The way to a proposal."""
    more = pen.go("review", pen.t("review.see"), "more", proposal=str(given.n))
    return f'<p class="y">{more}</p>'


def own(pen: Pen, found: Sequence[Proposal]) -> str:
    """How many of a person's proposals wait, or were sent back and not answered by a later one."""
    answered = max((p.n for p in found if p.state in (WAITING, APPROVED)), default=0)
    counts = {
        WAITING: sum(p.state == WAITING for p in found),
        RETURNED: sum(p.state == RETURNED and p.n > answered for p in found),
    }
    said = " ".join(f"{chip(pen, state)} {count}" for state, count in counts.items() if count)
    if not said:
        return ""
    more = pen.go("review", pen.t("review.see_all"), "more")
    return f'<p class="y quiet">{pen.t("review.sent_before")} {said} {more}</p>'


def returned(pen: Pen, given: Proposal) -> str:
    """That the same was sent back before, by whom and why, as plain text."""
    name = texts.name(pen.lang, given.decided_by, pen.names)
    return texts.t(pen.lang, "review.returned_before", n=given.n, name=name, reason=given.reason)


def told(pen: Pen, found: Review) -> str:
    """Who approved a submission and when, and who unlocked it why, as plain text."""
    said = []
    if found.approved_at:
        name = texts.name(pen.lang, found.approved_by, pen.names)
        when = pen.moment(found.approved_at)
        said.append(texts.t(pen.lang, "review.approved_by", name=name, when=when))
    if found.unlocked_at:
        name = texts.name(pen.lang, found.unlocked_by, pen.names)
        when = pen.moment(found.unlocked_at)
        params = {"name": name, "when": when, "reason": found.reason}
        said.append(texts.t(pen.lang, "review.unlocked_by", **params))
    elif found.locked:
        said.append(texts.t(pen.lang, "review.is_locked"))
    return ("；" if pen.lang == "zh" else "; ").join(said)


def mark(pen: Pen, found: Review | None) -> str:
    """Approved or unlocked as symbol and word, with the sentence; empty where nothing was said."""
    if found is None:
        return ""
    return f"{short(pen, found)} {escape(told(pen, found))}"


def short(pen: Pen, found: Review | None) -> str:
    """The same without the sentence."""
    return "" if found is None else chip(pen, "approved" if found.locked else "unlocked")


def locked(
    pen: Pen, found: Sequence[Mapping[str, Any]], plan: Plan
) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of values that are approved: which, by whom, when, in which submission."""
    heads = {"approver": "review.approver"}
    return (
        [texts.t(pen.lang, heads.get(name, f"column.{name}")) for name in LOCKED],
        [_locked(pen, row, plan) for row in found],
    )


def _locked(pen: Pen, row: Mapping[str, Any], plan: Plan) -> list[str]:
    known = row["target_id"] in plan
    target = plan[row["target_id"]] if known else None
    place = pen.where(row)
    value = texts.choice(pen.lang, fields.LIGHTS, row["light"] or "")
    return [
        row["target_id"],
        words.indicator(pen.lang, target) if target else "",
        texts.period(pen.lang, row["period"] or row["period_end"].isoformat()),
        place,
        value if row["value"] is None else f"{plain(row['value']):,f}",
        texts.name(pen.lang, row["who"], pen.names),
        pen.moment(row["done_at"]),
        f"#{row['seq']}",
    ]


def _who(pen: Pen, given: Proposal) -> str:
    place = f"（{pen.name(given.department)}）" if given.department else ""
    return f"{pen.name(given.author)}{place}"


def _result(pen: Pen, given: Proposal) -> str:
    """Who decided when, as which submission or for which reason."""
    if given.decided_at is None:
        return ""
    by = f"{pen.name(given.decided_by)} {escape(pen.moment(given.decided_at))}"
    if given.seq is not None:
        return f"{by} {pen.go('history', f'#{given.seq}', submission=str(given.seq))}"
    return f"{by} {escape(given.reason)}".strip()
