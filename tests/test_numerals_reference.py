"""Numbers, percentages, units and dates that others test with: read right or refused, never wrong.

Each case is asked twice: the words the other program found, and the whole sentence they stood in.
`python -m tests.test_numerals_reference` prints the score.
"""

import csv
import json
import re
import sys
from ast import literal_eval
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lib.values import Unread, convert, key, number, period, quantity

CASES = Path(__file__).with_name("reference") / "numerals"
HELD, RIGHT, WRONG = "held", "right", "wrong"
REFUSE = object()
"""The expected answer where there is none: a relative day, an ordinal, a word."""


class Case(NamedTuple):
    kind: str
    text: str
    expected: Any


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def recognizers(kind: str, meaning: Callable[[dict[str, str]], Any]) -> Iterator[Case]:
    for row in rows(f"recognizers_{kind}"):
        expected = meaning(row)
        if row["matched_text"]:
            yield Case(kind, row["matched_text"], expected)
        if (
            key(row["input"]).casefold() != key(row["matched_text"]).casefold()
        ):  # a sentence is no cell we read
            yield Case(kind, row["input"], REFUSE)


def number_meant(row: dict[str, str]) -> Any:
    return Decimal(row["value"]) if row["type"] == "number" else REFUSE


def percent_meant(row: dict[str, str]) -> Any:
    return Decimal(row["value"].rstrip("%")) if row["value"] else REFUSE


def yuan_meant(row: dict[str, str]) -> Any:
    """Only money of this country; no other measure of the set is one of ours."""
    what = json.loads(row["resolution_json"] or "{}")
    if what.get("isoCurrency") == "CNY" and row["value"]:
        return Decimal(row["value"])
    # 一位 is one bit there and one rank here; the number is the same
    return Decimal(row["value"]) if what.get("unit") == "Bit" else REFUSE


_OWN_YEAR = re.compile("[0-9]{4}|[〇零一二三四五六七八九]{4}年")


def days_meant(row: dict[str, str]) -> Any:
    """First and last day, where the words themselves say which year they mean."""
    what = json.loads(row["resolution_json"] or "{}")
    found = what.get("FutureResolution") or (what.get("values") or [{}])[0]
    if not _OWN_YEAR.search(row["matched_text"]) or "Mod" in found:
        return REFUSE
    ends = found.get("startDate") or found.get("start"), found.get("endDate") or found.get("end")
    day = found.get("date") or (found.get("value") if found.get("type") == "date" else None)
    first, last = (day, day) if day else ends
    if not first or not last or len(first + last) != 20 or first.startswith("0001"):
        return REFUSE  # an hour, an open end, or a day that never was
    after = timedelta(days=0 if day else 1)
    return date.fromisoformat(first), date.fromisoformat(last) - after


def cn2an() -> Iterator[Case]:
    for row in rows("cn2an"):
        text, mode, expected = row["input"], row["mode"], row["expected"]
        if row["kind"] == "must-error" or row["test_file"] == "transform_test":
            yield Case("cn2an", text, REFUSE)
        elif row["test_file"] == "cn2an_test":
            # 零一 with "direct" is a string of digits there, no number
            yield Case("cn2an", text, REFUSE if mode.startswith("direct") else Decimal(expected))
        else:
            written = literal_eval(expected) if expected.startswith("[") else [expected]
            for one in dict.fromkeys(written):
                yield Case("cn2an", one, Decimal(text))


def cases() -> list[Case]:
    return [
        *recognizers("number", number_meant),
        *recognizers("percent", percent_meant),
        *recognizers("unit", yuan_meant),
        *recognizers("date", days_meant),
        *cn2an(),
    ]


def read_number(text: str) -> Decimal:
    """The size in its own unit; money in yuan, shares in per cent."""
    found = quantity(text)
    if found.unit.endswith("元"):
        return convert(found.number, found.unit, "元")
    return convert(found.number, found.unit, "%") if found.unit == "‰" else found.number


def score(case: Case) -> str:
    try:
        if case.kind == "date":
            found: Any = period(case.text)
            found = (found.start, found.end)
        else:
            found = read_number(case.text)
            if case.kind == "number":
                found = number(case.text)
    except ValueError:
        return HELD
    return RIGHT if found == case.expected else WRONG


def scores() -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = {}
    for case in cases():
        counted.setdefault(case.kind, Counter())[score(case)] += 1
    return counted


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.kind} {case.text}"[:60])
def test_a_case_of_others_is_read_right_or_refused(case):
    assert score(case) != WRONG


@pytest.mark.parametrize(
    ("kind", "least"), [("number", 55), ("percent", 15), ("unit", 2), ("date", 8), ("cn2an", 45)]
)
def test_refusing_everything_would_not_do(kind, least):
    assert scores()[kind][RIGHT] >= least


def test_every_refusal_of_a_number_gives_its_reason():
    for case in cases():
        if case.kind != "date" and score(case) == HELD:
            with pytest.raises(Unread):
                quantity(case.text)


if __name__ == "__main__":
    for kind, counted in scores().items():
        told = "  ".join(f"{answer} {counted[answer]:3}" for answer in (RIGHT, HELD, WRONG))
        sys.stdout.write(f"{kind:8} {told}\n")
