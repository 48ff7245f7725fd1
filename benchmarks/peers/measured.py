"""The overview beside the same content in Dash and in Panel, in one run of one browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from benchmarks import browser
from benchmarks.machine import resident
from benchmarks.measure import Goal, Row, interleaved
from benchmarks.peers import tools, watch
from benchmarks.peers.given import give
from benchmarks.peers.tools import DASH, PANEL, Tool
from benchmarks.peers.watch import Visited
from benchmarks.server import running, serving, tree
from drills.gauge import busy

AHEAD = Goal(times=1)
CHARTS = 2
WARM_UP = 2
SAME = "{}, the same judged rows, lists and two Plotly charts, one process"


@dataclass(frozen=True)
class Side:
    """One overview that is being served. choose presses an area in its list."""

    name: str
    url: str
    pid: int
    choose: Callable[[Page, str], None]

    @property
    def used(self) -> float:
        """Seconds of a core so far, of the server and its children."""
        return sum(busy(pid) for pid in tree(self.pid))

    @property
    def held(self) -> float:
        """MB of memory of the same."""
        return sum(resident(pid) for pid in tree(self.pid))


def peers(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """Six rows a peer; nothing where the peers cannot be installed."""
    if not tools.installed():
        print("LEFT OUT: the peers could not be installed")
        return []
    first, areas = give(Path(office["YUXI_DATABASE"]), folder / "given.duckdb")
    with _served(folder, office) as sides:
        cold, _ = _visits(sides, first, max(1, repeat // 2), cold=True)
        warm, cpu = _visits(sides, first, repeat, cold=False)
        redrawn = _changes(sides, first, areas, repeat)
        held = {side.name: [side.held] for side in sides}
    figures: dict[str, tuple[str, Mapping[str, list[float]]]] = {
        "cold, first words": ("ms", _of(cold, lambda v: v.first)),
        "cold, last chart": ("ms", _of(cold, lambda v: v.drawn)),
        "cold, received": ("MB", _of(cold, lambda v: v.received / 1e6)),
        "warm, first words": ("ms", _of(warm, lambda v: v.first)),
        "warm, last chart": ("ms", _of(warm, lambda v: v.drawn)),
        "warm, received": ("kB", _of(warm, lambda v: v.received / 1e3)),
        "server's processor a visit": ("ms", cpu),
        "area chosen, redrawn": ("ms", redrawn),
        "server's memory afterwards": ("MB", held),
    }
    return [
        Row(
            f"beside {side.name}: {name}",
            SAME.format(side.name),
            unit,
            told["ours"],
            told[side.name],
            AHEAD,
        )
        for side in sides[1:]
        for name, (unit, told) in figures.items()
    ]


@contextmanager
def _served(folder: Path, office: dict[str, str]) -> Iterator[list[Side]]:
    with ExitStack() as stack:
        own = stack.enter_context(running("server.py", office))
        sides = [Side("ours", own.url, own.pid, tools.ours)]
        environment = {"PEER_DATABASE": str(folder / "given.duckdb")}
        for tool in (DASH, PANEL):
            sides.append(_side(stack, tool, environment))
        yield sides


def _side(stack: ExitStack, tool: Tool, environment: Mapping[str, str]) -> Side:
    server = stack.enter_context(serving(tool.serve, environment, (tool.health,)))
    return Side(tool.name, server.url + tool.path, server.pid, tool.choose)


def _visits(
    sides: list[Side], words: str, repeat: int, *, cold: bool
) -> tuple[dict[str, list[Visited]], dict[str, list[float]]]:
    """What was seen of each, and the milliseconds of a core that a visit took of its server.

    cold: every visit has a browser that was never anywhere.
    """
    used: dict[str, list[float]] = {side.name: [] for side in sides}

    def load(side: Side, context: BrowserContext) -> Visited:
        before = side.used
        page, seen = watch.visit(context, side.url, CHARTS)
        used[side.name].append(1000 * (side.used - before))
        page.close()
        return seen

    def anew(side: Side) -> Visited:
        with browser.opened() as context:
            watch.begin(context, words)
            return load(side, context)

    if cold:
        return interleaved({s.name: lambda s=s: anew(s) for s in sides}, repeat, 1), used
    with browser.opened() as context:
        watch.begin(context, words)
        runs = {s.name: lambda s=s: load(s, context) for s in sides}
        seen = interleaved(runs, repeat, WARM_UP)
    return seen, {name: taken[WARM_UP:] for name, taken in used.items()}


def _changes(
    sides: list[Side], words: str, areas: list[str], repeat: int
) -> dict[str, list[float]]:
    with browser.opened() as context:
        watch.begin(context, words)
        pages = {s.name: watch.visit(context, s.url, CHARTS)[0] for s in sides}
        turns = {s.name: cycle(areas) for s in sides}

        def once(side: Side) -> float:
            area = next(turns[side.name])
            return watch.change(pages[side.name], lambda p: side.choose(p, area), CHARTS)

        return interleaved({s.name: lambda s=s: once(s) for s in sides}, repeat, 1)


def _of(
    seen: Mapping[str, list[Visited]], what: Callable[[Visited], float]
) -> dict[str, list[float]]:
    return {name: [what(visited) for visited in found] for name, found in seen.items()}
