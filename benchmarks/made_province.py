"""Makes a province that does not exist: a plan's folder and a database of a million values."""

from __future__ import annotations

import csv
import shutil
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.server import HOME
from lib import store
from lib.access import SYSTEM
from lib.bringing import bring_plan
from lib.changes import ACTUALS, NUMBER, compare
from lib.fields import TARGET_FIELDS
from lib.plan.breakdown import COLUMNS
from lib.plan.divisions import load_divisions, regions_csv
from lib.plan.regions import Region, below, load_regions

ROOT = "530000"
FIRST_YEAR, YEARS = 2014, 10
ASKED = 150_000
KINDS = (
    {"measure_type": "stock", "unit": "户", "path": "linear", "baseline_value": "1000"},
    {"measure_type": "flow", "unit": "项", "actuals_are": "increment", "repeat": "yearly",
     "path": "even"},
    {"measure_type": "ratio", "unit": "%", "path": "linear", "baseline_value": "10"},
    {"measure_type": "flow", "unit": "万元", "actuals_are": "to_date", "repeat": "yearly",
     "path": "even"},
)  # fmt: skip
"""What the indicators are, in turn."""


@dataclass(frozen=True)
class Size:
    """How much is made: indicators, and years of months before 2024."""

    indicators: int = 60
    years: int = YEARS

    @property
    def months(self) -> list[date]:
        """The last days of the months, oldest first."""
        years = range(FIRST_YEAR + YEARS - self.years, FIRST_YEAR + YEARS)
        return [date(y, m, monthrange(y, m)[1]) for y in years for m in range(1, 13)]


def write_plan(folder: Path, size: Size) -> list[Region]:
    """Write targets, regions and what else a plan has; gives the regions, the province first."""
    folder.mkdir(parents=True, exist_ok=True)
    divisions = load_divisions((HOME / "data" / "divisions.csv").read_text(encoding="utf-8"))
    text = regions_csv(divisions, ROOT)
    (folder / "regions.csv").write_text(text, encoding="utf-8")
    for name in ("thresholds.csv", "names.csv"):
        shutil.copy(HOME / "data" / name, folder / name)
    with (folder / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [f.name for f in TARGET_FIELDS], lineterminator="\n")
        rows.writeheader()
        rows.writerows(_target(n, size) for n in range(size.indicators))
    regions = load_regions(text)
    (folder / "breakdown.csv").write_text(_breakdown(regions, size), encoding="utf-8")
    return regions


def _breakdown(regions: list[Region], size: Size) -> str:
    """The stocks shared out among cities and counties, so that every sum is its parent's."""
    lines = [",".join(COLUMNS)]
    for n in range(0, size.indicators, len(KINDS)):
        asked = {ROOT: ASKED}
        for region in regions:
            parts = below(regions, region.code)
            for place, part in enumerate(parts):
                more = place < asked[region.code] % len(parts)
                asked[part.code] = asked[region.code] // len(parts) + more
        lines += [
            f"T{n + 1:02}-1,{code},{value},true,{value // 90},"
            for code, value in asked.items()
            if code != ROOT
        ]
    return "\n".join(lines) + "\n"


def _target(n: int, size: Size) -> dict[str, str]:
    first = size.months[0].year
    kind = KINDS[n % len(KINDS)]
    return {
        "target_id": f"T{n + 1:02}-1",
        "task_no": str(n + 1),
        "measure_no": str(n // 4 + 1),
        "area": f"领域{n % 4 + 1}",
        "group": f"工作{n % 8 + 1}",
        "indicator_zh": f"演示指标{n + 1}",
        "indicator_en": f"Made-up indicator {n + 1}",
        "comparison": "at_least",
        "value": str(ASKED) if kind["measure_type"] != "ratio" else "60",
        "period_start": f"{first}-01-01",
        "deadline": "2025-12-31",
        "repeat": "once",
        "ongoing": "false",
        "actuals_are": "snapshot",
        "report_every": "month",
        "grace_days": "31",
        "lead_departments": f"省级部门{n % 12 + 1}",
        "basis": "inferred",
        "clause": f"{n // 4 + 1}.{n % 4 + 1}/{n + 1}",
        "note": "演示数据，不是真实目标",
        "note_en": "Made up, no real target",
        "featured": str(n + 1) if n < 4 else "0",
        **kind,
    }


def fill(db: store.Database, folder: Path, regions: list[Region], size: Size) -> int:
    """Commit the plan and a submission of every year; gives the number of values.

    In turn an indicator is reported by all, by cities and counties, and by counties alone. The
    last month lacks a county in nine. Raises ValueError where values would stand among real ones.
    """
    if not db.demo:
        raise ValueError("A made province goes into a demonstration database only")
    bring_plan(db, folder, at=datetime(size.months[0].year, 1, 1, 1))  # noqa: DTZ001 naive UTC
    chance = np.random.default_rng(530000)
    count = 0
    for year in sorted({m.year for m in size.months}):
        rows = _rows(regions, [m for m in size.months if m.year == year], size, chance)
        empty = rows.schema.empty_table()
        changes = compare(ACTUALS, empty, rows, store.head(db))
        at = datetime(year + 1, 1, 15, 1)  # noqa: DTZ001 naive UTC
        count += store.commit(db, changes, SYSTEM, note="演示数据", at=at).n_rows
    return count


def _rows(
    regions: list[Region], months: list[date], size: Size, chance: np.random.Generator
) -> pa.Table:
    """A year's values, target by target, region by region."""
    codes, levels = [r.code for r in regions], np.array([_level(r) for r in regions])
    last = months[-1] == size.months[-1]
    t, r, m = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(size.indicators), np.arange(len(codes)), np.arange(len(months)), indexing="ij"
        )
    )
    kept = levels[r] >= t % 3
    if last:
        kept &= ~((m == len(months) - 1) & (r % 9 == 8) & (levels[r] == 2))
    t, r, m = t[kept], r[kept], m[kept]
    elapsed = (months[0].year - FIRST_YEAR) * 12 + m
    values = (500 + 5 * elapsed + chance.integers(0, 200, len(t))) * np.array([129, 8, 1])[
        levels[r]
    ]
    kinds = np.array([KINDS[n % len(KINDS)]["measure_type"] for n in range(size.indicators)])
    values = np.where(kinds[t] == "ratio", 10 + elapsed % 60, values)
    summed = np.array([k.get("actuals_are") == "increment" for k in KINDS])[t % len(KINDS)]

    def words(names: list[str], at: np.ndarray) -> pa.Array:
        return pa.array(names, pa.string()).take(pa.array(at))

    size_ = len(t)
    return pa.table(
        {
            "target_id": words([f"T{n + 1:02}-1" for n in range(size.indicators)], t),
            "region": words(codes, r),
            "contributor": pa.array([""] * size_, pa.string()),
            "period_end": pa.array(months, pa.date32()).take(pa.array(m)),
            "span": words(["at", "month"], summed.astype(int)),
            "period": words([f"{d:%Y-%m}" for d in months], m),
            "value": pa.array(values.astype(np.int32)).cast(NUMBER),
            "light": pa.nulls(size_, pa.string()),
            "finality": pa.array(["final"] * size_, pa.string()),
            "source": pa.array(["演示数据"] * size_, pa.string()),
            "note": pa.nulls(size_, pa.string()),
            "reason": pa.nulls(size_, pa.string()),
        }
    )


def _level(region: Region) -> int:
    """0 for the province, 1 for cities, 2 for counties."""
    return 0 if not region.parent else 1 if region.parent == ROOT else 2
