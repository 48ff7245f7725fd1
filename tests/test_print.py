"""Any page on paper: nothing to press, nothing cut off, charts as wide as the sheet."""

import re

import pytest
from playwright.sync_api import Page

from tests.server import Server, look

pytestmark = pytest.mark.browser
PAPER = {"A4": (794, 1123), "A4 landscape": (1123, 794), "A3": (1123, 1587)}
"""Pixels of a sheet at 96 to the inch."""
ON_PAPER = """
[...document.querySelectorAll("[data-testid=stSelectbox], [data-testid=stButton], .save,"
  + " [data-testid=stDownloadButton], [data-testid=stFileUploader], [data-testid=stDateInput],"
  + " [data-testid=stPageLink], .st-key-nav, .modebar, summary")]
  .filter(e => e.getClientRects().length).map(e => e.dataset.testid || e.className || e.tagName)
"""
CUT_OFF = """
[...document.querySelectorAll("[data-testid=stMain], [data-testid=stMain] *")].filter(e => {
  if (e.closest("svg, [data-testid=stPlotlyChart]") || !e.clientHeight) return false;
  const {overflowX, overflowY, position} = getComputedStyle(e);
  return position !== "absolute" && (overflowY !== "visible" && e.scrollHeight > e.clientHeight + 2
    || overflowX !== "visible" && e.scrollWidth > e.clientWidth + 2);
}).map(e => e.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize(
    "where", ["", "target?target=T03-1", "departments", "due?department=市科技局", "history"]
)
def test_a_printed_page_has_no_controls_and_loses_nothing(
    page: Page, demo: Server, where: str
) -> None:
    look(page, demo, where)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for width, height in PAPER.values():
        page.set_viewport_size({"width": width - 84, "height": height - 90})
        assert page.evaluate(ON_PAPER) == []
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width - 84
        charts = page.evaluate(
            "[...document.querySelectorAll('.svg-container')].map(e => {"
            " const own = e.getBoundingClientRect(), svg = e.querySelector('.main-svg');"
            " return [own.right, svg.getBoundingClientRect().width - own.width,"
            " e.closest('[data-testid=stElementContainer]').getBoundingClientRect().bottom"
            " - own.bottom] })"
        )
        assert [c for c in charts if c[0] > width - 83 or abs(c[1]) > 1 or c[2] < -1] == []
    assert page.locator(".banner").first.is_visible()


def test_all_of_a_page_comes_out_of_the_printer_and_not_the_first_screen_alone(
    page: Page, demo: Server
) -> None:
    look(page, demo, "method")
    pages = {
        name: len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(**options)))
        for name, options in {
            "A4": {"format": "A4"},
            "A4 landscape": {"format": "A4", "landscape": True},
            "A3": {"format": "A3"},
        }.items()
    }

    assert pages["A4 landscape"] >= pages["A4"] >= 3
    assert 2 <= pages["A3"] < pages["A4"]


def test_the_print_key_draws_charts_anew_for_paper(page: Page, demo: Server) -> None:
    look(page, demo, "departments")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("() => document.querySelector('.main-svg').clientWidth > 1500")
    page.evaluate("window.print = () => { window.printed = true }")
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")

    page.wait_for_function("() => document.querySelector('.main-svg').clientWidth <= 1000")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelector('.main-svg').clientWidth > 1500")
