"""How a foreign table is most probably read (pure); what cannot be told stays open.

Only the head and the tail of a long table are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lib.upload.foreign import header, lines
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels
from lib.upload.foreign.reading import DIMENSIONS, ROLES, ColumnReading, Reading
from lib.upload.foreign.roles import Sample, columns_of, sample_of
from lib.upload.foreign.table import around, sources_of, with_table
from lib.upload.grid import Grid

HEAD, TAIL = 300, 60
"""Rows of the body that are looked at."""
MOST_CELLS = 10_000
MOST_TITLES = 40


def guess(grid: Grid, file_name: str, known: Known) -> Reading:
    """How the table is read when nobody has said anything about it."""
    return read(grid, file_name, known, {})


def read(grid: Grid, file_name: str, known: Known, chosen: Mapping[str, str]) -> Reading:
    """How the table is read with what a person decided, by the names of `choices.controls`.

    Everything else follows from the grid. Raises ValueError for a choice that nothing has.
    """
    head = _header(grid, known, chosen)
    width = max(map(len, grid.rows), default=0)
    body = _body(grid, head)
    sample = sample_of([grid.rows[r] for r in _looked_at(body, width)], width)
    paths = header.paths(grid, head, width) if head else [()] * width
    columns = _chosen_columns(columns_of(paths, sample, known), chosen)
    reading = Reading(
        sheet=grid.name,
        header=tuple(grid.lines[r] for r in head),
        columns=columns,
        totals=_one_of(chosen, "totals", ("skip", "city")),
        fill=_one_of(chosen, "fill", ("no", "yes")) == "yes",
        chosen=dict(chosen),
    )
    reading = _with_totals(reading, known)
    reading = _with_range(grid, reading, body, chosen)
    titles = list(_titles(grid, head, body))
    said = around(sources_of(titles, grid.name, file_name, known), known)
    reading = replace(reading, titles=tuple(text for _, text in titles))
    reading = with_table(reading, said, chosen)
    return _with_section(reading, sample, grid, body, known, chosen)


def _one_of(chosen: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """A choice among some words, the first where nothing was chosen."""
    value = chosen.get(name, allowed[0])
    if value not in allowed:
        raise ValueError(f"{name}={value}")
    return value


# lines


def _header(grid: Grid, known: Known, chosen: Mapping[str, str]) -> tuple[int, ...]:
    if "header" not in chosen:
        return header.find(grid, known)
    if chosen["header"] == "none":
        return ()
    ends = [int(n) for n in re.findall("[0-9]{1,9}", chosen["header"])]
    if not ends:
        raise ValueError(chosen["header"])
    if "-" in chosen["header"]:
        found = [r for r, line in enumerate(grid.lines) if ends[0] <= line <= ends[-1]]
        return tuple(found) or tuple(lines.rows_of(grid, ends))
    return tuple(lines.rows_of(grid, sorted(set(ends))))


def _body(grid: Grid, head: tuple[int, ...]) -> range:
    """The rows below the header."""
    return range(head[-1] + 1 if head else 0, len(grid.rows))


def _looked_at(body: range, width: int) -> list[int]:
    first = max(10, min(HEAD, MOST_CELLS // max(1, width)))
    if len(body) <= first + TAIL:
        return list(body)
    return [*body[:first], *body[-min(TAIL, first) :]]


def _with_range(grid: Grid, reading: Reading, body: range, chosen: Mapping[str, str]) -> Reading:
    """First and last line of the data; a table without any value has none."""
    filled = (r for r in body if any(cell.strip() for cell in grid.rows[r]))
    start = next(filled, None)
    last = lines.last_line(grid, reading, body.start - 1)
    if start is None or not last:
        return reading
    first = int(chosen.get("first", grid.lines[start]))
    return replace(reading, first=first, last=int(chosen.get("last", last)))


def _titles(grid: Grid, head: tuple[int, ...], body: range) -> Iterator[tuple[int, str]]:
    """The texts above the header, with their lines."""
    found = 0
    for r in range(head[0] if head else 0):
        for cell in grid.rows[r]:
            if cell and not cell.isspace() and found < MOST_TITLES:
                found += 1
                yield grid.lines[r], cell.strip()[:200]


# columns


def _chosen_columns(
    columns: tuple[ColumnReading, ...], chosen: Mapping[str, str]
) -> tuple[ColumnReading, ...]:
    found = list(columns)
    for name, value in chosen.items():
        match = re.fullmatch(r"column\.([0-9]{1,6})\.(role|target|region|period|unit)", name)
        if name.startswith("column.") and (not match or int(match[1]) >= len(found)):
            raise ValueError(name)
        if not match:
            continue
        at, what = int(match[1]), match[2]
        if what == "role":
            if value not in ROLES:
                raise ValueError(value)
            code = "layout_column_chosen" if value == "ignore" else ""
            found[at] = replace(found[at], role=value, code=code, rest="")
        else:
            mine = {what: "" if value == "none" else value}
            found[at] = replace(found[at], **mine, role="value", code="", rest="")
    return tuple(found)


def _with_totals(reading: Reading, known: Known) -> Reading:
    """Columns called 合计 are the whole city where a person says so."""
    if reading.totals != "city":
        return reading
    columns = tuple(
        replace(c, role="value", code="", region=c.region or known.city)
        if c.code == "layout_column_total"
        else c
        for c in reading.columns
    )
    return replace(reading, columns=columns)


# sections


def _with_section(
    reading: Reading,
    sample: Sample,
    grid: Grid,
    body: range,
    known: Known,
    chosen: Mapping[str, str],
) -> Reading:
    """The dimension that lines without values give to those below them."""
    if "section" in chosen:
        section = _one_of(chosen, "section", ("none", *DIMENSIONS))
        return replace(reading, section="" if section == "none" else section)
    missing = [d for d in DIMENSIONS if not _given(reading, d)]
    found = {d for d in sections(grid, reading, known, body) if d in missing}
    return replace(reading, section=found.pop()) if len(found) == 1 else reading


def _given(reading: Reading, dimension: str) -> bool:
    return (
        reading.by_line(dimension)
        or reading.by_column(dimension)
        or bool(getattr(reading, dimension))
    )


def sections(grid: Grid, reading: Reading, known: Known, body: range) -> dict[str, int]:
    """The dimensions named by lines of a single text among the data, with the first such line.

    What the column of that text says anyway is no section.
    """
    labels = Labels(reading, known)
    role = {c.at: c.role for c in reading.columns}
    found: dict[str, int] = {}
    for r in _looked_at(body, max(map(len, grid.rows), default=0)):
        cells = header.filled(grid.rows[r])
        if len(cells) != 1 or not reading.first <= grid.lines[r] < reading.last:
            continue
        text = grid.rows[r][cells[0]].strip()
        own = role.get(cells[0], "")
        for dimension in DIMENSIONS:
            if dimension != own and not labels.fits(text, own) and labels.fits(text, dimension):
                found.setdefault(dimension, grid.lines[r])
    return found
