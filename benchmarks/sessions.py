"""A rerun of the overview with 1 to 200 open sessions, beside the bare page with as many."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.client import visiting
from benchmarks.machine import resident
from benchmarks.measure import Row
from benchmarks.screens import SAME_CHARTS, both
from benchmarks.server import Server, apart
from benchmarks.viewers import Task, Waited
from drills.gauge import busy

LEVELS = (1, 10, 50, 200)
PAUSE = (5.0, 15.0)
"""Seconds between two choices of a session: two hundred are twenty choices a second."""
ALONE = (0.2, 0.4)
"""The same of one session alone, or a minute would hold six choices."""
A_REPEAT = 9
"""Seconds of a level for each --repeat: a minute where nobody chose."""


@dataclass(frozen=True)
class Level:
    """What a number of sessions waited (seconds), and what it took of the server.

    cpu: milliseconds of a core a rerun, first visits included. held: MB of memory a session.
    share and own: cores that the server and the sessions used.
    """

    waited: Waited
    cpu: float
    held: float
    share: float
    own: float


def sessions(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """Two rows a level: p50 and p95. Each has new servers, so that memory tells of it alone."""
    rows = []
    for count in LEVELS:
        with both(folder, office) as pair:
            seconds, pause = A_REPEAT * repeat, ALONE if count == 1 else PAUSE
            ours, bare = (
                _level(server, Task(server.port, count, seconds, pause, pair.areas))
                for server in (pair.ours, pair.bare)
            )
        rows += _rows(count, ours, bare)
    return rows


def _rows(count: int, ours: Level, bare: Level) -> list[Row]:
    name = f"rerun with {count} session{'s' if count > 1 else ''}"
    mine, other = ([1000 * s for s in level.waited.reruns] for level in (ours, bare))
    parts = {
        "processor ms a rerun, ours": ours.cpu,
        "bare": bare.cpu,
        "MB a session, ours": ours.held,
        "bare ": bare.held,
    }
    note = (
        f"cores: server {ours.share:.2f} (bare {bare.share:.2f}),"
        f" the sessions' own process {ours.own:.2f} (bare {bare.own:.2f})"
    )
    return [
        Row(f"{name}, p50", SAME_CHARTS, "ms", mine, other, parts=parts, note=note),
        Row(f"{name}, p95", SAME_CHARTS, "ms", mine, other, of="p95"),
    ]


def _level(server: Server, task: Task) -> Level:
    """Raises RuntimeError where a page failed, or nobody had the time to choose anything."""
    with visiting(server.port) as first:  # what the server itself loads is no session's
        for area in task.areas:
            first.rerun(area=area)
    used, held = busy(server.pid), resident(server.pid)
    waited = Waited(**apart("benchmarks.viewers", asdict(task), task.seconds))
    if waited.errors or not waited.reruns:
        raise RuntimeError(f"{len(waited.reruns)} reruns, {waited.errors[:3]}")
    used = busy(server.pid) - used
    return Level(
        waited,
        1000 * used / (len(waited.reruns) + task.sessions),
        (resident(server.pid) - held) / task.sessions,
        used / waited.wall,
        waited.cpu / waited.wall,
    )
