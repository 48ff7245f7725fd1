"""Submissions and revisions as HTML (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from lib import fields, texts
from lib.charts import words
from lib.plan import Target
from lib.screen import pieces, review, story
from lib.screen.pieces import Pen
from lib.store import Blocking, Review, Sent, Submission
from lib.upload.foreign.reading import from_json

NEWEST = 20
"""Revisions of a target in sight; the others are one click away."""
MOST = 1_000
"""Revisions of a target that its page reads at all; a workbook has every one."""
SHOWN = 50
"""Submissions on a page of the list."""
COLUMNS = ("seq", "when", "author", "kind", "rows", "file", "note", "why", "state")
REVISION = (
    "period",
    "region",
    "value",
    "finality",
    "why",
    "source",
    "note",
    "author",
    "when",
    "seq",
)
FORBIDDEN = '<>:"|?*'
LONGEST_NAME = 60

Counts = Mapping[str, int]
"""How many values were corrected for which reason."""


def label(pen: Pen, submissions: Sequence[Submission], seq: str) -> str:
    """One submission in a line, for the choice."""
    given = next(s for s in submissions if str(s.seq) == seq)
    when = pen.moment(given.created_at)
    kind = texts.t(pen.lang, f"kind.{given.kind}")
    author = texts.name(pen.lang, given.author, pen.names)
    return f"#{given.seq} · {when} · {author} · {kind} · {given.n_rows}"


def card(
    pen: Pen,
    given: Submission,
    why: Counts | None = None,
    sent: Sent | None = None,
    reviewed: Review | None = None,
) -> str:
    """All that is known of one submission: reasons of its corrections, its file, its review."""
    pairs = (
        ("column.when", escape(pen.moment(given.created_at))),
        ("column.author", _who(pen, given)),
        ("column.kind", _kind(pen, given)),
        ("column.rows", f"{given.n_rows:,}"),
        ("column.file", escape(given.filename)),
        ("column.sha256", escape(given.sha256)),
        ("history.reading", _reading(pen, sent) if sent else ""),
        ("history.reasons", _reasons(pen, why or {})),
        ("column.note", escape(given.note)),
        ("column.state", _state(pen, given)),
        ("review.review", review.mark(pen, reviewed)),
    )
    return pieces.facts((pen.t(key), value) for key, value in pairs)


def safe_name(seq: int, filename: str) -> str:
    """A name under which every system keeps the original file; never a path."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in FORBIDDEN).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return f"{seq}-{stem[:LONGEST_NAME]}{dot}{ending[:8]}"


def blocked(pen: Pen, found: Blocking) -> str:
    """Which later submissions stand in the way of an undo, as plain text."""
    mark = "{}" if pen.lang == "zh" else "#{}"
    numbers = [mark.format(s.seq) for s in found.submissions]
    key = "history.blocked_many" if len(numbers) > 1 else "history.blocked"
    seqs = texts.join(pen.lang, numbers)
    return texts.t(pen.lang, key, seqs=seqs, count=found.values)


def listing(
    pen: Pen,
    submissions: Sequence[Submission],
    why: Mapping[int, Counts] | None = None,
    reviews: Mapping[int, Review] | None = None,
) -> str:
    """The submissions as a table, newest first, with the reasons of their corrections."""
    body = [
        [
            _number(pen, s.seq),
            escape(pen.moment(s.created_at)),
            _who(pen, s),
            _kind(pen, s),
            f"{s.n_rows:,}",
            escape(s.filename),
            escape(s.note),
            _reasons(pen, (why or {}).get(s.seq, {})),
            f"{_state(pen, s)} {review.short(pen, (reviews or {}).get(s.seq))}",
        ]
        for s in submissions
    ]
    return pieces.table([pen.t(f"column.{name}") for name in COLUMNS], body)


def revisions(pen: Pen, rows: Sequence[dict[str, Any]], target: Target) -> str:
    """Values stored for a target, as HTML: what REVISION names, the value with its story."""
    heads, lines = revision_lines(pen, rows, target)
    body = []
    for line, row in zip(lines, rows, strict=True):
        cells = dict(zip(REVISION, map(escape, line), strict=True))
        cells["value"] = pen.go("value", cells["value"], **story.choices_of(row))
        cells["finality"] = story.finality(pen, row) if row["op"] else ""
        cells["seq"] = _number(pen, row["seq"])
        body.append([cells[name] for name in REVISION])
    return pieces.table([escape(head) for head in heads], body)


def revision_lines(
    pen: Pen, rows: Sequence[dict[str, Any]], target: Target
) -> tuple[list[str], list[list[str]]]:
    """Give headings and plain words of the same, for a grid of many."""
    return (
        [texts.t(pen.lang, f"column.{name}") for name in REVISION],
        [_revision(pen, row, target) for row in rows],
    )


def _revision(pen: Pen, row: dict[str, Any], target: Target) -> list[str]:
    value = "" if row["value"] is None else words.level(pen.lang, target, row["value"])
    if row["light"]:
        value = texts.choice(pen.lang, fields.LIGHTS, row["light"])
    place = pen.where(row)
    who = (texts.name(pen.lang, n, pen.names) for n in (row["author"], row["department"]) if n)
    return [
        texts.period(pen.lang, row["period"] or row["period_end"].isoformat()),
        place,
        value if row["op"] else texts.t(pen.lang, "history.taken_back"),
        texts.choice(pen.lang, fields.FINALITIES, row["finality"] or ""),
        story.why(pen, row),
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


def _reasons(pen: Pen, counts: Counts) -> str:
    """Reasons with the number of values corrected for each, the most frequent first."""
    said = [
        texts.t(
            pen.lang,
            "history.reason_count",
            reason=texts.choice(pen.lang, fields.REASONS, code),
            count=count,
        )
        for code, count in counts.items()
    ]
    return escape(texts.join(pen.lang, said))


def _reading(pen: Pen, sent: Sent) -> str:
    """How the kept file was read, and how large it is."""
    size = pen.t("history.size", size=f"{len(sent.data):,}")
    size = " · ".join(filter(None, (escape(sent.encoding.upper()), escape(sent.sheet), size)))
    try:
        reading = from_json(sent.reading) if sent.reading else None
    except ValueError:  # written by an older program
        return size
    if reading is None:
        return f"{pen.t('history.own_form')} · {size}"
    key = "history.foreign_sheet" if reading.sheet else "history.foreign"
    said = pen.t(key, sheet=reading.sheet, first=reading.first, last=reading.last)
    if reading.chosen:
        said += pen.t("history.chosen", count=len(reading.chosen))
    return f"{said} · {size}"
