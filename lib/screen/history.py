"""Submissions and revisions as HTML (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from lib import fields, texts
from lib.charts import words
from lib.plan import Target
from lib.screen import pieces
from lib.screen.pieces import Pen
from lib.store import Submission

NEWEST = 20
"""Revisions of a target in sight; the others are one click away."""
SHOWN = 200
"""Lines of the list; older submissions are reached by the choice above it."""
COLUMNS = ("seq", "when", "author", "kind", "rows", "file", "note", "state")


def label(pen: Pen, submissions: Sequence[Submission], seq: str) -> str:
    """One submission in a line, for the choice."""
    given = next(s for s in submissions if str(s.seq) == seq)
    when = pen.moment(given.created_at)
    kind = texts.t(pen.lang, f"kind.{given.kind}")
    author = texts.name(pen.lang, given.author, pen.names)
    return f"#{given.seq} · {when} · {author} · {kind} · {given.n_rows}"


def card(pen: Pen, given: Submission) -> str:
    """All that is known of one submission."""
    pairs = (
        ("when", escape(pen.moment(given.created_at))),
        ("author", _who(pen, given)),
        ("kind", _kind(pen, given)),
        ("rows", str(given.n_rows)),
        ("file", escape(given.filename)),
        ("sha256", escape(given.sha256)),
        ("note", escape(given.note)),
        ("state", _state(pen, given)),
    )
    return pieces.facts((pen.t(f"column.{name}"), value) for name, value in pairs)


def listing(pen: Pen, submissions: Sequence[Submission]) -> str:
    """The submissions as a table, newest first."""
    body = [
        [
            _number(pen, s.seq),
            escape(pen.moment(s.created_at)),
            _who(pen, s),
            _kind(pen, s),
            str(s.n_rows),
            escape(s.filename),
            escape(s.note),
            _state(pen, s),
        ]
        for s in submissions
    ]
    return pieces.table([pen.t(f"column.{name}") for name in COLUMNS], body)


def revisions(pen: Pen, rows: Sequence[dict[str, Any]], target: Target) -> str:
    """Values stored for a target, as a table: period, value, who, when, from where."""
    body = []
    for row in rows:
        value = "" if row["value"] is None else words.level(pen.lang, target, row["value"])
        if row["light"]:
            value = texts.choice(pen.lang, fields.LIGHTS, row["light"])
        shown = escape(value) if row["op"] else pen.t("history.taken_back")
        place = pen.place(row["region"])
        if row["contributor"]:
            place = texts.choice(pen.lang, fields.CONTRIBUTORS, row["contributor"])
        body.append(
            [
                escape(texts.period(pen.lang, row["period"] or row["period_end"].isoformat())),
                escape(place),
                shown,
                escape(texts.choice(pen.lang, fields.FINALITIES, row["finality"] or "")),
                escape(row["source"] or ""),
                escape(row["note"] or ""),
                " ".join(pen.name(n) for n in (row["author"], row["department"] or "") if n),
                escape(pen.moment(row["created_at"])),
                _number(pen, row["seq"]),
            ]
        )
    names = ("period", "region", "value", "finality", "source", "note", "author", "when", "seq")
    return pieces.table([pen.t(f"column.{name}") for name in names], body)


def promises(pen: Pen, rows: Sequence[dict[str, Any]]) -> str:
    """Every version of a target, newest first: what was promised, until when, who changed it."""
    body = []
    for row in rows:
        value = "" if row["value"] is None else texts.number(pen.lang, row["value"], row["unit"])
        day = texts.day(pen.lang, row["deadline"]) if row["deadline"] else ""
        said = pen.t("history.promise_line", value=value, deadline=day)
        body.append(
            [
                said if row["op"] else pen.t("history.taken_back"),
                pen.name(row["author"]),
                escape(pen.moment(row["created_at"])),
                _number(pen, row["seq"]),
            ]
        )
    names = ("promise_was", "author", "when", "seq")
    return pieces.table([pen.t(f"column.{name}") for name in names], body)


def _number(pen: Pen, seq: int) -> str:
    return pen.go("history", f"#{seq}", submission=str(seq))


def _who(pen: Pen, given: Submission) -> str:
    place = f"（{pen.name(given.department)}）" if given.department else ""
    return f"{pen.name(given.author)}{place}"


def _kind(pen: Pen, given: Submission) -> str:
    words = pen.t(f"kind.{given.kind}")
    return f"{words} #{given.undoes}" if given.undoes else words


def _state(pen: Pen, given: Submission) -> str:
    if given.undone_by is None:
        return pen.t("history.stands")
    return pen.t("history.undone", seq=given.undone_by)
