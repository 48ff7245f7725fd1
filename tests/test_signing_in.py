"""Real browsers sign in, by password and at a real OpenID server; each role finds its own."""

import http.client
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page, expect

from lib.access import ROLES
from lib.returning import COOKIE
from tests.forger import CLIENT, LIES, Forger, forging
from tests.office import opened
from tests.people import PASSWORD, add
from tests.server import Server, free_port, look

SCIENCE = "市科技局"
SUBJECT = "u-0042"
FINDS = {
    # page: the roles that may do there what the page is for
    "entry": {"statistician", "administrator"},
    "correct": {"statistician", "administrator"},
    "meetings": {"presenter", "administrator"},
    "people": {"administrator"},
    "audit": {"administrator"},
    "backups": {"administrator"},
    "review": {"statistician", "reviewer", "administrator"},
}
TOOLS = {
    "entry": "[data-testid=stFileUploader]",
    "correct": "[data-testid=stDataFrame]",
    "meetings": "[data-testid=stForm]",
    "people": "[data-testid=stForm]",
    "audit": "[data-testid=stDateInput] >> nth=1",
    "backups": ".st-key-backup_make",
    "review": "text=没有部门要求审核",
}
"""What shows that a page lets its visitor do something."""


@dataclass(frozen=True)
class Doors:
    """A server with an account for each role, and the office's own sign-in beside it."""

    server: Server
    codes: dict[str, str]
    folder: Path


def named(folder: Path, provider: str, port: int) -> Path:
    """The office's secrets.toml that names a provider."""
    file = folder / "secrets.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\n'
        f'cookie_secret = "{secrets.token_hex(32)}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "{secrets.token_hex(16)}"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    return file


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder, port = tmp_path_factory.mktemp("doors"), free_port()
    with pytest.MonkeyPatch.context() as patch:
        with opened(folder / "office.duckdb", patch, entry="accounts") as at:
            codes = {r: add(at, r, r, *([SCIENCE] if r == "statistician" else [])) for r in ROLES}
        with oidc_provider_mock.run_server_in_thread() as provider:
            file = named(folder, f"http://localhost:{provider.server_port}", port)
            patch.setenv("STREAMLIT_SECRETS_FILES", str(file))
            server = Server(folder, port=port, entry="accounts")
            yield Doors(server, codes, folder)
            server.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened_page = context.new_page()
    opened_page.set_default_timeout(20_000)
    yield opened_page
    context.close()


def enter(page: Page, doors: Doors, key: str) -> None:
    """Sign in by the one-time code and choose a password."""
    page.goto(f"{doors.server.address}/signin?next=account")
    page.fill("[name=account]", key)
    page.fill("[name=password]", doors.codes[key])
    page.click("button")
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button")
    page.wait_for_selector(".st-key-frame")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_finds_exactly_what_it_may_do_also_by_address(
    page: Page, doors: Doors, role: str
) -> None:
    enter(page, doors, role)
    for where, allowed in FINDS.items():
        look(page, doors.server, where)
        found = page.locator(TOOLS[where]).count() > 0
        assert found == (role in allowed), f"{role} at {where}"


def test_whoever_did_not_sign_in_may_look_and_no_more(page: Page, doors: Doors) -> None:
    look(page, doors.server)
    expect(page.locator(".person")).to_have_text("登录")
    for where in FINDS:
        look(page, doors.server, where)
        assert page.locator(TOOLS[where]).count() == 0, where


def test_signing_out_in_one_tab_ends_what_another_tab_may_do(page: Page, doors: Doors) -> None:
    page.goto(f"{doors.server.address}/signin?next=people")
    page.fill("[name=account]", "administrator")
    page.fill("[name=password]", PASSWORD)
    page.click("button")
    page.wait_for_selector(TOOLS["people"])
    taking = page.context.new_page()
    look(taking, doors.server, "audit")
    other = page.context.new_page()
    other.goto(f"{doors.server.address}/signin")
    other.get_by_role("button", name="退出登录").click()
    page.get_by_label("姓名").last.fill("黑客")
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_text("没有这项权限")).to_be_visible()
    taking.get_by_role("button", name="数据 CSV").click()
    expect(taking.get_by_text("没有下载：登录可能已结束")).to_be_visible()


def test_a_person_of_the_offices_own_sign_in_comes_without_a_role_and_gets_one(
    page: Page, doors: Doors
) -> None:
    """Issuer and subject are the key; leaving ends the session for its cookie too.

    Who came from a page is there again afterwards, in the language it was read in.
    """

    def sign_in() -> None:
        page.goto(f"{doors.server.address}/target?lang=en&target=T28-1")
        page.get_by_role("link", name="Sign in").click()
        page.get_by_role("link", name="office's account").click()
        page.wait_for_url("**/oauth2/authorize**")
        page.fill("[name=sub]", SUBJECT)
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_selector(".person")

    sign_in()
    expect(page).to_have_url(re.compile(r"/target\?.*lang=en.*T28-1|/target\?.*T28-1.*lang=en"))
    expect(page.locator(".person")).to_have_text(SUBJECT)
    look(page, doors.server, "entry")
    assert page.locator(TOOLS["entry"]).count() == 0
    kept = page.context.cookies()
    look(page, doors.server, "account")
    page.get_by_role("link", name="退出").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/oauth2/end_session**")  # where they are asked whether to leave there too
    page.context.add_cookies(kept)  # as somebody who took them would
    look(page, doors.server)
    expect(page.locator(".person")).to_have_text("登录")


@pytest.mark.parametrize(
    ("kept", "to"),
    [
        ("target%3Flang%3Den", "/target?lang=en"),
        ("%2Fevil.example", "/"),
        ("%2F%2Fevil.example", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("a%0D%0AX-Evil%3A%201", "/"),
    ],
)
def test_coming_back_never_leads_to_another_site(doors: Doors, kept: str, to: str) -> None:
    line = http.client.HTTPConnection("localhost", int(doors.server.address.rpartition(":")[2]))
    try:
        line.request("GET", "/oauth2callback", headers={"Cookie": f"{COOKIE}={kept}"})
        answer = line.getresponse()
        answer.read()
        assert (answer.status, answer.getheader("Location")) == (302, to)
    finally:
        line.close()


@pytest.fixture(scope="module")
def forged(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[tuple[Forger, str]]:
    """A provider that may lie, and the address at which a server sends people to it."""
    folder, port = tmp_path_factory.mktemp("forged"), free_port()
    with forging() as forger, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SECRETS_FILES", str(named(folder, forger.address, port)))
        server = Server(folder, port=port, entry="accounts")
        page = chromium.new_page()
        with page.expect_request("**/auth/login?*") as sent:
            page.goto(f"{server.address}/account?sso=1")
        page.close()
        yield forger, sent.value.url
        server.stop()


@pytest.mark.parametrize("lie", ["", *LIES])
def test_a_forged_word_of_the_offices_own_sign_in_lets_nobody_in(
    forged: tuple[Forger, str], chromium: Browser, lie: str
) -> None:
    forger, way = forged
    forger.lie = lie
    context = chromium.new_context()
    assert context.request.get(way).ok
    known = any(c.get("name", "").startswith("_streamlit_user") for c in context.cookies())
    context.close()
    assert known == (lie == ""), lie
