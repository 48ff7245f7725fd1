"""Ten questions of a leader, walked through in a real browser as docs/questions.md tells it."""

import re

import pytest
from playwright.sync_api import Page

from tests.server import HOME, Server, look, settled

pytestmark = pytest.mark.browser
DAY = "2023-02-10"
MOST_CLICKS = 2


def questions() -> list[list[str]]:
    """Number, question, what to click, what to see."""
    text = (HOME / "docs" / "questions.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def bare(words: str) -> str:
    return "".join(words.split())


def test_there_are_ten_questions_with_an_answer_each() -> None:
    found = questions()
    assert [row[0] for row in found] == [str(n) for n in range(1, 11)]
    assert all(row[1] and row[3] for row in found)


def test_every_question_is_answered_in_at_most_two_clicks(page: Page, demo: Server) -> None:
    unanswered = {}
    look(page, demo, f"?as_of={DAY}")
    for number, question, path, answer in questions():
        clicks = [words.strip() for words in path.split("→") if words.strip()]
        assert len(clicks) <= MOST_CLICKS, question
        for words in clicks:
            page.locator("a, button").filter(has_text=words).first.click()
            page.wait_for_timeout(300)
            settled(page)
        seen = bare(page.inner_text("[data-testid=stMain]"))
        if bare(answer) not in seen:
            unanswered[number] = (question, seen[:300])
        if clicks:
            page.locator(".st-key-nav").get_by_role("link", name="总览").click()
            page.wait_for_url(re.compile(rf"/\?as_of={DAY}$"))
            settled(page)
    assert unanswered == {}
