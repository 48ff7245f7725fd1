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
    """Values stored for a target, as HTML: period, value, who, when, from which submission."""
    heads, lines = revision_lines(pen, rows, target)
    body = [
        [*(escape(cell) for cell in line[:-1]), _number(pen, row["seq"])]
        for line, row in zip(lines, rows, strict=True)
    ]
    return pieces.table([escape(head) for head in heads], body)


def revision_lines(
    pen: Pen, rows: Sequence[dict[str, Any]], target: Target
) -> tuple[list[str], list[list[str]]]:
    """Give headings and plain words of the same, for a grid of many."""
    names = ("period", "region", "value", "finality", "source", "note", "author", "when", "seq")
    return (
        [texts.t(pen.lang, f"column.{name}") for name in names],
        [_revision(pen, row, target) for row in rows],
    )


def _revision(pen: Pen, row: dict[str, Any], target: Target) -> list[str]:
    value = "" if row["value"] is None else words.level(pen.lang, target, row["value"])
    if row["light"]:
        value = texts.choice(pen.lang, fields.LIGHTS, row["light"])
    place = pen.place(row["region"])
    if row["contributor"]:
        place = texts.choice(pen.lang, fields.CONTRIBUTORS, row["contributor"])
    who = (texts.name(pen.lang, n, pen.names) for n in (row["author"], row["department"]) if n)
    return [
        texts.period(pen.lang, row["period"] or row["period_end"].isoformat()),
        place,
        value if row["op"] else texts.t(pen.lang, "history.taken_back"),
        texts.choice(pen.lang, fields.FINALITIES, row["finality"] or ""),
        row["source"] or "",
        row["note"] or "",
        " ".join(who),
        pen.moment(row["created_at"]),
        f"#{row['seq']}",
    ]


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
