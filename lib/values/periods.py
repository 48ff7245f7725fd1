"""One cell of text to a period (pure); never guesses a year, a century or a calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from lib.values.matching import BESIDE_HAN, fold

FIRST_YEAR, LAST_YEAR = 1949, 2100
LONGEST_PERIOD = 40
EPOCHS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
"""Day 0 of the two calendars of Excel, the first as it counts from March 1900 on."""
SERIALS = range(18264, 73416)
"""Day numbers of 1950 to 2100 in the calendar from 1900; a smaller one is a count of something."""


@dataclass(frozen=True)
class Period:
    """First and last day, kind as in fields.SPANS, and the one spelling we store."""

    start: date
    end: date
    kind: str
    label: str


def period(text: str, *, year: int | None = None, epoch: str = "") -> Period:
    """A year, half, quarter, month or day, the months from January on, or the level at an end.

    2022年度, 2022Q4, 2022年四季度, 2022H1, 2022年上半年, 2022-12, 202212, 二〇二二年十二月,
    2022-12-31, 20221231; 2022年1-9月 and 2022年前三季度 are cumulative; 2022年末, 2022年9月底 and
    截至2022年9月 are their last day. year is that of a text without one (四季度, 1-9月); epoch
    ("1900", "1904") is what a bare day number counts from. Raises ValueError for every other
    text, for impossible dates and for years outside 1949 to 2100.
    """
    text = fold(text)
    if len(text) > LONGEST_PERIOD:
        raise ValueError(text)
    if epoch and re.fullmatch("[0-9]{5}", text):
        return _serial(int(text), epoch)
    text = BESIDE_HAN.sub("", text)
    if match := _AS_OF.fullmatch(text):
        return _level(match[1], period(match[1], year=year))
    for pattern, read in _WHOLE:
        if match := pattern.fullmatch(text):
            return read(match)
    if match := _WITH_YEAR.fullmatch(text):
        own = match[1] or "".join(map(_digit, match[2]))
        return _within(_checked(int(own)), match[3] or match[4] or "")
    if year is not None and not _NEEDS_YEAR.fullmatch(text):
        return _within(_checked(year), text)
    raise ValueError(text)


# the kinds of period, and their one spelling each


def _checked(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return year


def _months(year: int, first: int, last: int) -> Period:
    """Months of one year, named by the usual word for so many of them."""
    start = date(year, first, 1)
    end = date(year, last, monthrange(year, last)[1])
    count = last - first + 1
    if count == 12:
        return Period(start, end, "year", f"{year:04}")
    if count == 6 and first in (1, 7):
        return Period(start, end, "half", f"{year:04}H{last // 6}")
    if count == 3 and first in (1, 4, 7, 10):
        return Period(start, end, "quarter", f"{year:04}Q{last // 3}")
    if count == 1:
        return Period(start, end, "month", f"{year:04}-{last:02}")
    return Period(start, end, "cumulative", f"{year:04}-01/{year:04}-{last:02}")


def _from_january(year: int, last: int) -> Period:
    if not 2 <= last <= 12:  # 1-1月 is a slip
        raise ValueError(last)
    return _months(year, 1, last)


def _half(year: int, number: int) -> Period:
    return _months(year, 6 * number - 5, 6 * number)


def _quarter(year: int, number: int) -> Period:
    return _months(year, 3 * number - 2, 3 * number)


def _month(year: int, month: int) -> Period:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return _months(year, month, month)


def _day(day: date) -> Period:
    _checked(day.year)
    return Period(day, day, "day", day.isoformat())


def _level(text: str, found: Period) -> Period:
    """截至 a day or a month; 截至 a year or a quarter may mean its beginning, unless 末 is said."""
    if found.kind not in ("day", "month") or text.startswith(_AS_OF_WORDS):
        raise ValueError(text)
    return _day(found.end)


def _serial(number: int, epoch: str) -> Period:
    if number not in SERIALS or epoch not in EPOCHS:
        raise ValueError(number)
    return _day(EPOCHS[epoch] + timedelta(days=number))


# the grammar

_NUMERALS = "零一二三四五六七八九"


def _said(number: int) -> str:
    """1 to 31 as Chinese says it: 三, 十, 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    digit = _NUMERALS[ones] if ones else ""
    return digit if not tens else f"{_NUMERALS[tens] if tens > 1 else ''}十{digit}"


_COUNTS = (
    {str(n): n for n in range(1, 32)}
    | {f"0{n}": n for n in range(1, 10)}
    | {_said(n): n for n in range(1, 32)}
    | {"上": 1, "前": 1, "下": 2, "后": 2, "两": 2}
)


def _count(text: str) -> int:
    if text not in _COUNTS:
        raise ValueError(text)
    return _COUNTS[text]


def _digit(char: str) -> str:
    return "0" if char in "〇○零" else str(_NUMERALS.index(char))


_N = "([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_TO = "[-\u2010-\u2015~〜至到]{1,2}"
_QUARTER_WORD = "第?([1-4一二三四])季度"
_HALF_WORD = "([上下前后])半年"
_FIRST_QUARTERS = f"前([23二两三])个?季度|[1一]{_TO}([23二三])季度"
_AS_OF_WORDS = "截至", "截止"
_AS_OF = re.compile("截[至止][至到]?([^止]+)止?")
_DAY = r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]0{1,2}:00(?::00(?:\.0{1,6})?)?)?"

_WHOLE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        # A single digit after a point is refused: Excel writes 2022.10 as 2022.1.
        (
            r"([0-9]{4})(?:[-/]([0-9]{1,2})|\.([0-9]{2})|(0[1-9]|1[0-2]))",
            lambda m: _month(_checked(int(m[1])), int(m[2] or m[3] or m[4])),
        ),
        (_DAY, lambda m: _day(date(int(m[1]), int(m[3]), int(m[4])))),
        (
            "([0-9]{4})([0-9]{2})([0-9]{2})",
            lambda m: _day(date(int(m[1]), int(m[2]), int(m[3]))),
        ),
        ("[Qq]([1-4]) ([0-9]{4})", lambda m: _quarter(_checked(int(m[2])), int(m[1]))),
        ("[Hh]([12]) ([0-9]{4})", lambda m: _half(_checked(int(m[2])), int(m[1]))),
        (
            r"([0-9]{4})-01/\1-([0-9]{2})",
            lambda m: _from_january(_checked(int(m[1])), int(m[2])),
        ),
        (
            rf"([0-9]{{4}})年1月{_TO}\1年([0-9]{{1,2}})月",
            lambda m: _from_january(_checked(int(m[1])), int(m[2])),
        ),
    )
)
"""Texts that are no year with something behind it."""

_WITH_YEAR = re.compile(
    "(?:([0-9]{4})|([〇○零一二三四五六七八九]{4})(?=年))"
    f"(?:年(.*)|( ?-?[QqHh][1-4]|{_QUARTER_WORD}|{_HALF_WORD}|{_FIRST_QUARTERS}|全年))?"
)

_IN_YEAR: tuple[tuple[re.Pattern[str], Callable[[int, re.Match[str]], Period]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        ("度?|全年", lambda y, m: _months(y, 1, 12)),
        ("年?[末底]", lambda y, m: _day(date(y, 12, 31))),
        (f" ?-?[Qq]([1-4])|{_QUARTER_WORD}", lambda y, m: _quarter(y, _count(m[1] or m[2]))),
        (f" ?-?[Hh]([12])|{_HALF_WORD}", lambda y, m: _half(y, _count(m[1] or m[2]))),
        (f"{_QUARTER_WORD}[末底]", lambda y, m: _day(_quarter(y, _count(m[1])).end)),
        (f"{_HALF_WORD}[末底]", lambda y, m: _day(_half(y, _count(m[1])).end)),
        (f"{_N}月份?", lambda y, m: _month(y, _count(m[1]))),
        (f"{_N}月[末底]", lambda y, m: _day(_month(y, _count(m[1])).end)),
        (f"{_N}月{_N}[日号]", lambda y, m: _day(date(y, _count(m[1]), _count(m[2])))),
        (
            f"(?:0?1|一)月?{_TO}{_N}月份?(?:累计)?",
            lambda y, m: _from_january(y, _count(m[1])),
        ),
        (_FIRST_QUARTERS, lambda y, m: _from_january(y, 3 * _count(m[1] or m[2]))),
        (f"前{_N}个月", lambda y, m: _from_january(y, _count(m[1]))),
    )
)
"""What may stand behind a year."""

_NEEDS_YEAR = re.compile("|度|末|底|前.*个月")
"""Without a year before them these say nothing: 前三个月 may be any three."""


def _within(year: int, text: str) -> Period:
    for pattern, read in _IN_YEAR:
        if match := pattern.fullmatch(text):
            return read(year, match)
    raise ValueError(text)
