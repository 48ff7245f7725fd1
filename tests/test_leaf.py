"""The page for a USB stick: all inside, nothing fetched, charts drawn under a strict policy."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lib.exports.carried import carried
from lib.exports.leaf import html
from lib.office import Office
from lib.report import Ask, Line, Report, Section
from lib.reporting import report
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)
DRAWN = ("fund", "regions", "milestones")
ADDRESS = re.compile(r"""(?:src|href)=(?!["']?#)""")


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("leaf") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


def told(at: Office, content: str = "themes", lang: str = "zh", *chosen: str) -> Report:
    return report(at, Ask(content, "html", lang, at.seq_at(BUSY), BUSY, chosen))


def bare(page: bytes) -> str:
    """Without the scripts of others."""
    return re.sub(r"<script>.*?</script>", "", page.decode(), flags=re.DOTALL)


def test_nothing_is_fetched_and_only_known_scripts_run(demo_office: Office) -> None:
    text = bare(html(told(demo_office)))
    assert not ADDRESS.search(text)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert " on" not in {m[:3] for m in re.findall(r"<[a-z]+( on[a-z]+=)", text)}


def test_the_page_says_as_of_when_what_is_made_up_and_carries_the_mark(
    demo_office: Office,
) -> None:
    made = told(demo_office, "targets", "en", "T03-1")
    page = html(replace(made, stamp=replace(made.stamp, draft="Draft")))
    assert carried(page) == made.mark
    for words in (made.stamp.moment, made.stamp.code, made.stamp.demo, "Draft"):
        assert words in bare(page)


def test_words_never_become_markup(demo_office: Office) -> None:
    made = told(demo_office, "sheet", "zh", "T03-1")
    bad = "</script><img src=x onerror=alert(1)>\u2028\x00\ud800&"
    section = Section("x", "target", bad, (Line(bad),), topic=bad, notes=(bad,), source=bad)
    charts = [replace(c, title=bad, source=bad, alt=bad) for c in made.charts]
    blocks = [b for b in made.sections[0].blocks if not hasattr(b, "chart")]
    pictures = [
        replace(b, chart=charts[0])  # type: ignore[type-var,call-arg]
        for b in made.sections[0].blocks
        if hasattr(b, "chart")
    ]
    hostile = replace(made.sections[0], blocks=(*blocks, *pictures))
    page = html(replace(made, title=bad, sections=(section, hostile)))
    text = bare(page)
    assert "<img" not in text
    (figures,) = re.findall(r'id="figures">(.*?)</script>', page.decode(), re.DOTALL)
    assert "alert(1)" in json.dumps(json.loads(figures))


def test_without_charts_there_is_no_script(demo_office: Office) -> None:
    page = html(told(demo_office, "departments"))
    assert b"<script" not in page
    assert b"script-src 'none'" in page
    assert len(page) < 200_000


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "width"), [("zh", 1366), ("en", 390)])
def test_every_chart_is_drawn_from_a_file_without_a_complaint(
    chromium: Browser, demo_office: Office, tmp_path: Path, lang: str, width: int
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(html(told(demo_office, "themes", lang, *DRAWN)))
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    counted = page.evaluate(
        """async () => {
            const plots = [...document.querySelectorAll('.plot')];
            for (const plot of plots) {
                plot.scrollIntoView();
                await new Promise((done) => setTimeout(done, 40));
            }
            await new Promise((done) => setTimeout(done, 300));
            return [plots.length, plots.filter((p) => p.querySelector('.main-svg')).length,
                document.documentElement.scrollWidth];
        }"""
    )
    context.close()
    assert said == []
    assert asked == [file.as_uri()]
    assert counted == [6, 6, width]
