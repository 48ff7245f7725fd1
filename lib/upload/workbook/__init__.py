"""A workbook's bytes to its sheets as text, every cell as it is seen; or one clear refusal."""

from __future__ import annotations

import struct

from lib.issues import UnreadableFile
from lib.upload.grid import Book
from lib.upload.workbook.ods import read_ods
from lib.upload.workbook.xls import read_xls
from lib.upload.workbook.xlsb import read_xlsb
from lib.upload.workbook.xlsx import read_xlsx

_READERS = {"xlsx": read_xlsx, "xlsb": read_xlsb, "xls": read_xls, "ods": read_ods}
_BROKEN = (struct.error, ValueError, LookupError, ArithmeticError, RecursionError, AssertionError)
"""What reading torn or forged bytes runs into; nothing here ever leaves the file's bytes."""


def read_book(data: bytes, kind: str) -> Book:
    """Every sheet of a workbook; kind as kind_of says.

    Values only: formulas give what was last calculated, macros and links are never followed.
    Raises UnreadableFile, for every kind that is no workbook too.
    """
    if kind not in _READERS:
        raise UnreadableFile(f"file_is_{kind}")
    try:
        return _READERS[kind](data)
    except _BROKEN as error:
        raise UnreadableFile("file_broken") from error
