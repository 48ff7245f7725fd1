"""Two real servers, one PostgreSQL and a real nginx: seen at once, killed, restarted, shut out."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import (
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    TimeoutError,
    sync_playwright,
)

from drills.away import killed, restarted
from drills.desk import DEPARTMENT, report_of
from drills.gauge import measured
from drills.nginx import PASSWORD, launched
from drills.outcome import Outcome, counted
from drills.proxy import installed
from drills.several import Several, several
from drills.visit import SEAT, visiting
from drills.writers import COMMIT, RECEIPT
from lib import managing, store
from lib.visitor import COOKIE
from tests.people import BY, Caller, add, session
from tests.server import settled

AT_ONCE = 1.0
"""Seconds after which the readers of the other server must know of a commit."""
LONGEST_MOVE = 30.0
"""Seconds in which an open tab must have found another server."""


def replicas(folder: Path, scale: float) -> list[Outcome]:
    """Everything on the same two servers; scale makes fewer kills and a shorter walk."""
    program = installed()
    if program is None:
        return [Outcome("nginx", "not installed, and may not be installed here", "there", False)]
    with several(program, folder, 2) as both:
        with both.office() as at:
            brought = store.head(at.db)
            code = add(at, "li", "statistician", DEPARTMENT, name="李敏")
            secret = session(at, "li")
        return [
            counted("submissions after both started at once on an empty database", brought, 3),
            *_seen(both, secret),
            *_shut_out(both, code),
            *killed(both, scale),
            *restarted(both, scale),
        ]


# ---- a commit on one, readers on the other ----


def _seen(both: Several, secret: str) -> list[Outcome]:
    """A browser commits on the first server; another and a wall sit on the second."""
    with sync_playwright() as playwright:
        opened = launched(playwright.chromium)
        try:
            writer, reader = (
                _seated(opened.new_context(ignore_https_errors=True, locale="zh-CN"), both, *who)
                for who in (("1", secret), ("2", ""))
            )
            return [*_committed(both, writer, reader), *_moved(both, writer)]
        finally:
            opened.close()


def _seated(context: BrowserContext, both: Several, seat: str, secret: str) -> BrowserContext:
    given = {SEAT: seat, COOKIE: secret}
    context.add_cookies(
        [{"name": n, "value": v, "url": both.site.address} for n, v in given.items() if v]
    )
    context.set_default_timeout(60_000)
    return context


def _committed(both: Several, writer: BrowserContext, reader: BrowserContext) -> list[Outcome]:
    address = both.site.address
    wall, second, first = reader.new_page(), reader.new_page(), writer.new_page()
    wall.goto(f"{address}/present?wall=1&seconds=120")
    for page, where in ((second, "history"), (first, "entry")):
        page.goto(f"{address}/{where}")
        page.wait_for_selector(".st-key-frame")
        settled(page)
    tabs = [measured(s.address, "active_sessions") for s in both.servers]
    _give(first, "红塔区")
    told = _Told(both.servers[1].address)
    _button(first).click()
    _receipt(first).wait_for()
    shown = time.monotonic()
    known = told.at()
    look = _looked(second, told.seq)
    with wall.expect_response(lambda a: "/present?" in a.url, timeout=60_000) as anew:
        pass
    return [
        Outcome("open pages by server", f"{tabs}", "[1, 1]: each on its own", tabs == [1, 1]),
        Outcome(
            "the other server knows of a commit",
            f"{known - shown:+.3f} s after the receipt was on the screen",
            f"at most {AT_ONCE:g} s",
            known - shown <= AT_ONCE,
        ),
        Outcome(
            "a browser on the other server, at its next click",
            f"shows #{told.seq} after {look:.2f} s" if look else "does not show it",
            "shows it",
            look > 0,
        ),
        counted("a wall on the other server fetches its slides anew", anew.value.status, 200),
    ]


def _moved(both: Several, writer: BrowserContext) -> list[Outcome]:
    """The server of an open tab dies before the button is pressed, and comes back later."""
    page = writer.new_page()
    page.goto(f"{both.site.address}/entry")
    page.wait_for_selector("[data-testid=stFileUploader]")
    settled(page)
    _give(page, "江川区")
    both.servers[0].process.kill()
    begin = time.monotonic()
    while _seat(writer) != "2" and time.monotonic() - begin < LONGEST_MOVE:
        page.wait_for_timeout(100)
    took = time.monotonic() - begin
    _button(page).click()  # the page is still there, but its new server has no file
    page.wait_for_timeout(1000)
    settled(page)
    false = _receipt(page).count()
    _give(page, "江川区")
    _button(page).click()
    _receipt(page).wait_for()
    both.again(0)
    with page.expect_response(lambda a: "/_stcore/upload_file/" in a.url) as sent:
        _give(page, "通海县")
    return [
        Outcome(
            "an open tab whose server was killed",
            f"has its seat at {_seat(writer)!r} after {took:.1f} s",
            f"'2' within {LONGEST_MOVE:g} s",
            _seat(writer) == "2" and took < LONGEST_MOVE,
        ),
        counted("a receipt for what the new server never had", false, 0),
        counted("an upload after the first server is back", sent.value.status, 204),
    ]


def _seat(context: BrowserContext) -> str:
    return next((str(c.get("value")) for c in context.cookies() if c.get("name") == SEAT), "")


def _give(page: Page, region: str) -> None:
    """Put a file into the box and wait for its preview."""
    file: FilePayload = {
        "name": f"{region}.csv",
        "mimeType": "text/csv",
        "buffer": report_of(region, 50),
    }
    page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", file)
    page.get_by_text(f"{region}.csv").first.wait_for()
    _button(page).wait_for()
    settled(page)


def _button(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile(re.escape(COMMIT)))


def _receipt(page: Page) -> Locator:
    return page.get_by_text(re.compile(re.escape(RECEIPT))).first


class _Told:
    """Asks a server over and over which submission is the last, as a wall does but faster."""

    def __init__(self, address: str) -> None:
        self.address, self.seq = address, 0
        self._when = 0.0
        self._before = self._asked()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def at(self) -> float:
        """When it first told of a newer one."""
        self._thread.join(30)
        return self._when or time.monotonic()

    def _asked(self) -> int:
        with urllib.request.urlopen(f"{self.address}/present/version", timeout=30) as answer:
            return int(json.load(answer)["seq"])

    def _look(self) -> None:
        while (seq := self._asked()) == self._before:
            time.sleep(0.02)
        self.seq, self._when = seq, time.monotonic()


def _looked(page: Page, seq: int) -> float:
    """Seconds from a click of a reader to the new submission on the page; 0 where it is not."""
    begin = time.monotonic()
    page.get_by_role("link", name="记录").first.click()
    with suppress(TimeoutError):
        page.get_by_text(f"#{seq}").first.wait_for(timeout=20_000)
        return time.monotonic() - begin
    return 0.0


# ---- a person signed out, an account shut ----


def _shut_out(both: Several, code: str) -> list[Outcome]:
    """Sign in on the first server and be known on the second; leave, and be shut out, on both."""
    address = f"http://127.0.0.1:{both.site.inside}"
    one, other = Caller(address, {SEAT: "1"}), Caller(address, {SEAT: "2"})
    one.post("/signin/new", account="li", code=code, new=PASSWORD, again=PASSWORD)
    known = one.who(), asyncio.run(_tab(both, other, one, lambda: one.post("/signout")))
    left = other.who()
    one.enter("li", PASSWORD)
    with both.office() as at:

        def change(*, active: bool) -> None:
            known = store.account(at.db, "li")
            assert known is not None
            managing.change(at, known, BY, active=active)

        closed = asyncio.run(_tab(both, other, one, lambda: change(active=False)))
        gone = one.who(), other.who()
        change(active=True)
    tabs = ("had the form", "lost it at the next click")
    return [
        Outcome("signed in on one server", str(known[0]), "li", known[0] == "li"),
        Outcome(
            "signed out on one: a tab on the other", f"{known[1]}", f"{tabs}", known[1] == tabs
        ),
        Outcome("signed out on one: on the other", repr(left), "nobody", left == ""),
        Outcome("an account shut: a tab that was open", f"{closed}", f"{tabs}", closed == tabs),
        Outcome("an account shut: on both", f"{gone}", "nobody", gone == ("", "")),
    ]


async def _tab(
    both: Several, other: Caller, one: Caller, work: Callable[[], object]
) -> tuple[str, str]:
    """Sit at the upload form on the second server while something happens on the first."""
    other.cookies[COOKIE] = one.secret
    async with visiting(both.site.inside, one.secret, "2") as visit:
        had = (await visit.open("entry", lang="zh")).id_of("file_uploader")
        await asyncio.to_thread(work)
        has = (await visit.open("entry", lang="zh")).id_of("file_uploader")
    return (
        "had the form" if had else "never had it",
        "has it still" if has else "lost it at the next click",
    )
