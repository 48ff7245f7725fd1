"""Targets, plans and actuals of the tests in one line each; no test of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

from lib.plan import Plan, Target
from lib.progress import Progress, assess
from lib.progress.actuals import Actual

FIRM_COUNT: dict[str, Any] = {
    "target_id": "T03-1",
    "task_no": 3,
    "measure_no": 2,
    "area": "培育壮大创新主体",
    "group": "强化引培",
    "indicator_zh": "高新技术企业数",
    "indicator_en": "High-tech firms",
    "unit": "户",
    "actual_unit": "",
    "measure_type": "stock",
    "comparison": "at_least",
    "value": Decimal(196),
    "value_max": None,
    "period_start": date(2022, 1, 1),
    "deadline": date(2022, 12, 31),
    "repeat": "once",
    "ongoing": False,
    "actuals_are": "snapshot",
    "path": "none",
    "path_points": (),
    "baseline_period": "",
    "baseline_value": None,
    "report_every": "",
    "grace_days": 31,
    "part_of": "",
    "share": None,
    "contributor": "",
    "same_as": "",
    "lead_departments": ("市科技局",),
    "supporting_departments": (),
    "basis": "stated",
    "clause": "2.1/3",
    "note": "",
    "note_en": "",
}


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def target(**changed: Any) -> Target:
    """A stock of 196 firms by the end of 2022, with what the test changes."""
    for name in ("period_start", "deadline"):
        if isinstance(changed.get(name), str):
            changed[name] = day(changed[name])
    for name in ("value", "value_max", "baseline_value", "share"):
        if name in changed:
            changed[name] = number(changed[name])
    return Target(**FIRM_COUNT | changed)


def flow(**changed: Any) -> Target:
    """80 new firms in 2022, reported as a cumulative figure and expected evenly."""
    return target(
        **{
            "target_id": "T03-2",
            "measure_type": "flow",
            "value": 80,
            "actuals_are": "to_date",
            "path": "even",
        }
        | changed
    )


def amounts(**changed: Any) -> Target:
    """As flow, reported as amounts of periods."""
    return flow(**{"actuals_are": "increment"} | changed)


def growth(**changed: Any) -> Target:
    """17.3 % a year on 2020 by 2025, reported as the amount of each year."""
    return target(
        **{
            "target_id": "T32-1",
            "measure_type": "flow",
            "comparison": "avg_growth_at_least",
            "value": "17.3",
            "unit": "%",
            "actual_unit": "万元",
            "period_start": "2021-01-01",
            "deadline": "2025-12-31",
            "actuals_are": "increment",
            "path": "compound",
            "baseline_period": "2020",
        }
        | changed
    )


def actual(value: Any, end: str | date, target_id: str = "T03-1", **changed: Any) -> Actual:
    return Actual(target_id, day(end), number(value), **changed)


def judge(of: Target, *actuals: Actual, as_of: str | date, **known: Any) -> list[Progress]:
    """The rows of one target alone, whatever target_id the actuals were given."""
    own = [Actual(**vars(a) | {"target_id": of.target_id}) for a in actuals]
    return assess(Plan((of,)), own, day(as_of), **known)


def one(of: Target, *actuals: Actual, as_of: str | date, **known: Any) -> Progress:
    (row,) = judge(of, *actuals, as_of=as_of, **known)
    return row


def codes(row: Progress) -> list[str]:
    return [reason.code for reason in row.reasons]


def params(row: Progress, code: str) -> dict[str, Any]:
    """What one sentence says, without the unit."""
    said = next(reason for reason in row.reasons if reason.code == code)
    return {name: value for name, value in said.params.items() if name != "unit"}
