"""Behind a real nginx with the very file of deploy/: does what must hold hold from outside, too."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from drills.outcome import Outcome, counted
from drills.proxy import HOME, NAME, VISITOR, Site, installed, running
from lib.visitor import HOST_COOKIE
from tests import browser
from tests.server import DATABASE, Server, free_port, settled

EVIL, ELSEWHERE = "evil.example", "203.0.113.9"
PASSWORD = "玉溪湖畔-三棵树-17"
UPLOAD_MB, TOO_LARGE_MB = 90, 106


def nginx(folder: Path, scale: float) -> list[Outcome]:
    """Everything at once; scale makes the file that is taken smaller, not the one that is not."""
    program = installed()
    if program is None:
        return [Outcome("nginx", "not installed, and may not be installed here", "there", False)]
    code = _account(folder)
    plain, secure = free_port(), free_port()
    site_url = f"https://{NAME}:{secure}"
    server = Server(folder, entry="accounts", log="json", site_url=site_url)
    try:
        site = Site(int(server.address.rpartition(":")[2]), plain, secure)
        with running(program, folder, site), sync_playwright() as playwright:
            opened = launched(playwright.chromium)
            try:
                seen = [*_asked(site), *_looked(opened, site, folder, code, scale)]
            finally:
                opened.close()
    finally:
        server.stop()
    return [*seen, *_written(folder)]


def _account(folder: Path) -> str:
    """An administrator's one-time code, made on the command line as docs/deploy.md says."""
    command = ["account", "add", "li", "--name", "李敏", "--role", "administrator"]
    made = subprocess.run(
        [sys.executable, "-m", "lib.cli", *command],
        cwd=HOME,
        env={**os.environ, "YUXI_DATABASE": str(folder / DATABASE)},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", made.stdout)[0]


# ---- what is seen from outside ----


def _asked(site: Site) -> list[Outcome]:
    """What a program sees that asks as a browser would, and as one must not."""
    line = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=10)
    line.request("GET", "/target?target=T03-1", headers={"Host": NAME})
    moved = line.getresponse()
    to = moved.getheader("Location", "")
    line.close()
    status, told, _ = site.ask("/")
    says = {
        "TLS for a year": "max-age=31536000" in told.get("Strict-Transport-Security", ""),
        "nothing foreign": "default-src 'self'" in told.get("Content-Security-Policy", ""),
        "nosniff": told.get("X-Content-Type-Options") == "nosniff",
        "no version of nginx": told.get("Server") == "nginx",
    }
    script = re.search(r'src="\./(static/js/index[^"]+)"', site.ask("/")[2])
    asset = site.ask(f"/{script[1]}" if script else "/", Accept_Encoding="gzip")[1]
    host = site.ask("/", Host=EVIL)
    past = site.ask("/", Host=EVIL, X_Forwarded_Host=NAME)[0]
    form = site.ask("/signin", "POST", b"", Origin=f"https://{EVIL}")[0]
    _wrong_passwords(site)
    body = b"0" * (TOO_LARGE_MB * 2**20)
    large = site.ask("/_stcore/upload_file/a/b", "PUT", body, Origin=site.address)
    return [
        counted("without TLS is sent to TLS", moved.status, 301, to),
        Outcome("the page over TLS says", f"{status} {says}", "200, all", all(says.values())),
        counted("a script packed", int(asset.get("Content-Encoding") == "gzip"), 1),
        Outcome("another site's name", f"{host[0]}", "403 and how", "YUXI_HOSTS" in host[2]),
        counted("the same with our name in X-Forwarded-Host", past, 403),
        counted("a form of another site", form, 403),
        counted("our own socket", site.handshake(site.address), 101),
        counted("a socket of another site", site.handshake(f"https://{EVIL}"), 403),
        counted("a socket of a page without TLS", site.handshake(f"http://{NAME}"), 403),
        counted("numbers from outside", site.ask("/metrics")[0], 404),
        Outcome(
            f"{TOO_LARGE_MB} MB at once",
            f"{large[0]} {large[2][:24]}",
            "413 and what to do",
            large[0] == 413 and "YUXI_UPLOAD_MB" in large[2],
        ),
    ]


def _wrong_passwords(site: Site) -> None:
    """One by nginx and one past it, each with another address in a header that anybody can send."""
    given = b"account=li&password=wrong"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    claims = {"X-Forwarded-For": ELSEWHERE, "X-Real-IP": ELSEWHERE}
    site.ask("/signin", "POST", given, Origin=site.address, **kind, **claims)
    past = http.client.HTTPConnection(
        "127.0.0.1", site.program, timeout=30, source_address=(VISITOR, 0)
    )
    past.request("POST", "/signin", given, {**kind, **claims})
    past.getresponse().read()
    past.close()


def launched(kind: BrowserType) -> Browser:
    """Chromium that takes our name for this machine."""
    rules = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1",)
    return kind.launch(executable_path=browser.find(), args=[*browser.ARGUMENTS, *rules])


def _looked(opened: Browser, site: Site, folder: Path, code: str, scale: float) -> list[Outcome]:
    """What a real browser sees: a page over wss, signing in, a large file."""
    page = opened.new_page(ignore_https_errors=True, locale="zh-CN")
    page.set_default_timeout(60_000)
    sockets: list[str] = []
    complaints: list[str] = []
    page.on("websocket", lambda line: sockets.append(line.url))
    page.on(
        "console",
        lambda told: complaints.append(told.text) if "Content Security" in told.text else None,
    )
    page.goto(f"{site.address}/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    cookie = _signed_in(page, site, code)
    sent = _uploaded(page, site, folder, max(1, round(UPLOAD_MB * min(scale, 1.0))))
    return [
        Outcome(
            "a chart is drawn, and sockets",
            " ".join({url.partition("/_")[0] for url in sockets}),
            "wss alone",
            {url.partition("/_")[0] for url in sockets} == {f"wss://{NAME}:{site.secure}"},
        ),
        Outcome(
            f"the cookie {HOST_COOKIE} of who signed in",
            str(cookie),
            "Secure, HttpOnly, Lax",
            all(cookie),
        ),
        sent,
        counted("complaints about our own rules", len(complaints), 0, " ".join(complaints)[:200]),
    ]


def _signed_in(page: Page, site: Site, code: str) -> tuple[bool, bool, bool]:
    page.goto(f"{site.address}/signin?next=entry")
    page.fill("[name=account]", "li")
    page.fill("[name=password]", code)
    page.click("button")
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button")
    page.wait_for_selector("[data-testid=stFileUploader]")
    settled(page)
    kept = {str(c.get("name")): c for c in page.context.cookies()}.get(HOST_COOKIE, {})
    return (
        bool(kept.get("secure")),
        bool(kept.get("httpOnly")),
        kept.get("sameSite") == "Lax",
    )


def _uploaded(page: Page, site: Site, folder: Path, megabytes: int) -> Outcome:
    """A table of that size is sent, read and answered with a preview or a reason."""
    file = folder / "large.csv"
    row = f"T03-1,2022,{'说明' * 340}\n".encode()
    file.write_bytes("目标编号,时期,说明\n".encode() + row * (megabytes * 2**20 // len(row)))
    with page.expect_response(lambda a: "/_stcore/upload_file/" in a.url) as answered:
        page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", str(file))
    status, size = answered.value.status, file.stat().st_size / 2**20
    settled(page)
    page.get_by_text("large.csv").first.wait_for()
    return counted(f"a file of {size:.0f} MB", status, 204)


def _written(folder: Path) -> list[Outcome]:
    """Where the audit says that who gave a wrong password was; asked of it after the end."""
    listed = subprocess.run(
        [sys.executable, "-m", "lib.cli", "audit", "list", "--kind", "sign_in_refused", "--json"],
        cwd=HOME,
        env={**os.environ, "YUXI_DATABASE": str(folder / DATABASE)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r'"address": ?"([^"]*)"', listed.stdout)
    where = "the visitor's address in the audit, by nginx and past it"
    return [Outcome(where, str(found), f"{VISITOR} twice", found == [VISITOR] * 2)]
