"""A made province: its overview and the way down, cold and warm, beside hand-written SQL."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks import machine
from benchmarks.filled import emptied
from benchmarks.made_province import ROOT, Size, fill, write_plan
from benchmarks.measure import Goal, Row, interleaved, seconds
from benchmarks.pages import Asked, beside_bare
from lib import regional, store
from lib import world as worlds
from lib.office import Office
from lib.settings import load_settings
from lib.start import opened

DAY = date(2024, 1, 20)
NEAR = Goal(times=1.5)
CITY, COUNTY = "530400", "530402"
TARGET = "T05-1"
"""Reported by cities and counties, so that the province is a sum."""
PAGES: Asked = {
    "/overview": ("", {}),
    "/regions-province": ("regions", {"target": TARGET}),
    "/regions-city": ("regions", {"target": TARGET, "region": CITY}),
    "/regions-county": ("regions", {"target": TARGET, "region": COUNTY}),
}
BOARD = """
    with latest as (
        select * from (
            select l.target_id, l.region, l.period_end, l.value, l.op, row_number() over (
                partition by target_id, region, contributor, period_end, span
                order by seq desc) as revision
            from actual_log l) r where revision = 1 and op = 1)
    select target_id, period_end, sum(value) from latest
    where substr(region, 5) <> '00' group by target_id, period_end"""
"""Sums of the counties alone, by whoever knows that no code of a county ends in 00."""
ONE = """
    select region, period_end, value from (
        select region, period_end, value, op, row_number() over (
            partition by region, contributor, period_end, span order by seq desc) as revision
        from actual_log where target_id = 'T05-1') r
    where revision = 1 and op = 1 and (region = '530000' or substr(region, 5) = '00')"""


def province(folder: Path, repeat: int, size: Size | None = None) -> list[Row]:
    """Make it, measure reading in this process and pages in a real browser."""
    environment = {
        "YUXI_DATABASE": str(folder / "province.duckdb"),
        "YUXI_KIND": "demo",
        "YUXI_PLAN_DIR": str(folder / "province"),
    }
    size = size or Size()
    regions = write_plan(folder / "province", size)
    with _settings(environment):
        at = opened(load_settings())
        try:
            begin = time.perf_counter()
            count = fill(at.db, folder / "province", regions, size)
            note = f"{count} values made in {time.perf_counter() - begin:.1f} s"
            rows = _reading(at, "DuckDB", repeat, note)
        finally:
            at.db.close()
    rows += _on_postgresql(folder, environment, repeat)
    return rows + beside_bare(folder, environment, PAGES, DAY.isoformat(), repeat, "province ")


def _on_postgresql(folder: Path, environment: dict[str, str], repeat: int) -> list[Row]:
    """The same there, and how long a copy of all in a file takes: a replica would begin with it."""
    url = emptied(folder, "province")
    store.move(environment["YUXI_DATABASE"], url)
    with _settings({**environment, "YUXI_DATABASE_URL": url}):
        at = opened(load_settings())
        try:
            copy = seconds(lambda: at.db.copy_to(folder / "copy.duckdb"))
            note = f"a copy of all in a DuckDB file takes {copy:.1f} s"
            return _reading(at, "PostgreSQL", repeat, note)
        finally:
            at.db.close()


@contextmanager
def _settings(environment: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def _reading(at: Office, engine: str, repeat: int, note: str) -> list[Row]:
    """The judged board and one target's regions, in this process; nothing of ours is kept."""
    seq = store.head(at.db)

    def forget() -> None:
        worlds._world.cache_clear()
        worlds._held.clear()
        regional._of_target.cache_clear()
        regional._looks.clear()

    def board() -> None:
        forget()
        worlds.world(at, seq, DAY)

    def another_day() -> None:
        worlds._world.cache_clear()
        worlds.world(at, seq, DAY)

    def reported() -> None:
        """What is kept lacks one target, as after a report that touched it."""
        worlds._world.cache_clear()
        for held in worlds._held.values():
            for cells in held.values():
                cells.pop(next(reversed(cells)))
        worlds.world(at, seq, DAY)

    def regions(code: str) -> None:
        regional._of_target.cache_clear()
        regional._looks.clear()
        regional.look(at, now, code, TARGET)

    def by_hand(sql: str) -> None:
        with at.db.reading() as cursor:
            cursor.execute(sql).fetchall()

    before = machine.resident(os.getpid())
    now = worlds.world(at, seq, DAY)
    grown = machine.resident(os.getpid()) - before
    held = f"{note}; {len(now.actuals)} cells held, {grown:.0f} MB more after the first"
    warm: Callable[[], object] = lambda: worlds.world(at, seq, DAY)  # noqa: E731 a pair of one kind
    pairs = {
        "board, nothing kept": (board, BOARD, Goal(), held),
        "board, another day": (another_day, BOARD, Goal(), ""),
        "board, after one more report": (
            reported,
            BOARD,
            Goal(),
            "one target of all is read again",
        ),
        "board, kept": (warm, BOARD, NEAR, ""),
        "regions of the province": (lambda: regions(ROOT), ONE, Goal(), ""),
        "regions of a city": (lambda: regions(CITY), ONE, Goal(), ""),
        "regions of a county": (lambda: regions(COUNTY), ONE, Goal(), ""),
    }
    rows = []
    for name, (ours, sql, goal, said) in pairs.items():
        runs = {
            "ours": lambda ours=ours: 1000 * seconds(ours),
            "sql": lambda sql=sql: 1000 * seconds(lambda: by_hand(sql)),
        }
        taken = interleaved(runs, repeat)
        floor = f"hand-written SQL for the same sums on {engine}, nothing judged"
        label = f"province, {name}, {engine}"
        rows.append(Row(label, floor, "ms", taken["ours"], taken["sql"], goal, note=said))
    return rows
