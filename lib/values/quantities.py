"""One cell of text to a number and its unit (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from lib.fields import UNITS, Unit
from lib.values.matching import EDGES, fold
from lib.values.numbers import LONGEST_NUMBER, Unread, number
from lib.values.numerals import NUMERAL
from lib.values.units import endings, simple

MONEY = UNITS["万元"].base
_IN_WORDS = ("元", "万元", "亿元", "万亿元")
"""The money units that people say; 二千万元 is two thousand 万元, not two 千万元."""


@dataclass(frozen=True)
class Quantity:
    """A number and the name of its unit in fields.UNITS, empty where the text has none."""

    number: Decimal
    unit: str = ""


_USUAL = re.compile(r"(-?[0-9]{1,16}(?:\.[0-9]{1,6})?) ?([^0-9.,\s]+)")
_WRITTEN = {u.name: u.name for u in UNITS.values() if u.base == MONEY or u.factor <= 1}
_PERCENT = re.compile(r"([+-]|负)?百分之 *(.+)")
_CURRENCY = re.compile(r"(?i)(-)?(?:人民币|RMB|CNY|[¥￥]) *(.+)")
_LEADING_NUMBER = re.compile(rf"[+负-]?[0-9.,{NUMERAL}]+")


def quantity(text: str) -> Quantity:
    """196户, 1.25亿元, ¥1,200, 17.3%, 百分之十七点三, 2.4个百分点, or a number alone.

    Money keeps the unit it is written in (1.25 亿元); 万 before any other unit belongs to the
    number (12万户 is 120000 户). Raises Unread for everything else.
    """
    if (match := _USUAL.fullmatch(text)) and (name := _WRITTEN.get(match[2])):
        return Quantity(Decimal(match[1]) or Decimal(0), name)  # most cells that have a unit
    text = simple(fold(text))
    try:
        return Quantity(number(text))
    except Unread as unread:
        plain = unread
    if len(text) > LONGEST_NUMBER:
        raise plain
    if match := _PERCENT.fullmatch(text):
        size = Decimal(100) if match[2] == "百" else number(match[2])
        return Quantity(_signed(match[1], size), "%")
    if match := _CURRENCY.fullmatch(text):
        found = quantity(match[2])
        if found.unit and UNITS[found.unit].base != MONEY:
            raise Unread("not_a_number", text)
        return Quantity(_signed(match[1], found.number), found.unit or "元")
    return _before_unit(text, plain)


def _signed(sign: str | None, value: Decimal) -> Decimal:
    """A sign before the words counts once: -百分之-5 is refused."""
    if sign is None:
        return value
    if value < 0:
        raise Unread("not_a_number", str(value))
    return value if sign == "+" else -value or Decimal(0)


def _before_unit(text: str, plain: Unread) -> Quantity:
    """Every way to take a unit off the end must come to the same quantity."""
    readings: list[tuple[bool, int, Quantity, Unit]] = []
    refused = None
    for head, unit in endings(text):
        try:
            value = number(head)
        except Unread as unread:
            refused = refused or unread
            continue
        usual = _is_usual(head, unit)
        readings.append((usual, len(unit.name), Quantity(value, unit.name), unit))
    if not readings:
        told = refused and refused.code != "not_a_number"
        raise refused if refused and told else _without_unit(text, plain)
    if len({(unit.base, _times(q.number, unit.factor)) for _, _, q, unit in readings}) > 1:
        raise Unread("unit_ambiguous", text)
    return max(readings, key=lambda reading: reading[:2])[2]


def _is_usual(head: str, unit: Unit) -> bool:
    if unit.base == MONEY:
        return head.rstrip(EDGES)[-1:].isdigit() or unit.name in _IN_WORDS
    return unit.factor <= 1


def _times(value: Decimal, factor: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return value * factor


def _without_unit(text: str, plain: Unread) -> Unread:
    """250m and 20万公斤 are numbers whose unit we do not know."""
    match = _LEADING_NUMBER.match(text)
    if match is None:
        return plain
    try:
        number(match[0])
    except Unread:
        return plain
    return Unread("unit_unknown", text) if text[match.end() :].lstrip()[:1].isalpha() else plain
