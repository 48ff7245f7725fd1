"""What somebody meets who does not see the screen, or has no mouse."""

import pytest
from playwright.sync_api import Page

from tests.server import Server, look
from tests.walk import Seen

pytestmark = pytest.mark.browser
STREAMLITS_OWN = {
    # The uploader is a section without a role of its own that has a name; its button is a button.
    ("minor", "presentation-role-conflict", "stFileUploaderDropzone"),
}
"""What axe finds inside Streamlit's own widgets, which we cannot change: impact, rule, widget."""


def test_axe_finds_nothing_in_what_is_ours_and_nothing_new_in_what_is_not(
    walked: list[Seen],
) -> None:
    found = {
        (seen.where, seen.lang, *finding)
        for seen in walked
        for finding in seen.findings
        if finding[:3] not in STREAMLITS_OWN
    }
    assert found == set()
    assert {f[:3] for seen in walked for f in seen.findings} == STREAMLITS_OWN


def test_every_chart_says_what_it_shows_and_has_its_table_beside_it(walked: list[Seen]) -> None:
    charts = [(seen.where, seen.lang, *chart) for seen in walked for chart in seen.charts]

    assert len(charts) >= 8
    assert [c for c in charts if c[2] != "figure" or len(c[3]) < 12 or c[4] != 1] == []


def test_keys_alone_lead_past_the_navigation_and_open_the_table_of_a_chart(
    page: Page, demo: Server
) -> None:
    look(page, demo, "target?target=T03-1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    table = page.locator(".numbers table").first
    assert not table.is_visible()
    page.evaluate("document.querySelector('[data-picture=svg]').focus()")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")

    assert table.is_visible()
    assert table.locator("thead").inner_text().split() == ["日期", "系列", "数值（户）"]
    assert table.locator("tbody tr").first.inner_text().split() == [
        "2021年12月31日",
        "计划进度",
        "158",
    ]
