"""What the entry page shows of a file before it is committed (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lib.door import Preview
from lib.plan import Target
from lib.screen import pieces
from lib.screen.pieces import Pen
from lib.upload.grid import Grid, letters

ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "xlsm", "xlsb", "ods", "et"]
"""What the file box offers; what a file is comes from its bytes."""
FIRST_LINES = 8


def own_targets(plan: Iterable[Target], department: str) -> list[Target]:
    """Give the targets that a department leads, or supports where it leads none; "" is all."""
    every = list(plan)
    if not department:
        return every
    led = [t for t in every if department in t.lead_departments]
    return led or [t for t in every if department in t.supporting_departments]


def counts(pen: Pen, seen: Preview) -> str:
    """What became of every line of the file, and what would change, as HTML."""
    cells = "".join(
        f"<span>{pen.t(f'entry.{name}')} <b>{count:,}</b></span>"
        for name, count in seen.counts.items()
    )
    return f'<div class="y steps">{cells}</div>'


def kind(pen: Pen, seen: Preview) -> str:
    """What the bytes are, and how the file begins, so that a wrong encoding is seen."""
    found = seen.found
    begins = "　".join(" ".join(c for c in row if c)[:60] for row in found.shown.rows[:2])
    words = pen.t("entry.kind", kind=found.kind.upper(), sha256=found.sha256[:12], begins=begins)
    return f'<p class="y quiet">{words}</p>'


def first_lines(pen: Pen, shown: Grid) -> str:
    """The first rows as they stand in the file, so that a wrong encoding is seen."""
    rows = shown.rows[:FIRST_LINES]
    width = max(map(len, rows), default=0)
    heads = ["", *(escape(letters(i)) for i in range(width))]
    body = [
        [str(line), *(escape(cell[:80]) for cell in row), *[""] * (width - len(row))]
        for line, row in zip(shown.lines, rows, strict=False)
    ]
    return pieces.table(heads, body)


def sentences(pen: Pen, said: Iterable[str]) -> str:
    """Sentences beside one another, as HTML."""
    between = "；" if pen.lang == "zh" else "; "
    return f'<p class="y said">{between.join(escape(s) for s in said)}</p>'
