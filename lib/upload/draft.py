"""The rows of a sheet with their meaning, column by column, before any rule; judges nothing.

Each distinct text is understood once and numpy carries the meaning to the rows: a file of
100,000 rows has few distinct texts but for its values.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions when it is imported, which a type checker cannot see.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.changes import NUMBER
from lib.fields import CONTRIBUTORS, FINALITIES, LIGHTS, REASONS, SPANS
from lib.plan import Target
from lib.plan.regions import Region, by_name, top
from lib.upload.column import UNREAD, Column, pairs
from lib.upload.naming import PlanLike, named_by
from lib.upload.sheet import Sheet
from lib.values import Period, Quantity, absence, convert, key, period, quantity, unguard, unit

LIGHTS_OF = {"milestone": ("done", "not_done"), "narrative": ("normal", "watch", "lagging")}
"""The words that targets without a number are reported in."""


NO_VALUE = frozenset({"dash", "slash", "not_applicable", "none"})
"""Signs of no figure at all; the other signs stand for one that must be asked for."""


@dataclass(frozen=True)
class Draft:
    """The rows that report something (their value is not empty), each column understood.

    Meanings: named Named, period Period or None, region and contributor and finality and reason a
    code, value Quantity (or the text of a plain number) or a code of fields.LIGHTS, given_unit
    and unit the name of a unit, source and note text or None; UNREAD where a text has no meaning.
    unit is the one behind the number, else given_unit, else the one in the indicator's name.
    is_number marks numbers, is_whole the texts of nothing but digits. amount is the number in the
    target's unit, null where there is none; approximate the same as floats, NaN for none.
    silent has the place in the sheet of every row that reports nothing, and why: empty_value or
    value_<sign of absence>. ends are the ordinals of the periods' last days, 0 where unread.
    is_summed marks amounts of periods; span is "at" for the others; stored_contributor the
    target's own, else the given one.
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
    reason: Column
    span: Column
    stored_contributor: Column
    is_number: np.ndarray
    is_whole: np.ndarray
    is_summed: np.ndarray
    amount: pa.Array
    approximate: np.ndarray
    has_amount: np.ndarray
    ends: np.ndarray
    silent: list[tuple[int, str]]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.index)

    def raw(self, row: int, name: str) -> str:
        """Give a cell as it stands in the file."""
        return self.sheet.columns[name][int(self.index[row])].as_py() or ""


def understand(
    sheet: Sheet,
    plan: PlanLike,
    regions: Iterable[Region],
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Draft:
    """Every cell of the rows that have a value."""
    values = _encoded(sheet.columns["value"])
    signs = _signs(values)
    index = np.flatnonzero(signs == REPORTS)
    regions = tuple(regions)
    places = {name: region.code for name, region in by_name(regions).items()}

    def column(name: str, read: Callable[[str], Any], empty: Any = None) -> Column:
        if name not in sheet.headers:
            return Column(np.full(len(index), -1), [empty])
        codes, texts = _distinct(sheet.columns[name], index)
        return Column(codes, [_meaning(read, text) for text in texts.to_pylist()] + [empty])

    value, is_number, is_whole = _values(*_distinct(values, index))
    named = named_by(column("target_id", key), column("indicator", key), plan, aliases or {})
    when = column("period", lambda text: period(text, epoch=sheet.epoch))
    contributor = column("contributor", _one_of(_words(CONTRIBUTORS)), "")
    ends = [p.end.toordinal() if isinstance(p, Period) else 0 for p in when.meaning]
    summed = named.where(lambda n: n.root is not None and is_summed(n.root))
    given_unit = column("unit", lambda text: unit(text).name, "")
    written = _written_unit(value, given_unit, named)
    amount = _amount(named, value, is_number, written)
    return Draft(
        sheet,
        plan,
        index,
        np.asarray(sheet.lines, dtype=np.int64)[index],
        named,
        when,
        column("region", _one_of(places), top(regions)),
        contributor,
        value,
        given_unit,
        written,
        column("finality", _one_of(_words(FINALITIES)), "provisional"),
        column("source", str),
        column("note", str),
        column("reason", _one_of(_words(REASONS))),
        _span(when, summed),
        _contributor(named, contributor),
        is_number,
        is_whole,
        summed,
        amount,
        amount.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False),
        np.asarray(amount.is_valid()),
        np.array(ends)[when.codes],
        [(int(i), _SIGNS[signs[i]]) for i in np.flatnonzero(signs != REPORTS)],
    )


REPORTS = 0
_SIGNS = ("", "empty_value", *(f"value_{sign}" for sign in sorted(NO_VALUE)))


def _signs(values: pa.DictionaryArray) -> np.ndarray:
    """Place in _SIGNS for every row: whether its value is a report or a sign of none."""
    words = values.dictionary
    odd = pc.invert(pc.match_substring_regex(words, "^[0-9]")).to_numpy(zero_copy_only=False)  # pyright: ignore
    meaning = np.zeros(len(words) + 1, dtype=np.int8)
    meaning[-1] = 1
    for i in np.flatnonzero(odd).tolist():
        sign = absence(words[i].as_py())
        meaning[i] = _SIGNS.index(f"value_{sign}") if sign in NO_VALUE else REPORTS
    return meaning[_codes(values)]


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


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _codes(column: pa.DictionaryArray) -> np.ndarray:
    """Code of each row's text, -1 for empty."""
    return column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def _distinct(column: pa.Array, index: np.ndarray) -> tuple[np.ndarray, pa.StringArray]:
    """Code of each row's text, -1 for empty, and the distinct texts."""
    encoded = _encoded(column)
    codes = _codes(encoded)
    return (codes if len(index) == len(codes) else codes[index]), encoded.dictionary


def _values(codes: np.ndarray, cells: pa.StringArray) -> tuple[Column, np.ndarray, np.ndarray]:
    """The value column, which rows are numbers, and which are nothing but digits."""
    matches, contains = pc.match_substring_regex, pc.match_substring  # pyright: ignore
    plain = matches(cells, _PLAIN).to_numpy(zero_copy_only=False)
    point = contains(cells, ".").to_numpy(zero_copy_only=False)
    texts = cells.to_pylist()
    # An ordinary number stays text until somebody asks: a file has hundreds of thousands.
    meaning = [t if p else _meaning(_value, t) for t, p in zip(texts, plain, strict=True)]
    is_number = plain | np.array([isinstance(m, Quantity) for m in meaning], dtype=bool)
    is_number, whole = np.append(is_number, False), np.append(plain & ~point, False)
    return Column(codes, [*meaning, None]), is_number[codes], whole[codes]


_PLAIN = r"^[0-9]{1,16}(\.[0-9]{1,6})?$"
"""What values.number reads without a closer look; nine cells of ten."""


def _value(text: str) -> Quantity | str:
    try:
        return quantity(text)
    except ValueError:
        if light := _LIGHTS.get(key(text).casefold()):
            return light
        raise


def _written_unit(value: Column, given: Column, named: Column) -> Column:
    """The unit in the value's cell, else the given one, else the one in the indicator's name."""
    units = given
    for other, behind in ((named, True), (value, False)):
        own = [getattr(m, "unit", "") for m in other.meaning]
        if any(own):
            both, distinct = pairs(Column(other.codes, own), units)
            units = Column(both, [*((u or o) if behind else (o or u) for o, u in distinct), ""])
    return units


def _amount(named: Column, value: Column, is_number: np.ndarray, written: Column) -> pa.Array:
    """Numbers in the target's unit; null where the number or its unit cannot be used."""
    texts = [m if type(m) is str and m[:1].isdigit() else None for m in value.meaning]
    numbers = pa.array(texts, pa.string()).cast(NUMBER)
    odd = [i for i, m in enumerate(value.meaning) if isinstance(m, Quantity)]
    if odd:
        own = numbers.to_pylist()
        for i in odd:
            own[i] = value.meaning[i].number
        numbers = pa.array(own, NUMBER)
    amount = numbers.take(pa.array(value.codes % len(value.meaning)))  # -1 is the last: empty
    codes, distinct = pairs(named, written)
    usual = [unit_of(n.root) if n.root else "" for n, _ in distinct]
    other = np.array([w not in ("", u) for (_, w), u in zip(distinct, usual, strict=True)], bool)
    rows = np.flatnonzero(is_number & other[codes])
    if not len(rows):
        return amount
    both, apart = pairs(
        Column(value.codes[rows], numbers.to_pylist()),
        Column(codes[rows], [*range(len(distinct)), -1]),
    )
    exact = [_exact(v, distinct[i][1], usual[i]) for v, i in apart]
    mask = np.zeros(len(codes), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(
        amount, pa.array(mask), pa.array(exact, NUMBER).take(pa.array(both))
    )


def _exact(value: Decimal | None, unit_from: Any, unit_to: str) -> Decimal | None:
    try:
        return None if value is None else convert(value, unit_from, unit_to)
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
