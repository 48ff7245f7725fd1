"""The records of our own table: which lines are reports, and what the others are."""

from __future__ import annotations

import csv
import re

import numpy as np
import pyarrow as pa
import pyarrow.csv

from lib.issues import REJECT, Issue
from lib.upload.sheet import HINT, Skipped
from lib.upload.text_file import TextFile

ODD_STARTS = "# \t数资注备说SN\u3000"
"""Only a line that begins so can be a hint, a footnote or blank; others need no closer look."""
_FOOTNOTE = re.compile(r"\s*(数据来源|资料来源|注|备注|说明|Source|Note)\s*[:：]")


def plain_lines(
    file: TextFile, header_line: int, width: int
) -> tuple[pa.Table, np.ndarray, list[tuple[int, list[str]]]] | None:
    """Records that are nothing but cells, by Arrow, and the other lines with their cells.

    None where a quoted cell runs over several lines or lines end in other ways.
    """
    if b"\r" in file.data:
        return None
    data = file.data if file.data.endswith(b"\n") else file.data + b"\n"
    if len(file.delimiter) != 1 or not file.delimiter.isascii():
        return None
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(bytes_ == 10)
    begins = np.concatenate([[0], ends[:-1] + 1])
    cells = _counted(bytes_, ord(file.delimiter), ends) + 1
    quotes = _counted(bytes_, 34, ends)
    if (quotes % 2).any():
        return None
    below = np.arange(len(ends)) >= header_line
    plain = below & (cells == width) & (quotes == 0) & ~_odd_starts(bytes_, begins)
    plain &= ends - begins >= width  # at least one letter beside the separators
    odd = np.flatnonzero(below & ~plain)
    kept = data if plain.all() else bytes_[np.repeat(plain, ends - begins + 1)].tobytes()
    names = [str(i) for i in range(width)]
    table = pa.table({n: pa.array([], pa.string()).dictionary_encode() for n in names})
    if kept:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(kept),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=1 << 24),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=file.delimiter, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={n: pa.dictionary(pa.int32(), pa.string()) for n in names},
                strings_can_be_null=False,
            ),
        ).unify_dictionaries()
    lines = np.flatnonzero(plain) + 1
    texts = [data[begins[i] : ends[i]].decode("utf-8") for i in odd.tolist()]
    records = list(csv.reader(texts, delimiter=file.delimiter, strict=True))
    return table, lines, list(zip((odd + 1).tolist(), records, strict=True))


def _counted(data: np.ndarray, byte: int, ends: np.ndarray) -> np.ndarray:
    """How often a byte stands in each line."""
    upto = np.searchsorted(np.flatnonzero(data == byte), ends)
    return np.diff(upto, prepend=0)


def _odd_starts(data: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Mark the lines that begin as a hint, a footnote or a blank does."""
    last = len(data) - 1
    firsts = data[begins].astype(np.int32)
    odd = np.isin(firsts, [ord(c) for c in ODD_STARTS if c.isascii()])
    wide = np.flatnonzero(firsts >= 0x80)
    code = firsts[wide] << 16
    for place in (1, 2):
        code |= data[np.minimum(begins[wide] + place, last)].astype(np.int32) << (16 - 8 * place)
    words = [int.from_bytes(c.encode(), "big") for c in ODD_STARTS if not c.isascii()]
    odd[wide] = np.isin(code, words)
    return odd


def sorted_out(
    odd: list[tuple[int, list[str]]], width: int, skipped: list[Skipped]
) -> tuple[list[list[str]], list[int], list[Issue]]:
    """Rows of exactly width cells with their lines; what is left out goes to skipped and ragged."""
    rows, lines, ragged = [], [], []
    for line, record in odd:
        if len(record) != width or not record[0] or record[0][0] in ODD_STARTS:
            if code := skip_code(record):
                skipped.append(Skipped(line, shown(record), code))
                continue
            record = record[:width] + without_empty_end(record)[width:]
            if len(record) != width:
                params = {"cells": len(record), "expected": width}
                ragged.append(Issue("ragged_row", line, None, shown(record), REJECT, params))
                continue
        rows.append(record)
        lines.append(line)
    return rows, lines, ragged


def skip_code(record: list[str]) -> str | None:
    """The code of a line that is no report, None for one that may be."""
    filled = [cell for cell in record if cell.strip()]
    if not filled:
        return "blank_line"
    if record[0].startswith(HINT):
        return "hint_line"
    return "footnote" if len(filled) == 1 and _FOOTNOTE.match(filled[0]) else None


def shown(record: list[str]) -> str:
    """A line as it is named to a person."""
    return " ".join(cell for cell in record if cell)[:200]


def without_empty_end(record: list[str]) -> list[str]:
    """The record up to its last filled cell."""
    width = max((i for i, cell in enumerate(record, 1) if cell.strip()), default=0)
    return record[:width]
