"""What a real browser saw of one overview, whichever tool made it: words, charts, bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, TimeoutError

LONGEST_MS = 180_000
QUIET_MS = 1000

# Looks every 50 ms, also into the shadow trees that Panel draws in; alike in every page, so what
# looking costs is paid by all.
WATCH = """
(() => {
  const seen = window.peek = {first: null, charts: 0, last: 0, from: 0, picture: ''};
  const drawn = '.js-plotly-plot .main-svg .trace path';
  const roots = (root, out) => {
    out.push(root);
    root.querySelectorAll('*').forEach(e => { if (e.shadowRoot) roots(e.shadowRoot, out); });
    return out;
  };
  setInterval(() => {
    if (!document.body || !window.FIRST_WORDS) return;
    const all = roots(document, []), at = performance.now();
    const says = r => (r.body || r).textContent.includes(window.FIRST_WORDS);
    if (seen.first === null && all.some(says)) seen.first = at;
    const plots = all.flatMap(r => [...r.querySelectorAll('.js-plotly-plot')]);
    seen.charts = plots.filter(p => p.querySelector('.main-svg .trace path')).length;
    const marks = all.reduce((n, r) => n + r.querySelectorAll(drawn).length, 0);
    const picture = plots.map(p => p.textContent).join() + marks;
    if (picture !== seen.picture) { seen.picture = picture; seen.last = at; }
  }, 50);
})()
"""
READY = """
([charts, quiet]) => peek.first !== null && peek.charts === charts && peek.last > peek.from
  && performance.now() - peek.last > quiet
"""


@dataclass
class Visited:
    """Milliseconds from the visit until the first words and the last chart, and bytes received."""

    first: float
    drawn: float
    received: int


def begin(context: BrowserContext, words: str) -> None:
    """Have every page of a browser watch for these words, and for charts."""
    context.add_init_script(f"window.FIRST_WORDS = {words!r};{WATCH}")


def visit(context: BrowserContext, url: str, charts: int) -> tuple[Page, Visited]:
    """Open an overview in a page of its own and wait until nothing moves."""
    page = context.new_page()
    line, received = context.new_cdp_session(page), [0]

    def took(told: dict[str, Any]) -> None:
        received[0] += int(told.get("encodedDataLength", 0))

    def heard(told: dict[str, Any]) -> None:
        # Binary frames come in base64: three bytes in four letters.
        data, binary = told["response"]["payloadData"], told["response"]["opcode"] == 2
        received[0] += len(data) * 3 // 4 if binary else len(data.encode())

    line.on("Network.loadingFinished", took)
    line.on("Network.webSocketFrameReceived", heard)
    line.send("Network.enable")
    page.goto(url)
    _wait(page, charts)
    noted = page.evaluate("peek")
    return page, Visited(noted["first"], noted["last"], received[0])


def change(page: Page, choose: Callable[[Page], None], charts: int) -> float:
    """Choose something; milliseconds from the last press until the last change of a chart.

    choose gets a page and presses last what changes it; the driver's own ten or twenty
    milliseconds are in it, of every tool alike.
    """
    page.bring_to_front()
    page.evaluate("peek.from = peek.last = performance.now()")
    choose(page)
    _wait(page, charts)
    return float(page.evaluate("peek.last - window.pressed"))


def _wait(page: Page, charts: int) -> None:
    try:
        page.wait_for_function(READY, arg=[charts, QUIET_MS], polling=100, timeout=LONGEST_MS)
    except TimeoutError as late:
        # Dash gives up on its chart library after 30 s: on a machine so busy nothing is measured.
        raise RuntimeError(f"{page.url} was not drawn: {page.evaluate('peek')}") from late
