"""The road to the deadline as the reports so far point to it (pure); never sets a status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from statistics import median

FEWEST_DATES = 3
STEPS = 12
"""Points of the drawn road after its first: enough for a compound curve to look round."""
Z_90 = Decimal("1.6448536269514722")
"""Two-sided 90 % point of the normal distribution."""


@dataclass(frozen=True)
class Forecast:
    """The expected level at the deadline, with its interval, in the unit of the points.

    path runs from the last report's date to the deadline, oldest first; lows and highs run beside
    it. All three are on the fitted line, so they need not start at the last report's value.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    path: tuple[tuple[date, Decimal], ...]
    lows: tuple[tuple[date, Decimal], ...]
    highs: tuple[tuple[date, Decimal], ...]


def forecast(
    points: Sequence[tuple[date, Decimal]],
    deadline: date,
    compound: bool,
) -> Forecast | None:
    """Theil-Sen line through the points, on the logarithm of the level where compound.

    None with fewer than three distinct dates, with a deadline not after the last of them, or
    where compound meets a value that is not above zero.

    Method: the slope is the median of the slopes of all pairs of dates, the intercept the median
    of y - slope x (Sen 1968, J. Am. Stat. Assoc. 63, 1379-1389). The interval takes the
    (N - C)/2-th and the (N + C)/2 + 1-th of the N ordered slopes, C = z sqrt(n (n-1) (2n+5) / 18)
    with z for 90 % (Sen 1968; Hollander and Wolfe, Nonparametric Statistical Methods, 9.3), each
    with its own intercept. With few points C exceeds N and the interval is the whole range of
    slopes, which covers less than 90 % (three points: two thirds).
    """
    if len({day for day, _ in points}) < FEWEST_DATES or deadline <= max(d for d, _ in points):
        return None
    if compound and any(value <= 0 for _, value in points):
        return None
    ordered = sorted(points)
    first, last = ordered[0][0], ordered[-1][0]
    xs = [Decimal((day - first).days) for day, _ in ordered]
    ys = [value.ln() if compound else value for _, value in ordered]
    lines = [(slope, _intercept(xs, ys, slope)) for slope in _slopes(xs, ys)]
    days = _days(last, deadline)

    def road(line: tuple[Decimal, Decimal]) -> tuple[tuple[date, Decimal], ...]:
        slope, start = line
        levels = [start + slope * (day - first).days for day in days]
        return tuple(zip(days, (v.exp() if compound else v for v in levels), strict=True))

    low, middle, high = (road(line) for line in lines)
    return Forecast(middle[-1][1], low[-1][1], high[-1][1], middle, low, high)


def _slopes(xs: list[Decimal], ys: list[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lower, median and upper slope."""
    slopes = sorted(
        (ys[j] - ys[i]) / (xs[j] - xs[i])
        for i, j in combinations(range(len(xs)), 2)
        if xs[i] != xs[j]
    )
    n, pairs = Decimal(len(xs)), len(slopes)
    spread = Z_90 * (n * (n - 1) * (2 * n + 5) / 18).sqrt()
    below = max(int((pairs - spread) / 2), 1)
    return slopes[below - 1], median(slopes), slopes[pairs - below]


def _intercept(xs: list[Decimal], ys: list[Decimal], slope: Decimal) -> Decimal:
    return median(y - slope * x for x, y in zip(xs, ys, strict=True))


def _days(last: date, deadline: date) -> list[date]:
    span = deadline - last
    return sorted({last + span * step // STEPS for step in range(STEPS)} | {deadline})
