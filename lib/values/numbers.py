"""One cell of text to an exact number, or the reason why it is none (pure)."""

from __future__ import annotations

import re
from decimal import Decimal

from lib.values.matching import fold
from lib.values.numerals import NUMERAL, numeral, one_spelling

TOO_LARGE = Decimal(10) ** 17
"""Values are stored as decimal(24,6): 17 digits before the point, 6 after it, one spare."""
STEP = Decimal("0.000001")
LONGEST_NUMBER = 60
"""Longer texts are no figure of a statistical report; also bounds the work on hostile input."""

UNREAD_CODES = (
    "not_a_number",
    "not_finite",
    "too_large",
    "too_precise",
    "grouping",
    "ambiguous_numeral",
    "unit_unknown",
    "unit_ambiguous",
)


class Unread(ValueError):
    """A text that is no number; code is one of UNREAD_CODES."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


_PLAIN = re.compile(r"[+-]?[0-9]{1,16}(?:\.[0-9]{1,6})?")
_FIGURE = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(rf"{_FIGURE}(?:[eE][+-]?[0-9]{{1,3}})?")
_BRACKETS = re.compile(rf"\( ?({_FIGURE}) ?\)")
_SIGN = re.compile(r"[+-]|[负負]")


def number(text: str) -> Decimal:
    """An exact decimal of at most 6 places and under 10^17.

    Read: 1,234.5 and 1e3, (12) and 负12 as below zero, 一百九十六, 壹佰, 12万, 4.78万亿.
    Raises Unread for everything else: signs of absence, inf, 1_000, 12,34, units, words.
    """
    if _PLAIN.fullmatch(text):  # nine cells of ten
        return Decimal(text) or Decimal(0)
    text = fold(text)
    if len(text) > LONGEST_NUMBER:
        raise Unread("not_a_number", text)
    if match := _BRACKETS.fullmatch(text):
        return -_size(match[1]) or Decimal(0)
    sign = _SIGN.match(text)
    size = _size(text[1:] if sign else text)
    return -size if size and sign and sign[0] != "+" else size


def _size(text: str) -> Decimal:
    if _NUMBER.fullmatch(text):
        return storable(Decimal(text.replace(",", "")))
    try:
        value = numeral(text)
    except ValueError:
        raise Unread(_why(text), text) from None
    return storable(value)


_NOT_FINITE = re.compile(r"(?i)inf|infinity|nan|∞")
_FIGURES = re.compile(r"[0-9][0-9.,]*")
_SHORT = re.compile(rf"[0-9.,{NUMERAL}几数多余半兆百打双]+")


def _why(text: str) -> str:
    if _NOT_FINITE.fullmatch(text):
        return "not_finite"
    if "," in text and _FIGURES.fullmatch(text):
        return "grouping"
    plain = one_spelling(text)
    if _SHORT.fullmatch(plain) and any(char in NUMERAL for char in plain):
        return "ambiguous_numeral"
    return "not_a_number"


def storable(value: Decimal) -> Decimal:
    """The value, written without exponent; Unread if decimal(24,6) cannot hold it exactly."""
    if not value.is_finite():
        raise Unread("not_finite", str(value))
    if abs(value) >= TOO_LARGE:
        raise Unread("too_large", str(value))
    if value != value.quantize(STEP):
        raise Unread("too_precise", str(value))
    return Decimal(f"{value.normalize():f}") or Decimal(0)
