"""The meeting mode: server time of a whole showing, and a turn from the key to the paint."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from benchmarks import browser
from benchmarks.measure import Goal, Row, interleaved
from benchmarks.server import Server, running

AGENDA = (
    *("T03-1", "T03-2", "T05-1", "T08-1", "T08-2", "T09-1"),
    *("T09-2", "T23-1", "T28-1", "T30-1", "T32-1", "T35-1"),
)
DAY = "2023-02-10"
TURNS = 20
SERVER = Goal(more=300)
"""What a change of the agenda item may take of the server."""
FRAMES = Goal(more=34)
"""Two frames of a screen above the floor."""

# From the key to the first task after the frame in which the browser painted the other slide.
TURN = """
key => new Promise(done => {
  const at = performance.now();
  dispatchEvent(new KeyboardEvent('keydown', {key}));
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => done(performance.now() - at);
    after.port2.postMessage(0);
  });
})
"""
READY = "() => [...document.querySelectorAll('.plot')].every(p => p.querySelector('.main-svg'))"
FLOOR = """
<style>
  div { position: absolute; inset: 0; visibility: hidden }
  .here { visibility: visible }
</style>
<div class="plot here"></div><div class="plot"></div>
<script>
  document.querySelectorAll('.plot').forEach((box, i) =>
    Plotly.newPlot(box, DRAWN[i].data, {...DRAWN[i].layout, width: 1440, height: 900},
      {staticPlot: true}));
  addEventListener('keydown', () =>
    document.querySelectorAll('.plot').forEach(box => box.classList.toggle('here')));
</script>
"""


def present(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """Two rows: the page of twelve targets, made anew each time; a turn in the browser."""
    with running("server.py", office) as server:
        return [_whole(server, repeat), _turns(folder, server, repeat)]


def _whole(server: Server, repeat: int) -> Row:
    pages = count(1)  # another end of the agenda each time, so that no page is kept

    def load(path: str) -> float:
        begin = time.perf_counter()
        with urllib.request.urlopen(server.url + path) as answer:
            answer.read()
        return 1000 * (time.perf_counter() - begin)

    agenda = ",".join(AGENDA)
    runs = {
        "ours": lambda: load(f"/present?as_of={DAY}&targets={agenda},T99-{next(pages)}"),
        "health": lambda: load("/healthz"),
    }
    taken = interleaved(runs, repeat, 2)
    name = f"meeting mode, whole page, {len(AGENDA)} targets"
    beside = "the health answer of the same server"
    return Row(name, beside, "ms", taken["ours"], taken["health"], SERVER)


def _turns(folder: Path, server: Server, repeat: int) -> Row:
    with browser.opened() as context:
        ours = context.new_page()
        ours.goto(f"{server.url}/present?as_of={DAY}&targets=T03-1,T32-1#2")
        ours.wait_for_function(READY)
        with _floor(context, folder, server, ours) as bare:
            keys = {"ours": cycle(("ArrowRight", "ArrowLeft")), "bare": cycle(("x",))}
            pages = {"ours": ours, "bare": bare}

            def turn(name: str) -> float:
                pages[name].bring_to_front()
                return float(pages[name].evaluate(TURN, next(keys[name])))

            runs = {name: lambda name=name: turn(name) for name in pages}
            taken = interleaved(runs, max(TURNS, repeat), 4)
    beside = "a static page with the same two charts drawn beforehand"
    name = "meeting mode, a turn, from key to paint"
    return Row(name, beside, "ms", taken["ours"], taken["bare"], FRAMES)


@contextmanager
def _floor(context: BrowserContext, folder: Path, server: Server, ours: Page) -> Iterator[Page]:
    """A file with the same two figures and nothing but a key."""
    told = json.loads(ours.inner_text("#told"))
    drawn = json.dumps([told["figures"]["2"], told["figures"]["3"]]).replace("<", "\\u003c")
    library = f'<script src="{server.url}/pictures/plotly.min.js"></script>'
    file = folder / "turns.html"
    file.write_text(
        f"<!doctype html>{library}<script>const DRAWN = {drawn}</script>{FLOOR}", encoding="utf-8"
    )
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_function(READY)
    yield page
    page.close()
