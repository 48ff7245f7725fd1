"""The rules about a row's value and its unit (pure); rules.py has the others and the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.fields import UNITS
from lib.issues import HOLD
from lib.upload.column import UNREAD, Column, pairs
from lib.upload.draft import LIGHTS_OF, unit_of
from lib.upload.naming import Named
from lib.upload.rule import Asked, Finding, per_pair, rows_where
from lib.values import Quantity, Unread, absence, quantity

WHOLE_UNITS = frozenset("户家个名人次项件位")
"""What is counted in these comes in whole numbers."""
JUMP = 10
"""A value this many times the last known one is usually a slip of unit or comma."""
NO_NUMBER = dict.fromkeys(
    (
        "value_not_number",
        "value_too_precise",
        "value_too_large",
        "value_not_finite",
        "value_ambiguous_numeral",
        "value_grouping",
        "value_ellipsis",
        "value_error",
        "value_suppressed",
    ),
    HOLD,
)
"""Why a text is no number we take."""


def value_is_of_the_kind(asked: Asked) -> Iterator[Finding]:
    """A count is a number, a milestone is done or not, a narrative has its light."""
    d = asked.d
    counted = d.named.where(lambda n: n.root is not None and n.root.measure_type not in LIGHTS_OF)
    for row in rows_where(counted & ~d.is_number):
        yield row, why_no_number(d.raw(row, "value")), {}
    for row in rows_where(d.named.where(lambda n: n.root is not None) & ~counted):
        kind = d.named[row].root.measure_type
        if d.is_number[row] or d.value[row] not in LIGHTS_OF[kind]:
            yield row, f"{kind}_unreadable", {}


def why_no_number(text: str) -> str:
    """The issue code that tells why a text is no number we take."""
    if sign := absence(text):
        return f"value_{sign}"
    try:
        quantity(text)
    except Unread as why:
        code = f"value_{why.code}"
        return code if code in NO_NUMBER else "value_not_number"
    return "value_not_number"


def value_is_possible(asked: Asked) -> Iterator[Finding]:
    """Nothing here is negative, people and firms are whole, a share is seldom above 100 %."""
    d = asked.d
    for row in rows_where(d.value.where(lambda v: isinstance(v, Quantity) and v.number < 0)):
        yield row, "value_negative", {}
    whole = d.named.where(lambda n: n.root is not None and unit_of(n.root) in WHOLE_UNITS)
    for row in rows_where(whole & d.is_number & ~d.is_whole):
        if (d.amount[row].as_py() or quantity(d.raw(row, "value")).number) % 1:
            yield row, "value_not_whole", {"unit": unit_of(d.named[row].root)}
    shares = d.named.where(lambda n: n.root is not None and unit_of(n.root) == "%")
    for row in rows_where(shares & (d.approximate > 100)):
        yield row, "value_above_100", {}
    unsigned = d.value.where(lambda v: not getattr(v, "unit", ""))
    for row in rows_where(shares & unsigned & (d.approximate > 0) & (d.approximate < 1)):
        yield row, "value_perhaps_ratio", {}


def value_is_near_the_last(asked: Asked) -> Iterator[Finding]:
    """A tenfold jump against the last known value is asked about."""
    d = asked.d
    codes, distinct = pairs(d.named, d.region)
    series = [
        (n.root.target_id, region) if n.root and isinstance(region, str) else None
        for n, region in distinct
    ]
    codes, distinct = pairs(Column(codes, [*series, None]), d.stored_contributor)
    last = [asked.latest.get((*cell, who)) if cell else None for cell, who in distinct]
    known = np.array([float(v) if v else np.nan for v in last])[codes]
    with np.errstate(invalid="ignore", divide="ignore"):
        times = d.approximate / known
        jumps = (times >= JUMP) | ((times <= 1 / JUMP) & (d.approximate != 0))
    for row in rows_where(jumps):
        yield row, "value_jump", {"last": last[codes[row]], "unit": unit_of(d.named[row].root)}


def value_is_scaled_once(asked: Asked) -> Iterator[Finding]:
    """12万 under 万元 may be 12 or 120000 of them; a lone 一 is mostly a dash."""
    d = asked.d
    money = UNITS["万元"].base
    scaled = {n for n, unit in UNITS.items() if unit.base == money and n != "元"}

    def usual(named: Named, written: Any) -> tuple[str, dict] | None:
        unit = written or (unit_of(named.root) if named.root else "")
        return ("value_scaled_twice", {"unit": unit}) if unit in scaled else None

    for row in rows_where(d.value.where(lambda v: isinstance(v, Quantity) and not v.unit)):
        text = d.raw(row, "value")
        if text == "一":
            yield row, "value_stroke", {}
        elif text[-1] in "万萬亿億":
            yield from per_pair(d.named, d.unit, usual, np.array([row]))


def unit_fits(asked: Asked) -> Iterator[Finding]:
    """A unit is the target's or converts into it exactly, and then the factor is shown."""
    d = asked.d
    yield from per_pair(d.given_unit, d.unit, _unit_conflict)
    yield from per_pair(d.named, d.unit, _name_conflict)
    for row in rows_where(d.given_unit.where(lambda u: u is UNREAD)):
        yield row, "unit_unknown", {"allowed": tuple(UNITS)}
    yield from per_pair(d.named, d.unit, _unit_problem)
    for row in rows_where(d.is_number & ~d.has_amount):
        problem = _unit_problem(d.named[row], d.unit[row])
        if problem and problem[0] == "unit_converted":
            yield row, "unit_not_exact", problem[1]


def _unit_conflict(given: Any, written: Any) -> tuple[str, dict] | None:
    if given in ("", UNREAD) or given == written:
        return None
    return "unit_conflict", {"cell": written, "given": given}


def _name_conflict(named: Named, written: Any) -> tuple[str, dict] | None:
    if named.unit in ("", written) or written in ("", UNREAD):
        return None
    return "unit_conflict", {"cell": written, "given": named.unit}


def _unit_problem(named: Named, written: Any) -> tuple[str, dict] | None:
    if named.root is None or written in ("", UNREAD):
        return None
    wanted = unit_of(named.root)
    if not wanted:
        return "unit_not_expected", {}
    given, own = UNITS[written], UNITS[wanted]
    params = {"given": written, "given_en": given.en, "wanted": wanted, "wanted_en": own.en}
    if given.base != own.base:
        return "unit_differs", params
    if given.factor != own.factor:
        return "unit_converted", params | {"factor": f"{(given.factor / own.factor):f}"}
    return None
