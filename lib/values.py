"""One cell of text to a period, a number, a unit or a matching key (pure); never guesses."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from lib.fields import UNITS, Unit

FIRST_YEAR, LAST_YEAR = 1949, 2100
TOO_LARGE = Decimal(10) ** 17
"""Values are stored as decimal(24,6): 17 digits before the point, 6 after it, one spare."""
STEP = Decimal("0.000001")
LONGEST_NUMBER = 60
"""Longer texts are no figure of a statistical report; also bounds the work on hostile input."""

# Full-width forms and the mathematical minus as Chinese input methods write them. Not NFKC: that
# also turns a superscript two or a circled one into a digit, and 202 with a footnote into 2022.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
_EDGES = " \t\r\n\u00a0\u200b\ufeff"


@dataclass(frozen=True)
class Period:
    """First and last day, kind as in fields.SPANS, and the one spelling we store."""

    start: date
    end: date
    kind: str
    label: str


def fold(text: str) -> str:
    """Full-width characters made narrow, blanks at the edges removed; digits stay what they are."""
    return (text if text.isascii() else text.translate(_FOLD)).strip(_EDGES)


_YEAR = re.compile(r"([0-9]{4})年?")
_QUARTER = re.compile(r"([0-9]{4})(?:-?[Qq]([1-4])|年第?([1-4一二三四])季度)")
_HALF = re.compile(r"([0-9]{4})(?:-?[Hh]([12])|年([上下])半年)")
# A single digit after a point is refused: Excel writes 2022.10 as 2022.1.
_MONTH = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})|\.([0-9]{2})|年([0-9]{1,2})月|(0[1-9]|1[0-2]))")
_DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")
_ORDINALS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}


def period(text: str) -> Period:
    """2022, 2022年, 2022Q4, 2022年四季度, 2022H1, 2022年上半年, 2022-12, 2022年12月, 2022-12-31 ...

    Raises ValueError for every other text, impossible dates and years outside 1949 to 2100.
    """
    text = fold(text)
    if match := _YEAR.fullmatch(text):
        return _months(_year(match), 1, 12, "year", "{year}")
    if match := _QUARTER.fullmatch(text):
        number = _ORDINALS[match[2] or match[3]]
        return _months(_year(match), 3 * number - 2, 3, "quarter", f"{{year}}Q{number}")
    if match := _HALF.fullmatch(text):
        number = _ORDINALS[match[2] or match[3]]
        return _months(_year(match), 6 * number - 5, 6, "half", f"{{year}}H{number}")
    if match := _MONTH.fullmatch(text):
        month = int(match[2] or match[3] or match[4] or match[5])
        if not 1 <= month <= 12:
            raise ValueError(text)
        return _months(_year(match), month, 1, "month", f"{{year}}-{month:02}")
    if match := _DAY.fullmatch(text):
        day = date(_year(match), int(match[3] or match[5]), int(match[4] or match[6]))
        return Period(day, day, "day", day.isoformat())
    raise ValueError(text)


def _year(match: re.Match[str]) -> int:
    year = int(match[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(match[0])
    return year


def _months(year: int, first: int, count: int, kind: str, label: str) -> Period:
    last = first + count - 1
    end = date(year, last, monthrange(year, last)[1])
    return Period(date(year, first, 1), end, kind, label.format(year=year))


_PLAIN = re.compile(r"[+-]?[0-9]{1,16}(?:\.[0-9]{1,6})?")
_NUMBER = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
)


def number(text: str) -> Decimal:
    """An exact decimal of at most 6 places and under 10^17; 1,234.5 and 1e3 are read, 12,34 not.

    Raises ValueError for everything else: signs of absence, inf, nan, 1_000, units, words.
    """
    if _PLAIN.fullmatch(text):  # nine cells of ten
        return Decimal(text) or Decimal(0)
    text = fold(text)
    # Chinese numerals (壹佰, 12万) belong here once they are read; until then they are refused.
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return storable(Decimal(text.replace(",", "")))


def storable(value: Decimal) -> Decimal:
    """The value, written without exponent; ValueError if decimal(24,6) cannot hold it exactly."""
    if not value.is_finite() or abs(value) >= TOO_LARGE or value != value.quantize(STEP):
        raise ValueError(str(value))
    return Decimal(f"{value.normalize():f}") or Decimal(0)


_UNITS_LONGEST_FIRST = tuple(sorted(UNITS, key=len, reverse=True))


def split_unit(text: str) -> tuple[str, str]:
    """196户 gives 196 and 户, 17.3% gives 17.3 and %; without a known unit the unit is empty."""
    text = fold(text)
    for name in _UNITS_LONGEST_FIRST:
        if text.endswith(name) and len(text) > len(name):
            return text.removesuffix(name).strip(_EDGES), name
    return text, ""


_UNIT_WORDS = {u.en.casefold(): u for u in reversed(UNITS.values())} | UNITS


def unit(text: str) -> Unit:
    """The unit of the closed list, by its Chinese or English name; ValueError if there is none."""
    found = _UNIT_WORDS.get(key(text)) or _UNIT_WORDS.get(key(text).casefold())
    if found is None:
        raise ValueError(text)
    return found


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


def key(text: str) -> str:
    """Form for matching names: NFKC, no zero-width or control characters, single spaces."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text)
        category = unicodedata.category
        text = "".join(c for c in text if c.isspace() or category(c) not in ("Cf", "Cc"))
    return " ".join(text.split())


_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def guard(text: str) -> str:
    """The text for a CSV cell: an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """What guard was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
