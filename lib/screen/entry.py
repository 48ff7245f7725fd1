"""What the entry page shows of a file before it is committed (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from lib.door import Preview
from lib.plan import Target
from lib.screen.pieces import Pen

STEPS = ("rows_read", "accepted", "held", "rejected", "skipped")


def own_targets(plan: Iterable[Target], department: str) -> list[Target]:
    """Give the targets that a department leads, or supports where it leads none; "" is all."""
    every = list(plan)
    if not department:
        return every
    led = [t for t in every if department in t.lead_departments]
    return led or [t for t in every if department in t.supporting_departments]


def counts(pen: Pen, seen: Preview) -> str:
    """What became of every line of the file, and what would change, as HTML."""
    checked, changes = seen.checked, seen.changes
    sums = {
        "rows_read": checked.rows_read,
        "accepted": len(checked.rows),
        "held": len(checked.held),
        "rejected": len(checked.rejected),
        "skipped": len(checked.skipped),
        "new": changes.count("new"),
        "changed": changes.count("changed"),
        "unchanged": changes.unchanged,
    }
    cells = "".join(
        f"<span>{pen.t(f'entry.{name}')} <b>{count}</b></span>" for name, count in sums.items()
    )
    encoding = pen.t("entry.encoding", encoding=seen.sheet.encoding.upper())
    return f'<div class="y steps">{cells}<span>{encoding}</span></div>'
