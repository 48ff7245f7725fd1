"""Where on pace ends and behind begins: thresholds.csv to numbers (pure)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation

from lib.issues import BrokenPlan, Issue

DEFAULT_THRESHOLDS = {"on_track": Decimal(1), "slightly_behind": Decimal("0.9")}


def parse_thresholds(text: str) -> dict[str, Decimal]:
    """Read name,value lines.

    Raises BrokenPlan where a name is unknown, missing or double, a value is no number above
    zero, or slightly_behind does not lie below on_track.
    """
    found: dict[str, Decimal] = {}
    issues = []
    for row, cells in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        name, value = cells.get("name") or "", cells.get("value") or ""
        if name not in DEFAULT_THRESHOLDS or name in found:
            allowed = "、".join(DEFAULT_THRESHOLDS)
            issues.append(Issue("threshold_name", row, "name", name, params={"allowed": allowed}))
            continue
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal(0)
        if not number.is_finite() or number <= 0:
            issues.append(Issue("threshold_value", row, "value", value))
        found[name] = number
    missing = [name for name in DEFAULT_THRESHOLDS if name not in found]
    issues += [Issue("threshold_missing", None, "name", name) for name in missing]
    if not issues and found["slightly_behind"] >= found["on_track"]:
        issues.append(Issue("threshold_order", None, "value", str(found["slightly_behind"])))
    if issues:
        raise BrokenPlan("broken_thresholds", tuple(issues), count=len(issues))
    return found
