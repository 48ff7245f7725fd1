"""Every word on screen in Chinese and English, with numbers and dates as people write them.

Reads texts.csv once; never decides anything and never rounds a value that is stored.
"""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lib import fields
from lib.issues import Issue, Refusal
from lib.progress.reasons import Reason

LANGS = ("zh", "en")
TEXTS = Path(__file__).with_name("texts.csv")
CHINESE_NUMERALS = (
    "〇",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

CODED = {
    "comparison": fields.COMPARISONS,
    "measure_type": fields.MEASURE_TYPES,
    "path": fields.PATHS,
    "basis": fields.BASES,
    "repeat": fields.REPEATS,
    "report_every": fields.REPORT_EVERY,
    "actuals_are": fields.ACTUALS_ARE,
    "contributor": fields.CONTRIBUTORS,
    "finality": fields.FINALITIES,
    "light": fields.LIGHTS,
    "span": fields.SPANS,
}
"""Parameters of these names carry a code of the plan and are shown as its word."""


@cache
def _texts() -> dict[str, dict[str, str]]:
    """key -> language -> words."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def t(lang: str, key: str, **params: Any) -> str:
    """The words of key with params put in; KeyError when the key or a parameter is unknown."""
    words = _texts()[key][lang]
    return words.format(**params) if params else words


def keys(prefix: str) -> tuple[str, ...]:
    """Every key that begins with prefix, in the order of the file."""
    return tuple(key for key in _texts() if key.startswith(prefix))


# numbers


def _rounded(value: Decimal, places: int) -> Decimal:
    """At most `places` decimals; a value too small for them keeps two digits, never becomes 0."""
    if value and abs(value) < Decimal(1).scaleb(-places):
        places = 1 - value.adjusted()
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _digits(value: Decimal, places: int = 2) -> str:
    """12500 -> 12,500; 1.250 -> 1.25; -0 -> 0."""
    text = f"{_rounded(value, places):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def scale(lang: str, unit: str, biggest: Decimal) -> tuple[Decimal, str]:
    """How many of `unit` make one of the unit people say for numbers as big as `biggest`.

    Money alone changes: 万元 -> 亿元, in English yuan, million or billion yuan. The second part is
    a key: unit.<word>.
    """
    if fields.UNITS.get(unit) is None or fields.UNITS[unit].base != "万元":
        return Decimal(1), unit
    factor = fields.UNITS[unit].factor
    in_wan = abs(biggest) * factor
    if lang == "zh":
        steps = ((Decimal(10000), "亿元"), (Decimal(1), "万元"), (Decimal("0.0001"), "元"))
    else:
        steps = ((Decimal(100000), "billion"), (Decimal(100), "million"), (Decimal("0.0001"), "元"))
    nothing = steps[1] if lang == "zh" else steps[2]
    size, word = next((step for step in steps if in_wan >= step[0]), nothing)
    return size / factor, word


def unit_word(lang: str, unit: str) -> str:
    """The unit alone, as on an axis; an empty unit has no word."""
    return t(lang, f"unit.{unit}") if unit else ""


def number(lang: str, value: Decimal, unit: str = "") -> str:
    """12500 万元 -> 1.25 亿元 / 125 million yuan; 196 户 / 196 firms; 17.3%."""
    if unit == "%":
        return _digits(value) + "%"
    divisor, word = scale(lang, unit, value)
    digits = _digits(value / divisor)
    if not word or (lang == "en" and word == "个"):
        return digits
    one = lang == "en" and digits in ("1", "-1")
    return f"{digits} {t(lang, f'unit_one.{word}' if one else f'unit.{word}')}"


def percent(lang: str, share: Decimal) -> str:
    """0.173 -> 17.3%. Just short of a whole stays short: 0.9999 is 99.9%, not 100%."""
    value = share * 100
    if share < 1 and _rounded(value, 1) >= 100:
        value = value.quantize(Decimal("0.1"), ROUND_DOWN)
    return t(lang, "number.percent", value=_digits(value, 1))


def points(lang: str, x: Decimal) -> str:
    """Percentage points: 4.2 -> 4.2 个百分点 / 4.2 percentage points."""
    digits = _digits(x, 1)
    return t(lang, "number.point" if digits in ("1", "-1") else "number.points", value=digits)


# time


def day(lang: str, value: date) -> str:
    """2022年12月31日 / 31 Dec 2022."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(lang: str, value: datetime, tz: str | ZoneInfo) -> str:
    """A stored UTC time (naive or aware) as the clock of tz showed it, to the minute."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    local = aware.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz)
    return t(lang, "date.moment", day=day(lang, local.date()), time=f"{local:%H:%M}")


def period(lang: str, label: str) -> str:
    """2022, 2022H1, 2022Q4, 2022-12, 2022-12-31 or 2022-01/2022-09 in words; else as it is."""
    match = re.fullmatch(r"(\d{4})(?:H([12])|Q([1-4])|-(\d\d)(?:-(\d\d))?|-01/\1-(\d\d))?", label)
    if not match:
        return label
    year, half, quarter, month, day_of_month, until = match.groups()
    if until:
        last = int(until) if lang == "zh" else MONTHS[int(until) - 1]
        return t(lang, "date.cumulative", year=year, month=last)
    if half:
        return t(lang, f"date.half{half}", year=year)
    if quarter:
        return t(lang, f"date.quarter{quarter}", year=year)
    if day_of_month:
        return day(lang, date.fromisoformat(label))
    if month:
        return f"{year}年{int(month)}月" if lang == "zh" else f"{MONTHS[int(month) - 1]} {year}"
    return t(lang, "date.year", year=year)


# codes and names


def status(lang: str, code: str) -> str:
    """The word of one of progress.STATUSES."""
    return t(lang, f"status.{code}")


def choice(lang: str, choices: dict[str, tuple[str, str]], code: str) -> str:
    """The word of a code in one of the choices of fields.py; empty for no code."""
    return choices[code][LANGS.index(lang)] if code else ""


def header(lang: str, column: str, *, promised: bool = False) -> str:
    """The heading of a column of fields.py; any other name as it is.

    promised: of the plan's own columns, where a value is a target and no actual.
    """
    others = () if promised else fields.UPLOAD_FIELDS
    for field in (*others, *fields.TARGET_FIELDS):
        if field.name == column:
            return field.zh if lang == "zh" else field.en
    return column


def name(lang: str, zh: str, names: dict[str, str]) -> str:
    """A department, area or region: as it is in Chinese, translated where names knows it."""
    return zh if lang == "zh" else names.get(zh, zh)


def join(lang: str, parts: tuple[str, ...] | list[str]) -> str:
    """Names one after another: 甲、乙 / A, B."""
    return ("、" if lang == "zh" else ", ").join(parts)


def clause(lang: str, text: str) -> str:
    """2.1/3 -> 正文（二）第1点；附件第3项 / Measure 2, point 1; annex row 3; else unchanged."""
    match = re.fullmatch(r"(\d{1,2})(?:\.(\d+))?(?:/(\d+))?", text)
    if not match or int(match[1]) >= len(CHINESE_NUMERALS):
        return text
    measure, point, row = match.groups()
    number_word = CHINESE_NUMERALS[int(measure)] if lang == "zh" else measure
    words = t(lang, "clause.measure", number=number_word)
    if point:
        words += t(lang, "clause.point", number=point)
    if row:
        words += t(lang, "clause.row", number=row)
    return words


# sentences with parameters


def _words(lang: str, key: str, value: Any, unit: str) -> Any:
    """One parameter as people read it, by its name and type."""
    if value is None:
        return t(lang, "number.none")
    if key in CODED and value in CODED[key]:
        return choice(lang, CODED[key], value)
    if key.endswith("status"):
        return status(lang, value)
    if key == "unit":
        return unit_word(lang, value)
    if key == "clause":
        return clause(lang, value)
    if key.endswith("period"):
        return period(lang, value)
    if isinstance(value, Decimal):
        return _number_words(lang, key, value, unit)
    if isinstance(value, datetime):
        return moment(lang, value, "Asia/Shanghai")
    if isinstance(value, date):
        return day(lang, value)
    if isinstance(value, tuple | list):
        return join(lang, [str(part) for part in value])
    return value


def _number_words(lang: str, key: str, value: Decimal, unit: str) -> str:
    if key.endswith("_pct"):
        return percent(lang, value)
    if key.endswith("_points"):
        return points(lang, value)
    return number(lang, value, "" if key.endswith("_plain") else unit)


def _sentence(lang: str, key: str, params: dict[str, Any]) -> str:
    unit = params.get("unit") or ""
    return _texts()[key][lang].format(**{k: _words(lang, k, v, unit) for k, v in params.items()})


def reason(lang: str, why: Reason) -> str:
    """The sentence `reason.<code>`. Names ending in _pct are shares, in _points percentage points.

    Other decimals take the unit of params["unit"] unless their name ends in _plain; dates,
    periods and codes are put into words.
    """
    return _sentence(lang, f"reason.{why.code}", why.params)


def issue(lang: str, problem: Issue) -> str:
    """The sentence `issue.<code>` with row, column (its heading), found and the issue's own."""
    column = header(lang, problem.column) if problem.column else ""
    place = {"row": problem.row or "", "column": column, "found": problem.found}
    return _sentence(lang, f"issue.{problem.code}", {**place, **problem.params})


def refusal(lang: str, refused: Refusal) -> str:
    """The sentence `refusal.<code>`; its single issues are worded one by one with issue()."""
    return _sentence(lang, f"refusal.{refused.code}", refused.params)
