"""A stored number and its format to the text a person sees, never rounded to what is displayed.

Where the digits on screen are not those of the value, the text is the value with the format in
brackets: outside every grammar of numbers, so that the row is held and the reason can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from lib.upload.workbook.formats import UNKNOWN, Section, sections

_MINUS = "-−－"
_DASHES = frozenset(("-", "−", "－", "—", "–", "--", "——"))
_FIRST = {"1900": date(1899, 12, 30).toordinal(), "1904": date(1904, 1, 1).toordinal()}
_PAST_9999 = 2958466
_EVEN = Decimal("1e21")


@dataclass(frozen=True)
class Look:
    """One format, for a workbook that counts days from epoch (1900 or 1904)."""

    code: str
    epoch: str = "1900"

    def text(self, value: float) -> str:
        """What is seen of a number, with all the digits that are stored."""
        if not math.isfinite(value):
            return plain(value)
        found = _choice(sections(self.code), value) if self.code != UNKNOWN else None
        if found is None:
            return self._held(plain(value))
        section, minus = found
        if section.kind == "date":
            text = _date(section, value, self.epoch)
        elif section.kind == "words":
            # The accountant's dash stands for zero; no other word does.
            dash = value == 0 and "".join(section.before.split()) in _DASHES
            text = "0" if dash and not section.odd else None
        else:
            text = _number(section, value, minus)
        return text if text is not None else self._held(_day(value, section, self.epoch))

    def _held(self, text: str) -> str:
        return f"{text} [{self.code[:40]}]"


@lru_cache(maxsize=4096)
def look(code: str, epoch: str) -> Callable[[float], str]:
    """How numbers of this format look: plain, percent, or a Look's text."""
    found = Look(code, epoch)
    if code != UNKNOWN and all(s.condition is None for s in sections(code)):
        for usual in (plain, percent):
            if all(found.text(value) == usual(value) for value in (12.5, -12.5, 0.0)):
                return usual
    return found.text


def percent(value: float) -> str:
    """A hundred times the value. The product is off in the 17th digit at most, 15 are written."""
    return plain(value * 100) + "%"


def plain(value: float) -> str:
    """At most 15 significant digits, as Excel keeps them; an exponent only beyond 10^21."""
    text = f"{value:.15g}"
    if "e" in text or "n" in text:
        if not math.isfinite(value):
            return "#NUM!"
        number = Decimal(text)
        tiny_or_huge = abs(number) >= _EVEN or abs(number) < 1 / _EVEN
        return str(number) if tiny_or_huge else f"{number:f}"
    return "0" if text == "-0" else text


def _choice(parts: tuple[Section, ...], value: float) -> tuple[Section, str] | None:
    """The section for a value, and who writes its minus: the program, the section, or either."""
    if any(part.condition for part in parts):
        for i, part in enumerate(parts):
            condition = part.condition
            if condition is None and i < len(parts) - 1:
                condition = (">", 0.0) if i == 0 else ("<", 0.0)
            if condition is None or _meets(value, *condition):
                return part, "either"
        return None
    if len(parts) == 1 or value > 0 or (value == 0 and len(parts) == 2):
        return parts[0], "program"
    return (parts[1], "section") if value < 0 else (parts[2], "program")


def _meets(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _number(section: Section, value: float, writes_minus: str) -> str | None:
    if section.odd:
        return None
    digits = percent(abs(value)) if section.percent else plain(abs(value))
    before, after = section.before, section.after
    bracket = before.startswith(("(", "（"))
    minus = bracket or before.startswith(tuple(_MINUS)) or before.endswith(tuple(_MINUS))
    negative = value < 0
    if minus and (value > 0 or (negative and writes_minus == "program")):
        return None  # shows a minus that is not there, or a second one
    if negative and writes_minus == "section" and not (minus or section.coloured):
        return None  # shows no minus where there is one
    if minus or not negative:
        before = before.strip(_MINUS + "+＋ ")
    if bracket:
        before, after = before.lstrip("(（ "), after.rstrip(")） ")
    return ("-" if negative else "") + before + digits + after


def _moment(value: float, epoch: str) -> datetime | None:
    """The day and second of a serial number; None before the first day and past the year 9999."""
    if epoch == "1900" and value < 61:  # Excel counts a 29 February 1900, day 60
        value = value + 1 if 0 < value < 60 else 0
    if not (1 if epoch == "1900" else 0) <= value < _PAST_9999:
        return None
    days, seconds = divmod(round(value * 86400), 86400)
    if days + _FIRST[epoch] > date.max.toordinal():
        return None
    return datetime.fromordinal(_FIRST[epoch] + days) + timedelta(seconds=seconds)


def _date(section: Section, value: float, epoch: str) -> str | None:
    tokens = set(section.tokens)
    if "H" in tokens or (not tokens & set("yMdw") and 0 <= value < 1):
        return None if section.odd or value < 0 else _clock(round(value * 86400))
    moment = _moment(value, epoch)
    if section.odd or moment is None or ("w" in tokens and not {"y", "M", "d"} <= tokens):
        return None
    if {"y", "M", "d"} <= tokens or not tokens & set("yMd"):
        return f"{moment:%Y-%m-%d}" + (f" {moment:%H:%M:%S}" if moment.time() != _MIDNIGHT else "")
    shown = "".join(letter for letter in "yMd" if letter in tokens)
    # A day or month without its year is shown as such: which year it means, nobody wrote.
    years = {"yM": f"{moment:%Y-%m}", "y": f"{moment:%Y}", "Md": f"{moment.month}月{moment.day}日"}
    return {**years, "M": f"{moment.month}月", "d": f"{moment.day}日"}.get(shown)


_MIDNIGHT = datetime.min.time()


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _day(value: float, section: Section, epoch: str) -> str:
    """The value to be shown beside a format that is not understood: a day where it is one."""
    moment = _moment(value, epoch) if section.kind == "date" else None
    return plain(value) if moment is None else f"{moment:%Y-%m-%d}"
