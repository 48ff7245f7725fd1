"""The store at ten thousand to fifty million rows on both engines, beside SQL by hand; a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import machine, writers
from benchmarks.committing import WRITER, Supply, bare, plain_rows
from benchmarks.filled import ENGINES, Filled, Shape, copied, filled, removed
from benchmarks.measure import Goal, Row, interleaved, seconds
from benchmarks.questions import questions
from benchmarks.starting import OWN_HEALTH, start
from lib import store

SIZES = (10_000, 1_000_000)
"""What a run measures unless told otherwise; ten and fifty million are made in minutes."""
COMMITS = (1, 100, 100_000, 1_000_000)
WRITERS, REPORTS = (2, 4, 8), 10
BOARD_MS, BOARD_ROWS = 100, 10_000_000
"""A board of so many rows takes at most so long on DuckDB."""
OWN, HAND = "ours", "hand"
NAMES = {"duckdb": "DuckDB", "postgresql": "PostgreSQL"}
BULK = "the same rows into a bare table by the engine's bulk path, one transaction, no checks"


@dataclass(frozen=True)
class Sizes:
    """What is measured. writing is the size of the log into which the large commits go."""

    rows: tuple[int, ...] = SIZES
    engines: tuple[str, ...] = ENGINES
    writing: int = 1_000_000
    commits: tuple[int, ...] = COMMITS
    kept: Path | None = None

    @classmethod
    def asked(cls, told: argparse.Namespace) -> Sizes:
        """Read the arguments of the command."""
        rows = tuple(sorted(told.rows or SIZES))
        writing = max((n for n in rows if n <= cls.writing), default=rows[0])
        return cls(rows, tuple(told.engines or ENGINES), writing, kept=told.keep)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes about this part."""
    parser.add_argument("--rows", type=int, nargs="+", help="of scale: sizes of the log")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, help="of scale (default: both)")
    parser.add_argument("--keep", type=Path, help="of scale: a folder that keeps the databases")


def scale(folder: Path, repeat: int, sizes: Sizes) -> Iterator[list[Row]]:
    """Reads, commits, writers and the start, each size and engine by itself."""
    place = (sizes.kept or folder / "scale").absolute()
    place.mkdir(parents=True, exist_ok=True)
    for size in sizes.rows:
        for engine in sizes.engines:
            one = filled(place, engine, size)
            yield reads(one, repeat)
            yield _started(one, min(repeat, 3))
            own = copied(one, "written")
            try:
                large = size == sizes.writing
                yield commits(own, sizes.commits if large else sizes.commits[:2], repeat)
                if large:
                    yield _together(own)
            finally:
                removed(own)


def reads(one: Filled, repeat: int) -> list[Row]:
    """Every question of a page, the store's way and by hand."""
    out = []
    with one.opened() as db:
        for asked in questions(Shape.of(one.size), store.head(db)):
            took = interleaved(
                {
                    OWN: partial(_ms, partial(asked.ours, db)),
                    HAND: partial(_ms, partial(asked.by_hand, db, one.engine)),
                },
                repeat,
            )
            at_most = one.engine == "duckdb" and one.size <= BOARD_ROWS
            goal = Goal(times=1.5, most=BOARD_MS if at_most else None) if asked.goal else Goal()
            out.append(
                Row(
                    f"{asked.name}, {_of(one)}",
                    "SQL written by hand for this engine, the same columns, not made into objects",
                    "ms",
                    took[OWN],
                    took[HAND],
                    goal,
                    line=f"{NAMES[one.engine]} {asked.zh}",
                    size=one.size,
                )
            )
    return out


def commits(own: Filled, counts: Sequence[int], repeat: int) -> list[Row]:
    """Commits of each number of rows, with every check; beside a bare insert of as many."""
    supply, out = Supply(Shape.of(own.size)), []
    with own.opened() as db, bare(own) as floor:
        for count in counts:

            def ours(count: int = count) -> float:
                given = supply.changes(db, count)
                return _ms(lambda: store.commit(db, given, WRITER))

            def bulk(count: int = count) -> float:
                given = plain_rows(supply.changes(db, count))
                return _ms(lambda: floor.insert(given))

            machine.forget_highest()
            before = machine.highest()
            took = interleaved({OWN: ours, HAND: bulk}, repeat if count < 1_000_000 else 2)
            grew = machine.highest() - before
            line = f"{NAMES[own.engine]} 写入 {count:,} 行" if count <= 100 else ""
            name = f"commit of {count:,}, {_of(own)}"
            note = f"this process took {grew:.0f} MB more meanwhile, the rows themselves included"
            out.append(
                Row(name, BULK, "ms", took[OWN], took[HAND], note=note, line=line, size=own.size)
            )
    return out


def _together(own: Filled) -> list[Row]:
    """Two, four and eight writers, each with reports of a hundred rows; none may be lost."""
    out = []
    for count in WRITERS:
        took = writers.together(own, count, REPORTS)
        floor = writers.together_bare(own, count, REPORTS)
        name, done = f"{count} writers, {_of(own)}", count * REPORTS
        rates = [done / t.together for t in (took, floor)]
        note = f"{rates[0]:.0f} commits a second beside {rates[1]:.0f}; none of {done} lost"
        for kind, ours, bulk in (
            ("a commit of 100, p95", took.each, floor.each),
            ("all, for each commit", [took.together / done], [floor.together / done]),
        ):
            out.append(
                Row(
                    f"{name}: {kind}",
                    f"as many writers, {BULK}",
                    "ms",
                    [1000 * s for s in ours],
                    [1000 * s for s in bulk],
                    of="p95" if len(ours) > 1 else "median",
                    note=note,
                )
            )
    return out


def _started(one: Filled, repeat: int) -> list[Row]:
    """From the launch until the health answer, on this database."""
    told = start(one.settings, repeat, (OWN_HEALTH,), f" on {_of(one)}")
    return [
        Row(
            row.name, row.beside, row.unit, row.ours, row.floor, row.goal,
            line=f"{NAMES[one.engine]} 启动", size=one.size,
        )
        for row in told
    ]  # fmt: skip


def _of(one: Filled) -> str:
    """The engine and the size, as short as a column of the table wants it."""
    size = one.size
    short = f"{size / 1e6:g} M" if size >= 1_000_000 else f"{size / 1e3:g} k"
    return f"{NAMES[one.engine]} {short}"


def _ms(run: object) -> float:
    assert callable(run)
    return 1000 * seconds(run)
