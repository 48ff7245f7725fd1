"""One target's values as rows of a grid, and what a person changed in them as lines of our own
form (pure); decides nothing: the door judges the lines as it judges a file's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from typing import Any

from lib import texts
from lib.charts import words
from lib.fields import (
    CONTRIBUTORS,
    FINALITIES,
    LIGHTS,
    REASONS,
    UNITS,
    UPLOAD_FIELDS,
)
from lib.plan import Plan, Target
from lib.progress import Actual, Progress
from lib.progress.due import ASKED, reports
from lib.screen import entry, pieces, story
from lib.screen.pieces import Pen
from lib.upload.draft import LIGHTS_OF
from lib.upload.sheet import HINT
from lib.values import Unread, quantity

NEWEST, MOST = 200, 1000
"""Rows in the grid unless a year is chosen, more than a screen and quick to draw; and with one."""
FREE = 3
"""Empty rows below those that are due; the grid adds more."""

Row = Mapping[str, Any]
"""A revision as store.standing gives it."""
Cells = dict[str, str]
"""A row of a grid: text by the name of its column, empty for nothing."""


def targets(plan: Plan, department: str) -> list[str]:
    """Ids under which values are kept, a department's own before the others."""
    own = {plan.root(t).target_id for t in entry.own_targets(plan, department)}
    roots = dict.fromkeys(plan.root(t).target_id for t in plan)
    return sorted(roots, key=lambda target_id: target_id not in own)


def known(pen: Pen, row: Row) -> Cells:
    """A stored value as a row of the grid; its last correction's reason is not the next one's."""
    who = texts.name(pen.lang, row["author"], pen.names)
    value = texts.choice(pen.lang, LIGHTS, row["light"] or "")
    return {
        "period": texts.period(pen.lang, _period(row)),
        "region": pen.place(row["region"]),
        "contributor": texts.choice(pen.lang, CONTRIBUTORS, row["contributor"]),
        "value": value if row["value"] is None else f"{row['value']:f}",
        "finality": texts.choice(pen.lang, FINALITIES, row["finality"] or ""),
        "source": row["source"] or "",
        "note": row["note"] or "",
        "reason": "",
        "known": f"#{row['seq']} {who}",
        "story": unescape(pen.link("value", **story.choices_of(row))),
    }


def asked(
    plan: Plan, actuals: Iterable[Actual], rows: Sequence[Progress], target: Target
) -> list[tuple[str, str]]:
    """Period and contributor of every report that a target owes today."""
    return [
        (r.period.label, r.contributor)
        for r in reports(plan, actuals, rows)
        if r.target.target_id == target.target_id and r.state in ASKED
    ]


def blank(pen: Pen, due: Iterable[Sequence[str]]) -> list[Cells]:
    """Rows for new values: those that are due with their periods, and some that say nothing."""
    rows = [*due, *[("", "")] * FREE]
    return [
        {
            "period": period,
            "region": pen.place(pen.whole),
            "contributor": texts.choice(pen.lang, CONTRIBUTORS, contributor),
            "value": "",
            "finality": texts.choice(pen.lang, FINALITIES, "provisional"),
            "source": "",
            "note": "",
        }
        for period, contributor in rows
    ]


def changed(before: Sequence[Cells], after: Sequence[Mapping[str, Any]]) -> list[int]:
    """Places of the rows that a person changed; those that were added count where they say more
    than an empty one.
    """
    empty = before[-1] if before else {}
    return [
        place
        for place, row in enumerate(after)
        if said(row) != (before[place] if place < len(before) else empty)
    ]


def said(row: Mapping[str, Any]) -> Cells:
    """A row as the grid gives it back, without the blanks at the ends; nothing is empty text."""
    return {name: str(cell or "").strip() for name, cell in row.items()}


def line(lang: str, target: Target, cells: Cells, row: Row | None = None) -> list[str]:
    """A row in the columns of our own form; of a stored value the period as it is stored."""
    own = words.unit(target)
    unit = own if lang == "zh" or not own else UNITS[own].en
    filled = {
        **cells,
        "target_id": target.target_id,
        "indicator": words.indicator(lang, target),
        "unit": "" if _names_a_unit(cells["value"]) else unit,
    }
    if row is not None:
        filled["period"] = _period(row)
    return [filled.get(field.name, "") for field in UPLOAD_FIELDS]


def sheet(
    lang: str, lines: Sequence[Sequence[str]], base: int
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Headings and rows of the file that is kept of it.

    The last line says which values the person saw, and so makes the same correction of another
    day another file.
    """
    heads = tuple(texts.header(lang, field.name) for field in UPLOAD_FIELDS)
    note = [HINT + texts.t(lang, "correct.seen", seq=base), *[""] * (len(heads) - 1)]
    return heads, [*map(list, lines), note]


def options(lang: str, target: Target) -> dict[str, list[str]]:
    """The words that may be chosen, by column."""
    out = {
        "finality": [texts.choice(lang, FINALITIES, code) for code in FINALITIES],
        "reason": [texts.choice(lang, REASONS, code) for code in REASONS],
        "contributor": [texts.choice(lang, CONTRIBUTORS, code) for code in CONTRIBUTORS],
    }
    if lights := LIGHTS_OF.get(target.measure_type):
        out["value"] = [texts.choice(lang, LIGHTS, code) for code in lights]
    return out


def typed(pen: Pen, lines: Sequence[Sequence[str]], before: Sequence[str]) -> str:
    """What is sent on, by the line numbers that the next steps name, old beside new, as HTML."""
    at = {field.name: place for place, field in enumerate(UPLOAD_FIELDS)}
    body = [
        [
            str(number),
            escape(texts.period(pen.lang, cells[at["period"]])),
            escape(cells[at["contributor"]] or cells[at["region"]]),
            escape(old),
            escape(cells[at["value"]]),
        ]
        for number, (cells, old) in enumerate(zip(lines, before, strict=True), start=2)
    ]
    heads = [pen.t(f"column.{name}") for name in ("line", "period", "region", "old", "new")]
    return pieces.table(heads, body)


def _period(row: Row) -> str:
    return row["period"] or row["period_end"].isoformat()


def _names_a_unit(text: str) -> bool:
    """Whether a value brings its own unit: 1.25亿元 beside the unit 万元 would contradict it."""
    try:
        return bool(quantity(text).unit)
    except Unread:
        return False
