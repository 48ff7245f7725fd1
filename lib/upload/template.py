"""Our own long table, one report a line: its header and its records to a Sheet."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lib.fields import UNITS, UPLOAD_FIELDS
from lib.issues import Issue, UnreadableFile
from lib.upload.grid import Grid
from lib.upload.records import plain_lines, shown, skip_code, sorted_out, without_empty_end
from lib.upload.sheet import HINT, Sheet, Skipped
from lib.upload.text_file import LIMIT_ROWS, TextFile
from lib.values import find_unit, key

_FIELD_OF = {key(n).casefold(): f.name for f in UPLOAD_FIELDS for n in (f.zh, f.en, f.name)}
_EXPECTED = "、".join(f.zh for f in UPLOAD_FIELDS if f.name != "reason")
_EXPECTED_EN = ", ".join(f.en for f in UPLOAD_FIELDS if f.name != "reason")
SEARCHED = 30
"""The header stands in the first lines, below titles and hints."""
_ID = {"目标编号", "target_id"}
"""No other table has a column of this name."""
KNOWN_ENOUGH = 3
"""So many of our column names make a header ours, though others are wrong or missing."""


@dataclass(frozen=True)
class Header:
    """Where the header stands in the grid, its cells, and which field each is ("" for none)."""

    place: int
    cells: list[str]
    fields: list[str]
    unit: str


def find_header(head: Grid) -> Header | None:
    """The header of our own table, or None where the sheet is another table."""
    for place, row in enumerate(head.rows[:SEARCHED]):
        cells = without_empty_end(row)
        named = [_named(cell.strip()) for cell in cells]
        fields = [field for field, _ in named]
        found = set(fields) - {""}
        # a file of nothing but known names is ours even where it lacks some
        whole = {"period", "value"} <= found and found & {"target_id", "indicator"}
        ours = len(found) >= KNOWN_ENOUGH and 2 * len(found) > len(cells)
        if (
            whole
            or ours
            or (found and len(found) == len(cells) > 1)
            or (_ID & set(cells) and len(found) > 1)
        ):
            units = [unit for field, unit in named if field == "value" and unit]
            return Header(place, cells, fields, units[0] if units else "")
    return None


def sheet_of_text(
    file: TextFile, header: Header, head: Grid, name: str, sha256: str, max_rows: int = LIMIT_ROWS
) -> Sheet:
    """The records of a text file, without a Python object per cell where its lines are plain."""
    first, skipped, headers, unit = _before(header, head)
    found = plain_lines(file, head.lines[header.place], len(header.cells))
    if found is None or len(head.rows[header.place]) != len(header.cells):
        grid = file.grid(max_rows)
        return _sheet(grid, header, headers, unit, skipped, first, name, sha256, file.encoding)
    table, lines, odd = found
    if len(lines) + len(odd) > max_rows:
        raise UnreadableFile("file_too_many_rows", limit=max_rows)
    records, odd_lines, ragged = sorted_out(odd, len(header.cells), skipped)
    columns = [column.combine_chunks() for column in table.columns]
    if records:
        columns = [
            pa.concat_arrays([column.cast(pa.string()), pa.array(cells, pa.string())])
            for column, cells in zip(columns, zip(*records, strict=True), strict=True)
        ]
        lines = np.concatenate([lines, np.array(odd_lines)])
        order = np.argsort(lines, kind="stable")
        columns, lines = [column.take(pa.array(order)) for column in columns], lines[order]
    return _made(
        header, headers, unit, columns, lines, skipped, ragged, name, sha256, file.encoding, ""
    )


def sheet_of_grid(
    grid: Grid, header: Header, name: str, sha256: str, encoding: str, epoch: str
) -> Sheet:
    """The records of a workbook's sheet, whose rows end with their last filled cell."""
    first, skipped, headers, unit = _before(header, grid)
    width = len(header.cells)
    rows = [r if len(r) >= width else [*r, *[""] * (width - len(r))] for r in grid.rows]
    grid = replace(grid, rows=rows)
    return _sheet(grid, header, headers, unit, skipped, first, name, sha256, encoding, epoch)


def _before(header: Header, grid: Grid) -> tuple[int, list[Skipped], dict[str, str], str]:
    """What stands above the rows: first row's place, skipped lines, headers, the unit named."""
    skipped, unit = [], header.unit
    for line, row in zip(grid.lines[: header.place], grid.rows[: header.place], strict=True):
        text = shown(row)
        skipped.append(Skipped(line, text, skip_code(row) or "title_line"))
        if not row or not row[0].startswith(HINT):
            unit = unit or _unit_in(text, grid.lines[header.place])
    return header.place + 1, skipped, _checked(header, grid.lines[header.place]), unit


def _unit_in(text: str, line: int) -> str:
    try:
        return find_unit(text)
    except ValueError as error:
        raise UnreadableFile("file_units", line=line, found=text) from error


def _sheet(
    grid: Grid,
    header: Header,
    headers: dict[str, str],
    unit: str,
    skipped: list[Skipped],
    first: int,
    name: str,
    sha256: str,
    encoding: str,
    epoch: str = "",
) -> Sheet:
    odd = list(zip(grid.lines[first:], grid.rows[first:], strict=True))
    rows, lines, ragged = sorted_out(odd, len(header.cells), skipped)
    columns: list[pa.Array] = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    columns = columns or [pa.array([], pa.string())] * len(header.cells)
    numbers = np.array(lines, dtype=np.int64)
    return _made(
        header, headers, unit, columns, numbers, skipped, ragged, name, sha256, encoding, epoch
    )


def _made(
    header: Header,
    headers: dict[str, str],
    unit: str,
    columns: list[pa.Array],
    lines: np.ndarray,
    skipped: list[Skipped],
    ragged: list[Issue],
    name: str,
    sha256: str,
    encoding: str,
    epoch: str,
) -> Sheet:
    if not len(lines) and not ragged:
        raise UnreadableFile("file_header_only")
    given = {f: _clean(c) for f, c in zip(header.fields, columns, strict=True) if f}
    nothing = pa.nulls(len(lines), pa.string()).dictionary_encode()
    filled = {f.name: given.get(f.name, nothing) for f in UPLOAD_FIELDS}
    if unit:  # a unit in the header or above it is the unit of every line that names none
        filled["unit"] = pc.fill_null(filled["unit"].cast(pa.string()), unit).dictionary_encode()
        headers = headers | {"unit": headers.get("unit", headers["value"])}
    skipped = sorted(skipped, key=lambda s: s.line)
    read = len(lines) + len(skipped) + len(ragged)
    return Sheet(
        name, sha256, encoding, header.cells, headers, filled, lines, skipped, ragged, read,
        epoch=epoch,
    )  # fmt: skip


def _clean(column: pa.Array) -> pa.DictionaryArray:
    """Cells without the blanks around them, null for empty; each distinct text is seen once."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = pc.utf8_trim_whitespace(encoded.dictionary)
    if words.equals(encoded.dictionary) and not pc.any(pc.equal(words, "")).as_py():
        return encoded
    words = pc.if_else(pc.equal(words, ""), pa.scalar(None, pa.string()), words)
    return words.take(encoded.indices).dictionary_encode()


_BRACKETED = re.compile(r"(.+?)\s*[(（\[【](.+)[)）\]】]")


def _named(header: str) -> tuple[str, str]:
    """The field that a heading names, and a unit in brackets behind it: 实际值（万元）."""
    if field := _FIELD_OF.get(key(header).casefold()):
        return field, ""
    match = _BRACKETED.fullmatch(header)
    field = _FIELD_OF.get(key(match[1]).casefold(), "") if match else ""
    unit = UNITS.get(key(match[2])) if match and field in ("value", "indicator") else None
    return (field, unit.name) if unit else ("", "")


def no_header(head: Grid) -> UnreadableFile:
    """The refusal of a sheet that is no table of ours."""
    found = " | ".join(next((r for r in head.rows if any(c.strip() for c in r)), []))[:300]
    return UnreadableFile(
        "file_no_header" if found else "file_empty",
        found=found,
        expected=_EXPECTED,
        expected_en=_EXPECTED_EN,
    )


def _checked(header: Header, line: int) -> dict[str, str]:
    """Field -> header as written, in the file's order; refuses unknown, missing, double columns."""
    issues = []
    for cell, field in zip(header.cells, header.fields, strict=True):
        if not field:
            near = tuple(get_close_matches(key(cell)[:50], [f.zh for f in UPLOAD_FIELDS], 1, 0.5))
            code = "column_unknown_near" if near else "column_unknown"
            issues.append(Issue(code, line, cell, cell, params={"near": near}))
        elif header.fields.count(field) > 1:
            issues.append(Issue("column_double", line, cell, cell))
    missing = [f for f in UPLOAD_FIELDS if f.required and f.name not in header.fields]
    if "target_id" not in header.fields and "indicator" not in header.fields:
        missing.insert(0, UPLOAD_FIELDS[0])
    issues += [Issue("column_missing", line, f.zh, params={"name_en": f.en}) for f in missing]
    if issues:
        raise UnreadableFile(
            "file_columns",
            tuple(issues),
            found=" | ".join(header.cells)[:300],
            expected=_EXPECTED,
            expected_en=_EXPECTED_EN,
        )
    return {f: cell for f, cell in zip(header.fields, header.cells, strict=True) if f}
