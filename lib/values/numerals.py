"""A numeral with Chinese characters to the one number it can mean (pure); never guesses.

Read: 一百九十六, 壹佰玖拾陆, 廿二, 十二点五, 一亿零三万, and with digits 12万, 4.78万亿, 5万4千6百.
Refused: what people say for short (一万五, 二百五, 两千六), strings of digits (一七二零), vague
words (十余万, 几百), a place written twice or a skipped place without its 零.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, localcontext

NUMERAL = "零一二三四五六七八九十百千万亿两廿卅卌点"
_ONE_SPELLING = str.maketrans(
    "〇壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟萬億兩卄點",
    "零一二二三三三四五六六七八九十百千万亿两廿点",
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MAGNITUDES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_WAN, _YI = 10**4, 10**8

# One to four places, 1 to 9999. Written out rather than computed: this line is the grammar.
_D = "[一二三四五六七八九]"
_BELOW_100 = f"(?:{_D}?十|[廿卅卌]){_D}?"
_BELOW_1000 = f"[两一二三四五六七八九]百(?:零{_D}|{_BELOW_100})?"
_BELOW_10000 = f"[两一二三四五六七八九]千(?:零(?:{_BELOW_100}|{_D})|{_BELOW_1000})?"
_GROUP = re.compile(f"{_BELOW_10000}|{_BELOW_1000}|{_BELOW_100}|{_D}")
_DECIMAL = re.compile(f"([^点]+)点([零{_D[1:-1]}]+)(万亿|万|亿)?")

_FIGURE = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SCALED = re.compile(rf"({_FIGURE}) *({'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})")
_MIXED = re.compile(
    r"(?:([1-9][0-9]{0,7})亿(零)?)?(?:([1-9][0-9]{0,3})万)?"
    r"(?:([1-9])千)?(?:([1-9])百)?(?:零([1-9][0-9]{0,2})|([1-9][0-9]{3}))?"
)


def one_spelling(text: str) -> str:
    """Financial and traditional numerals as the ordinary ones."""
    return text.translate(_ONE_SPELLING)


def numeral(text: str) -> Decimal:
    """The number without a sign, exactly. Raises ValueError for every text outside the grammar."""
    text = one_spelling(text)
    with localcontext() as context:
        context.prec = 100  # more digits than a text of the longest length has
        if match := _SCALED.fullmatch(text):
            return Decimal(match[1].replace(",", "")) * _MAGNITUDES[match[2]]
        if text[:1].isdigit():
            return Decimal(_mixed(text))
        if match := _DECIMAL.fullmatch(text):
            fraction = "".join(str(_DIGITS[digit]) for digit in match[2])
            return Decimal(f"{_whole(match[1])}.{fraction}") * _MAGNITUDES.get(match[3], 1)
        return Decimal(_whole(text))


def _whole(text: str) -> int:
    if text in ("零", "两"):
        return _DIGITS[text]
    before, yi, after = text.partition("亿")
    if not yi:
        return _below_yi(text)
    higher = _DIGITS["两"] if before == "两" else _below_yi(before)
    return higher * _YI + _rest(after, higher, _YI, _below_yi)


def _below_yi(text: str) -> int:
    before, wan, after = text.partition("万")
    if not wan:
        return _group(text)
    higher = _DIGITS["两"] if before == "两" else _group(before)
    return higher * _WAN + _rest(after, higher, _WAN, _group)


def _rest(text: str, higher: int, size: int, read: Callable[[str], int]) -> int:
    """What follows 万 or 亿: with 零 where a place is skipped, without it where none is."""
    if not text:
        return 0
    zero = text.startswith("零")
    value = read(text.removeprefix("零"))
    skips = value < size // 10
    if zero != skips and not (zero and higher % 10 == 0):  # 壹拾万零叁仟: the tens end in 0
        raise ValueError(text)
    return value


def _group(text: str) -> int:
    if not _GROUP.fullmatch(text):
        raise ValueError(text)
    total = digit = 0
    for char in text:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        elif char in _TENS:
            total += _TENS[char]
        else:
            digit = _DIGITS[char]
    return total + digit


def _mixed(text: str) -> int:
    """5万4千6百, 25万6千, 3万4000, 1千零20, 1亿2000万: every part with its place, in order."""
    match = _MIXED.fullmatch(text)
    if match is None:
        raise ValueError(text)
    yi, zero, wan, thousand, hundred, after_zero, four = match.groups()
    if (
        sum(map(bool, (yi, wan, thousand, hundred, after_zero, four))) < 2
        or (yi and not wan)
        or (zero and len(wan) == 4)
        or (four and (thousand or hundred))
        or (hundred and wan and not thousand)
        or (after_zero and len(after_zero) > (1 if hundred else 2 if thousand else 3))
    ):
        raise ValueError(text)
    places = ((yi, _YI), (wan, _WAN), (thousand, 1000), (hundred, 100), (after_zero, 1), (four, 1))
    return sum(int(figures) * place for figures, place in places if figures)
