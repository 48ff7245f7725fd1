"""targets.csv to targets, and the rules a plan must obey (pure); never judges progress."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import StringIO
from typing import Any

from lib.fields import TARGET_FIELDS
from lib.issues import REJECT, BrokenPlan, Issue
from lib.plan import rules
from lib.plan.cells import CellError, read, write
from lib.values import key

Cells = dict[str, str]
"""Column name to the text of one line."""


@dataclass(frozen=True)
class Target:
    """One row of targets.csv; columns as in fields.TARGET_FIELDS. Departments are tuples."""

    target_id: str
    task_no: int
    measure_no: int
    area: str
    group: str
    indicator_zh: str
    indicator_en: str
    unit: str
    actual_unit: str
    measure_type: str
    comparison: str
    value: Decimal | None
    value_max: Decimal | None
    period_start: date
    deadline: date | None
    repeat: str
    ongoing: bool
    actuals_are: str
    path: str
    path_points: tuple[tuple[date, Decimal], ...]
    baseline_period: str
    baseline_value: Decimal | None
    report_every: str
    grace_days: int
    part_of: str
    share: Decimal | None
    contributor: str
    same_as: str
    lead_departments: tuple[str, ...]
    supporting_departments: tuple[str, ...]
    basis: str
    clause: str
    note: str
    note_en: str
    featured: int = 0


@dataclass(frozen=True)
class Plan:
    """The targets in the order of the file, found by their id; a plan that obeys the rules."""

    targets: tuple[Target, ...]

    def __iter__(self) -> Iterator[Target]:
        """Walk the targets in the order of the file."""
        return iter(self.targets)

    def __len__(self) -> int:
        """Count the targets."""
        return len(self.targets)

    def __contains__(self, target_id: object) -> bool:
        """Tell whether a target has this id."""
        return target_id in self._by_id

    def __getitem__(self, target_id: str) -> Target:
        """Give the target of this id; KeyError when there is none."""
        return self._by_id[target_id]

    @cached_property
    def _by_id(self) -> dict[str, Target]:
        return {t.target_id: t for t in self.targets}

    @cached_property
    def tasks(self) -> dict[int, tuple[Target, ...]]:
        """Task number to its targets."""
        return {n: tuple(t for t in self if t.task_no == n) for n in _once(t.task_no for t in self)}

    @cached_property
    def by_name(self) -> dict[str, tuple[Target, ...]]:
        """values.key of the Chinese or English indicator name to the targets of that name."""
        found: dict[str, list[Target]] = {}
        for t in self:
            for name in _once((key(t.indicator_zh), key(t.indicator_en))):
                found.setdefault(name, []).append(t)
        return {name: tuple(targets) for name, targets in found.items()}

    def root(self, target: Target) -> Target:
        """The target under whose id the actuals of this one are stored."""
        while parent := target.same_as or target.part_of:
            target = self[parent]
        return target

    @cached_property
    def counted(self) -> tuple[Target, ...]:
        """Every promise once: without the targets that repeat another task's."""
        return tuple(t for t in self if not t.same_as)

    @cached_property
    def headline(self) -> tuple[Target, ...]:
        """Every promise once and whole: without repeated targets and components."""
        return tuple(t for t in self.counted if not t.part_of)


def _once(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def parse_plan(text: str) -> list[Target]:
    """CSV text in the columns of fields.TARGET_FIELDS, in any order, to targets.

    Raises BrokenPlan with every problem of the file. Where the header itself is wrong, only the
    header is judged: no cell can be named without it. Blank lines are skipped.
    """
    lines, unreadable, issues = _lines(text.removeprefix("\ufeff"))
    readable: list[tuple[int, Target]] = []
    for line, cells in lines:
        values, wrong = _read(line, cells)
        issues += wrong
        if wrong:
            unreadable.append(cells)
        else:
            readable.append((line, Target(**values)))
    issues += _double_ids(lines)
    issues += rules.check(readable, unreadable)
    if not lines and not issues:
        issues.append(Issue("plan_empty", severity=REJECT))
    if issues:
        ordered = sorted(issues, key=lambda issue: issue.row or 0)
        raise BrokenPlan("broken_plan", tuple(ordered), count=len(issues))
    return [target for _, target in readable]


def to_csv(targets: Sequence[Target]) -> str:
    """The file parse_plan reads, header first; lines end with a line feed."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in TARGET_FIELDS)
    writer.writerows([write(getattr(t, field.name)) for field in TARGET_FIELDS] for t in targets)
    return out.getvalue()


def load_names(text: str) -> dict[str, str]:
    """names.csv (kind, zh, en) as Chinese to English."""
    return {row["zh"]: row["en"] for row in csv.DictReader(StringIO(text.removeprefix("\ufeff")))}


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[Issue]]:
    """Number and stripped cells of every line that is not blank."""
    reader = csv.reader(StringIO(text), strict=True)
    records = []
    start = 1
    try:
        for cells in reader:
            records.append((start, [c.strip() for c in cells]))
            start = reader.line_num + 1
    except csv.Error:
        found = text.split("\n")[start - 1][:40]
        return [], [Issue("plan_not_csv", start, found=found, severity=REJECT)]
    return [(line, cells) for line, cells in records if any(cells)], []


def _lines(text: str) -> tuple[list[tuple[int, Cells]], list[Cells], list[Issue]]:
    """Cells by column of every whole line, then of the lines with too few or too many."""
    records, issues = _records(text)
    if not records:
        return [], [], issues
    head_line, head = records[0]
    if issues := _header_issues(head_line, head):
        return [], [], issues
    lines, broken = [], []
    for line, cells in records[1:]:
        if len(cells) == len(head):
            lines.append((line, dict(zip(head, cells, strict=True))))
        else:
            broken.append(dict.fromkeys(head, "") | dict(zip(head, cells, strict=False)))
            issues.append(
                Issue(
                    "plan_cell_count",
                    line,
                    found=str(len(cells)),
                    severity=REJECT,
                    params={"expected": len(head)},
                )
            )
    return lines, broken, issues


def _header_issues(line: int, head: list[str]) -> list[Issue]:
    known = [field.name for field in TARGET_FIELDS]
    missing = [("plan_column_missing", name) for name in known if name not in head]
    unknown = [("plan_column_unknown", name) for name in head if name not in known]
    double = [("plan_column_double", name) for name, n in Counter(head).items() if n > 1]
    return [
        Issue(code, line, name, name, REJECT, {"allowed": known})
        for code, name in missing + unknown + double
    ]


def _double_ids(lines: Sequence[tuple[int, Cells]]) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for line, cells in lines:
        target_id = cells["target_id"]
        if target_id and first.setdefault(target_id, line) != line:
            yield Issue(
                "plan_double_id", line, "target_id", target_id, params={"first": first[target_id]}
            )


def _read(line: int, cells: Cells) -> tuple[dict[str, Any], list[Issue]]:
    values: dict[str, Any] = {}
    issues = []
    for field in TARGET_FIELDS:
        found = cells[field.name]
        try:
            values[field.name] = read(field, found)
        except CellError as bad:
            issues.append(Issue(bad.code, line, field.name, found, REJECT, bad.params))
    return values, issues
