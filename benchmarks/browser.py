"""A real browser that notes, inside the page, when it changed for the last time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser import ARGUMENTS, find

LONGEST_MS = 60_000
QUIET_MS = 500
"""A page is taken to be ready when nothing has changed for so long; the quiet is not counted."""

# Looks once per animation frame, with the page's own clock: no time of the driver gets in.
# A page that is ready rests until the next click, or many open pages would slow each other.
WATCH = """
(() => {
  const seen = window.seen = {first: null, last: 0, clicked: 0, charts: 0, chartsAt: 0,
    resting: false};
  const drawn = '.js-plotly-plot .main-svg .trace path';
  let words = null, picture = null;
  addEventListener('click', e => {
    if (!e.target.closest('[role=option]')) return;
    seen.clicked = performance.now();
    if (seen.resting) { seen.resting = false; requestAnimationFrame(look); }
  }, true);
  const shows = e => {
    const box = e.getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight && e.textContent.trim() !== '';
  };
  const look = () => {
    const main = document.querySelector('[data-testid=stMain]');
    if (main) {
      const at = performance.now();
      if (seen.first === null && [...main.querySelectorAll('.card, h1')].some(shows))
        seen.first = at;
      const plots = [...main.querySelectorAll('.js-plotly-plot')];
      seen.charts = plots.filter(p => p.querySelector('.main-svg .trace path')).length;
      const sketch = plots.map(p => p.textContent).join() + main.querySelectorAll(drawn).length;
      if (sketch !== picture) { picture = sketch; seen.last = seen.chartsAt = at; }
      if (main.textContent !== words) { words = main.textContent; seen.last = at; }
    }
    if (!seen.resting) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""
READY = """
([charts, quiet]) => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState === 'notRunning' && seen.charts === charts
    && (charts === 0 ? seen.last > 0 : seen.chartsAt > seen.clicked)
    && performance.now() - Math.max(seen.last, seen.clicked) > quiet;
}
"""


@dataclass(frozen=True)
class Seen:
    """Milliseconds from the visit: a headline card or title in the window; the last change.

    first is None on a page that has neither.
    """

    first: float | None
    drawn: float


@contextmanager
def opened() -> Iterator[BrowserContext]:
    """Start the system's browser; every page of it shares one warm cache.

    Raises RuntimeError where there is none.
    """
    path = find()
    if path is None:
        raise RuntimeError("no Chromium, Chrome or Edge was found; BROWSER_PATH may name one")
    # A profile on disk, as people have one: without it no compiled script is kept.
    with tempfile.TemporaryDirectory(prefix="yuxi-bench-") as profile, sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            args=list(ARGUMENTS),
            viewport={"width": 1440, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        try:
            context.set_default_timeout(LONGEST_MS)
            context.add_init_script(WATCH)
            yield context
        finally:
            context.close()


def visit(context: BrowserContext, url: str, charts: int, quiet: int = QUIET_MS) -> Page:
    """Open an address in a new page and wait until its charts are drawn and nothing moves."""
    page = context.new_page()
    page.goto(url)
    _wait(page, charts, quiet)
    return page


def seen(page: Page) -> Seen:
    """Give what the page noted about itself since the visit."""
    noted = page.evaluate("seen")
    return Seen(noted["first"], noted["last"])


def load(context: BrowserContext, url: str, charts: int) -> Seen:
    """Visit an address, give what its page noted, and close it."""
    page = visit(context, url, charts)
    noted = seen(page)
    page.close()
    return noted


def choose(page: Page, option: str, charts: int) -> float:
    """Choose in the area's select box; milliseconds from the click until the last change."""
    # A page behind another one is drawn once a second.
    page.bring_to_front()
    page.locator(".st-key-choice_area [data-testid=stSelectbox] input").click()
    page.locator("[role=option]").filter(has_text=option).first.click()
    _wait(page, charts, QUIET_MS)
    return float(page.evaluate("seen.last - seen.clicked"))


def _wait(page: Page, charts: int, quiet: int) -> None:
    page.wait_for_function(READY, arg=[charts, quiet], polling=50)
    page.evaluate("seen.resting = true")
