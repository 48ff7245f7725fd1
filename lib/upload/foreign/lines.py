"""What every line of a foreign table is: data, a total, a note, a footer ... (pure).

A line with a figure under a heading of values is never a note; a note is never data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from lib.upload.foreign.header import filled, is_numbering, sort_of
from lib.upload.foreign.known import plain
from lib.upload.foreign.labels import Labels, cells_of, label_columns, needed, repeated
from lib.upload.foreign.reading import DIMENSIONS, ColumnReading, Reading
from lib.upload.foreign.words import FOOTER, KIND_OF, NOTE, SOURCE, STARRED
from lib.upload.grid import Grid

DATA = "data"
UNLABELLED = "unlabelled"
KINDS = (
    DATA,
    UNLABELLED,
    "title",
    "header",
    "numbering",
    "blank",
    "note",
    "source",
    "footer",
    "total",
    "subset",
    "section",
    "empty",
    "remark",
    "again",
    "left_out",
    "plan",
    "previous",
    "change",
    "outside",
)
"""empty has a label and no value, again repeats the header, outside is beyond the data's range."""


def code_of(kind: str) -> str:
    """The issue code that says why a line of this kind is no data."""
    return "blank_line" if kind == "blank" else f"layout_line_{kind}"


def shown(row: Sequence[str]) -> str:
    """A line as people recognise it."""
    return " ".join(cell.strip() for cell in row if cell and not cell.isspace())[:200]


def kinds(grid: Grid, reading: Reading, labels: Labels) -> list[str]:
    """The kind of every row of the grid; labels are those of the same reading.

    Raises ValueError where the grid does not have the lines of the header.
    """
    lines = grid.lines
    header = {lines[r] for r in rows_of(grid, reading.header)}
    top = min(header, default=reading.first)
    out = [""] * len(lines)
    body = []
    for r, line in enumerate(lines):
        if not any(grid.rows[r]) or not "".join(grid.rows[r]).strip():
            out[r] = "blank"
        elif line in header:
            out[r] = "header"
        elif reading.first and line < top:
            out[r] = "title"
        else:
            body.append(r)
    if body:
        _body(grid, reading, labels, range(body[0], body[-1] + 1), out)
    return out


def _body(grid: Grid, reading: Reading, labels: Labels, rows: range, out: list[str]) -> None:
    """The kinds of the lines below the header that are not blank."""
    # A column that is not clear yet may turn out to be one of values.
    has_value = any_of([c.at for c in reading.of("value", "unclear")])
    with_value = [has_value(grid.rows[r]) for r in rows]
    by_label, lacking = _by_label(grid, reading, labels, rows, with_value)
    heads = {_first(grid.rows[r]): shown(grid.rows[r]) for r in rows_of(grid, reading.header)}
    in_section, may_number = not reading.section, True
    for i, r in enumerate(rows):
        if out[r]:
            continue
        row, within = grid.rows[r], 0 < reading.first <= grid.lines[r] <= reading.last
        first = _first(row)
        if within and may_number and is_numbering(row):
            out[r] = "numbering"
        elif not with_value[i]:
            out[r] = _without_value(row, reading, labels)
            in_section |= out[r] == "section"
            continue
        elif not within:
            out[r] = _note_beside(row, reading) or "outside"
        elif first in heads and heads[first] == shown(row):
            out[r] = "again"
        else:
            fits = in_section and not lacking[i]
            out[r] = by_label[i] or _note_beside(row, reading) or (DATA if fits else UNLABELLED)
        may_number = False


def _first(row: Sequence[str]) -> str:
    return next(filter(str.strip, row), "")


def _by_label(
    grid: Grid, reading: Reading, labels: Labels, rows: range, with_value: list[bool]
) -> tuple[list[str], list[bool]]:
    """What its labels make of each line, and whether it lacks a label that it needs."""
    columns = label_columns(reading)
    texts = cells_of(grid, columns, rows)
    roles = {c.at: c.role for c in reading.columns if c.at in texts}
    if reading.fill:
        for at, role in roles.items():
            if role in (*DIMENSIONS, "measure"):
                texts[at] = repeated(texts[at], with_value)
    said = [[labels.kind_of(t) for t in texts[at]] for at in columns]
    said += [
        [_OF_FIGURES.get(plain(t), "") for t in texts[at]]
        for at in columns
        if roles[at] == "measure"
    ]
    lacking = [False] * len(rows)
    for dimension in needed(reading):
        if dimension != reading.section:
            mine = [texts[at] for at in columns if _dimension(roles[at]) == dimension]
            filled_in = map(any, zip(*mine, strict=True))
            lacking = [no or not yes for no, yes in zip(lacking, filled_in, strict=True)]
    kinds_of = [next(filter(None, found), "") for found in zip(*said, strict=True)]
    return kinds_of or [""] * len(rows), lacking


_OF_FIGURES = {w: k for w, k in KIND_OF.items() if k in ("plan", "previous", "change")}


def _dimension(role: str) -> str:
    return "target" if role == "target_id" else role


def rows_of(grid: Grid, lines: Sequence[int]) -> list[int]:
    """The places of some lines in the grid; ValueError for a line that the grid does not have."""
    at = {line: r for r, line in enumerate(grid.lines)} if lines else {}
    try:
        return [at[line] for line in lines]
    except KeyError as missing:
        raise ValueError(f"no line {missing}") from None


def any_of(columns: Sequence[int]) -> Callable[[Sequence[str]], bool]:
    """Whether a row has a text in one of the columns; rows may be short, blanks are no text."""
    if not columns:
        return lambda row: False
    last = max(columns)
    get = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)

    def has(row: Sequence[str]) -> bool:
        cells = get(row) if last < len(row) else [row[c] for c in columns if c < len(row)]
        return any(map(str.strip, cells))

    return has


def _of_notes(row: Sequence[str]) -> str:
    cells = filled(row)
    first = row[cells[0]]
    if SOURCE.match(first):
        return "source"
    if NOTE.match(first):
        return "note"
    if any(FOOTER.match(row[c]) for c in cells):
        return "footer"
    starred = len(cells) < 3 and STARRED.match(first) and sort_of(first) == "text"
    return "note" if starred else ""


def _without_value(row: Sequence[str], reading: Reading, labels: Labels) -> str:
    cells = filled(row)
    first = row[cells[0]].strip()
    known = any(
        labels.fits(row[c.at].strip(), c.role)
        for c in reading.of(*DIMENSIONS)
        if c.at < len(row) and row[c.at]
    )
    if not known and (kind := _of_notes(row)):
        return kind
    if len(cells) == 1 and reading.section and labels.fits(first, reading.section):
        return "section"
    if any(labels.is_total(row[c].strip()) for c in cells):
        return "total"
    return "empty" if known or len(cells) > 1 else "remark"


def _note_beside(row: Sequence[str], reading: Reading) -> str:
    """A note or a footer whose words reach under the values, when none of them is a figure."""
    first = _first(row)
    if not (NOTE.match(first) or SOURCE.match(first) or FOOTER.match(first)):
        return ""
    values = {c.at for c in reading.values}
    after_word = {c + 1 for c, cell in enumerate(row) if FOOTER.match(cell)}
    figures = any(
        sort_of(row[c]) in ("number", "year") for c in values - after_word if c < len(row)
    )
    return "" if figures else _of_notes(row)


def last_line(grid: Grid, reading: Reading, after: int) -> int:
    """The line of the last row behind a place with a figure or a word in a column of values.

    Columns whose meaning is not clear yet count as well. 0 where there is none.
    """
    wanted = reading.of("value", "unclear") or reading.columns
    has_value = any_of([c.at for c in wanted])
    rest = Reading(columns=tuple(ColumnReading(c.at, role="value") for c in wanted))
    for r in range(len(grid.rows) - 1, after, -1):
        if has_value(grid.rows[r]) and not _note_beside(grid.rows[r], rest):
            return grid.lines[r]
    return 0
