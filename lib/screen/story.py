"""One value from its first report to what it is now, as HTML (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from lib import fields, texts
from lib.charts import words
from lib.fields import CITY, CONTRIBUTORS, SPANS
from lib.plan import Plan, Target
from lib.screen import pieces, review
from lib.screen.pieces import Pen
from lib.store import Review

SIGNS = {"provisional": "≈", "final": "＝"}
"""A provisional figure is about right, a final one is it; every Chinese font has both."""
COLUMNS = ("was", "became", "finality", "how", "why", "source", "note", "author", "when", "file")

Row = Mapping[str, Any]
"""A revision as store.value_story gives it."""


def key_of(asked: Mapping[str, str], plan: Plan, whole: str = CITY) -> dict[str, Any] | None:
    """The value that an address names, in the columns of fields.ACTUAL_KEY; None for nonsense.

    A target that shares the values of another leads to those.
    """
    target_id, contributor = asked.get("target", ""), asked.get("contributor", "")
    span = asked.get("span", "at")
    if target_id in plan:
        target_id = plan.root(plan[target_id]).target_id
    if not target_id or span not in SPANS or contributor not in ("", *CONTRIBUTORS):
        return None
    try:
        end = date.fromisoformat(asked.get("period_end", ""))
    except ValueError:
        return None
    return {
        "target_id": target_id,
        "region": asked.get("region", whole),
        "contributor": contributor,
        "period_end": end,
        "span": span,
    }


def choices_of(row: Row) -> dict[str, str]:
    """The same the other way round: what a link to a value's story carries."""
    return {
        "target": row["target_id"],
        "region": row["region"],
        "contributor": row["contributor"],
        "period_end": row["period_end"].isoformat(),
        "span": row["span"],
    }


def verdict(pen: Pen, target: Target | None, row: Row, status: str = "") -> str:
    """Which value it is, what it is now, and the status of its target, read from afar."""
    name = pen.anchor(target) if target else escape(row["target_id"])
    place = pen.where(row)
    period = texts.period(pen.lang, row["period"] or row["period_end"].isoformat())
    now = value(pen, target, row) or f'<span class="none">{pen.t("story.gone")}</span>'
    parts = [
        f'<span class="big">{name}</span>',
        f'<span class="big">{now}</span>',
        finality(pen, row) if row["op"] else "",
        f"<span>{escape(period)} · {escape(place)}</span>",
        f"<span>{pen.t('story.status')} {pieces.chip(pen, status)}</span>" if status else "",
    ]
    return f'<div class="y verdict">{"".join(parts)}</div>'


def facts(pen: Pen, row: Row, reviewed: Review | None = None) -> str:
    """Whose word the value is, where it comes from, how it came in, and whether it is locked."""
    pairs = (
        ("author", _who(pen, row)),
        ("when", escape(pen.moment(row["created_at"]))),
        ("seq", _number(pen, row)),
        ("kind", how(pen, row)),
        ("source", escape(row["source"] or "") if row["op"] else ""),
        ("note", escape(row["note"] or "") if row["op"] else ""),
    )
    told = [(pen.t(f"column.{name}"), body) for name, body in pairs]
    return pieces.facts([*told, (pen.t("review.review"), review.mark(pen, reviewed))])


def revisions(
    pen: Pen,
    target: Target | None,
    rows: Sequence[Row],
    reviews: Mapping[int, Review] | None = None,
) -> str:
    """Every revision, newest first: before, after, what kind of change, why, whose, from where."""
    older = [*rows[1:], None]
    body = [
        [
            _number(pen, row),
            _struck(value(pen, target, was)) if was and was["op"] else "",
            value(pen, target, row) or pen.t("history.taken_back"),
            finality(pen, row) if row["op"] else "",
            f"{how(pen, row)} {review.short(pen, (reviews or {}).get(row['seq']))}",
            why(pen, row),
            escape(row["source"] or "") if row["op"] else "",
            escape(row["note"] or "") if row["op"] else "",
            _who(pen, row),
            f'<span class="nb">{escape(pen.moment(row["created_at"]))}</span>',
            escape(row["filename"]),
        ]
        for row, was in zip(rows, older, strict=True)
    ]
    heads = {"was": "column.old", "became": "column.new", "how": "column.kind", "why": "column.why"}
    names = [heads.get(name, f"column.{name}") for name in ("seq", *COLUMNS)]
    return pieces.table([pen.t(name) for name in names], body)


def correction(pen: Pen, row: Row) -> str:
    """The way to correct it."""
    year = str(row["period_end"].year)
    words = pen.t("story.correct")
    return (
        f'<p class="y">{pen.go("correct", words, "more", target=row["target_id"], year=year)}</p>'
    )


def value(pen: Pen, target: Target | None, row: Row) -> str:
    """A value as people say it, to its last digit; empty where it was taken back."""
    if not row["op"]:
        return ""
    if row["value"] is None:
        return escape(texts.choice(pen.lang, fields.LIGHTS, row["light"] or ""))
    unit = texts.unit_word(pen.lang, words.unit(target)) if target else ""
    return escape(f"{row['value']:,f} {unit}".strip())


def finality(pen: Pen, row: Row) -> str:
    """Provisional or final as symbol and word; the provisional one has a broken edge."""
    code = row["finality"] or ""
    if not code:
        return ""
    look = "sure" if code == "final" else "unsure"
    word = escape(texts.choice(pen.lang, fields.FINALITIES, code))
    return f'<span class="chip {look}"><b aria-hidden="true">{SIGNS[code]}</b> {word}</span>'


def how(pen: Pen, row: Row) -> str:
    """Reported, taken back or restored, and by which undo it was undone since."""
    if row["kind"] != "undo":
        said = pen.t("story.reported")
    else:
        key = "story.restored" if row["op"] else "story.taken_back"
        said = pen.t(key, seq=f"#{row['undoes']}")
    if row["undone_by"]:
        said += f" <small>{pen.t('history.undone', seq=row['undone_by'])}</small>"
    return said


def why(pen: Pen, row: Row) -> str:
    """The reason of a correction, or of an undo what was written with it."""
    if row["kind"] == "undo":
        return escape(row["submission_note"])
    return escape(texts.choice(pen.lang, fields.REASONS, row["reason"] or ""))


def _who(pen: Pen, row: Row) -> str:
    place = f"（{pen.name(row['department'])}）" if row["department"] else ""
    return f"{pen.name(row['author'])}{place}"


def _number(pen: Pen, row: Row) -> str:
    return pen.go("history", f"#{row['seq']}", "more", submission=str(row["seq"]))


def _struck(body: str) -> str:
    return f'<span class="old">{body}</span>' if body else ""
