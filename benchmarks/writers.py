"""Several writers at once, threads on DuckDB and processes on PostgreSQL; counts what is kept."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from benchmarks.committing import WRITER, Bare, Supply, bare, plain_rows
from benchmarks.filled import Filled, Shape
from lib import store

ROWS = 100
DAYS = 100_000
"""Between the days that two writers report: no two of them bring the same cell."""
LONGEST = 600
SENT = "writer {}, report {}"


@dataclass(frozen=True)
class Took:
    """Seconds of each commit, and from the first one's begin to the last one's end."""

    each: list[float]
    together: float


def together(one: Filled, count: int, turns: int) -> Took:
    """So many writers, each with so many reports. Raises RuntimeError where one is lost."""
    before = _kept(one)
    with _shared(one) as db:
        took = _run(one, count, turns, db, None, before[0])
    after = _kept(one)
    found, asked = (after[0] - before[0], after[1] - before[1]), count * turns
    if found != (asked, asked * ROWS):
        raise RuntimeError(f"{asked} reports were acknowledged, {found} reports and rows are kept")
    return took


def together_bare(one: Filled, count: int, turns: int) -> Took:
    """The same rows without the store."""
    known = _kept(one)[0]
    with _shared(one) as db, bare(one) as floor:
        return _run(one, count, turns, db, floor, known)


def _shared(one: Filled) -> Any:
    """A file is open once for all threads; on a server every process has its own door."""
    return one.opened() if one.engine == "duckdb" else nullcontext()


def _run(
    one: Filled, count: int, turns: int, db: store.Database | None, floor: Bare | None, known: int
) -> Took:
    kind: Any = multiprocessing.get_context("spawn") if db is None else threading
    ready = kind.Barrier(count)
    out: Any = queue.Queue() if db is not None else kind.Queue()
    only = None if db is None else floor
    make = threading.Thread if db is not None else kind.Process
    tasks = [
        make(
            target=_writer,
            args=(one, number, turns, known, db, only, floor is not None, ready, out),
        )
        for number in range(count)
    ]
    for task in tasks:
        task.start()
    told = [out.get(timeout=LONGEST) for _ in tasks]
    for task in tasks:
        task.join()
    if wrong := [failed for *_, failed in told if failed]:
        raise RuntimeError(wrong[0])
    each = [seconds for took, *_ in told for seconds in took]
    return Took(each, max(end for _, _, end, _ in told) - min(begin for _, begin, _, _ in told))


def _writer(
    one: Filled,
    number: int,
    turns: int,
    known: int,
    db: store.Database | None,
    floor: Bare | None,
    is_floor: bool,
    ready: Any,
    out: Any,
) -> None:
    took: list[float] = []
    begin = end = 0.0
    try:
        with one.opened() if db is None else nullcontext(db) as own:
            day = known + (number + 1) * DAYS + (DAYS // 2 if is_floor else 0)
            supply = Supply(Shape.of(one.size), day, corrections=False)
            given = [supply.changes(own, ROWS) for _ in range(turns)]
            rows = [plain_rows(g) for g in given] if is_floor else []
            own_floor = bare(one) if is_floor and floor is None else nullcontext(floor)
            with own_floor as into:
                ready.wait(LONGEST)
                begin = time.monotonic()
                for turn in range(turns):
                    start = time.perf_counter()
                    if into is not None:
                        into.insert(rows[turn])
                    else:
                        token = SENT.format(number, known + turn)
                        store.commit(own, given[turn], WRITER, token=token)
                    took.append(time.perf_counter() - start)
                end = time.monotonic()
        out.put((took, begin, end, ""))
    except BaseException as failed:
        ready.abort()
        out.put((took, begin, end, f"{type(failed).__name__}: {failed}"))
        raise


def _kept(one: Filled) -> tuple[int, int]:
    """Number of the last submission, and rows in the log that submissions wrote."""
    with one.opened() as db, db.reading() as cursor:
        row = cursor.execute(
            "select (select seq from head where id = 1), "
            "(select count(*) from actual_log where seq > 0)"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])
