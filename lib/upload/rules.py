"""The rules an uploaded row must obey (pure): each marks the rows of a draft where it is broken.

To add one: a function, its line in RULES, its sentences `issue.<code>` in texts.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.fields import CONTRIBUTORS, UNITS
from lib.issues import ASK, HOLD
from lib.upload import repeats
from lib.upload.column import UNREAD, Column
from lib.upload.draft import LIGHTS_OF, Measured, unit_of
from lib.upload.naming import Named
from lib.upload.rule import Asked, Finding, Rule, near, per_pair, rows_where
from lib.values import Period, period

WHOLE_UNITS = frozenset("户家个名人次项件位")
"""What is counted in these comes in whole numbers."""
LONGEST_TEXT = 2000
JUMP = 10
"""A value this many times the last known one is usually a slip of unit or comma."""
MOST_NAMED = 10
"""So many other lines are named in one sentence."""


def target_is_known(asked: Asked) -> Iterator[Finding]:
    """A row says which target it reports, and the plan has it."""
    named = asked.d.named
    for row in rows_where(named.where(lambda n: n.problem == "target_missing")):
        yield row, "target_missing", {}
    ids = [t.target_id for t in asked.d.plan]
    unknown = named.where(lambda n: n.problem == "target_unknown")
    yield from near(asked, "target_id", unknown, "target_unknown", ids)


def indicator_is_known(asked: Asked) -> Iterator[Finding]:
    """An indicator's name stands for one target, and for the one whose id stands beside it."""
    named = asked.d.named
    other = named.where(lambda n: n.problem in ("indicator_differs", "indicator_ambiguous"))
    for row in rows_where(other):
        yield row, named[row].problem, named[row].params
    names = [n for t in asked.d.plan for n in (t.indicator_zh, t.indicator_en)]
    unknown = named.where(lambda n: n.problem == "indicator_unknown")
    yield from near(asked, "indicator", unknown, "indicator_unknown", names)


def department_answers(asked: Asked) -> Iterator[Finding]:
    """A department reports only what it leads or supports."""
    if asked.departments is None:
        return
    plan, own = asked.d.plan, asked.departments
    theirs = {
        plan.root(t).target_id
        for t in plan
        if own & {*t.lead_departments, *t.supporting_departments}
    }
    named = asked.d.named
    foreign = named.where(lambda n: n.root is not None and n.root.target_id not in theirs)
    for row in rows_where(foreign):
        yield row, "department_other", {"leads": named[row].target.lead_departments}


def period_is_readable(asked: Asked) -> Iterator[Finding]:
    """A value is about a period that can be read in one way only."""
    when = asked.d.period
    for row in rows_where(when.where(lambda p: not isinstance(p, Period))):
        yield row, "period_missing" if when[row] is None else "period_unreadable", {}


def period_is_over(asked: Asked) -> Iterator[Finding]:
    """Nobody has counted what has not ended yet: somebody picked the wrong year."""
    d = asked.d
    for row in rows_where(d.ends > asked.today.toordinal()):
        yield row, "period_future", {"end": d.period[row].end, "today": asked.today}


def period_fits_the_plan(asked: Asked) -> Iterator[Finding]:
    """Amounts before the start would be summed into it; levels before it are kept as history.

    The baseline's own period is where it belongs, and growth is counted from amounts of earlier
    years; an amount of a single day is mostly a level in the wrong place.
    """
    d = asked.d
    starts = np.array([n.root.period_start.toordinal() if n.root else 0 for n in d.named.meaning])
    early = (d.ends > 0) & (d.ends < starts[d.named.codes])
    yield from per_pair(d.named, d.period, _early, np.flatnonzero(early))
    one_day = d.is_summed & d.period.where(lambda p: isinstance(p, Period) and p.kind == "day")
    for row in rows_where(one_day & ~early):
        yield row, "period_of_one_day", {}


def _early(named: Named, when: Period) -> tuple[str, dict] | None:
    root = named.root
    if root is None or _in_baseline(when, root.baseline_period):
        return None
    level = root.actuals_are == "snapshot" or root.comparison == "avg_growth_at_least"
    code = "period_before_start_kept" if level else "period_before_start"
    return code, {"start": root.period_start}


def _in_baseline(when: Period, baseline: str) -> bool:
    if not baseline:
        return False
    base = period(baseline)
    return base.start <= when.start and when.end <= base.end


def region_is_known(asked: Asked) -> Iterator[Finding]:
    """A region is one of the division tree, by its code, name or an alias."""
    unknown = asked.d.region.where(lambda r: r is UNREAD)
    names = [n for r in asked.regions for n in (r.zh, r.en)]
    yield from near(asked, "region", unknown, "region_unknown", names)


def contributor_fits(asked: Asked) -> Iterator[Finding]:
    """Only a fund has contributors, and a target of one contributor has no other."""
    plan = asked.d.plan
    funds: dict[str, set[str]] = {}
    for t in plan:
        funds.setdefault(plan.root(t).target_id, set()).update({t.contributor} - {""})

    def judge(named: Named, given: Any) -> tuple[str, dict] | None:
        if given is UNREAD:
            return "contributor_unknown", {
                "zh": tuple(zh for zh, _ in CONTRIBUTORS.values()),
                "en": tuple(en for _, en in CONTRIBUTORS.values()),
            }
        if not given or named.target is None or named.root is None:
            return None
        own = named.target.contributor
        if own and own != given:
            return "contributor_conflict", {"contributor": own}
        if given not in funds[named.root.target_id]:
            return "contributor_not_expected", {}
        return None

    yield from per_pair(asked.d.named, asked.d.contributor, judge)


def value_is_of_the_kind(asked: Asked) -> Iterator[Finding]:
    """A count is a number, a milestone is done or not, a narrative has its light."""
    d = asked.d
    counted = d.named.where(lambda n: n.root is not None and n.root.measure_type not in LIGHTS_OF)
    for row in rows_where(counted & ~d.is_number):
        yield row, "value_not_number", {}
    for row in rows_where(d.named.where(lambda n: n.root is not None) & ~counted):
        kind = d.named[row].root.measure_type
        if d.is_number[row] or d.value[row] not in LIGHTS_OF[kind]:
            yield row, f"{kind}_unreadable", {}


def value_is_possible(asked: Asked) -> Iterator[Finding]:
    """Nothing here is negative, people and firms are whole, a share is seldom above 100 %."""
    d = asked.d
    whole = d.named.where(lambda n: n.root is not None and unit_of(n.root) in WHOLE_UNITS)
    for row in rows_where(d.is_number & ~d.is_whole):
        number = d.value[row].number if isinstance(d.value[row], Measured) else d.value[row]
        if number < 0:
            yield row, "value_negative", {}
        if whole[row] and number % 1:
            yield row, "value_not_whole", {"unit": unit_of(d.named[row].root)}
    shares = d.named.where(lambda n: n.root is not None and unit_of(n.root) == "%")
    for row in rows_where(shares):
        if d.has_amount[row] and d.amount[row] > 100:
            yield row, "value_above_100", {}


def value_is_near_the_last(asked: Asked) -> Iterator[Finding]:
    """A tenfold jump against the last known value is asked about."""
    if not asked.latest:
        return
    d = asked.d
    for row in rows_where(d.is_number & d.named.where(lambda n: n.root is not None)):
        root, now = d.named[row].root, d.amount[row]
        last = asked.latest.get((root.target_id, d.region[row], d.stored_contributor[row]))
        if last and now and not last / JUMP < now < last * JUMP:
            yield row, "value_jump", {"last": last, "unit": unit_of(root)}


def unit_fits(asked: Asked) -> Iterator[Finding]:
    """A unit is the target's or converts into it exactly, and then the factor is shown."""
    d = asked.d
    for row in rows_where(d.given_unit.codes >= 0) if d.unit is not d.given_unit else []:
        if d.given_unit[row] not in (UNREAD, d.unit[row]):
            yield row, "unit_conflict", {"cell": d.unit[row], "given": d.given_unit[row]}
    for row in rows_where(d.given_unit.where(lambda u: u is UNREAD)):
        yield row, "unit_unknown", {"allowed": tuple(UNITS)}
    yield from per_pair(d.named, d.unit, _unit_problem)
    for row in rows_where(d.is_number & ~d.has_amount):
        problem = _unit_problem(d.named[row], d.unit[row])
        if problem and problem[0] == "unit_converted":
            yield row, "unit_not_exact", problem[1]


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


def finality_is_known(asked: Asked) -> Iterator[Finding]:
    """A value is provisional or final."""
    for row in rows_where(asked.d.finality.where(lambda f: f is UNREAD)):
        yield row, "finality_unknown", {}


# Line breaks and tabs are ordinary in a note. The others break exports, hide text or turn its
# direction; the replacement character means that the file was damaged before it came here.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]"
)


def _text_is_clean(column: Column) -> Iterator[Finding]:
    for row in rows_where(column.where(lambda t: t is not None and len(t) > LONGEST_TEXT)):
        yield row, "text_too_long", {"length": len(column[row]), "limit": LONGEST_TEXT}
    for row in rows_where(column.where(lambda t: bool(t and _CONTROL.search(t)))):
        match = _CONTROL.search(column[row])
        if match:
            yield (
                row,
                "text_control",
                {"position": match.start() + 1, "character": f"U+{ord(match[0]):04X}"},
            )


def source_is_clean(asked: Asked) -> Iterator[Finding]:
    """A source is short enough and free of control characters."""
    yield from _text_is_clean(asked.d.source)


def note_is_clean(asked: Asked) -> Iterator[Finding]:
    """A note is short enough and free of control characters."""
    yield from _text_is_clean(asked.d.note)


def rows_agree(asked: Asked) -> Iterator[Finding]:
    """Two rows about the same cell must say the same; if not, both wait for a person."""
    d = asked.d
    for group in asked.same_cell:
        if len({repeats.content(d, row) for row in group}) > 1:
            lines = d.lines[group].tolist()
            for row, line in zip(group, lines, strict=True):
                others = [n for n in lines[: MOST_NAMED + 1] if n != line][:MOST_NAMED]
                yield row, "duplicate_conflict", {"others": tuple(others)}


def amounts_do_not_overlap(asked: Asked) -> Iterator[Finding]:
    """A year beside its quarters: somebody decides which of the two counts."""
    d = asked.d
    for row, parts in repeats.overlapping(d):
        lines = tuple(sorted(d.lines[parts].tolist()))
        yield row, "increments_overlap", {"others": lines[:MOST_NAMED]}


RULES = (
    Rule(
        "target_id",
        {"target_missing": HOLD, "target_unknown": HOLD, "target_unknown_near": HOLD},
        target_is_known,
    ),
    Rule(
        "indicator",
        {
            "indicator_unknown": HOLD,
            "indicator_unknown_near": HOLD,
            "indicator_differs": HOLD,
            "indicator_ambiguous": HOLD,
        },
        indicator_is_known,
    ),
    Rule("target_id", {"department_other": HOLD}, department_answers),
    Rule("period", {"period_missing": HOLD, "period_unreadable": HOLD}, period_is_readable),
    Rule("period", {"period_future": HOLD}, period_is_over),
    Rule(
        "period",
        {"period_before_start": HOLD, "period_before_start_kept": ASK, "period_of_one_day": ASK},
        period_fits_the_plan,
    ),
    Rule("region", {"region_unknown": HOLD, "region_unknown_near": HOLD}, region_is_known),
    Rule(
        "contributor",
        {
            "contributor_unknown": HOLD,
            "contributor_not_expected": HOLD,
            "contributor_conflict": HOLD,
        },
        contributor_fits,
    ),
    Rule(
        "value",
        {"value_not_number": HOLD, "milestone_unreadable": HOLD, "narrative_unreadable": HOLD},
        value_is_of_the_kind,
    ),
    Rule(
        "value",
        {"value_negative": HOLD, "value_not_whole": HOLD, "value_above_100": ASK},
        value_is_possible,
    ),
    Rule("value", {"value_jump": ASK}, value_is_near_the_last),
    Rule(
        "unit",
        {
            "unit_unknown": HOLD,
            "unit_differs": HOLD,
            "unit_conflict": HOLD,
            "unit_not_expected": HOLD,
            "unit_not_exact": HOLD,
            "unit_converted": ASK,
        },
        unit_fits,
    ),
    Rule("finality", {"finality_unknown": HOLD}, finality_is_known),
    Rule("source", {"text_too_long": HOLD, "text_control": HOLD}, source_is_clean),
    Rule("note", {"text_too_long": HOLD, "text_control": HOLD}, note_is_clean),
    Rule("value", {"duplicate_conflict": HOLD}, rows_agree),
    Rule("period", {"increments_overlap": ASK}, amounts_do_not_overlap),
)
"""In the order of the columns; then what only several rows together can show."""
