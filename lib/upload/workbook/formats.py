"""A spreadsheet's number format: its code taken apart into what a person sees beside the digits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

UNKNOWN = "?"
"""The code of a format that the file names but does not give."""

BUILTIN = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"},
    **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    # Money: the file leaves the sign to the country of the machine, so it is a sign we do not know.
    **{5: "¤#,##0;-¤#,##0", 6: "¤#,##0;-¤#,##0", 7: "¤#,##0.00;-¤#,##0.00"},
    **{8: "¤#,##0.00;-¤#,##0.00", 42: "¤#,##0;-¤#,##0", 44: "¤#,##0.00;-¤#,##0.00"},
    **{14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM"},
    **{19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm"},
    **{23: "General", 24: "General", 25: "General", 26: "General"},
    **{37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)"},
    **{40: "#,##0.00;[Red](#,##0.00)", 41: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"'},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
    # As Excel in Chinese shows them (ECMA-376 part 1, 18.8.30, zh-cn).
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **{30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'},
    **{34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"'},
}
"""Formats that a file names by number alone."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|_(?P<pad>.?)|\*(?P<fill>.?)'
    r"|\[(?P<bracket>[^\]]*)\]?|(?P<general>General|G/通用格式|Standard)"
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|g+|b{2,4}|aaaa?)|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+"
    r"|[黑蓝绿红白黄]色?|青色|蓝绿色|洋红色?|颜色 ?\d+)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_USUAL = (((">=", 0.0), None), ((">", 0.0), ("<", 0.0), None))
"""Conditions that say what two or three sections mean without them."""
_HARMLESS = re.compile(r"(?:DBNum\d|NatNum\d+.*|\$-.*)", re.IGNORECASE)
_BETWEEN_DATES = frozenset("年月日号时分秒点-/.:,，、 T ")


@dataclass(frozen=True)
class Section:
    """One part of a code: what it shows for the values that it is for.

    kind is number, date or words (no digits at all). before and after are the words around the
    digits. odd: the digits seen are not those of the value (scaled, cut by words, not understood).
    tokens has one letter for each part of a date: y M d w h m s, H for hours that run past a day.
    """

    kind: str
    before: str = ""
    after: str = ""
    percent: bool = False
    odd: bool = False
    coloured: bool = False
    condition: tuple[str, float] | None = None
    tokens: str = ""


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a code that are for numbers, one to three, in the order of the code."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code or "General"):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    while len(parts) > 1 and (len(parts) > 3 or any(t["other"] == "@" for t in parts[-1])):
        parts.pop()  # the section of texts
    found = tuple(_section(part) for part in parts)
    if tuple(section.condition for section in found) in _USUAL:
        return tuple(replace(section, condition=None) for section in found)
    return found


def _section(tokens: list[re.Match[str]]) -> Section:
    words: list[tuple[bool, str]] = []  # (is it a digit or a sign among digits, its text)
    dates: list[str] = []
    percent, odd, coloured, condition = 0, False, False, None
    for token in tokens:
        name, text = token.lastgroup or "", token[token.lastgroup or 0]
        if name == "bracket":
            if _ELAPSED.fullmatch(text):
                dates.append("[")
            elif _COLOUR.fullmatch(text):
                coloured = True
            elif found := _CONDITION.fullmatch(text):
                condition = (found[1], float(found[2]))
            elif text.startswith("$") and text[1:].split("-")[0]:
                words.append((False, text[1:].split("-")[0]))
            elif not _HARMLESS.fullmatch(text):
                odd = True
        elif name in ("quoted", "escaped"):
            words.append((False, text))
        elif (
            name in ("general", "digit")
            or text in ("@", ".")
            or (name == "exponent" and any(core for core, _ in words))
        ):
            words.append((True, text))
        elif name in ("date", "exponent"):
            dates.append(text)
        elif name == "half":
            dates.append("p")
        elif text == "%":
            percent += 1
        elif name == "other":
            core = any(core for core, _ in words) and (text in ",/" or text.isdigit())
            words.append((core, text))
    if dates:
        return _dates(dates, words, odd)
    known = Section("number", "", "", percent == 1, odd or percent > 1, coloured, condition)
    return _numbers(words, known)


def _numbers(words: list[tuple[bool, str]], known: Section) -> Section:
    at = [i for i, (core, _) in enumerate(words) if core]
    first, last = (at[0], at[-1] + 1) if at else (len(words), len(words))
    before = "".join(text for _, text in words[:first]).strip()
    after = "".join(text for _, text in words[last:]).strip()
    core = "".join(text for is_core, text in words[first:last] if is_core)
    within = "".join(text for is_core, text in words[first:last] if not is_core).strip()
    scaled = re.search(r"[0#?],+(?![0#?,])", core) is not None
    # Digits among the words would be read as digits of the value: 0"000" shows 12 as 12000.
    odd = known.odd or scaled or bool(within) or any(c.isdecimal() for c in before + after)
    kind = "number" if re.search(r"[0#?@]|General|G/|Standard", core, re.IGNORECASE) else "words"
    return replace(known, kind=kind, before=before, after=after, odd=odd)


def _dates(dates: list[str], words: list[tuple[bool, str]], odd: bool) -> Section:
    tokens = ""
    for i, text in enumerate(dates):
        letter = text[0].lower()
        following = dates[i + 1][0].lower() if i + 1 < len(dates) else ""
        if letter == "[":
            tokens += "H"
        elif letter == "m" and (tokens[-1:] in ("h", "H") or following == "s"):
            tokens += "m"
        elif letter == "m":
            tokens += "M"
        elif letter in "yeb":
            tokens += "y"
        elif letter == "a" or (letter == "d" and len(text) > 2):
            tokens += "w"
        elif letter in "dhs":
            tokens += letter
    said = "".join(text for core, text in words if not core)
    foreign = any(c not in _BETWEEN_DATES for c in said)
    return Section("date", odd=odd or foreign, tokens=tokens)
