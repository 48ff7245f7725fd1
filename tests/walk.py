"""A walk over every page in both languages: what axe finds, what is asked, what can be read."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser

from tests.browser import ADDRESSES
from tests.server import Server, look

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
FINDINGS = """
axe.run({resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(
  ({id, impact, nodes}) => nodes.map(({target, html}) => {
    const found = document.querySelector(target[0]);
    const own = found?.closest(".y, .quiet") ? "ours" : "";
    return [impact, id, own || found?.closest("[data-testid]")?.dataset.testid || "", html];
  })))
"""
WIDER = """
[...document.querySelectorAll("[data-testid=stMain], .y:not(.scroll) > *")]
  .filter(e => e.clientWidth && getComputedStyle(e).display !== "inline"
    && !e.closest(".scroll, .sheet-scroll") && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.className + ": " + e.textContent.slice(0, 40))
"""
SAID = """
[...document.querySelectorAll("[title], [aria-label], [placeholder], [alt]")].flatMap(
  e => ["title", "aria-label", "placeholder", "alt"].map(n => e.getAttribute(n)).filter(Boolean))
"""
TRACES = """
[...document.querySelectorAll("[data-testid=stHeader], [data-testid=stToolbar], #MainMenu, footer,"
  + " [data-testid=stStatusWidget], [data-testid=stDecoration], [data-testid=stAppDeployButton],"
  + " [data-testid=stMainMenu], [data-testid=stElementToolbar], a[href*=streamlit]")]
  .filter(e => e.getClientRects().length).map(e => e.dataset.testid || e.outerHTML.slice(0, 80))
"""
CHARTS = """
[...document.querySelectorAll("[data-testid=stPlotlyChart]")].map(e => [
  e.getAttribute("role"), e.getAttribute("aria-label") || "",
  e.closest("[class*=st-key-chart-]")?.querySelectorAll("details.numbers table").length || 0])
"""


@dataclass(frozen=True)
class Seen:
    """One page in one language."""

    where: str
    lang: str
    findings: list[tuple[str, str, str, str]]  # impact, rule, ours or whose, the element
    foreign: list[str]
    astray: list[str]  # what it asked of itself in place of the server
    blocked: list[str]  # what the browser said of the page's own rules
    wider: list[str]
    said: list[str]
    traces: list[str]
    charts: list[tuple[str, str, int]]  # role, name, tables beside it
    words: str


def walk(chromium: Browser, server: Server) -> list[Seen]:
    """Look at every address in both languages."""
    out = []
    for lang, locale in (("zh", "zh-CN"), ("en", "en-GB")):
        page = chromium.new_page(locale=locale)
        page.set_default_timeout(20_000)
        asked: list[str] = []
        blocked: list[str] = []
        page.on(
            "console",
            lambda told, blocked=blocked: (
                blocked.append(told.text) if "Content Security Policy" in told.text else None
            ),
        )
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("websocket", lambda socket, asked=asked: asked.append(socket.url))
        own = (server.address, server.address.replace("http", "ws"), "data:", "blob:")
        for where in ADDRESSES:
            asked.clear()
            blocked.clear()
            page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
            look(page, server, f"{where}{'&' if '?' in where else '?'}lang={lang}")
            wider = []
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                wider += [f"{width}: {found}" for found in page.evaluate(WIDER)]
            findings = []
            if lang == "zh":  # the English page is made of the same elements
                page.evaluate(AXE)
                findings = [tuple(found) for found in page.evaluate(FINDINGS)]
            out.append(
                Seen(
                    where,
                    lang,
                    findings,
                    [url for url in asked if not url.startswith(own)],
                    [url for url in asked if urlsplit(url).path.rpartition("/_stcore")[0]],
                    [*blocked],
                    wider,
                    page.evaluate(SAID),
                    page.evaluate(TRACES),
                    [tuple(chart) for chart in page.evaluate(CHARTS)],
                    page.inner_text("[data-testid=stMain]"),
                )
            )
        page.close()
    return out
