"""The period that a title, a heading and a label say together (pure); never invents a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lib.upload.foreign.known import plain
from lib.values import Period, period

_YEAR = re.compile(r"(?:截[至止][至到]?)?(?<![0-9\[])(?:19|20)[0-9]{2}(?![0-9])")
_RANGE = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}年?度?(?:-|~|至|到|—)(?:(?:19|20)[0-9]{2}|[0-9]{2}(?=年))年?度?"
)
_BARE = re.compile(r"(?:19|20)[0-9]{2}")
_SMALL = re.compile(r"0?([1-9]|1[0-2])|[一二三四]")
_LONGEST = 24
_NOT_THE_DATA = re.compile(
    r"填报|填表|制表|编制|打印|报送|报出|导出|下载|更新|印发|发布|批准|有效期"
)
"""A date behind these words says when the table was made."""


@lru_cache(maxsize=4096)
def read(text: str) -> Period | None:
    """The period of a whole text, None where it is none."""
    try:
        return period(text)
    except ValueError:
        return None


def is_bare_year(text: str) -> bool:
    """2016: a year, or a figure that looks like one."""
    return _BARE.fullmatch(text.strip()) is not None


def part(text: str) -> str:
    """A text in plain form that is a period but for its year (四季度, 6月, 上半年), else empty."""
    text = text.removesuffix("份")
    return text if 2 <= len(text) <= 8 and _with_year(2000, text) else ""


def part_under(text: str, heading: str) -> str:
    """A small number in a column of months or quarters, as a period that lacks its year."""
    text, heading = plain(text), plain(heading)
    match = _SMALL.fullmatch(text)
    if match and heading in ("月份", "月", "month") and match[1]:
        return f"{match[1]}月"
    if match and heading in ("季度", "季", "quarter") and part(f"{match[1] or text}季度"):
        return f"{match[1] or text}季度"
    return ""


def _with_year(year: int, text: str) -> str:
    together = f"{year}年{text}"
    return together if not text.isdecimal() and read(together) else ""


def find(text: str) -> tuple[tuple[str, ...], str]:
    """The periods inside a text in plain form, and the text without them.

    A range of years (2018-2022年) is no period; a date behind 填报 or 制表 is not the data's.
    """
    rest, found = _RANGE.sub("", text), []
    if _NOT_THE_DATA.search(rest):
        return (), rest
    at = 0
    while (match := _YEAR.search(rest, at)) and len(found) < 9:
        start = match.start()
        ends = range(min(len(rest), start + _LONGEST), start + 3, -1)
        end = next((e for e in ends if _whole(rest, e) and read(rest[start:e])), 0)
        if end:
            found.append(rest[start:end])
            rest = rest[:start] + rest[end:].removeprefix("止")
        at = start if end else match.end()
    return tuple(dict.fromkeys(found)), rest


def _whole(text: str, end: int) -> bool:
    """Whether a text may be cut here: never inside a number."""
    return not (text[end - 1].isdigit() and text[end : end + 1].isdigit())


def joined(parts: Sequence[str], table: str = "") -> str:
    """What several texts say together: 2022年 and 四季度 are 2022年四季度.

    table is the period of the whole table; it lends its year where the parts have none. Where
    they contradict each other or say too little, they are set side by side and nobody reads them.
    """
    parts = list(dict.fromkeys(p for p in parts if p)) or [table]
    if len(parts) == 1 and (read(parts[0]) or not table):
        return parts[0]
    whole = {p: found for p in parts if (found := read(p))}
    if len(whole) < len(parts):
        lacking = "".join(p for p in parts if p not in whole)
        years = {p.start.year for p in whole.values()}
        if not years and (found := read(table)) and found.start.year == found.end.year:
            years = {found.start.year}
        if len(years) == 1 and all(p.kind == "year" for p in whole.values()):
            together = _with_year(years.pop(), plain(lacking).removesuffix("份"))
            if together:
                return together
        return "/".join(parts)
    return _finest(whole) or "/".join(parts)


def _finest(whole: dict[str, Period]) -> str:
    """The one of several periods that lies within all others, empty where there is none."""
    text, inner = min(whole.items(), key=lambda item: item[1].end - item[1].start)
    inside = all(o.start <= inner.start and inner.end <= o.end for o in whole.values())
    return text if inside else ""
