"""From a file's bytes to what it would change: read, check, compare; never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lib import store
from lib.changes import ACTUALS, PLAN, THRESHOLDS, Changes, compare
from lib.plan import Plan, parse_plan
from lib.plan.regions import Region
from lib.plan.thresholds import parse_thresholds
from lib.upload.parse import Sheet, read
from lib.upload.validate import Checked, check


@dataclass(frozen=True)
class Preview:
    """A file as understood: the sheet, what was wrong with it, and what it would change."""

    sheet: Sheet
    checked: Checked
    changes: Changes


def preview(
    db: store.Database,
    data: bytes,
    name: str,
    regions: Sequence[Region],
    today: date,
    *,
    departments: Sequence[str] | None = None,
    encoding: str | None = None,
    max_bytes: int,
) -> Preview:
    """Read, check and compare a file of actuals with what is stored now.

    departments limits what may be reported to targets they lead or support.
    Raises UnreadableFile.
    """
    sheet = read(data, name, encoding, max_bytes=max_bytes)
    base = store.head(db)
    checked = check(
        sheet,
        store.plan(db, base),
        regions,
        today,
        departments=departments,
        latest=store.last_values(db, base),
    )
    return Preview(sheet, checked, compare_actuals(db, checked.rows, base))


def compare_actuals(db: store.Database, rows: pd.DataFrame, base: int) -> Changes:
    """Compare checked rows with the stored ones of the same keys."""
    current = store.latest_of(db, ACTUALS, rows, base)
    return compare(ACTUALS, current, rows, base)


def compare_plan(db: store.Database, text: str) -> Changes:
    """Compare the text of a targets.csv with the stored plan.

    Raises BrokenPlan with every problem at once.
    """
    base = store.head(db)
    rows = store.plan_rows(Plan(tuple(parse_plan(text))))
    return compare(PLAN, store.latest(db, PLAN, base), rows, base, complete=True)


def compare_thresholds(db: store.Database, text: str) -> Changes:
    """Compare the text of a thresholds.csv with the stored thresholds.

    Raises BrokenPlan with every problem at once.
    """
    base = store.head(db)
    rows = store.threshold_rows(parse_thresholds(text))
    return compare(THRESHOLDS, store.latest(db, THRESHOLDS, base), rows, base, complete=True)
