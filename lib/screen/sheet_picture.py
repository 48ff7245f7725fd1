"""A foreign table as it was understood: its first and last lines, each part told apart (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lib.screen.pieces import Pen
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels
from lib.upload.foreign.lines import DATA, UNLABELLED, kinds
from lib.upload.foreign.reading import ColumnReading, Reading
from lib.upload.grid import Grid, letters

HEAD, TAIL, AROUND_HEADER = 15, 8, 6
MOST_COLUMNS = 40
LONGEST = 28

PARTS = {
    "title": ("title",),
    "header": ("header", "numbering", "again"),
    "label": (),
    "value": (DATA,),
    "total": ("total", "subset"),
    "section": ("section",),
    "left": ("left_out", "plan", "previous", "change", "outside", "empty"),
    "note": ("note", "source", "footer", "remark", "blank"),
    "ask": (UNLABELLED,),
}
"""Part of the picture, with its shade in static/style.css -> the kinds of lines drawn so."""
_PART_OF = {kind: part for part, found in PARTS.items() for kind in found}


def picture(pen: Pen, grid: Grid, reading: Reading, known: Known) -> str:
    """The table with line numbers, letters, what each line and each column is, and a legend.

    Shown are the first and the last lines and those around the header; what a file holds is
    escaped and cut to LONGEST characters.
    """
    sorts = kinds(grid, reading, Labels(reading, known))
    width = max(map(len, grid.rows), default=0)
    columns = _columns(reading, width)
    shown = _rows(grid, reading)
    body, before = [], -1
    for r in shown:
        if r > before + 1:
            body.append(_gap(pen, r - before - 1, len(columns)))
        body.append(_line(pen, grid, r, sorts[r], columns))
        before = r
    if before + 1 < len(grid.rows):
        body.append(_gap(pen, len(grid.rows) - before - 1, len(columns)))
    more = width - len(columns)
    note = f"<p class=quiet>{pen.t('layout.more_columns', count=more)}</p>" if more > 0 else ""
    return (
        f'<div class="y sheet">{legend(pen, sorts, columns)}<div class="sheet-scroll" tabindex="0">'
        f"<table>{_heads(pen, columns)}<tbody>{''.join(body)}</tbody></table></div>{note}</div>"
    )


def legend(pen: Pen, sorts: Sequence[str], columns: Sequence[ColumnReading]) -> str:
    """The shades that occur, each with its word."""
    found = {_PART_OF.get(kind, "left") for kind in sorts}
    found |= {_part_of_column(c) for c in columns}
    words = {part: pen.t(f"layout.part.{part}") for part in PARTS if part in found}
    items = [f'<span class="key is-{part}">{word}</span>' for part, word in words.items()]
    return f'<div class="sheet-keys">{"".join(items)}</div>'


def _columns(reading: Reading, width: int) -> list[ColumnReading]:
    """The columns that are shown; a grid may be wider than what was read of it."""
    known = {c.at: c for c in reading.columns}
    return [known.get(at, ColumnReading(at)) for at in range(min(width, MOST_COLUMNS))]


def _rows(grid: Grid, reading: Reading) -> list[int]:
    """First, last and around the header, in order."""
    count = len(grid.rows)
    wanted = {*range(min(HEAD, count)), *range(max(0, count - TAIL), count)}
    header = set(reading.header)
    for r, line in enumerate(grid.lines) if header else ():
        if line in header:
            wanted.update(range(max(0, r - 1), min(count, r + AROUND_HEADER)))
    return sorted(wanted)


def _part_of_column(column: ColumnReading) -> str:
    """The shade of a column's cells in lines of data."""
    if column.role == "unclear" or (column.role == "value" and column.code):
        return "ask"
    if column.role == "value":
        return "value"
    return "label" if column.role not in ("ignore", "") else "left"


def _heads(pen: Pen, columns: Sequence[ColumnReading]) -> str:
    """The letters of the columns, and under them what each column is."""
    top = "".join(f"<th scope=col>{letters(c.at)}</th>" for c in columns)
    words = [pen.t(f"layout.role.{c.role or 'none'}") for c in columns]
    roles = "".join(
        f'<td class="is-{_part_of_column(c)}">{word}</td>'
        for c, word in zip(columns, words, strict=True)
    )
    line = pen.t("column.line")
    return (
        f"<thead><tr><th scope=col>{line}</th><th></th>{top}</tr>"
        f'<tr class="roles"><th></th><th></th>{roles}</tr></thead>'
    )


def _line(pen: Pen, grid: Grid, r: int, kind: str, columns: Sequence[ColumnReading]) -> str:
    row = grid.rows[r]
    part = _PART_OF.get(kind, "left")
    cells = []
    alone = next((c.at for c in columns if c.at < len(row) and row[c.at].strip()), 0)
    if part in ("title", "note") and not any(cell.strip() for cell in row[alone + 1 :]):
        # A text of a whole line does not widen its column.
        columns = columns[: alone + 1]
    for c in columns:
        shade = _part_of_column(c) if kind == DATA else part
        cells.append(f'<td class="is-{shade}">{_cell(row[c.at]) if c.at < len(row) else ""}</td>')
    word = pen.t(f"layout.line.{kind}")
    return (
        f"<tr><th scope=row>{grid.lines[r]}</th>"
        f'<td class="what is-{part}">{word}</td>{"".join(cells)}</tr>'
    )


def _cell(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return escape(text)
    return f'<span title="{escape(text[:200])}">{escape(text[: LONGEST - 1])}…</span>'


def _gap(pen: Pen, count: int, width: int) -> str:
    words = pen.t("layout.more_lines", count=count)
    return f'<tr class="gap"><th>⋮</th><td colspan="{width + 1}">{words}</td></tr>'
