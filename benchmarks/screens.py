"""The overview beside a bare page with the same charts: load, first screen, choice, rerun."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks import browser
from benchmarks.client import Client, Rerun, visiting
from benchmarks.measure import Goal, Row, interleaved
from benchmarks.server import Server, running

NEAR = Goal(times=1.25)
RERUNS = 40
BROWSER_WARM_UP = 3
"""The browser keeps compiled scripts only after it has met them a few times."""
SAME_CHARTS = "bare Streamlit page, same settings, the same ready-made charts"


@dataclass(frozen=True)
class Pair:
    """Our server and the bare one. charts is how many the overview draws in each choice."""

    ours: Server
    bare: Server
    charts: dict[str, int]

    @property
    def areas(self) -> list[str]:
        """Two choices to change between."""
        return [name for name in self.charts if name][:2]


@contextmanager
def both(folder: Path, office: dict[str, str]) -> Iterator[Pair]:
    """Start both servers; the bare one gets the charts that ours has just drawn."""
    with running("server.py", office) as ours:
        drawings = _drawings(ours)
        file = folder / "drawings.json"
        file.write_text(json.dumps(drawings, ensure_ascii=False), encoding="utf-8")
        with running("benchmarks/bare_server.py", {"BENCH_DRAWINGS": str(file)}) as bare:
            yield Pair(ours, bare, {name: len(made) for name, made in drawings.items()})


def _drawings(server: Server) -> dict[str, list[dict]]:
    with visiting(server.port) as client:
        first = client.rerun()
        areas = [a for key, names in first.choices.items() if "choice_area" in key for a in names]
        if len(areas) < 2 or not first.charts:
            raise RuntimeError("The overview shows no charts, or no areas to choose from")
        runs = {"": first} | {area: client.rerun(area=area) for area in areas[:2]}
    return {name: figures(run) for name, run in runs.items()}


def figures(run: Rerun) -> list[dict]:
    """The charts of a run, ready for the bare page."""
    return [{"figure": json.loads(c.spec), "config": json.loads(c.config)} for c in run.charts]


def overview(pair: Pair, repeat: int) -> list[Row]:
    """A warm load until everything is drawn, and until the first screen stands."""
    with browser.opened() as context:
        charts = pair.charts[""]
        runs = {
            "ours": lambda: browser.load(context, pair.ours.url, charts),
            "bare": lambda: browser.load(context, pair.bare.url, charts),
            "title": lambda: browser.load(context, f"{pair.bare.url}/?page=title", 0),
        }
        taken = interleaved(runs, repeat, BROWSER_WARM_UP)
    drawn = {name: [seen.drawn for seen in found] for name, found in taken.items()}
    first = {name: [_first(seen) for seen in taken[name]] for name in ("ours", "title")}
    name = f"overview, warm, all drawn ({charts} charts)"
    cards, title = "overview, warm, headline cards visible", "empty page with a title"
    return [
        Row(name, SAME_CHARTS, "ms", drawn["ours"], drawn["bare"], NEAR),
        Row(cards, title, "ms", first["ours"], first["title"], NEAR),
    ]


def _first(seen: browser.Seen) -> float:
    if seen.first is None:
        raise RuntimeError("The first screen shows neither a headline card nor a title")
    return seen.first


def choice(pair: Pair, repeat: int) -> list[Row]:
    """Choosing an area, until everything is redrawn."""
    with browser.opened() as context:
        pages = {
            name: browser.visit(context, server.url, pair.charts[""])
            for name, server in (("ours", pair.ours), ("bare", pair.bare))
        }
        turns = {name: cycle(pair.areas) for name in pages}

        def change(name: str) -> float:
            area = next(turns[name])
            return browser.choose(pages[name], area, pair.charts[area])

        runs = {name: lambda name=name: change(name) for name in pages}
        taken = interleaved(runs, repeat, BROWSER_WARM_UP)
    return [
        Row("overview, area chosen, redrawn", SAME_CHARTS, "ms", taken["ours"], taken["bare"], NEAR)
    ]


def rerun(pair: Pair, repeat: int) -> list[Row]:
    """One run of the page's script as a client at its websocket sees it; no browser takes part."""
    with ExitStack() as stack:
        clients = {
            name: stack.enter_context(visiting(server.port))
            for name, server in (("ours", pair.ours), ("bare", pair.bare))
        }
        turns = {name: cycle(pair.areas) for name in clients}

        def once(name: str, client: Client) -> Rerun:
            return client.rerun(area=next(turns[name]))

        runs = {n: lambda n=n, c=c: once(n, c) for n, c in clients.items()}
        taken = interleaved(runs, max(RERUNS, repeat), BROWSER_WARM_UP)
    ours, bare = ([1000 * run.seconds for run in taken[name]] for name in ("ours", "bare"))
    kilobytes = {name: max(run.sent for run in taken[name]) / 1e3 for name in taken}
    note = f"sent per run: ours {kilobytes['ours']:.0f} kB, bare {kilobytes['bare']:.0f} kB"
    name = "server time of a rerun (websocket)"
    return [
        Row(f"{name}, p50", SAME_CHARTS, "ms", ours, bare, note=note),
        Row(f"{name}, p95", SAME_CHARTS, "ms", ours, bare, of="p95"),
    ]
