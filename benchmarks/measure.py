"""Repeated measurements of two things side by side, and how a row of the report is written."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
WARM_UP = 1


@dataclass(frozen=True)
class Goal:
    """The most that ours may be: so many times the floor, or so much above it (in the row's unit).

    most: it may also never be more than this. All None: the row is there to be read, nobody has
    set a goal for it.
    """

    times: float | None = None
    more: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.times is not None:
            return f"<= {self.times:g}x" + (f" {self.most:g}" if self.most is not None else "")
        return "" if self.more is None else f"<= +{self.more:g}"

    def kept(self, ours: float, floor: float) -> bool | None:
        """Say whether the goal is kept; None where there is none."""
        if self.most is not None and ours > self.most:
            return False
        if self.times is not None:
            return ours <= self.times * floor
        return None if self.more is None else ours <= floor + self.more


@dataclass(frozen=True)
class Row:
    """One line of the report: every single measurement of ours and of its floor, in unit.

    of says what is compared: median or p95. parts splits ours, as medians in unit. line and size
    are its place in the chart of growth: which line, at how many rows; no line, no place.
    """

    name: str
    beside: str
    unit: str
    ours: Sequence[float]
    floor: Sequence[float]
    goal: Goal = Goal()
    of: str = "median"
    parts: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    line: str = ""
    size: int = 0

    @property
    def figures(self) -> tuple[float, float]:
        """What is compared: ours and the floor's."""
        return STATISTICS[self.of](self.ours), STATISTICS[self.of](self.floor)

    def as_json(self) -> dict[str, Any]:
        """Everything about the row, each measurement included."""
        ours, floor = self.figures
        judged = {"ours_figure": ours, "floor_figure": floor, "ratio": ours / floor}
        return asdict(self) | judged | {"goal_kept": self.goal.kept(ours, floor)}


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay under or reach (nearest rank)."""
    ordered = sorted(values)
    return ordered[-(-95 * len(ordered) // 100) - 1]


STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "median": statistics.median,
    "p95": p95,
}


def interleaved(
    runs: Mapping[str, Callable[[], T]], repeat: int, warm_up: int = WARM_UP
) -> dict[str, list[T]]:
    """Run each in turn, A B A B, so that a busy moment of the machine hits all alike.

    The warm-up rounds are thrown away.
    """
    kept: dict[str, list[T]] = {name: [] for name in runs}
    for number in range(warm_up + repeat):
        for name, run in runs.items():
            result = run()
            if number >= warm_up:
                kept[name].append(result)
    return kept


def seconds(run: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def lines(row: Row) -> list[str]:
    """The row as text for a terminal."""
    ours, floor = row.figures
    kept = row.goal.kept(ours, floor)
    verdict = {True: "kept", False: "MISSED", None: ""}[kept]
    spread = (
        f"{min(row.ours):.4g}..{max(row.ours):.4g} / {min(row.floor):.4g}..{max(row.floor):.4g}"
    )
    out = [
        f"{row.name:<42}{ours:>9.4g}{floor:>9.4g} {row.unit:<3}{ours / floor:>7.2f}x "
        f"{ours - floor:>+8.3g}  {row.goal!s:<9}{verdict:<7} n={len(row.ours)} {row.of}, {spread}"
    ]
    out.append(f"    beside: {row.beside}")
    if row.parts:
        out.append("    parts: " + ", ".join(f"{k} {v:.4g}" for k, v in row.parts.items()))
    if row.note:
        out.append(f"    {row.note}")
    return out


HEAD = f"{'':<42}{'ours':>9}{'floor':>9} {'':<3}{'ratio':>8} {'differs':>8}  goal"
