"""Records as files for other programs: CSV, Parquet and JSON with a dictionary, in one zip."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

import csv as csv_writer
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from lib import texts
from lib.exports.package import package, schema
from lib.exports.records import COMPUTED, MOMENT, SHARE, Column, Listing, Records, Value
from lib.exports.sdmx import sdmx
from lib.exports.table import clean
from lib.fields import DATE, DECIMAL, FLAG, INTEGER, TEXT
from lib.report.mark import NAME, Mark
from lib.values import guard

__all__ = ["data", "sdmx"]

PLACES = 20
"""Decimals of a computed number in Parquet, which has no numbers without end; others are exact."""
_STORED, _WIDE = pa.decimal128(24, 6), pa.decimal128(38, PLACES)
_WIDEST = pa.decimal256(76, PLACES)
_ROOMY = Context(prec=76)


def data(records: Records, mark: Mark) -> bytes:
    """Write the zip: datapackage.json, schemas, and every table in three formats."""
    listings = tuple(_stamped(records, one) for one in records.listings)
    files: dict[str, bytes] = {"datapackage.json": _json(package(records, mark, listings))}
    for one in listings:
        files[f"schemas/{one.name}.json"] = _json(schema(one))
        files[f"csv/{one.name}.csv"] = _csv(one)
        files[f"json/{one.name}.json"] = _rows(one)
        files[f"parquet/{one.name}.parquet"] = _parquet(one, mark)
    out = io.BytesIO()
    day = (max(records.as_of.year, 1980), records.as_of.month, records.as_of.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return out.getvalue()


def _stamped(records: Records, listing: Listing) -> Listing:
    """Made-up rows say so, each by itself: a table leaves its package."""
    if not records.demo:
        return listing
    words = texts.t(records.lang, "chart.demo")
    column = Column(
        "stamp",
        texts.t(records.lang, "data.column.stamp"),
        texts.t(records.lang, "data.meaning.stamp"),
        TEXT,
        required=True,
    )
    rows = tuple((*row, words) for row in listing.rows)
    return replace(listing, columns=(*listing.columns, column), rows=rows)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _csv(listing: Listing) -> bytes:
    """UTF-8 with a byte order mark and CRLF; text that would run as a formula is made harmless."""
    out = io.StringIO()
    writer = csv_writer.writer(out)
    writer.writerow([column.name for column in listing.columns])
    writer.writerows([[_text(cell) for cell in row] for row in listing.rows])
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard(clean(cell))
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _rows(listing: Listing) -> bytes:
    """A list of objects; numbers keep every digit, which json.dumps would not let them."""
    names = [json.dumps(column.name) for column in listing.columns]
    rows = (
        "{" + ",".join(f"{n}:{_value(c)}" for n, c in zip(names, row, strict=True)) + "}"
        for row in listing.rows
    )
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def _value(cell: Value) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, str):
        cell = clean(cell)
    elif isinstance(cell, date):
        cell = cell.isoformat()
    return json.dumps(cell, ensure_ascii=False)


def _parquet(listing: Listing, mark: Mark) -> bytes:
    columns = list(zip(*listing.rows, strict=True)) or [()] * len(listing.columns)
    arrays = [_array(c, cells) for c, cells in zip(listing.columns, columns, strict=True)]
    named = {c.name: array for c, array in zip(listing.columns, arrays, strict=True)}
    table = pa.table(named).replace_schema_metadata({NAME: mark.text()})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _array(column: Column, cells: tuple[Value, ...]) -> pa.Array:
    if column.kind == TEXT:
        words = [clean(c) if isinstance(c, str) else c for c in cells]
        return pa.array(words, pa.string())
    if column.kind == MOMENT:
        moments = [c for c in cells if isinstance(c, datetime)]
        zone = str(moments[0].tzinfo) if moments else "UTC"
        return pa.array(cells, pa.timestamp("us", zone))
    if column.kind in (COMPUTED, SHARE):
        numbers = list(_numbers(cells))
        big = any(n is not None and n.adjusted() >= 38 - PLACES for n in numbers)
        return pa.array(numbers, _WIDEST if big else _WIDE)
    kinds = {DATE: pa.date32(), INTEGER: pa.int64(), FLAG: pa.bool_(), DECIMAL: _STORED}
    return pa.array(cells, kinds[column.kind])


def _numbers(cells: tuple[Value, ...]) -> Iterator[Decimal | None]:
    last = Decimal(1).scaleb(-PLACES)
    for cell in cells:
        exact = isinstance(cell, Decimal)
        yield cell.quantize(last, ROUND_HALF_EVEN, _ROOMY) if exact else None
