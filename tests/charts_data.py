"""Targets and judged rows for the tests of charts: small, made up, with round numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lib.charts.chart import Caption
from lib.plan import Target
from lib.progress import Progress

CAPTION = Caption(
    date(2022, 10, 15),
    demo=True,
    names={
        "市科技局": "Science Bureau",
        "市财政局": "Finance Bureau",
        "培育": "Firms",
        "人才": "Talent",
    },
)


def target(**changed: Any) -> Target:
    """196 high-tech firms by the end of 2022."""
    told: dict[str, Any] = {
        "target_id": "T03-1",
        "task_no": 3,
        "measure_no": 2,
        "area": "培育",
        "group": "强化引培",
        "indicator_zh": "高企数",
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
        "path": "linear",
        "path_points": (),
        "baseline_period": "2021",
        "baseline_value": None,
        "report_every": "quarter",
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
    return Target(**{**told, **changed})


def row(of: Target, status: str, **changed: Any) -> Progress:
    """One judged target; what is not given is unknown."""
    told: dict[str, Any] = {
        "instance": None,
        "headline": True,
        "as_of": date(2022, 10, 15),
        "start": of.period_start,
        "deadline": of.deadline,
        "required": of.value,
    }
    return Progress(target=of, status=status, **{**told, **changed})


def behind() -> Progress:
    """136 at the end of 2021, 166 in September where the plan asks for 181."""
    return row(
        target(),
        "behind",
        baseline=Decimal(136),
        baseline_from="reported",
        actual=Decimal(166),
        actual_end=date(2022, 9, 30),
        completion=Decimal("0.5"),
        planned=Decimal("0.75"),
        points_ahead=Decimal(-25),
        path=((date(2021, 12, 31), Decimal(136)), (date(2022, 12, 31), Decimal(196))),
        history=(
            (date(2020, 12, 31), Decimal(120)),
            (date(2021, 12, 31), Decimal(136)),
            (date(2022, 6, 30), Decimal(150)),
            (date(2022, 9, 30), Decimal(166)),
        ),
    )


def silent(**changed: Any) -> Progress:
    """A target nobody has reported on."""
    return row(target(**changed), "overdue_unreported")
