"""The rows of a sheet with their meaning, column by column, before any rule; judges nothing.

Each distinct text is understood once and numpy carries the meaning to the rows: a file of
100,000 rows has few distinct texts but for its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.fields import CITY, CONTRIBUTORS, FINALITIES, LIGHTS, SPANS
from lib.plan import Target
from lib.plan.regions import Region, by_name
from lib.upload.column import UNREAD, Column, pairs
from lib.upload.naming import PlanLike, named_by
from lib.upload.sheet import Sheet
from lib.values import Period, convert, key, number, period, split_unit, unguard, unit

LIGHTS_OF = {"milestone": ("done", "not_done"), "narrative": ("normal", "watch", "lagging")}
"""The words that targets without a number are reported in."""


@dataclass(frozen=True)
class Measured:
    """A number with its unit in the same cell."""

    number: Decimal
    unit: str


@dataclass(frozen=True)
class Draft:
    """The rows that report something (their value is not empty), each column understood.

    Meanings: named Named, period Period or None, region and contributor and finality a code,
    value Decimal, Measured or a code of fields.LIGHTS, given_unit and unit the name of a unit,
    source and note text or None; UNREAD where a text has no meaning.
    unit is the one behind the number, else given_unit. is_number marks numbers, is_whole the texts
    of nothing but digits. amount is the number in the target's unit, None where there is none.
    ends are the ordinals of the periods' last days, 0 where unread. is_summed marks amounts of
    periods; span is "at" for the others; stored_contributor the target's own, else the given one.
    index are the rows' places in the sheet, lines their line numbers.
    """

    sheet: Sheet
    plan: PlanLike
    index: np.ndarray
    lines: np.ndarray
    named: Column
    period: Column
    region: Column
    contributor: Column
    value: Column
    given_unit: Column
    unit: Column
    finality: Column
    source: Column
    note: Column
    span: Column
    stored_contributor: Column
    is_number: np.ndarray
    is_whole: np.ndarray
    is_summed: np.ndarray
    amount: np.ndarray
    has_amount: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.index)

    def raw(self, row: int, name: str) -> str:
        """Give a cell as it stands in the file."""
        return self.sheet.columns[name][self.index[row]] or ""


def understand(sheet: Sheet, plan: PlanLike, regions: Iterable[Region]) -> Draft:
    """Every cell of the rows that have a value."""
    values = sheet.columns["value"]
    index = np.flatnonzero(np.array([value is not None for value in values], dtype=bool))
    places = {name: region.code for name, region in by_name(regions).items()}

    def column(name: str, read: Callable[[str], Any], empty: Any = None) -> Column:
        if name not in sheet.headers:
            return Column(np.full(len(index), -1), [empty])
        codes, texts = _distinct(sheet.columns[name], index)
        return Column(codes, [_meaning(read, text) for text in texts.to_pylist()] + [empty])

    value, is_number, is_whole = _values(*_distinct(values, index))
    named = named_by(column("target_id", key), column("indicator", key), plan)
    when = column("period", period)
    contributor = column("contributor", _one_of(_words(CONTRIBUTORS)), "")
    ends = [p.end.toordinal() if isinstance(p, Period) else 0 for p in when.meaning]
    summed = named.where(lambda n: n.root is not None and is_summed(n.root))
    given_unit = column("unit", lambda text: unit(text).name, "")
    written = _written_unit(value, given_unit)
    amount = _amount(named, value, is_number, written)
    return Draft(
        sheet,
        plan,
        index,
        np.array(sheet.lines, dtype=int)[index],
        named,
        when,
        column("region", _one_of(places), CITY),
        contributor,
        value,
        given_unit,
        written,
        column("finality", _one_of(_words(FINALITIES)), "provisional"),
        column("source", str),
        column("note", str),
        _span(when, summed),
        _contributor(named, contributor),
        is_number,
        is_whole,
        summed,
        amount,
        np.array([a is not None for a in amount], dtype=bool),
        np.array(ends)[when.codes],
    )


def unit_of(root: Target) -> str:
    """The unit in which the actuals of a target are stored."""
    return root.actual_unit or root.unit


def is_summed(root: Target) -> bool:
    """Whether the actuals are amounts of periods, so that the length of a period counts."""
    return root.actuals_are == "increment" and root.measure_type not in LIGHTS_OF


def _meaning(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(unguard(text))
    except ValueError:
        return UNREAD


def _one_of(codes: Mapping[str, str]) -> Callable[[str], Any]:
    return lambda text: codes.get(key(text).casefold(), UNREAD)


def _words(choices: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {word.casefold(): code for code, pair in choices.items() for word in (code, *pair)}


_LIGHTS = _words(LIGHTS) | {"完成": "done", "是": "done", "否": "not_done"}


def _distinct(cells: list[str | None], index: np.ndarray) -> tuple[np.ndarray, pa.StringArray]:
    """Code of each row's text, -1 for empty, and the distinct texts."""
    texts = pa.array(cells, pa.string())
    if len(index) < len(cells):
        texts = texts.take(pa.array(index))
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    return codes, encoded.dictionary


def _values(codes: np.ndarray, cells: pa.StringArray) -> tuple[Column, np.ndarray, np.ndarray]:
    """The value column, which rows are numbers, and which are nothing but digits."""
    matches, contains = pc.match_substring_regex, pc.match_substring  # pyright: ignore
    plain = matches(cells, _PLAIN).to_numpy(zero_copy_only=False)
    point = contains(cells, ".").to_numpy(zero_copy_only=False)
    texts = cells.to_pylist()
    if plain.all():
        return Column(codes, [*map(Decimal, texts), None]), plain[codes], (~point)[codes]
    meaning = [Decimal(t) if p else _meaning(_value, t) for t, p in zip(texts, plain, strict=True)]
    is_number = np.array([isinstance(m, Decimal | Measured) for m in meaning])
    return Column(codes, [*meaning, None]), is_number[codes], (plain & ~point)[codes]


_PLAIN = r"^[0-9]{1,16}(\.[0-9]{1,6})?$"
"""What values.number reads without a closer look; nine cells of ten."""


def _value(text: str) -> Decimal | Measured | str:
    try:
        return number(text)
    except ValueError:
        if light := _LIGHTS.get(key(text).casefold()):
            return light
    digits, name = split_unit(text)
    return Measured(number(digits), name)


def _written_unit(value: Column, given: Column) -> Column:
    measured = [i for i, v in enumerate(value.meaning) if type(v) is Measured]
    if not measured:
        return given
    units = given.objects()
    for row in np.flatnonzero(np.isin(value.codes, measured)).tolist():
        units[row] = value[row].unit
    codes, names = pd.factorize(units)
    return Column(codes, [*names, ""])


def _amount(named: Column, value: Column, is_number: np.ndarray, written: Column) -> np.ndarray:
    """Numbers in the target's unit; None where the number or its unit cannot be used."""
    numbers = Column(value.codes, [v.number if type(v) is Measured else v for v in value.meaning])
    amount = numbers.objects()
    amount[~is_number] = None
    codes, distinct = pairs(named, written)
    usual = [unit_of(n.root) if n.root else "" for n, _ in distinct]
    other = np.array([w not in ("", u) for (_, w), u in zip(distinct, usual, strict=True)], bool)
    for row in np.flatnonzero(is_number & other[codes]).tolist():
        amount[row] = _exact(amount[row], distinct[codes[row]][1], usual[codes[row]])
    return amount


def _exact(value: Decimal, unit_from: Any, unit_to: str) -> Decimal | None:
    try:
        return convert(value, unit_from, unit_to)
    except ValueError:
        return None


def _span(when: Column, summed: np.ndarray) -> Column:
    spans = list(SPANS)
    kinds = [spans.index(p.kind) if isinstance(p, Period) else 0 for p in when.meaning]
    return Column(np.where(summed, np.array(kinds)[when.codes], spans.index("at")), spans)


def _contributor(named: Column, given: Column) -> Column:
    """The target's own contributor, else the given one."""
    words = ["", *CONTRIBUTORS]
    own = [words.index(n.target.contributor) if n.target else 0 for n in named.meaning]
    other = [words.index(c) if c in words else 0 for c in given.meaning]
    codes = np.array(own)[named.codes]
    return Column(np.where(codes > 0, codes, np.array(other)[given.codes]), words)
