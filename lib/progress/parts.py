"""Reports of the whole and of its parts beside each other, and what to say of them (pure).

Never adds a part to a whole; never decides which date counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lib.plan import Target
from lib.progress.actuals import Actual
from lib.progress.reasons import Reason


@dataclass(frozen=True)
class Sources:
    """The reports of one series: of the whole, and of its parts by name.

    kind says what the parts are (contributor, region, or empty: none). expected are the names
    that make a full sum; empty where nobody told which regions there are. additive is False where
    parts must not be added up (ratios, ranks).
    """

    whole: list[Actual]
    parts: dict[str, list[Actual]] = field(default_factory=dict)
    kind: str = ""
    expected: tuple[str, ...] = ()
    additive: bool = True

    @property
    def reports(self) -> list[tuple[str, Actual]]:
        """Every report with the name of its part, empty for the whole; oldest period first."""
        named = [("", a) for a in self.whole]
        named += [(name, a) for name, part in self.parts.items() for a in part]
        return sorted(named, key=lambda pair: pair[1].period_end)


def sources(
    target: Target,
    reports: Sequence[Actual],
    contributors: Collection[str] = (),
    regions: Collection[str] = (),
) -> Sources:
    """Sort one target's numeric reports into whole and parts.

    A component has the reports of its own contributor; the whole has those without one, and the
    contributors as parts. Regions are the parts where contributors are not.
    """
    own: list[Actual] = []
    by_contributor: dict[str, list[Actual]] = {}
    by_region: dict[str, list[Actual]] = {}
    for actual in reports:
        if actual.value is None:
            continue
        if actual.whole and actual.contributor == target.contributor:
            own.append(actual)
        elif actual.whole and not target.contributor:
            by_contributor.setdefault(actual.contributor, []).append(actual)
        elif not actual.whole and actual.contributor == target.contributor:
            by_region.setdefault(actual.region, []).append(actual)
    if by_contributor:
        expected = tuple(sorted({*contributors, *by_contributor}))
        summed = target.actuals_are != "snapshot"
        return Sources(own, dict(sorted(by_contributor.items())), "contributor", expected, summed)
    if by_region:
        expected = tuple(sorted({*regions, *by_region})) if regions else ()
        summed = target.measure_type in ("stock", "flow")
        return Sources(own, dict(sorted(by_region.items())), "region", expected, summed)
    return Sources(own)


@dataclass(frozen=True)
class Point:
    """The value a target stood at on a day, with the reports it was made from.

    lacks tells what a sum is missing; it is then a lower bound. remarks tell what else a reader
    must know.
    """

    end: date
    value: Decimal
    inputs: tuple[Actual, ...]
    span: str = "at"
    lacks: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()

    @property
    def complete(self) -> bool:
        """False for a sum that lacks something: a lower bound."""
        return not self.lacks


# whole and parts in words


def summed(found: Sources, end: date) -> tuple[Reason, ...]:
    """Says that the value was added up from parts, where it was."""
    return (Reason(f"summed_{found.kind}s", {"date": end}),) if found.kind else ()


def lacking(found: Sources, end: date, parts: dict[str, Actual]) -> tuple[Reason, ...]:
    """What a sum of these parts is missing."""
    if not found.expected:
        return (Reason("lacks_region_list"),)
    return tuple(named(found, end, tuple(n for n in found.expected if n not in parts)))


def named(found: Sources, end: date, missing: tuple[str, ...]) -> list[Reason]:
    """The missing parts by name."""
    if found.kind == "contributor":
        return [Reason("lacks_contributor", {"contributor": n, "date": end}) for n in missing]
    return [Reason("lacks_regions", {"regions": missing, "date": end})] if missing else []


def of_whole(end: date, whole: Actual) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What a value of the whole lacks, and what to say of it, where its parts were added up.

    A sum that nobody reported for the whole itself is no more than its parts; a value that
    somebody reported stands, and its parts are only laid beside it.
    """
    if whole.below is None:
        return (), ()
    if whole.summed:
        silent = whole.below.lacks
        lacks = (Reason("lacks_regions", {"regions": silent, "date": end}),) if silent else ()
        return lacks, (Reason("summed_regions", {"date": end}),)
    some = "some_" if whole.below.lacks else ""
    return (), tuple(differs(end, value(whole), whole.below.total, some))


def difference(
    found: Sources,
    end: date,
    whole: Decimal,
    parts: dict[str, Actual],
) -> tuple[Reason, ...]:
    """What to say where a whole stands beside its parts; the parts are never added to it."""
    if not parts:
        return ()
    partial = [n for n in found.expected if n not in parts]
    return tuple(differs(end, whole, total(parts.values()), "some_" if partial else ""))


def differs(end: date, whole: Decimal, parts: Decimal, some: str = "") -> list[Reason]:
    """Both values and their difference, where there is one."""
    if whole == parts:
        return []
    params = {"date": end, "whole": whole, "parts": parts, "difference": whole - parts}
    return [Reason(f"{some}parts_differ", params)]


def value(actual: Actual) -> Decimal:
    """The number of a numeric report."""
    assert actual.value is not None, actual  # sources() keeps numbers only
    return actual.value


def total(amounts: Iterable[Actual]) -> Decimal:
    """The sum of numeric reports."""
    return sum((a.value for a in amounts if a.value is not None), Decimal(0))
