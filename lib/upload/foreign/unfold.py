"""A foreign table and its reading to the long table that the rules check: one row per value (pure).

Every line and every cell is accounted for: a line without data is skipped once with its text, a
column without data is skipped once with its heading, and every cell under a heading of values in
a line of data is a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.fields import UPLOAD_FIELDS
from lib.issues import REJECT, Issue
from lib.upload.foreign import periods
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels, cells_of, needed, repeated
from lib.upload.foreign.lines import DATA, UNLABELLED, any_of, code_of, kinds, shown
from lib.upload.foreign.reading import DIMENSIONS, ColumnReading, Reading
from lib.upload.foreign.spread import Places, dimensions
from lib.upload.grid import Grid, letters
from lib.upload.sheet import Sheet, Skipped


@dataclass(frozen=True)
class Meta:
    """What the file says about itself and the sheet passes on."""

    name: str = ""
    sha256: str = ""
    encoding: str = ""
    epoch: str = ""


def unfold(grid: Grid, reading: Reading, known: Known, meta: Meta | None = None) -> Sheet:
    """The long table; the reading need not be complete, but only a complete one may be imported.

    Raises ValueError where the reading speaks of lines that the grid does not have.
    """
    meta = meta or Meta()
    labels = Labels(reading, known)
    sorts = _with_empty(grid, reading, kinds(grid, reading, labels))
    rows = [r for r, kind in enumerate(sorts) if kind == DATA]
    skipped = [
        Skipped(grid.lines[r], shown(grid.rows[r]), code_of(kind))
        for r, kind in enumerate(sorts)
        if kind not in (DATA, UNLABELLED)
    ]
    ragged = [_unlabelled(grid, reading, r) for r, kind in enumerate(sorts) if kind == UNLABELLED]
    values, columns = _values(grid, rows, reading.values)
    skipped += _skipped_columns(grid, reading, rows, columns)
    places = Places(len(rows), len(columns))
    texts = _texts(grid, reading, rows, sorts)
    found = dimensions(reading, columns, texts, labels, places)
    found["value"] = values
    lines = np.array([grid.lines[r] for r in rows], dtype=np.int64)
    nothing = pa.nulls(places.count, pa.string()).dictionary_encode()
    return Sheet(
        name=meta.name,
        sha256=meta.sha256,
        encoding=meta.encoding,
        header=[c.head for c in reading.columns],
        headers={f.name: _heading(reading, f) for f in UPLOAD_FIELDS if f.name in found},
        columns={f.name: found.get(f.name, nothing) for f in UPLOAD_FIELDS},
        lines=np.repeat(lines, len(columns)),
        skipped=sorted(skipped, key=lambda s: s.line),
        ragged=ragged,
        rows_read=places.count + len(skipped) + len(ragged),
        cells=_cells(lines.tolist(), [letters(c.at) for c in columns]),
        heads=[c.head for c in columns] * len(rows),
        epoch=meta.epoch,
    )


def _with_empty(grid: Grid, reading: Reading, sorts: list[str]) -> list[str]:
    """A line whose only figures stand under headings nobody understands yet has no value."""
    has_value = any_of([c.at for c in reading.values])
    return [
        "empty" if kind == DATA and not has_value(grid.rows[r]) else kind
        for r, kind in enumerate(sorts)
    ]


def _unlabelled(grid: Grid, reading: Reading, r: int) -> Issue:
    names = {f.name: f for f in UPLOAD_FIELDS} | {"target": _INDICATOR}
    fields = [names[d] for d in needed(reading)]
    words = {"zh": tuple(f.zh for f in fields), "en": tuple(f.en for f in fields)}
    line, row = grid.lines[r], grid.rows[r]
    return Issue("layout_label_missing", line, None, shown(row), REJECT, words)


_INDICATOR = next(f for f in UPLOAD_FIELDS if f.name == "indicator")


def _heading(reading: Reading, field: Any) -> str:
    """What stands above the labels of a field in the file, else the field's own name."""
    role = "target" if field.name == "indicator" else field.name
    column = next((c for c in reading.of(role) if c.head), None)
    return column.head if column else field.zh


def _cells(lines: list[int], names: list[str]) -> list[str]:
    if not names:
        return []
    return [name + line for line in map(str, lines) for name in names]


# columns


def _values(
    grid: Grid, rows: list[int], columns: tuple[ColumnReading, ...]
) -> tuple[pa.Array, list[ColumnReading]]:
    """The values line by line, trimmed, null where empty; and the columns that have any."""
    if not rows or not columns:
        return pa.array([], pa.string()), []
    last = max(c.at for c in columns)
    padded = [
        row if len(row) > last else row + [""] * (last + 1 - len(row)) for row in _at(grid, rows)
    ]
    kept = [
        c
        for c in columns
        if any(cell and not cell.isspace() for cell in map(itemgetter(c.at), padded))
    ]
    if not kept:
        return pa.array([], pa.string()), []
    get = itemgetter(*(c.at for c in kept))
    flat = chain.from_iterable(map(get, padded)) if len(kept) > 1 else map(get, padded)
    values = pc.utf8_trim_whitespace(pa.array(flat, pa.string(), size=len(rows) * len(kept)))  # pyright: ignore
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values), kept  # pyright: ignore


def _at(grid: Grid, rows: Sequence[int]) -> list[list[str]]:
    return [grid.rows[r] for r in rows]


def _skipped_columns(
    grid: Grid, reading: Reading, rows: list[int], kept: Sequence[ColumnReading]
) -> list[Skipped]:
    """One entry per column that gives nothing: what stands in it is named by its heading."""
    line = max(reading.header, default=reading.first)
    out = []
    for c in reading.columns:
        code = c.code
        if c.role == "value":
            code = "" if c in kept else "layout_column_blank"
        elif c.role == "":
            code = "layout_column_nameless" if _has_text(grid, rows, c.at) else ""
        elif c.role not in ("ignore", "unclear"):
            code = ""
        elif not code:
            code = "layout_column_other"
        if code:
            out.append(Skipped(line, f"{letters(c.at)} {c.head}".strip(), code))
    return out


def _has_text(grid: Grid, rows: list[int], at: int) -> bool:
    return any(at < len(row) and row[at].strip() for row in _at(grid, rows))


# labels


def _texts(
    grid: Grid, reading: Reading, rows: list[int], sorts: Sequence[str]
) -> dict[str, list[list[str]]]:
    """The labels of the lines of data by role, in the order of the columns."""
    if not rows:
        return {}
    columns = [c for c in reading.columns if c.role not in ("value", "ignore", "unclear", "")]
    body = range(rows[0], rows[-1] + 1)
    cells = cells_of(grid, [c.at for c in columns], body)
    marked = [sorts[r] in (DATA, UNLABELLED, "total", "subset", "left_out") for r in body]
    found: dict[str, list[list[str]]] = {}
    for c in columns:
        texts = cells[c.at]
        if reading.fill and c.role in (*DIMENSIONS, "measure"):
            texts = repeated(texts, marked)
        texts = [texts[r - body.start] for r in rows]
        if c.role == "period":
            month = {t: periods.part_under(t, c.head) or t for t in set(texts)}
            texts = [month[t] for t in texts]
        found.setdefault(c.role, []).append(texts)
    if reading.section:
        found.setdefault(reading.section, []).append(_sections(grid, rows, sorts))
    return found


def _sections(grid: Grid, rows: list[int], sorts: Sequence[str]) -> list[str]:
    text, out, wanted = "", [], set(rows)
    for r, kind in enumerate(sorts):
        if kind == "section":
            text = shown(grid.rows[r])
        elif r in wanted:
            out.append(text)
    return out
