"""The export page: what it offers, the file it makes, the way to it from every page."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from lib import handing, jobs
from lib.exports import FORMATS
from lib.office import Office
from lib.report.ask import CONTENTS
from lib.report.mark import NAME
from tests.conftest import MadeUp
from tests.office import opened, visit, words
from tests.server import Server, look, settled

BUSY = "2023-11-01"


@pytest.fixture(scope="module")
def office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("export-page") / "office.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as ready:
        yield ready


def offered(app: AppTest) -> list[str]:
    """The formats that the page offers, in words."""
    return next(g for g in app.button_group if g.key == "choice_format").options


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return app.run()


def finished(app: AppTest) -> AppTest:
    """The page once nothing runs any more, as a browser asks again and again."""
    for _ in range(200):
        places = (
            app.session_state[p] for p in (handing.LOOK, handing.MAKING) if p in app.session_state
        )
        running = [job for token, _ in places if (job := jobs.job(token)) and job.running]
        if not running:
            return app.run()
        time.sleep(0.05)
    pytest.fail("still running")


def downloads(app: AppTest) -> list[str]:
    """The labels of what can be downloaded."""
    return [e.proto.label for e in app.get("download_button")]


@pytest.mark.parametrize(
    ("content", "lang"), [*((content, "zh") for content in CONTENTS), ("meeting", "en")]
)
def test_every_content_offers_the_formats_that_can_tell_it(
    office: Office, content: str, lang: str
) -> None:
    app = visit("exports", content=content, lang=lang, as_of=BUSY)

    assert not app.exception
    assert len(offered(app)) == sum(content in f.contents for f in FORMATS.values())
    assert [b.key for b in app.button] == ["export-make", "export-look-first"]


def test_the_address_chooses_everything(office: Office) -> None:
    app = visit(
        "exports",
        content="targets",
        chosen="T03-1,T99-9,T28-1",
        format="png",
        file_lang="en",
        state="draft",
        scale="4",
        ground="clear",
        as_of=BUSY,
    )

    assert app.multiselect[0].value == ["T03-1", "T28-1"]
    chosen = {box.key: box.value for box in app.selectbox}
    assert chosen["choice_content"] == "targets"
    assert chosen["choice_file_lang"] == "en"
    assert chosen["choice_state"] == "draft"
    assert (chosen["choice_scale"], chosen["choice_ground"]) == ("4", "clear")
    assert "2023年11月1日" in words(app)


@pytest.mark.parametrize(
    "choices",
    [
        {"content": "nothing", "format": "exe"},
        {"content": "notice", "format": "pptx"},
        {"content": "themes", "chosen": "<script>"},
        {"content": "meeting", "meeting": "M99"},
        {"scale": "100000", "format": "png"},
    ],
)
def test_an_address_with_nonsense_offers_what_there_is(
    office: Office, choices: dict[str, str]
) -> None:
    app = visit("exports", **choices)

    assert not app.exception
    assert not app.error
    assert len(app.button) == 2


def test_before_the_plan_there_is_nothing_to_export(office: Office) -> None:
    app = visit("exports", as_of="2020-01-01")
    assert len(app.info) == 1
    assert not app.button


def test_a_file_is_made_and_stays_at_hand_with_its_fingerprint(office: Office) -> None:
    app = visit("exports", content="targets", chosen="T03-1", format="sdmx", as_of=BUSY)
    app = finished(press(app, "export-make"))

    assert not app.exception
    assert downloads(app) == ["下载"]
    assert "指标-T03-1-20231101-zh-演示数据.csv" in words(app)
    (token,) = app.session_state[handing.FILES]
    job = jobs.job(token)
    assert job is not None
    assert job.result.data.startswith(b"STRUCTURE,")
    app = finished(press(app, "export-make"))
    assert len(downloads(app)) == 2


def test_the_first_page_is_that_of_what_is_chosen_and_of_nothing_else(office: Office) -> None:
    app = visit("exports", content="targets", chosen="T03-1", format="png", as_of=BUSY)
    app = finished(press(app, "export-look-first"))
    assert "共 1 张图" in words(app)

    app.selectbox(key="choice_ground").set_value("clear")
    app = app.run()
    assert "共 1 张图" not in words(app)


def test_what_cannot_be_made_is_said_in_a_sentence(office: Office) -> None:
    app = visit("exports", content="targets", chosen="T01-1", format="pptx", as_of=BUSY)
    app.file_uploader[0].set_value(("模板.pptx", b"no slides at all", "application/zip"))
    app = finished(press(app.run(), "export-make"))

    assert not app.exception
    assert len(app.error) == 1
    assert not downloads(app)


def test_only_so_many_files_stay_at_hand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "AT_HAND", 1)
    app = visit("exports", content="targets", chosen="T03-1", format="sdmx", as_of=BUSY)
    app = finished(press(app, "export-make"))
    first = app.session_state[handing.FILES][0]
    app = finished(press(app, "export-make"))

    assert len(downloads(app)) == 1
    assert jobs.job(first) is None


def test_a_file_that_was_made_can_be_checked_on_the_page(office: Office) -> None:
    app = visit("exports", content="targets", chosen="T03-1", format="sdmx", as_of=BUSY)
    app = finished(press(app, "export-make"))
    job = jobs.job(app.session_state[handing.FILES][0])
    assert job is not None
    app.file_uploader(key="check").set_value(("a.csv", job.result.data, "text/csv"))
    app = app.run()
    assert [s.value for s in app.success if "一致" in s.value]

    altered = job.result.data.replace(b"sha256", b"sha512")
    app.file_uploader(key="check").set_value(("b.csv", altered, "text/csv"))
    app = app.run()
    assert "没有本系统的校验信息" in app.error[0].value


@pytest.mark.parametrize(
    ("page", "choices", "link"),
    [
        ("", {}, "content=overview"),
        ("target", {"target": "T03-1"}, "content=targets&amp;chosen=T03-1"),
        ("themes", {"theme": "ladder"}, "content=themes&amp;chosen=ladder"),
        ("departments", {"department": "市科技局"}, "content=departments&amp;chosen="),
        ("due", {}, "content=notice"),
        ("meetings", {"meeting": "M2"}, "content=meeting&amp;meeting=M2"),
    ],
)
def test_every_page_leads_to_its_export(
    office: Office, page: str, choices: dict[str, str], link: str
) -> None:
    shown = words(visit(page, **choices, as_of=BUSY))
    assert f"./exports?as_of={BUSY}&amp;{link}" in shown or f"./exports?{link}" in shown


@pytest.mark.browser
def test_in_a_browser_a_chart_leads_to_its_files_and_one_is_made_and_downloaded(
    demo: Server, page: Page
) -> None:
    look(page, demo, f"target?target=T03-1&as_of={BUSY}")
    page.get_by_role("link", name="其他格式…").first.press("Enter")
    page.wait_for_url("**/exports?**content=targets&chosen=T03-1**")
    settled(page)
    page.get_by_role("radio", name="矢量图 SVG").click()
    settled(page)
    page.get_by_role("button", name="先看首页").click()
    expect(page.get_by_role("img", name="首页")).to_be_visible()
    page.get_by_role("button", name="生成文件").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="下载").click()

    assert given.value.suggested_filename == "指标-T03-1-20231101-zh-演示数据.svg"
    drawn = Path(given.value.path()).read_text("utf-8")
    assert NAME in drawn
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


@pytest.mark.browser
def test_in_a_browser_a_large_job_is_cancelled_and_the_page_goes_on(
    demo: Server, page: Page
) -> None:
    look(page, demo, f"exports?content=everything&format=png&scale=4&as_of={BUSY}")
    page.get_by_role("button", name="生成文件").click()
    page.get_by_role("button", name="取消").click()
    settled(page)
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("button", name="生成文件")).to_be_enabled()
    expect(page.get_by_role("button", name="下载")).to_have_count(0)
