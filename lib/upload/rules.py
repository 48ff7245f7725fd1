"""The rules an uploaded row must obey (pure): each marks the rows of a draft where it is broken.

To add one: a function, its line in RULES, its sentences `issue.<code>` in texts.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.fields import CONTRIBUTORS
from lib.issues import ASK, HOLD
from lib.upload import repeats
from lib.upload.column import UNREAD, Column
from lib.upload.naming import Named
from lib.upload.rule import Asked, Finding, Rule, near, per_pair, rows_where
from lib.upload.value_rules import (
    NO_NUMBER,
    unit_fits,
    value_is_near_the_last,
    value_is_of_the_kind,
    value_is_possible,
    value_is_scaled_once,
)
from lib.values import Period, period

LONGEST_TEXT = 2000
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


def reason_is_known(asked: Asked) -> Iterator[Finding]:
    """Why a value is corrected is one of the reasons we count."""
    for row in rows_where(asked.d.reason.where(lambda r: r is UNREAD)):
        yield row, "reason_unknown", {}


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
    for row, others in repeats.half_overlapping(d):
        lines = tuple(sorted(d.lines[others].tolist()))
        yield row, "increments_half_overlap", {"others": lines[:MOST_NAMED]}


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
        NO_NUMBER | {"milestone_unreadable": HOLD, "narrative_unreadable": HOLD},
        value_is_of_the_kind,
    ),
    Rule(
        "value",
        {
            "value_negative": HOLD,
            "value_not_whole": HOLD,
            "value_above_100": ASK,
            "value_perhaps_ratio": ASK,
        },
        value_is_possible,
    ),
    Rule("value", {"value_jump": ASK}, value_is_near_the_last),
    Rule("value", {"value_scaled_twice": HOLD, "value_stroke": HOLD}, value_is_scaled_once),
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
    Rule("reason", {"reason_unknown": HOLD}, reason_is_known),
    Rule("source", {"text_too_long": HOLD, "text_control": HOLD}, source_is_clean),
    Rule("note", {"text_too_long": HOLD, "text_control": HOLD}, note_is_clean),
    Rule("value", {"duplicate_conflict": HOLD}, rows_agree),
    Rule(
        "period",
        {"increments_overlap": ASK, "increments_half_overlap": ASK},
        amounts_do_not_overlap,
    ),
)
"""In the order of the columns; then what only several rows together can show."""
