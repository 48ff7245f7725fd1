"""The closed list of units: by name, behind a number, converted (pure)."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from lib.fields import UNITS, Unit
from lib.values.matching import EDGES, fold, key
from lib.values.numbers import Unread, storable

_SAID_OTHERWISE = {
    "元": ("¥", "RMB", "CNY", "人民币", "人民币元", "元人民币", "圆", "圆整", "元整", "元正"),
    "千元": ("1000 yuan", "thousand yuan"),
    "万元": ("人民币万元", "万元人民币", "10000 yuan", "10 thousand yuan", "RMB 10000"),
    "百万元": ("million RMB", "RMB million"),
    "亿元": ("人民币亿元", "亿元人民币", "100 million yuan", "RMB 100 million"),
    "%": ("百分比", "±%", "percent", "per cent", "percentage"),
    "‰": ("千分比", "permille", "per mille"),
    "百分点": ("个百分点", "percentage point", "percent points"),
    "户": ("firm", "enterprise", "enterprises", "household", "households"),
    "家": ("institution",),
    "人": ("person", "persons"),
    "千人": ("1000 persons", "1000 people"),
    "万人": ("10000 persons", "10000 people"),
    "人次": ("visit", "person-times", "person-time"),
    "万人次": ("10000 visits", "10000 person-times"),
    "人年": ("person-year",),
    "项": ("project",),
    "件": ("item", "piece", "pieces"),
}
_TRADITIONAL = str.maketrans("萬億個點戶項圓", "万亿个点户项圆")
_INSIDE_FIGURE = re.compile(r"(?<=\d)[ ,](?=\d{3}\b)")


def simple(text: str) -> str:
    """The text with the characters of our units as they are written on the mainland."""
    return text if text.isascii() else text.translate(_TRADITIONAL)


def _name(text: str) -> str:
    return _INSIDE_FIGURE.sub("", simple(key(text))).casefold()


_NAMES = {
    _name(name): unit
    for unit in reversed(UNITS.values())  # of two with one English name the first counts
    for name in (*_SAID_OTHERWISE.get(unit.name, ()), unit.en)
} | {_name(name): unit for name, unit in UNITS.items()}


def unit(text: str) -> Unit:
    """The unit of the closed list, by any of its Chinese or English names.

    Raises Unread if there is none.
    """
    found = _NAMES.get(_name(text))
    if found is None:
        raise Unread("unit_unknown", text)
    return found


def is_unit(text: str) -> bool:
    """Whether unit() knows the text."""
    return _name(text) in _NAMES


# Names for headings alone stay out: 2 100 million yuan would be two numbers.
_ENDINGS = sorted((n for n in _NAMES if not re.search(r"\d|±|比$", n)), key=len, reverse=True)


def endings(text: str) -> list[tuple[str, Unit]]:
    """Every way to take a unit off the end of a text, the longest name first."""
    found = []
    lower = text.casefold()
    for name in _ENDINGS:
        if lower.endswith(name) and len(lower) == len(text) > len(name):
            head = text[: -len(name)]
            if not name[0].isascii() or not name[0].isalpha() or head.endswith(" "):
                found.append((head.strip(EDGES), _NAMES[name]))
    return found


_LONGEST_FIRST = tuple(sorted(UNITS, key=len, reverse=True))


def split_unit(text: str) -> tuple[str, str]:
    """196户 gives 196 and 户, 17.3% gives 17.3 and %; without a known unit the unit is empty."""
    text = fold(text)
    for name in _LONGEST_FIRST:
        if text.endswith(name) and len(text) > len(name):
            return text.removesuffix(name).strip(EDGES), name
    return text, ""


def convert(value: Decimal, unit_from: str, unit_to: str) -> Decimal:
    """The same quantity in another unit of the same base, exactly.

    Raises ValueError if the bases differ, a unit is unknown, or the result cannot be stored.
    """
    one, other = UNITS.get(unit_from), UNITS.get(unit_to)
    if one is None or other is None or one.base != other.base:
        raise ValueError(f"{unit_from} -> {unit_to}")
    with localcontext() as context:
        context.prec = 60  # all factors are powers of ten: nothing is ever rounded
        return storable(value * one.factor / other.factor)
