"""The CAGR ratio of Statistics Canada and Open SDG, beside our own judgement (pure).

Never sets our status. Method: docs/progress-methodology.md of open-sdg/open-sdg.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lib import values
from lib.progress.table import Progress
from lib.progress.trajectory import DIRECTIONS

NEARLY_ZERO = Decimal("0.001")
"""Stands for a base or a target of zero, from which no rate can be computed."""
WITH_TARGET = (Decimal("0.95"), Decimal("0.60"), Decimal(0))
WITHOUT_TARGET = (Decimal("0.015"), Decimal("0.005"), Decimal(0))
"""Least values of the three bands above deterioration."""
BANDS = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")
LIMIT_POWER = Decimal("4.44")
BEST, WORST = Decimal(5), Decimal(-5)


@dataclass(frozen=True)
class International:
    """value: the ratio with a target, the growth rate a year without; score from -5 to 5.

    status: target_achieved, one of BANDS, or not_available, where value and score are None.
    """

    value: Decimal | None
    status: str
    score: Decimal | None


NOT_AVAILABLE = International(None, "not_available", None)


def cagr_progress(
    base: Decimal | None,
    base_year: int,
    current: Decimal | None,
    current_year: int | None,
    target: Decimal | None,
    target_year: int,
    direction: int,
    limit: Decimal | None = None,
) -> International:
    """Growth a year since the base year, against what the target asks or against fixed rates.

    direction is 1 where more is better, else -1; limit is a natural bound such as 100 %. Values
    of different signs have no growth rate and give not_available; all negative turn direction.
    """
    if base is None or current is None or current_year is None:
        return NOT_AVAILABLE
    start, wanted = base or NEARLY_ZERO, NEARLY_ZERO if target == 0 else target
    better = direction * (-1 if start < 0 else 1)
    years = current_year - base_year
    growth = _rate(start, current, years)
    if wanted is None:
        if growth is None:
            return NOT_AVAILABLE
        return _without_target(better * growth, _near_limit(start, limit))
    met = current >= wanted if direction == 1 else current <= wanted
    if years < 1:
        return NOT_AVAILABLE
    asked = _rate(start, wanted, target_year - base_year)
    ratio = better * growth / abs(asked) if growth is not None and asked else None
    if met:
        return International(ratio, "target_achieved", BEST)
    if ratio is None:
        return NOT_AVAILABLE
    return International(ratio, _band(ratio, WITH_TARGET), _score_with_target(ratio))


def _rate(first: Decimal, last: Decimal, years: int) -> Decimal | None:
    if years < 1 or last / first < 0:
        return None
    return (last / first) ** (Decimal(1) / years) - 1


def _near_limit(base: Decimal, limit: Decimal | None) -> Decimal:
    """1 - (|base| / |limit|)^4.44, mirrored between the limit and its double; 1 beyond."""
    if not limit:
        return Decimal(1)
    share = abs(base) / abs(limit)
    if share > 1:
        share = max(2 - share, Decimal(0))
    return 1 - share**LIMIT_POWER


def _without_target(growth: Decimal, scale: Decimal) -> International:
    if scale == 0 and growth >= 0:
        return International(growth, BANDS[0], BEST)  # a value kept at its limit
    status = _band(growth, tuple(bound * scale for bound in WITHOUT_TARGET))
    if growth < 0:
        return International(growth, status, max(125 * growth - Decimal("2.5"), WORST))
    steps = {
        BANDS[0]: 500 * growth / scale - 5,
        BANDS[1]: 250 * growth / scale - Decimal("1.25"),
        BANDS[2]: 500 * growth / scale - Decimal("2.5"),
    }
    return International(growth, status, min(steps[status], BEST))


def _score_with_target(ratio: Decimal) -> Decimal:
    if ratio >= WITH_TARGET[1]:
        return min(Decimal("7.1429") * ratio - Decimal("4.2857"), BEST)
    return max(Decimal("4.1667") * ratio - Decimal("2.5"), WORST)


def _band(value: Decimal, bounds: tuple[Decimal, ...]) -> str:
    return next((name for name, b in zip(BANDS, bounds, strict=False) if value >= b), BANDS[-1])


def assess_international(progress: Progress) -> International | None:
    """The same actual by the other method; None where it has nothing to work on.

    It needs a baseline of a known year, a full actual and a target level; and it knows years only.
    """
    target = progress.target
    if (
        progress.baseline is None
        or progress.actual is None
        or progress.required is None
        or progress.actual_end is None
        or progress.deadline is None
        or not progress.complete
        or not target.baseline_period
        or target.comparison in ("exactly", "keeps_rising")
    ):
        return None
    found = cagr_progress(
        progress.baseline,
        values.period(target.baseline_period).end.year,
        progress.actual,
        progress.actual_end.year,
        progress.required,
        progress.deadline.year,
        DIRECTIONS.get(target.comparison, 1),
    )
    return None if found is NOT_AVAILABLE else found
