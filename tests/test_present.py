"""The meeting mode and the wall: what slides say, and a real browser that turns them."""

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import plotly
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lib import door, showing, store, texts
from lib.access import User
from lib.charts.trajectory import trajectory
from lib.meeting import Decision, Meeting
from lib.office import Office
from lib.present.large import HEIGHT, LINE, large
from lib.present.page import Deck, page, sorry
from lib.present.slides import Slide
from lib.running.guard import Conditions
from lib.running.headers import Headers
from lib.running.names import own_names
from lib.shell import Shell
from tests.charts_data import CAPTION, behind
from tests.office import opened
from tests.server import HOME

LI = User("李敏", "anyone", "市科技局")
AGENDA = ("T03-1", "T24-1", "T28-1", "T32-1")
BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


class Web:
    """The addresses of the meeting mode on a port of their own, in this process."""

    def __init__(self, port: int = 0) -> None:
        routes = [
            Route("/present", showing.present),
            Route("/present/version", showing.version),
            Route("/pictures/plotly.min.js", lambda _: FileResponse(BUNDLE)),
            Mount("/assets", StaticFiles(directory=HOME / "static")),
        ]
        around = Middleware(Headers, conditions=lambda: Conditions(own_names()))
        app = Starlette(routes=routes, middleware=[around, Middleware(Shell)])
        settings = uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(settings)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with (
        pytest.MonkeyPatch.context() as patch,
        opened(tmp_path_factory.mktemp("office") / "office.duckdb", patch) as ready,
    ):
        yield ready


@pytest.fixture(scope="module")
def web(office: Office) -> Iterator[Web]:
    ready = Web()
    yield ready
    ready.stop()


@contextmanager
def screen(chromium: Browser, address: str, *, clock: bool = False) -> Iterator[Page]:
    """A page whose every chart is drawn, or one whose clock the test turns."""
    seen = chromium.new_page(viewport={"width": 1366, "height": 768})
    seen.set_default_timeout(10_000)
    try:
        if clock:
            # Paused, or its time goes on with ours as well: a slow machine turned a slide too far.
            now = datetime.now(UTC)
            seen.clock.install(time=now)
            seen.clock.pause_at(now + timedelta(minutes=1))
        seen.goto(address)
        if not clock:
            drawn(seen)
        yield seen
    finally:
        seen.close()


def drawn(seen: Page) -> None:
    seen.wait_for_function(
        "() => [...document.querySelectorAll('.plot')].every(p => p.querySelector('.main-svg'))"
    )


def here(seen: Page) -> str:
    return seen.locator("section.here").inner_text()


def report(office: Office, *lines: str) -> None:
    data = "\n".join(["目标编号,时期,实际值,数据性质,来源", *lines, ""]).encode()
    look = door.preview(
        office.db, data, "季报.csv", office.regions, office.today(), max_bytes=1 << 20
    )
    assert look.changes is not None
    store.commit(office.db, look.changes, LI, sent=look.sent(data))


def hold(office: Office, meeting: Meeting, *made: Decision) -> None:
    head = store.head(office.db)
    store.commit(office.db, store.meeting_changes(office.db, meeting, head), LI)
    if made:
        head = store.head(office.db)
        store.commit(office.db, store.decision_changes(office.db, made, head), LI)


def ask(web: Web, query: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(
        f"{web.address}/present?{query}", headers={"Accept": "text/html"}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as answer:
        return answer.status, answer.read().decode(), dict(answer.headers)


# ---- what slides say ----


def test_labels_of_levels_close_together_are_spread_again_on_the_flatter_plot():
    close = replace(behind(), baseline=Decimal(190))
    drawing = large(trajectory(close, "zh", CAPTION))
    low, high = drawing["layout"]["yaxis"]["range"]
    notes = [n for n in drawing["layout"]["annotations"] if n["x"] == 1]
    places = sorted(HEIGHT * (n["y"] - low) / (high - low) + n["yshift"] for n in notes)

    assert len(places) == 2
    assert places[1] - places[0] >= LINE - 1
    assert "title" not in drawing["layout"]
    assert all(n["text"] for n in drawing["layout"]["annotations"])


def test_nothing_that_a_person_typed_leaves_its_place_in_the_page():
    nasty = "</script><img src=x onerror=alert(1)>\"'&\u2028"
    told = Deck(
        "zh", nasty, (Slide(nasty, "", source=nasty),), nasty, nasty, nasty, 1, "2022-08-01"
    )
    made = page(told) + sorry("zh", nasty, nasty)

    assert "<img" not in made
    assert "\u2028" not in re.search(r'json">(.*?)</script>', made)[1]
    assert json.loads(re.search(r'json">(.*?)</script>', made)[1])["back"] == nasty


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({}, {"lang": "zh", "targets": (), "wall": 0}),
        ({"lang": "en", "targets": "T03-1, ,T03-1,T08-2"}, {"targets": ("T03-1", "T08-2")}),
        ({"wall": "1"}, {"wall": 15}),
        ({"wall": "1", "seconds": "2"}, {"wall": 5}),
        ({"wall": "1", "seconds": "9" * 50}, {"wall": 120}),
        ({"wall": "1", "seconds": "x", "lang": "xx"}, {"wall": 15, "lang": "zh"}),
        ({"as_of": "2020-05-05"}, {"day": date(2020, 5, 5), "seq": 0}),
        ({"as_of": "2020-05-05", "wall": "1"}, {"seq": 3}),
        ({"as_of": "junk", "seq": "9e9"}, {"seq": 3}),
        ({"as_of": "9999-01-01", "seq": "2"}, {"seq": 2}),
    ],
)
def test_what_an_address_cannot_mean_counts_as_not_given(tmp_path, monkeypatch, query, asked):
    with opened(tmp_path / "office.duckdb", monkeypatch) as fresh:
        read, unknown = showing.read(fresh, query)

        assert {name: getattr(read, name) for name in asked} == asked
        assert unknown == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("meeting=M99%3Cb%3E", "没有编号为“M99&lt;b&gt;”的会议"),
        ("targets=T99-9,%3Cscript%3E", "没有这些目标：T99-9、&lt;script&gt;"),
        ("as_of=2019-01-01", "这一天系统里还没有目标"),
    ],
)
def test_what_is_not_there_is_said_with_a_way_back(web: Web, query: str, said: str):
    status, body, _ = ask(web, query)

    assert status == 404
    assert said in body
    assert ">返回看板</a>" in body


def test_a_page_says_what_it_left_out_and_lets_no_foreign_script_run(web: Web):
    status, body, headers = ask(web, "targets=T03-1,T99-9&lang=en")

    assert status == 200
    assert "does not have these targets: T99-9" in body
    assert '<html translate="no" lang="en">' in body
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "shell.js" not in body


def test_a_meeting_stays_as_it_was_known_and_the_next_one_opens_with_what_it_left(
    tmp_path, monkeypatch
):
    with opened(tmp_path / "office.duckdb", monkeypatch) as fresh:
        day = fresh.today()
        hold(
            fresh,
            Meeting("M1", "一季度<调度会>", date(2026, 1, 5), ("T05-1",), "", 3),
            Decision("D1", "M1", "T05-1", "task", "补报<咨询>记录", "市科技局", date(2026, 2, 1)),
        )
        report(fresh, "T05-1,2022,3,核实数,咨询记录")
        hold(fresh, Meeting("M2", "年度会", day, ("T05-1",)))

        def said(meeting: str) -> list[str]:
            read, _ = showing.read(fresh, {"meeting": meeting})
            return [s.body for s in showing.deck(read).slides]

        first, second = said("M1"), said("M2")

    assert len(first) == 3
    assert "一季度&lt;调度会&gt;" in first[0]
    assert "2026年1月5日" in first[0]
    assert "尚无数据" in first[1]
    assert "补报&lt;咨询&gt;记录" in first[2]
    assert len(second) == 5
    assert "与上次会议“一季度&lt;调度会&gt;”（2026年1月5日）相比" in second[1]
    assert "尚无数据</span> → 3 次" in second[1]
    assert "补报&lt;咨询&gt;记录" in second[2]
    assert "已过期限" in second[2]
    assert '<b class="value">3 次</b>' in second[3]
    assert texts.t("zh", "present.nothing_decided") in second[4]


# ---- a real browser ----


@pytest.fixture(scope="module")
def hall(chromium: Browser, web: Web) -> Iterator[Page]:
    with screen(chromium, f"{web.address}/present?targets={','.join(AGENDA)}") as seen:
        yield seen


@pytest.mark.browser
def test_keys_turn_the_slides_without_asking_the_server(hall: Page):
    asked: list[str] = []
    hall.on("request", lambda request: asked.append(request.url))
    numbers = []
    for key in ("ArrowRight", "PageDown", " ", "PageUp", "End", "Enter", "Backspace", "Home"):
        hall.keyboard.press(key)
        numbers.append(hall.locator("section.here").get_attribute("data-number"))
    for key in ("4", "Enter"):
        hall.keyboard.press(key)

    assert numbers == ["2", "3", "4", "3", "5", "5", "4", "1"]
    assert here(hall).splitlines()[-1] == "4 / 5"
    assert hall.url.endswith("#4")
    assert hall.locator("#said").inner_text() == f"第 4 页，共 5 页：{label(hall, 4)}"
    hall.mouse.click(10, 300)
    assert here(hall).splitlines()[-1] == "3 / 5"
    hall.mouse.click(1300, 300)
    assert here(hall).splitlines()[-1] == "4 / 5"
    hall.keyboard.press("?")
    expect(hall.locator("#help")).to_contain_text("深色、浅色切换")
    hall.keyboard.press("Escape")
    expect(hall.locator("#help")).to_be_hidden()
    assert asked == []


def label(seen: Page, number: int) -> str | None:
    return seen.locator(f"[data-number='{number}']").get_attribute("aria-label")


@pytest.mark.browser
def test_the_next_slide_is_drawn_before_it_is_shown_and_nobody_outside_is_asked(
    chromium: Browser, web: Web
):
    asked: list[str] = []
    wrong: list[str] = []
    seen = chromium.new_page(viewport={"width": 1366, "height": 768})
    seen.on("request", lambda request: asked.append(request.url))
    seen.on("pageerror", lambda error: wrong.append(str(error)))
    seen.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    seen.goto(f"{web.address}/present?targets=T03-1,T32-1&dark=1#2")
    drawn(seen)

    hidden = seen.locator("[data-number='3']")
    assert hidden.evaluate("s => getComputedStyle(s).visibility") == "hidden"
    assert hidden.locator(".main-svg .trace").count() > 0
    assert seen.url.endswith("#2")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert seen.evaluate(ground) == "rgb(16, 22, 31)"
    paper = "document.querySelector('.here .main-svg').style.background"
    assert seen.evaluate(paper) == "rgb(16, 22, 31)"
    seen.keyboard.press("d")
    assert seen.evaluate(ground) == "rgb(255, 255, 255)"
    assert seen.evaluate(paper) == "rgb(255, 255, 255)"
    assert "dark" not in seen.url
    assert [u for u in asked if not u.startswith((web.address, "data:", "blob:"))] == []
    assert wrong == []
    seen.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_fits_on_every_screen_and_is_large_enough_for_a_room(
    chromium: Browser, web: Web, lang: str
):
    with screen(chromium, f"{web.address}/present?lang={lang}&targets={','.join(AGENDA)}") as seen:
        for width, height in ((1366, 768), (1920, 1080), (3840, 2160)):
            seen.set_viewport_size({"width": width, "height": height})
            seen.wait_for_function(DRAWN_HERE)
            assert seen.evaluate(OVERFLOWING) == []
            sizes = seen.evaluate(SIZES)
            assert [round(s) for s in sizes[:2]] == [106, 30]
            assert sizes[2] > 27


SIZES = """() => ['.value', '.reason', '.plot text'].map(selector => {
  const e = document.querySelector(selector);
  const scale = e.closest('.plot') ? e.getScreenCTM().a : 1;
  return parseFloat(getComputedStyle(e).fontSize) * scale / innerWidth * 1920;
})"""
DRAWN_HERE = """() => [...document.querySelectorAll('.plot')].every(p => {
  const box = p.getBoundingClientRect(), drawn = p.querySelector('.main-svg');
  return drawn && Math.abs(drawn.getBoundingClientRect().width - box.width) < 2;
})"""
OVERFLOWING = """() => [...document.querySelectorAll('section')].flatMap(s => {
  const box = s.querySelector('.plot')?.getBoundingClientRect();
  const out = [...s.querySelectorAll('.main-svg text')].filter(t => {
    const r = t.getBoundingClientRect();
    return r.left < box.left - 1 || r.right > box.right + 1 || r.bottom > box.bottom + 1;
  }).map(t => t.textContent);
  if (s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1) out.push(s.id);
  return out.map(what => [s.dataset.number, what]);
})"""


@pytest.mark.browser
def test_a_wall_turns_by_itself_shows_a_new_report_and_outlives_a_restart(
    chromium: Browser, tmp_path, monkeypatch
):
    with opened(tmp_path / "office.duckdb", monkeypatch) as fresh, ExitStack() as ends:
        web = Web()
        ends.callback(lambda: web.stop())
        address = f"{web.address}/present?wall=1&seconds=20&targets=T05-1"
        with screen(chromium, address, clock=True) as seen:
            seen.clock.run_for(100)
            assert seen.url.endswith("#1")
            seen.clock.run_for(20_000)
            assert seen.url.endswith("#2")
            assert "尚无数据" in here(seen)
            seen.evaluate(
                "window.blank = 0; const look = () => { if (!document.querySelector("
                "'main:not(.coming) section.here')) window.blank += 1; };"
                "new MutationObserver(look).observe(document.body, {subtree: true, "
                "childList: true, attributes: true})"
            )

            report(fresh, "T05-1,2022,3,核实数,咨询记录")
            with seen.expect_response(re.compile(r"/present\?wall")):
                seen.clock.run_for(15_000)
            assert "尚无数据" in here(seen)  # until the next turn
            seen.clock.run_for(25_000)
            seen.clock.run_for(20_000)
            expect(seen.locator("[data-number='2']")).to_contain_text("3 次")

            web.stop()
            seen.clock.run_for(15_000)
            expect(seen.locator("#notice")).to_contain_text("起与服务器断开")
            seen.clock.run_for(20_000)
            expect(seen.locator("section.here")).to_have_count(1)
            web = Web(web.port)
            seen.clock.run_for(15_000)
            expect(seen.locator("#notice")).to_be_hidden()
            seen.keyboard.press(" ")
            expect(seen.locator("#notice")).to_contain_text("已暂停")
            before = seen.url
            seen.clock.run_for(60_000)
            assert seen.url == before
            assert seen.evaluate("window.blank") == 0
