"""The unit that a title, a header or a file name states (pure); a doubtful one is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lib.fields import UNITS
from lib.values.matching import HAN
from lib.values.numbers import Unread
from lib.values.units import is_unit, unit

_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_AROUND_MARK = re.compile(r"\s*([,:;、/])\s*")
_STATED = re.compile(r"(?i)单位(?:为|是)?(:?)\s*(\S*)|\bunits?(:)([^:;]*)")
_OWN_PREFIX = ("计量", "货币", "金额", "数量", "数据")
_OFFICE = (*"局委厅部办会院校所司府市县区镇乡处科室队", "中心", "集团")
"""单位 is also the word for an office: these are the ends of an office's name."""
_BETWEEN = re.compile(r"(?<!\d),|,(?!\d)|[、;]|和|及|与| and ")
_OTHER = re.compile(
    r"[十百千万亿]*(?:吨|吨标准煤|公斤|千克|克|米|千米|公里|平方米|平方公里|立方米|公顷|亩|千瓦|千瓦时"
    r"|度|辆|台|套|床|张|册|篇|所|天|小时|岁|倍|美元|欧元|日元|港元|港币|英镑)|(?i:usd|us\$|\$|€|kwh)"
)
"""Units that tables have and our targets do not: stated, so the figures are not in ours."""


def find_unit(text: str) -> str:
    """The name of the unit a text states; empty where it states none.

    Looked at: 单位：万元, a unit in brackets 就业人员(万人), 金额/万元, 增速% and a unit alone.
    Raises Unread: unit_ambiguous for several units or a rate made of two, unit_unknown for a unit
    outside the closed list.
    """
    text = _AROUND_MARK.sub(r"\1", unicodedata.normalize("NFKC", text)).strip()
    words = text.isascii() and text.isalpha()  # "Items" alone is the name of a column
    if is_unit(text) and not words:
        return unit(text).name
    parts = [part for bracket in _BRACKETS.findall(text) for part in _in_brackets(bracket)]
    parts += _stated(_BRACKETS.sub(" ", text))
    found = [unit(part) for part in parts] or _at_the_end(text)
    if len({(u.base, u.factor) for u in found}) > 1:
        raise Unread("unit_ambiguous", text)
    return found[0].name if found else ""


def _in_brackets(text: str) -> Iterator[str]:
    """（万元，含税） gives 万元; words beside a unit are remarks."""
    if stated := _STATED.match(text):
        yield from _stated(text)
        text = text[stated.end() :]
    for part in [text] if is_unit(text) else _BETWEEN.split(text):
        if is_unit(part):
            yield part.strip()
        else:
            _refuse_other(part)


def _stated(text: str) -> Iterator[str]:
    """What stands after 单位： or unit:."""
    for match in _STATED.finditer(text):
        colon, words = (match[1], match[2]) if match[4] is None else (match[3], match[4])
        first, *others = [words] if is_unit(words) else _BETWEEN.split(words)
        if is_unit(first):
            yield first.strip()
        elif colon and first and _is_own(text[: match.start()]) and not first.endswith(_OFFICE):
            raise Unread("unit_unknown", first)
        else:
            _refuse_other(first)
        for part in others:
            if is_unit(part):
                yield part.strip()
            else:
                _refuse_other(part)


def _is_own(before: str) -> bool:
    """Whether 单位 means a unit here: in 填报单位 it is an office."""
    return before.endswith(_OWN_PREFIX) or not re.search(rf"[{HAN}]$", before)


def _refuse_other(part: str) -> None:
    """A rate of known units (元/人) is none of them, and a unit of no target is not ours either."""
    pieces = part.strip().split("/")
    if len(pieces) > 1 and any(map(is_unit, pieces)):
        raise Unread("unit_ambiguous", part)
    if any(map(_OTHER.fullmatch, pieces)):
        raise Unread("unit_unknown", part)


def _at_the_end(text: str) -> list:
    """金额/万元 and 增速%; 产值/人 may be a rate."""
    before, slash, last = text.rpartition("/")
    if slash and before and is_unit(last):
        if "/" in before or unit(last).base not in (UNITS["万元"].base, UNITS["%"].base):
            raise Unread("unit_ambiguous", text)
        return [unit(last)]
    share = re.search(rf"(?<=[{HAN}±])[%‰]$", text)
    return [unit(share[0])] if share else []
