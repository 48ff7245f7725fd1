"""Bytes of an uploaded file to a table of raw text; refuses what it cannot read, never guesses."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from difflib import get_close_matches
from itertools import islice

from lib.fields import UPLOAD_FIELDS
from lib.issues import REJECT, Issue, UnreadableFile
from lib.upload.sheet import HINT, Sheet, Skipped
from lib.values import key

LIMIT_BYTES = 20 * 1024 * 1024
LIMIT_ROWS = 1_000_000
DELIMITERS = (",", "\t", ";", "，")
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
"""What a person may choose when the rule (BOM, strict UTF-8, strict GB18030) was wrong."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SIGNATURES = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"{\\rtf", "word"),
)
_HTML = re.compile(rb"\s*<(!doctype|html|head|body|table|meta|style|script|\?xml)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(数据来源|资料来源|注|备注|说明)\s*[:：]")
_FIELD_OF = {key(n).casefold(): f.name for f in UPLOAD_FIELDS for n in (f.zh, f.en, f.name)}
_EXPECTED = "、".join(f.zh for f in UPLOAD_FIELDS)
_EXPECTED_EN = ", ".join(f.en for f in UPLOAD_FIELDS)


def read(
    data: bytes,
    name: str,
    encoding: str | None = None,
    *,
    max_bytes: int = LIMIT_BYTES,
    max_rows: int = LIMIT_ROWS,
) -> Sheet:
    """The table in the file; raises UnreadableFile with one sentence that says what to do."""
    if len(data) > max_bytes:
        size, limit = f"{len(data) / 2**20:.1f}", f"{max_bytes / 2**20:g}"
        raise UnreadableFile("file_too_large", size=size, limit=limit)
    if not data.strip():
        raise UnreadableFile("file_empty")
    # The one place that chooses a reader by the bytes; workbooks get theirs here.
    if (kind := kind_of(data)) != "csv":
        raise UnreadableFile(f"file_is_{kind}")
    text, used = decode(data, encoding)
    return _table(text, name, hashlib.sha256(data).hexdigest(), used, max_rows)


def kind_of(data: bytes) -> str:
    """What the bytes really are, whatever the file is called; csv is what nothing else is."""
    kind = next((kind for magic, kind in _SIGNATURES if data.startswith(magic)), "csv")
    if kind == "image" and data.startswith(b"BM") and b"\0" not in data[:64]:
        return "csv"  # a header may begin with these two letters, a bitmap has zeros behind them
    if kind == "zip":
        return "xlsx" if b"xl/" in data else "word" if b"word/" in data else "zip"
    if kind == "xls" and "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return "html" if kind == "csv" and _HTML.match(data, 0, 1000) else kind


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text and the encoding used; a chosen encoding is obeyed strictly or refused."""
    if encoding is not None and encoding not in ENCODINGS:
        raise UnreadableFile("file_encoding_chosen", encoding=encoding)
    by_bom = [name for mark, name in _BOMS if data.startswith(mark)]
    for attempt in [encoding] if encoding else by_bom or ["utf-8", "gb18030"]:
        try:
            text = data.decode(attempt).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise UnreadableFile("file_nul", line=line)
        return text, attempt
    if encoding:
        raise UnreadableFile("file_encoding_chosen", encoding=encoding)
    raise UnreadableFile("file_encoding")


def _table(text: str, name: str, sha256: str, encoding: str, max_rows: int) -> Sheet:
    lines, records = _records(text, _delimiter(text), max_rows)
    skipped: list[Skipped] = []
    at = 0
    while at < len(records) and (code := _skip_code(records[at])):
        skipped.append(Skipped(lines[at], _shown(records[at]), code))
        at += 1
    header = _without_empty_end(records[at]) if at < len(records) else []
    headers = _headers(header, lines[at] if header else 1)
    lines, rows, ragged = _rows(lines[at + 1 :], records[at + 1 :], len(header), skipped)
    if not rows and not ragged:
        raise UnreadableFile("file_header_only")
    columns: dict[str, list[str | None]] = {f.name: [None] * len(rows) for f in UPLOAD_FIELDS}
    for field, cells in zip(headers, zip(*rows, strict=True), strict=False):
        columns[field] = _clean(cells)
    read = len(rows) + len(skipped) + len(ragged)
    return Sheet(name, sha256, encoding, header, headers, columns, lines, skipped, ragged, read)


def _clean(cells: tuple[str, ...]) -> list[str | None]:
    """Cells without the blanks around them, None for empty; each distinct text is seen once."""
    clean = {cell: cell.strip() or None for cell in set(cells)}
    if all(cell is text for cell, text in clean.items()):
        return list(cells)
    return [clean[cell] for cell in cells]


def _delimiter(text: str) -> str:
    """The separator that makes most known column names of the first line that is no hint."""
    lines = (line.lstrip('"') for line in io.StringIO(text) if line.strip())
    first = next((line for line in lines if not line.startswith(HINT)), "")[:10_000]

    def known(delimiter: str) -> int:
        return sum(_field(cell.strip().strip('"')) is not None for cell in first.split(delimiter))

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str, max_rows: int) -> tuple[list[int], list[list[str]]]:
    """Every record with the line it begins on; line breaks inside quotes count as lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, records = [1], []
    try:
        for record in islice(reader, max_rows + 2):
            records.append(record)
            lines.append(reader.line_num + 1)
    except csv.Error as error:
        code = "file_cell_too_long" if "limit" in str(error) else "file_quote"
        raise UnreadableFile(code, line=lines[-1]) from error
    if len(records) > max_rows + 1:
        raise UnreadableFile("file_too_many_rows", limit=max_rows)
    return lines[:-1], records


def _skip_code(record: list[str]) -> str | None:
    filled = [cell for cell in record if cell.strip()]
    if not filled:
        return "blank_line"
    if record[0].startswith(HINT):
        return "hint_line"
    return "footnote" if len(filled) == 1 and _FOOTNOTE.match(filled[0]) else None


def _shown(record: list[str]) -> str:
    return " ".join(cell for cell in record if cell)[:200]


def _without_empty_end(record: list[str]) -> list[str]:
    width = max((i for i, cell in enumerate(record, 1) if cell.strip()), default=0)
    return record[:width]


def _rows(
    lines: list[int], records: list[list[str]], width: int, skipped: list[Skipped]
) -> tuple[list[int], list[list[str]], list[Issue]]:
    """Rows of exactly width cells with their lines; what is left out goes to skipped and ragged."""
    # Only these can be blank, a hint, a footnote or ragged: the others need no closer look.
    odd = [
        i
        for i, record in enumerate(records)
        if len(record) != width or not record[0] or record[0][0] in "# \t数资注备说\u3000"
    ]
    ragged, left_out = [], set()
    for i in odd:
        record = records[i]
        if code := _skip_code(record):
            skipped.append(Skipped(lines[i], _shown(record), code))
            left_out.add(i)
            continue
        records[i] = record = record[:width] + _without_empty_end(record)[width:]
        if len(record) != width:
            params = {"cells": len(record), "expected": width}
            ragged.append(Issue("ragged_row", lines[i], None, _shown(record), REJECT, params))
            left_out.add(i)
    if left_out:
        kept = [i for i in range(len(records)) if i not in left_out]
        lines, records = [lines[i] for i in kept], [records[i] for i in kept]
    return lines, records, ragged


def _field(header: str) -> str | None:
    return _FIELD_OF.get(key(header).casefold())


def _headers(header: list[str], line: int) -> dict[str, str]:
    """Field -> header as written, in the file's order; refuses unknown, missing, double columns."""
    fields = [_field(cell) for cell in header]
    found = " | ".join(header)[:300]
    if not any(fields):
        code = "file_no_header" if header else "file_empty"
        raise UnreadableFile(code, found=found, expected=_EXPECTED, expected_en=_EXPECTED_EN)
    issues = []
    for cell, field in zip(header, fields, strict=True):
        if field is None:
            near = tuple(get_close_matches(key(cell)[:50], [f.zh for f in UPLOAD_FIELDS], 1, 0.5))
            code = "column_unknown_near" if near else "column_unknown"
            issues.append(Issue(code, line, cell, cell, params={"near": near}))
        elif fields.count(field) > 1:
            issues.append(Issue("column_double", line, cell, cell))
    missing = [f for f in UPLOAD_FIELDS if f.required and f.name not in fields]
    if "target_id" not in fields and "indicator" not in fields:
        missing.insert(0, UPLOAD_FIELDS[0])
    issues += [Issue("column_missing", line, f.zh, params={"name_en": f.en}) for f in missing]
    if issues:
        raise UnreadableFile(
            "file_columns", tuple(issues), found=found, expected=_EXPECTED, expected_en=_EXPECTED_EN
        )
    return {field: cell for field, cell in zip(fields, header, strict=True) if field}
