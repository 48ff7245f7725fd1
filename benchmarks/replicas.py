"""One, two and four servers with one PostgreSQL behind a real nginx, beside one asked directly.

Everything is on this machine, the visitors too: more servers than cores cannot be faster here.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measure import Row, interleaved, p95
from benchmarks.server import apart
from drills.gauge import busy
from drills.proxy import Site, running
from drills.several import Several, several
from drills.task import Seen, Task
from tests.server import free_port

COUNTS = (1, 2, 4)
VISITORS, SECONDS = 16, 8.0
"""Tabs that click again at once, so that servers are never idle, and how long each run is."""
PAUSE = (0.0, 0.02)


@dataclass(frozen=True)
class Walk:
    """One run: answers a second, seconds of each rerun, cores used by servers and visitors."""

    rate: float
    reruns: list[float]
    servers: float
    crowd: float

    @property
    def slow(self) -> float:
        """Milliseconds that 95 of 100 reruns stay under."""
        return p95(self.reruns) * 1000


def replicas(folder: Path, program: str, repeat: int) -> list[Row]:
    """Requests a second and p95 of a rerun, by the number of servers; program is nginx."""
    with several(program, folder, max(COUNTS), demo=True) as each, ExitStack() as stack:
        runs: dict[str, Callable[[], Walk]] = {"direct": _walking(each, each.site.program)}
        for count in COUNTS:
            place = folder / f"nginx-{count}"
            place.mkdir()
            first, *others = each.site.programs[:count]
            site = Site(first, free_port(), free_port(), tuple(others), free_port())
            stack.enter_context(running(program, place, site))
            runs[str(count)] = _walking(each, site.inside)
        seen = interleaved(runs, repeat)
    return [row for count in COUNTS for row in _rows(count, seen[str(count)], seen["direct"])]


def _walking(each: Several, port: int) -> Callable[[], Walk]:
    """A run of the crowd at a port; servers that are not asked are idle."""
    task = Task(port, VISITORS, [], SECONDS, PAUSE)

    def walk() -> Walk:
        used = _used(each)
        seen = Seen(**apart("drills.crowd", asdict(task), SECONDS))
        if seen.errors:
            raise RuntimeError(f"{len(seen.errors)} errors: {seen.errors[:3]}")
        reruns = [taken for page in seen.reruns.values() for taken in page]
        rate = (len(reruns) + len(seen.plain)) / seen.wall
        return Walk(rate, reruns, (_used(each) - used) / seen.wall, seen.cpu / seen.wall)

    return walk


def _used(each: Several) -> float:
    return sum(busy(server.process.pid) for server in each.servers)


def _rows(count: int, ours: list[Walk], direct: list[Walk]) -> list[Row]:
    """The two rows of a number of servers."""
    name = f"{count} server{'s' if count > 1 else ''} behind nginx"
    parts = {
        "cores of the servers": statistics.median(walk.servers for walk in ours),
        "cores of the visitors": statistics.median(walk.crowd for walk in ours),
        "answers of a run": statistics.median(len(walk.reruns) for walk in ours),
    }
    note = f"on {os.cpu_count()} cores, which PostgreSQL, nginx and the visitors share"
    beside = "one server asked without nginx, the same visitors"
    rate, floor = ([walk.rate for walk in walks] for walks in (ours, direct))
    slow, least = ([walk.slow for walk in walks] for walks in (ours, direct))
    return [
        Row(f"{name}, answers a second", beside, "/s", rate, floor, parts=parts, note=note),
        Row(f"{name}, p95 of a rerun", beside, "ms", slow, least),
    ]
