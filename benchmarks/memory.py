"""What the servers hold after twenty people have looked, each in a page that stays open."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks import browser
from benchmarks.machine import resident
from benchmarks.measure import Row
from benchmarks.screens import SAME_CHARTS, Pair

SESSIONS = 20


def memory(pair: Pair) -> list[Row]:
    """Resident memory of both servers after the sessions; needs servers nobody visited before."""
    servers = {"ours": pair.ours, "bare": pair.bare}
    fresh = {name: resident(server.pid) for name, server in servers.items()}
    first: dict[str, float] = {}
    with ExitStack() as stack:
        context = stack.enter_context(browser.opened())
        for _ in range(SESSIONS):
            for name, server in servers.items():
                browser.visit(context, server.url, pair.charts[""])
                first.setdefault(name, resident(server.pid))
        after = {name: resident(server.pid) for name, server in servers.items()}
    each = (after["ours"] - first["ours"]) / (SESSIONS - 1)
    parts = {"started": fresh["ours"], "one session": first["ours"], "each further one": each}
    name = f"memory after {SESSIONS} open sessions"
    return [Row(name, SAME_CHARTS, "MB", [after["ours"]], [after["bare"]], parts=parts)]
