"""The baseline of a target: stated in the plan, or taken from the reports of its period (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lib import values
from lib.plan import Target
from lib.progress.actuals import Actual
from lib.progress.reasons import Reason
from lib.progress.series import Known
from lib.progress.trajectory import missing_baseline, needs_baseline


@dataclass(frozen=True)
class Base:
    """The baseline: its value, where it came from (as in progress.Progress), and its day.

    inputs are the reports it was taken from, reasons the words for it.
    """

    value: Decimal | None = None
    origin: str = "none"
    end: date | None = None
    inputs: tuple[Actual, ...] = ()
    reasons: tuple[Reason, ...] = ()


def baseline(target: Target, known: Known) -> Base:
    """Stated in the plan, or the actual of its period; what is counted up from nothing has none."""
    if target.path == "even" or not (
        needs_baseline(target) or target.baseline_period or target.baseline_value is not None
    ):
        return Base()
    period = values.period(target.baseline_period) if target.baseline_period else None
    end = period.end if period else None
    told = {"baseline_period": target.baseline_period}
    if (stated := target.baseline_value) is not None:
        return Base(
            stated, "stated", end, (), (Reason("baseline_stated", {**told, "baseline": stated}),)
        )
    if period is None:
        return Base(None, "missing", None, (), (missing_baseline(target),))
    points = known.series(target, period.start, period.end).points
    if not points or points[-1].end != period.end:
        return Base(None, "missing", end, (), (missing_baseline(target),))
    point = points[-1]
    if not point.complete:
        return Base(None, "missing", end, (), (missing_baseline(target), *point.lacks))
    return Base(
        point.value,
        "reported",
        end,
        point.inputs,
        (Reason("baseline_reported", {**told, "baseline": point.value}), *point.remarks),
    )
