"""breakdown.csv: what each region is asked for of a target (pure); never shares a value out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lib.fields import TARGET_FIELDS
from lib.issues import BrokenPlan, Issue
from lib.plan.cells import FLAGS, CellError, read
from lib.plan.regions import Region, top
from lib.plan.targets import Target

COLUMNS = ("target_id", "region", "value", "adds_up", "baseline_value", "deadline")
"""The first four say something in every row; the others may be empty."""
ADDITIVE = ("stock", "flow")
_FIELD = {f.name: f for f in TARGET_FIELDS}


@dataclass(frozen=True)
class Share:
    """What one region is asked for: its own value, where it begins and by when.

    adds_up: the values of all parts of its parent make up the parent's.
    """

    target_id: str
    region: str
    value: Decimal
    adds_up: bool
    baseline_value: Decimal | None = None
    deadline: date | None = None


def load_breakdown(
    text: str, targets: Iterable[Target], regions: Sequence[Region]
) -> tuple[Share, ...]:
    """The shares of a table in COLUMNS. Raises BrokenPlan naming every row that breaks a rule.

    A target, region or number that is none, one region asked twice, what cannot be added up, and
    parts that do not make up their parent's value, with what was found and what was expected.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BrokenPlan("file_breakdown", (Issue("breakdown_columns", row=1),))
    by_id = {t.target_id: t for t in targets}
    codes = {r.code for r in regions}
    found: dict[tuple[str, str], tuple[int, Share]] = {}
    issues: list[Issue] = []
    for record in reader:
        line = reader.line_num
        share, wrong = _share(record, line, by_id, codes)
        issues += wrong
        if share and (share.target_id, share.region) in found:
            issues.append(Issue("breakdown_twice", line, "region", share.region))
        elif share:
            found[share.target_id, share.region] = line, share
    issues += [] if issues else _sums(found, by_id, regions)
    if issues:
        raise BrokenPlan("file_breakdown", tuple(sorted(issues, key=lambda i: i.row or 0)))
    return tuple(share for _, share in found.values())


def _share(
    record: dict[str, str], line: int, by_id: dict[str, Target], codes: set[str]
) -> tuple[Share | None, list[Issue]]:
    if None in record or None in record.values():
        return None, [Issue("breakdown_columns", line)]
    cells = {name: record[name].strip() for name in COLUMNS}
    issues: list[Issue] = []
    values: dict[str, Any] = {"target_id": cells["target_id"], "region": cells["region"]}
    for name in ("value", "baseline_value", "deadline"):
        try:
            values[name] = read(_FIELD[name], cells[name])
        except CellError as error:
            issues.append(Issue(error.code, line, name, cells[name], params=error.params))
    target = by_id.get(cells["target_id"])
    if target is None or target.value is None:
        issues.append(Issue("breakdown_target", line, "target_id", cells["target_id"]))
    if cells["region"] not in codes:
        issues.append(Issue("region_unknown", line, "region", cells["region"]))
    if cells["adds_up"] not in FLAGS:
        issues.append(Issue("breakdown_adds_up", line, "adds_up", cells["adds_up"]))
    elif FLAGS[cells["adds_up"]] and target and target.measure_type not in ADDITIVE:
        issues.append(Issue("breakdown_not_additive", line, "adds_up", target.measure_type))
    if "value" in values and values["value"] is None:
        issues.append(Issue("plan_missing", line, "value"))
    if issues:
        return None, issues
    return Share(**values, adds_up=FLAGS[cells["adds_up"]]), []


def _sums(
    found: dict[tuple[str, str], tuple[int, Share]],
    by_id: dict[str, Target],
    regions: Sequence[Region],
) -> list[Issue]:
    """Parts that are said to add up, and do not: once for every parent, at its first part."""
    parents = {r.code: r.parent for r in regions}
    groups: dict[tuple[str, str], list[tuple[int, Share]]] = {}
    for line, share in found.values():
        if share.adds_up:
            groups.setdefault((share.target_id, parents[share.region]), []).append((line, share))
    issues = []
    for (target_id, parent), parts in groups.items():
        own = found.get((target_id, parent))
        expected = own[1].value if own else None
        if own is None and parent == top(regions):
            expected = by_id[target_id].value
        total = sum((share.value for _, share in parts), Decimal(0))
        if total != expected:
            told = {"expected": "—" if expected is None else f"{expected:f}", "parent": parent}
            told["target"] = target_id
            issues.append(Issue("breakdown_sum", parts[0][0], "value", f"{total:f}", params=told))
    return issues
