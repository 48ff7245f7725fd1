"""The files people sent, byte by byte, and how each was read; never looks inside them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lib.issues import Refusal
from lib.store.cursor import Cursor
from lib.store.database import Database


@dataclass(frozen=True)
class Sent:
    """A file with what was chosen to read it.

    encoding is that of a text file, sheet that of a workbook; reading says how a foreign table was
    read, empty for our own form; shape says which later files look the same.
    """

    filename: str
    data: bytes
    sha256: str
    encoding: str = ""
    sheet: str = ""
    reading: str = ""
    shape: str = ""


def keep(cursor: Cursor, seq: int, department: str, sent: Sent) -> None:
    """Keep a file with its submission."""
    keep_bytes(cursor, sent)
    cursor.execute(
        """
        insert into upload (seq, sha256, filename, department, encoding, sheet, reading, shape)
        values ($seq, $sha256, $filename, $department, $encoding, $sheet, $reading, $shape)""",
        {
            "seq": seq,
            "sha256": sent.sha256,
            "filename": sent.filename,
            "department": department,
            "encoding": sent.encoding,
            "sheet": sent.sheet,
            "reading": sent.reading,
            "shape": sent.shape,
        },
    )


def keep_bytes(cursor: Cursor, sent: Sent) -> None:
    """Keep what was sent; equal bytes are kept once."""
    known = cursor.execute(
        "select count(*) from upload_file where sha256 = $sha256", {"sha256": sent.sha256}
    ).fetchone()
    if not known or not known[0]:
        cursor.execute(
            "insert into upload_file (sha256, size, packed) values ($sha256, $size, $packed)",
            {
                "sha256": sent.sha256,
                "size": len(sent.data),
                "packed": pa.compress(sent.data, "zstd", asbytes=True),
            },
        )


def sent_with(db: Database, seq: int) -> Sent | None:
    """Give the file of a submission as it was sent, or None where it was not made of one.

    Raises Refusal file_damaged where the bytes kept are not those that were sent.
    """
    with db.reading() as cursor:
        row = cursor.execute(
            """
            select u.filename, f.packed, f.size, u.sha256, u.encoding, u.sheet, u.reading, u.shape
            from upload u join upload_file f on f.sha256 = u.sha256
            where u.seq = $seq""",
            {"seq": seq},
        ).fetchone()
    return None if row is None else unpacked(row, seq)


def unpacked(row: Sequence[Any], number: int) -> Sent:
    """Give a file as it was sent from filename, packed, size, sha256 and how it was read.

    Raises Refusal file_damaged, with the number it is kept under.
    """
    filename, packed, size, *told = row
    try:
        data = pa.decompress(packed, size, "zstd", asbytes=True)
    except (OSError, ValueError) as error:
        raise Refusal("file_damaged", file=filename, seq=number) from error
    if hashlib.sha256(data).hexdigest() != told[0]:
        raise Refusal("file_damaged", file=filename, seq=number)
    return Sent(filename, data, *told)


def readings(db: Database, department: str) -> dict[str, str]:
    """Give how a department's last file of each shape was read, by shape, the newest last."""
    with db.reading() as cursor:
        found = cursor.execute(
            """
            select shape, reading from upload
            where department = $department and reading <> '' order by seq""",
            {"department": department},
        ).fetchall()
    out: dict[str, str] = {}
    for shape, reading in found:
        out.pop(shape, None)
        out[shape] = reading
    return out
