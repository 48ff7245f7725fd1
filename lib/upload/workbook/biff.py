"""What the records of Excel's two binary formats, XLS and XLSB, have in common."""

from __future__ import annotations

import struct

_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?"},
    **{0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}


def rk(packed: int) -> float:
    """A number of 30 bits: the upper part of a double or a whole number, both perhaps / 100."""
    if packed & 2:
        number = float((packed if packed < 2**31 else packed - 2**32) >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number


def error_text(code: int) -> str:
    """An error as the cell shows it."""
    return _ERRORS.get(code, "#ERROR!")
