"""Large files through the door of the pages, beside DuckDB and calamine reading the same file."""

from __future__ import annotations

import csv
import io
import itertools
import resource
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks import measure
from benchmarks.measure import Goal, Row, interleaved
from lib import door, store
from lib.access import User
from lib.bringing import bring_plan
from lib.fields import UPLOAD_FIELDS
from lib.plan import Target, parse_plan, to_csv
from lib.plan.regions import Region, load_regions
from lib.settings import HOME

SIZES = (1_000, 100_000, 1_000_000)
GOALS = {100_000: Goal(times=2), 1_000_000: Goal(times=2)}
SHEET_SIZE, SHEET_GOAL = 100_000, Goal(times=1.5)
MEMORY_GOAL = 1024
"""Megabytes that checking the largest file may take."""
TARGETS = 400
FIRST_DAY = date(2022, 1, 1)
VALUE = [f.name for f in UPLOAD_FIELDS].index("value")
WRITER = User("压力测试", "statistician", "")
MAX_BYTES = 100 * 1024 * 1024
RAW_READ = """
    select * from read_csv($file, auto_detect = false, header = true, delim = ',', quote = '"',
        columns = $types)"""
STRAIGHT = "decimal(24, 6)"
"""The type of the log. DuckDB reads text into it ten times slower than into the narrow one."""
NARROW = "decimal(18, 6)"
"""As wide as fits a machine word: not every value that we take has room in it."""


def upload(folder: Path, repeat: int) -> list[Row]:
    """Read, check, compare and commit, for each size, and the same of a workbook."""
    regions = tuple(load_regions((HOME / "data" / "regions.csv").read_text(encoding="utf-8-sig")))
    template = _template(folder, regions)
    rows = []
    for size in SIZES:
        few = repeat if size < SIZES[-1] else min(repeat, 3)
        rows += _one(folder, template, regions, size, few)
    return [*rows, _workbook(folder, template, regions, repeat)]


def _workbook(folder: Path, template: Path, regions: tuple[Region, ...], repeat: int) -> Row:
    """The same rows as a workbook, beside calamine alone reading it."""
    file = folder / "sheet.xlsx"
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        text = _file(regions, SHEET_SIZE, FIRST_DAY).decode("utf-8-sig")
        for line, row in enumerate(csv.reader(io.StringIO(text))):
            for place, cell in enumerate(row):
                if place == VALUE and line:
                    sheet.write_number(line, place, float(cell))
                else:
                    sheet.write_string(line, place, cell)
    taken: dict[str, list[dict[str, float]]] = interleaved(
        {
            "ours": lambda: _ours(folder, template, regions, file, SHEET_SIZE),
            "floor": lambda: {"all": 1000 * measure.seconds(lambda: _calamine(file))},
        },
        repeat,
    )
    for one in taken["ours"]:
        del one["memory"]  # the largest child was the one of the file before
    return Row(
        f"workbook of {SHEET_SIZE:,} rows, read to committed",
        "python-calamine reading the cells, nothing else",
        "ms",
        [sum(t.values()) for t in taken["ours"]],
        [t["all"] for t in taken["floor"]],
        SHEET_GOAL,
        parts={n: statistics.median(t[n] for t in taken["ours"]) for n in taken["ours"][0]},
        note=f"file of {file.stat().st_size / 1e6:.1f} MB",
    )


def _calamine(file: Path) -> int:
    return len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python())


def _one(
    folder: Path, template: Path, regions: tuple[Region, ...], size: int, repeat: int
) -> list[Row]:
    file = folder / f"{size}.csv"
    file.write_bytes(_file(regions, size, FIRST_DAY))
    taken: dict[str, list[dict[str, float]]] = interleaved(
        {
            "ours": lambda: _ours(folder, template, regions, file, size),
            STRAIGHT: lambda: _raw(folder, file, size, STRAIGHT),
            NARROW: lambda: _raw(folder, file, size, NARROW),
        },
        repeat,
    )
    held = max(t.pop("memory") for t in taken["ours"])
    ours, straight, narrow = ([sum(t.values()) for t in taken[n]] for n in taken)
    parts = {n: statistics.median(t[n] for t in taken["ours"]) for n in taken["ours"][0]}
    name, goal = f"upload of {size:,} rows, read to committed", GOALS.get(size, Goal())
    note = f"file of {file.stat().st_size / 1e6:.1f} MB, every row new and accepted; "
    note += f"the process that reads and checks held {held:.0f} MB (goal: under {MEMORY_GOAL})"
    raw = "DuckDB read_csv and insert, one transaction on disk, no checks; numbers kept as "
    return [
        Row(name, raw + STRAIGHT, "ms", ours, straight, goal, parts=parts, note=note),
        Row(name, f"{raw}{NARROW}, its fastest", "ms", ours, narrow, goal),
    ]


def targets(count: int = TARGETS) -> Iterator[Target]:
    """A made-up plan of levels: two thirds whole numbers, one third money."""
    shipped = parse_plan((HOME / "data" / "targets.csv").read_text(encoding="utf-8-sig"))
    firms = next(t for t in shipped if t.target_id == "T03-1")
    for number in range(count):
        task = number % 38 + 1
        yield replace(
            firms,
            target_id=f"T{task:02}-{number // 38 + 1}",
            task_no=task,
            indicator_zh=f"指标{number + 1}",
            indicator_en=f"Indicator {number + 1}",
            unit="万元" if number % 3 == 0 else "户",
            value=Decimal(1_000_000),
            featured=0,
        )


def _template(folder: Path, regions: tuple[Region, ...]) -> Path:
    """A database with the plan and one earlier report of everything: the rules look at it."""
    plan = folder / "plan"
    plan.mkdir()
    (plan / "targets.csv").write_text(to_csv(list(targets())), encoding="utf-8")
    shutil.copy(HOME / "data" / "thresholds.csv", plan)
    path = folder / "template.duckdb"
    db = store.open_database(path)
    bring_plan(db, plan)
    data = _file(regions, TARGETS * len(regions), FIRST_DAY - timedelta(days=1))
    seen = door.preview(db, data, "before.csv", regions, _today(), max_bytes=MAX_BYTES)
    if seen.changes is None:
        raise RuntimeError("the report before was not understood")
    store.commit(db, seen.changes, WRITER)
    db.close()
    return path


def _file(regions: tuple[Region, ...], size: int, first: date) -> bytes:
    """A CSV in the template's columns: every target and region, day after day."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([f.zh for f in UPLOAD_FIELDS])
    days = (first + timedelta(days=n) for n in itertools.count())
    cells = ((day, t, r) for day in days for t in targets() for r in regions)
    for number, (day, t, region) in enumerate(itertools.islice(cells, size)):
        value = 500_000 + number % 9_973
        text = f"{value}.{number % 100:02}" if t.unit == "万元" else f"{value}"
        writer.writerow(
            [
                t.target_id,
                t.indicator_zh,
                day.isoformat(),
                region.zh,
                "",
                text,
                t.unit,
                "核实数",
                "统计台账",
                "",
                "",
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _ours(
    folder: Path, template: Path, regions: tuple[Region, ...], file: Path, size: int
) -> dict[str, float]:
    """Milliseconds of each step in a fresh copy of the template."""
    with _copied(template, folder) as path:
        db = store.open_database(path)
        data = file.read_bytes()
        begin = time.perf_counter()
        seen = door.preview(db, data, file.name, regions, _today(), max_bytes=MAX_BYTES)
        previewed = time.perf_counter()
        if seen.changes is None:
            raise RuntimeError(f"{file.name} was not understood")
        receipt = store.commit(db, seen.changes, WRITER, token=seen.token, sent=seen.sent(data))
        committed = time.perf_counter()
        kept = store.head(db)
        db.close()
    if (len(seen.changes), receipt.n_rows, kept) != (size, size, receipt.seq):
        raise RuntimeError(f"{len(seen.changes)} of {size} rows went in")
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # the largest child so far
    return {
        "preview": 1000 * (previewed - begin),
        "commit": 1000 * (committed - previewed),
        "memory": held,
    }


def _raw(folder: Path, file: Path, size: int, numbers: str) -> dict[str, float]:
    """Milliseconds; numbers is the type in which read_csv reads the values."""
    types = {
        f.zh: {"period": "date", "value": numbers}.get(f.name, "varchar") for f in UPLOAD_FIELDS
    }
    asked = {"file": str(file), "types": types}
    path = folder / "raw.duckdb"
    root = duckdb.connect(str(path))
    root.execute("create table raw as " + RAW_READ + " limit 0", asked)
    root.execute("checkpoint")
    begin = time.perf_counter()
    root.execute("begin transaction")
    root.execute("insert into raw " + RAW_READ, asked)
    root.execute("commit")
    taken = time.perf_counter() - begin
    row = root.execute("select count(*) from raw").fetchone()
    root.close()
    _remove(path)
    if row != (size,):
        raise RuntimeError(f"DuckDB read {row} rows of {size}")
    return {"all": 1000 * taken}


@contextmanager
def _copied(template: Path, folder: Path) -> Iterator[Path]:
    path = folder / "copy.duckdb"
    for ending in ("", ".wal", ".last"):
        source = template.with_name(template.name + ending)
        if source.exists():
            shutil.copy(source, path.with_name(path.name + ending))
    try:
        yield path
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def _today() -> date:
    return datetime.now(UTC).date()
