"""What the servers hold after twenty people have looked, each in a page that stays open."""

from __future__ import annotations

from benchmarks import browser
from benchmarks.machine import resident
from benchmarks.measure import Row
from benchmarks.screens import SAME_CHARTS, Pair
from benchmarks.server import Server

SESSIONS = 20


def memory(pair: Pair) -> list[Row]:
    """Resident memory of both servers after the sessions; needs servers nobody visited before."""
    (started, first, after), (*_, bare) = (
        _visited(server, pair.charts[""]) for server in (pair.ours, pair.bare)
    )
    parts = {
        "started": started,
        "one session": first,
        "each further one": (after - first) / (SESSIONS - 1),
    }
    name = f"memory after {SESSIONS} open sessions"
    return [Row(name, SAME_CHARTS, "MB", [after], [bare], parts=parts)]


def _visited(server: Server, charts: int) -> tuple[float, float, float]:
    """Megabytes before, after the first session, and after the last."""
    held = [resident(server.pid)]
    with browser.opened() as context:
        for _ in range(SESSIONS):
            browser.visit(context, server.url, charts, quiet=0)
            held.append(resident(server.pid))
    return held[0], held[1], held[-1]
