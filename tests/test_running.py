"""Who is answered by the server, with what headers; what it says of itself; what it never logs."""

import http.client
import json
import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from prometheus_client.parser import text_string_to_metric_families
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.client import Client
from lib import events, faults, making, store, texts
from lib.access import User
from lib.issues import NotAllowed, Refusal, UnreadableFile
from lib.report import Ask
from lib.running import logs, ready
from lib.running.address import by_tls, from_here
from lib.running.names import is_ours, own_names, same_site
from lib.running.numbers import Numbers, Stand
from lib.upload import worker
from tests.office import opened
from tests.people import Caller
from tests.server import DATABASE, HOME, Server, free_port, look

SITE = "innovation.yuxi.example"
EVIL = "evil.example"
EVERYWHERE = (
    "/",
    "/target?target=T03-1",
    "/nowhere/at/all",
    "/present",
    "/present/version",
    "/signin",
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets/style.css",
    "/assets/missing.css",
    "/pictures/plotly.min.js",
    "/favicon.png",
    "/media/missing.csv",
    "/_stcore/health",
    "/_stcore/host-config",
)
SECRETS = {
    "password": "玉溪湖畔-三棵树-17",
    "cookie": "c00k1e-of-li-min-0123456789",
    "cell": "196.250417",
    "person": "李敏的身份证",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("running")
    running = Server(
        folder, entry="accounts", hosts="kanban.test", site_url=f"https://{SITE}/", log="json"
    )
    yield running
    running.stop()


def port_of(server: Server) -> int:
    return int(server.address.rpartition(":")[2])


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers in small letters, and body of one request; Accept as browsers send it."""
    line = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=30)
    sent = {"Accept": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}
    try:
        line.request(method, path, headers=sent)
        answer = line.getresponse()
        told = {k.lower(): v for k, v in answer.getheaders()}
        return answer.status, told, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def numbers(server: Server) -> dict[str, float]:
    """Every sample of a real scrape, as name{label=value,…}."""
    status, told, text = ask(server, "/metrics")
    assert (status, told["content-type"].partition(";")[0]) == (200, "text/plain")
    return samples(text)


def samples(text: str) -> dict[str, float]:
    return {
        f"{s.name}{{{','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))}}}": s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
    }


# ---- names and origins ----


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "10.20.30.40", "KANBAN.test", f"{SITE}.", "localhost:1"],
)
def test_by_its_own_names_and_by_any_bare_address_the_server_answers(
    server: Server, host: str
) -> None:
    assert ask(server, "/", Host=host)[0] == 200


def test_the_machines_own_name_needs_no_setting(server: Server) -> None:
    assert ask(server, "/", Host=socket.gethostname())[0] == 200


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8501", f"localhost.{EVIL}", f"127.0.0.1.{EVIL}"])
def test_a_name_that_is_not_ours_is_refused_with_the_setting_that_would_allow_it(
    server: Server, host: str
) -> None:
    before = numbers(server)
    for path, lang in (("/", "zh-CN"), ("/present?lang=en", "en"), ("/healthz", "zh-CN")):
        status, _, body = ask(server, path, Host=host)
        assert status == 403
        assert f'<html translate="no" lang="{lang}">' in body
        named = f"“{host.removesuffix(':8501')}”"  # as the setting would have it
        for part in (named, "YUXI_HOSTS", "本服务器没有登记", "does not know"):
            assert part in body
    counted = "yuxi_refusals_total{code=foreign_host}"
    assert numbers(server)[counted] - before.get(counted, 0) == 3


def test_what_was_asked_for_is_only_text_in_the_refusal(server: Server) -> None:
    body = ask(server, "/", Host="<script>alert(1)</script>.example")[2]
    assert "&lt;script&gt;alert(1)" in body
    assert "<script" not in body


def handshake(server: Server, **headers: str) -> int:
    """Status of a real websocket handshake with these headers."""
    address = f"ws://127.0.0.1:{port_of(server)}/_stcore/stream"
    host = headers.pop("Host", f"127.0.0.1:{port_of(server)}")
    sock = socket.create_connection(("127.0.0.1", port_of(server)))
    uri = address.replace(f"127.0.0.1:{port_of(server)}", host)
    try:
        with connect(uri, sock=sock, compression=None, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_socket_opens_for_our_own_pages_only(server: Server) -> None:
    port = port_of(server)
    assert handshake(server, Origin=f"http://127.0.0.1:{port}") == 101
    assert handshake(server, Host=f"kanban.test:{port}", Origin=f"http://kanban.test:{port}") == 101
    assert handshake(server) == 101  # a program; it has no visitor's cookies
    for origin in (f"https://{EVIL}", f"http://127.0.0.1:{port + 1}", "null", "http://localhost:1"):
        assert handshake(server, Origin=origin) == 403, origin
    # The name of another site that leads here: its pages have the very name that they ask for.
    assert handshake(server, Host=EVIL, Origin=f"http://{EVIL}") == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/signin"),
        ("POST", "/signout"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
        ("POST", "/_stcore/agent/interact"),
        ("POST", "/"),
    ],
)
def test_nothing_that_changes_anything_is_taken_from_another_site(
    server: Server, method: str, path: str
) -> None:
    for headers in ({"Origin": f"https://{EVIL}"}, {"Sec_Fetch_Site": "cross-site"}):
        status, _, body = ask(server, path, method, **headers)
        assert (status, "不是从本站的页面发出的" in body) == (403, True)


@pytest.mark.parametrize(
    ("origin", "host", "tls", "ours"),
    [
        ("https://kanban", "kanban", True, True),
        ("https://kanban", "kanban:443", True, True),
        ("http://kanban", "kanban", True, False),  # a page without TLS in front of one with it
        ("http://kanban:8501", "KANBAN:8501", False, True),
        ("http://kanban:8501", "kanban:8502", False, False),
        ("http://[::1]:8501", "[::1]:8501", False, True),
        ("file://kanban", "kanban", False, False),
        ("null", "kanban", False, False),
        ("http://kanban:port", "kanban", False, False),
    ],
)
def test_an_origin_is_the_server_that_was_asked_with_scheme_and_port(
    origin: str, host: str, tls: bool, ours: bool
) -> None:
    assert same_site(origin, host, tls=tls) is ours


def test_who_may_only_look_sends_small_files_alone(server: Server) -> None:
    """The Export page checks files that were made earlier, for whoever may look."""
    name = "yuxi_refusals_total{code=upload_closed}"
    before = numbers(server).get(name, 0)
    caller = Caller(server.address)
    assert caller.upload(20 * 2**20)[0] == 400  # let pass; it is no page's of Streamlit
    assert caller.upload(22 * 2**20)[0] == 403
    assert numbers(server)[name] == before + 1


def test_names_come_from_settings_and_are_no_patterns() -> None:
    assert is_ours("xn--msvy95a.yuxi.gov.cn", own_names(("看板.yuxi.gov.cn",)))
    own = own_names(("kanban",), ("https://Site.example:8443/x", ""))
    assert all(is_ours(host, own) for host in ("kanban:80", "site.example", "LOCALHOST", "[::1]"))
    assert not any(is_ours(h, own) for h in ("", "*", "x.kanban", "a b", "kanban/", "u@kanban"))


# ---- headers ----


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_says_what_a_browser_may_do_with_it(server: Server, path: str) -> None:
    for told in (ask(server, path)[1], ask(server, path, Host=EVIL)[1]):
        policy = told["content-security-policy"]
        allowed = dict(p.strip().split(" ", 1) for p in policy.split(";"))
        assert allowed["default-src"] == allowed["script-src"] == "'self'"
        assert allowed["frame-ancestors"] == allowed["object-src"] == "'none'"
        assert allowed["form-action"] == allowed["base-uri"] == "'self'"
        assert "unsafe-eval" not in policy
        hosts = set(re.findall(r"\w+://([\w.:\[\]]+)", policy))
        assert hosts <= {f"127.0.0.1:{port_of(server)}"}
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "same-origin"
        assert told["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in told["permissions-policy"]
        assert "strict-transport-security" not in told


def test_a_browser_that_came_by_tls_is_told_to_stay_there(server: Server) -> None:
    told = ask(server, "/", X_Forwarded_Proto="https")[1]
    assert told["strict-transport-security"] == "max-age=31536000"


def test_streamlits_own_cookies_go_over_tls_alone_too(server: Server) -> None:
    for proto, secure in (("https", True), ("http", False)):
        cookie = ask(server, "/_stcore/health", X_Forwarded_Proto=proto)[1]["set-cookie"]
        assert cookie.startswith("_streamlit_xsrf=")
        assert cookie.endswith("; Secure") is secure


@pytest.mark.parametrize("path", ["/signin", "/present", "/metrics", "/media/missing.csv"])
def test_what_is_somebodys_own_is_kept_by_no_browser(server: Server, path: str) -> None:
    assert ask(server, path)[1]["cache-control"] == "no-store"


def test_the_word_of_a_proxy_counts_only_from_its_address() -> None:
    def scope(peer: str, *headers: tuple[bytes, bytes]) -> dict[str, object]:
        return {"scheme": "http", "client": (peer, 1), "headers": headers}

    told = (b"x-forwarded-proto", b"https")
    assert by_tls(scope("127.0.0.1", told), ("127.0.0.1",))
    assert not by_tls(scope("10.0.0.9", told), ("127.0.0.1",))
    assert from_here(scope("::ffff:127.0.0.1"))
    assert not from_here(scope("127.0.0.1", (b"x-forwarded-for", b"10.0.0.9")))
    assert not from_here(scope("10.0.0.9"))


@pytest.mark.browser
def test_a_browser_loads_nothing_foreign_and_runs_nothing_that_was_put_into_a_page(
    chromium: Browser, demo: Server
) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look(page, demo, "target?target=T03-1")
    blocked, ran = page.evaluate(
        """async () => {
          const seen = [], put = (html) => document.body.insertAdjacentHTML("beforeend", html);
          document.addEventListener("securitypolicyviolation",
            (e) => seen.push(e.effectiveDirective));
          put('<img src="http://outside.example/x.png"><img src=x onerror="window.ran = 1">');
          put('<iframe src="http://outside.example/"></iframe>');
          for (const own of [{src: "http://outside.example/x.js"}, {textContent: "window.ran = 1"}])
            document.body.append(Object.assign(document.createElement("script"), own));
          await fetch("http://outside.example/").catch(() => 0);
          try { new WebSocket("ws://outside.example/"); } catch {}
          setTimeout("window.ran = 1");
          await new Promise((ready) => setTimeout(ready, 300));
          return [seen, window.ran];
        }"""
    )
    page.close()
    assert set(blocked) == {
        "img-src",
        "frame-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "connect-src",
    }
    assert ran is None
    assert [
        url for url in asked if "outside.example" in url and not url.endswith((".png", "js"))
    ] == []


@pytest.mark.parametrize("prefix", ["assets", "static", "media", "component", "pictures", "app"])
def test_no_address_leads_out_of_the_folders_that_are_served(server: Server, prefix: str) -> None:
    for up in ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "....//", "%00", "/etc"):
        for name in ("server.py", "lib/settings.py", "etc/passwd"):
            body = ask(server, f"/{prefix}/{up}/{name}")[2]
            assert not any(sign in body for sign in ("_begin_log", "class Settings", "root:x:0"))


# ---- alive and ready ----


def test_alive_and_ready_are_told_apart(server: Server) -> None:
    status, _, body = ask(server, "/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok", "submission": 3})
    status, _, body = ask(server, "/readyz")
    checks = {"database": "ok", "trouble": "ok", "disk": "ok"}
    assert (status, json.loads(body)) == (200, {"status": "ready", "checks": checks})


def test_a_server_whose_database_is_broken_lives_shows_pages_and_is_not_ready(
    tmp_path: Path,
) -> None:
    broken = b"not a database" * 1000
    (tmp_path / DATABASE).write_bytes(broken)
    server = Server(tmp_path)
    try:
        assert ask(server, "/healthz")[0] == 200
        status, _, body = ask(server, "/readyz")
        assert (status, json.loads(body)["checks"]["trouble"]) == (503, "unreadable")
        status, _, body = ask(server, "/present")
        assert (status, "只能查看，不能写入" in body) == (503, True)
    finally:
        server.stop()
    assert (tmp_path / DATABASE).read_bytes() == broken


def test_a_check_that_fails_or_breaks_is_named_without_its_words() -> None:
    def broken() -> str:
        raise ValueError(SECRETS["cell"])

    checks = {
        "well": lambda: "",
        "disk": lambda: ready.enough(2**59, least=2**60),
        "broken": broken,
    }
    assert ready.answers(checks) == {"well": "ok", "disk": "low", "broken": "ValueError"}


# ---- numbers ----


def test_what_is_done_to_the_server_is_counted_exactly(server: Server) -> None:
    before = numbers(server)
    caller = Caller(server.address)
    for _ in range(2):
        assert caller.enter("nobody-here", "wrong password") == 401
    for _ in range(3):
        assert ask(server, "/present/version")[0] == 200
    assert ask(server, "/signin", "POST", Origin=f"https://{EVIL}")[0] == 403
    address = f"ws://127.0.0.1:{port_of(server)}/_stcore/stream"
    with connect(address, max_size=None, compression=None) as socket_:
        visitor = Client(socket_)
        visitor.rerun()
        visitor.rerun("method")
        during = numbers(server)
    deadline = time.monotonic() + 5
    while (after := numbers(server))["yuxi_sessions{}"] and time.monotonic() < deadline:
        time.sleep(0.05)

    def rose(sample: str) -> float:
        return after[sample] - before.get(sample, 0)

    assert (before["yuxi_sessions{}"], during["yuxi_sessions{}"], after["yuxi_sessions{}"]) == (
        0,
        1,
        0,
    )
    assert rose("yuxi_sign_ins_total{outcome=refused}") == 2
    assert rose("yuxi_audit_entries_total{kind=sign_in_refused}") == 2
    assert rose("yuxi_requests_total{route=present,status=200}") == 3
    assert rose("yuxi_requests_total{route=signin,status=401}") == 2
    assert rose("yuxi_requests_total{route=signin,status=403}") == 1
    assert rose("yuxi_requests_total{route=socket,status=101}") == 1
    assert rose("yuxi_refusals_total{code=foreign_origin}") == 1
    assert rose("yuxi_rerun_seconds_count{page=overview}") == 1
    assert rose("yuxi_rerun_seconds_count{page=method}") == 1
    assert (after["yuxi_head_submission{}"], after["yuxi_database_bytes{}"] > 0) == (3, True)
    assert after["process_resident_memory_bytes{}"] > 50e6


def test_submissions_files_and_refusals_are_counted_where_they_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "a.duckdb", monkeypatch, entry="accounts") as at:
        own = Numbers(lambda: Stand(store.head(at.db), store.audit_counts(at.db).kinds))
        events.listen(own.hear)
        try:
            store.undo(at.db, 3, User("测试", "administrator"))
            with pytest.raises(NotAllowed):
                store.undo(at.db, 4, User("", "viewer"))
            wanted = Ask("everything", "sdmx", "zh", store.head(at.db), at.today())
            made = making.make(at, User("测试", "viewer"), wanted)
            with pytest.raises(Refusal):
                making.make(at, User("", "viewer"), Ask("everything", "exe", "zh", 4, at.today()))
        finally:
            events.deafen(own.hear)
        found = samples(own.text().decode())

    assert made.data
    assert found["yuxi_head_submission{}"] == 4
    assert found["yuxi_commits_total{kind=submission}"] == 1  # the published values of the start
    assert found["yuxi_commits_total{kind=undo}"] == 1
    assert found["yuxi_refusals_total{code=not_allowed}"] == 1
    assert found["yuxi_refusals_total{code=export_content}"] == 1
    assert found["yuxi_export_seconds_count{format=sdmx,outcome=done}"] == 1
    assert found["yuxi_export_seconds_count{format=unknown,outcome=refused}"] == 1
    assert found["yuxi_audit_entries_total{kind=export}"] == 1


def test_a_store_that_does_not_answer_is_a_number_and_the_others_stay() -> None:
    def lost() -> Stand:
        raise OSError(SECRETS["cell"])

    own = Numbers(lost)
    own.hear(events.Told("page_error"))
    found = samples(own.text().decode())
    assert (found["yuxi_store_up{}"], found["yuxi_page_errors_total{}"]) == (0, 1)
    assert "yuxi_head_submission{}" not in found


def test_counting_the_audit_again_reads_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "a.duckdb", monkeypatch) as at:
        first = store.audit_counts(at.db)
        store.undo(at.db, 3, User("测试", "administrator"))
        again = store.audit_counts(at.db, first)
        assert (again.n, again.kinds) == (first.n + 1, {**first.kinds, "undo": 1})
        assert again == store.audit_counts(at.db)


def test_the_numbers_are_for_the_machine_itself_unless_a_setting_says_otherwise(
    server: Server,
) -> None:
    """Streamlit has numbers of its own, which may name who is signed in."""
    for path in ("/metrics", "/_stcore/metrics"):
        assert ask(server, path)[0] == 200
        status, _, body = ask(server, path, X_Forwarded_For="10.0.0.9")
        assert (status, "YUXI_METRICS" in body) == (403, True)


def test_labels_are_few_and_hold_nothing_that_was_typed(server: Server) -> None:
    for path in (f"/{SECRETS['person']}", "/target?target=T03-1", "/media/secret-name.csv"):
        ask(server, "/" + "".join(f"%{b:02x}" for b in path.encode()[1:]))
    found = numbers(server)
    routes = {m[1] for name in found if (m := re.search(r"route=(\w+)", name))}
    known = "asset file health metrics other page present signin socket upload"
    assert routes <= set(known.split())
    assert not any("secret" in name or "李" in name for name in found)


def test_every_number_is_explained_in_the_manual(server: Server) -> None:
    ask(server, "/nowhere")
    manual = (HOME / "docs" / "deploy.md").read_text(encoding="utf-8")
    chapter = manual.partition("\n## 运行指标\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(yuxi_\w+)`", chapter))
    families = text_string_to_metric_families(ask(server, "/metrics")[2])
    endings = {"counter": "_total"}
    given = {f"{f.name}{endings.get(f.type, '')}" for f in families if f.name.startswith("yuxi_")}
    assert told == given


# ---- the log ----


def _log_with(server: Server, words: str) -> str:
    """The log once it has some words: a line is written when its answer has already been sent."""
    deadline = time.monotonic() + 20
    while words not in (log := Path(str(server.log.name)).read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, log[-2000:]
        time.sleep(0.05)
    return log


def test_every_line_of_the_servers_log_is_one_json_object(server: Server) -> None:
    ask(server, "/signin?lang=en&next=entry", X_Request_ID="from-the-proxy-1")
    log = _log_with(server, "from-the-proxy-1").splitlines()
    said = [line for line in log if line.startswith("{")]
    lines = [json.loads(line) for line in said]
    # What Streamlit and the first start say to whoever starts the server are sentences.
    others = [line for line in log if line.strip() and line not in said]
    greetings = ("Streamlit app", "URL:", "一次性口令")
    assert [line for line in others if not any(words in line for words in greetings)] == []
    own = next(line for line in lines if line.get("request") == "from-the-proxy-1")
    assert own["time"].endswith("+00:00")
    assert {k: own[k] for k in ("level", "logger", "event", "method", "path", "status")} == {
        "level": "info",
        "logger": "yuxi.requests",
        "event": "request",
        "method": "GET",
        "path": "/signin",
        "status": 200,
    }
    assert own["ms"] > 0


BROKEN = """
import streamlit as st
import server
from starlette.responses import PlainTextResponse
from starlette.routing import Route

def broken(request):
    raise KeyError(request.headers["cookie"], request.query_params["v"])

app = st.App("page.py", routes=[Route("/healthz", lambda _: PlainTextResponse("ok")),
    Route("/signin", broken)], middleware=server.MIDDLEWARE, lifespan=server.lifespan,
    on_script_error=server.say_sorry)
"""
PAGE = """
import streamlit as st

def read(password, cell):
    try:
        int(cell)
    except ValueError as error:
        raise RuntimeError(f"{password} cannot read {cell} of {st.query_params['v']}") from error

read(*open(__file__.replace("page.py", "typed"), encoding="utf-8").read().split())
"""


def test_an_error_shows_a_number_and_the_log_has_it_without_what_went_wrong_with_whom(
    tmp_path: Path,
) -> None:
    (tmp_path / "main.py").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "page.py").write_text(PAGE, encoding="utf-8")
    (tmp_path / "typed").write_text(f"{SECRETS['password']} {SECRETS['cell']}", encoding="utf-8")
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(tmp_path / "main.py"),
             "--server.port", str(port), "--server.headless", "true"],
            cwd=HOME, stdout=out, stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "YUXI_DATABASE": str(tmp_path / "a.duckdb"),
                 "HOME": str(tmp_path), "PYTHONPATH": str(HOME)},
        )  # fmt: skip
    try:
        shown = _shown_error(port)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        path = f"/signin?lang=en&v={SECRETS['cell']}"
        line.request("GET", path, headers={"Cookie": f"yuxi_session={SECRETS['cookie']}"})
        answer = line.getresponse()
        failed, status = answer.read().decode(), answer.status
        assert answer.getheader("Content-Security-Policy")
    finally:
        process.terminate()
        process.wait(10)
    numbered = [re.search(r"\b[0-9a-f]{8}\b", words) for words in (shown, failed)]
    text = log.read_text(encoding="utf-8")
    told = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    by_number = {line["error"]: line for line in told if "error" in line}
    assert (status, "Something went wrong" in failed) == (500, True)
    assert [secret for secret in SECRETS.values() if secret in text + shown + failed] == []
    page, request = (by_number[found[0]] for found in numbered if found)
    assert len([line for line in told if "traceback" in line]) == 2  # each is told once
    assert "page.py" in page["traceback"]
    assert "in read" in page["traceback"]
    assert page["traceback"].endswith("RuntimeError")
    assert request["traceback"].endswith("KeyError")
    assert (request["event"], len(request["request"])) == ("request failed", 16)


def _shown_error(port: int) -> str:
    """The words of the error on a page that was opened with secrets in its address and cookie."""
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    asked = BackMsg()
    asked.rerun_script.query_string = f"v={SECRETS['person']}"
    cookie = {"Cookie": f"yuxi_session={SECRETS['cookie']}"}
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, compression=None, additional_headers=cookie, open_timeout=30) as line:
        line.send(asked.SerializeToString())
        return _alert(line)


def _alert(line: ClientConnection) -> str:
    while True:
        data = line.recv(20)
        assert isinstance(data, bytes)
        element = ForwardMsg.FromString(data).delta.new_element
        if element.WhichOneof("type") == "alert":
            return element.alert.body


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("GET /entry?target=T03-1&note=李敏 failed", "GET /entry?… failed"),
        ("password=hunter2, next", "password=…, next"),
        ("口令：玉溪湖畔17 不对", "口令：… 不对"),
        ("{'Cookie': 'yuxi_session=abc; a=b'}", "{'Cookie': …; a=b'}"),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("sent to li.min@yuxi.gov.cn", "sent to …"),
        ("robot key=0a1b2c rest", "robot key=… rest"),
        ("id 3f1c9a7be05d4c2281aa0937 rest", "id … rest"),
        ("two\nlines", "two lines"),
        ("known hook-4711 here", "known … here"),
        ("submission 12 of 2026-11-24, 196 rows", "submission 12 of 2026-11-24, 196 rows"),
    ],
)
def test_what_looks_like_a_secret_is_left_out_of_the_words(said: str, logged: str) -> None:
    assert logs.clean(said, ["hook-4711"]) == logged


@pytest.mark.parametrize("kind", [logs.AsJson, logs.AsText])
def test_fields_are_a_closed_list_and_errors_among_the_words_only_their_kind(
    kind: type[logging.Formatter],
) -> None:
    record = logging.makeLogRecord(
        {
            "name": "yuxi.alerts",
            "levelname": "WARNING",
            "msg": "not delivered: %s to %s",
            "args": (Refusal("undelivered", found=SECRETS["cell"]), "mail"),
            "error": "0a1b2c3d",
            "row": SECRETS["cell"],
        }
    )
    line = kind().format(record)
    assert "not delivered: Refusal undelivered to mail" in line
    assert "0a1b2c3d" in line
    assert SECRETS["cell"] not in line


def test_an_error_is_told_by_kind_and_place_and_by_what_led_to_it() -> None:
    try:
        try:
            Path("no such file", SECRETS["person"]).read_text(encoding="utf-8")
        except OSError as missing:
            raise UnreadableFile("file_broken", found=SECRETS["cell"]) from missing
    except UnreadableFile as error:
        words = faults.told(error)
    assert re.findall(r"^\w.*", words, re.M) == [
        "FileNotFoundError 2",
        "which led to",
        "UnreadableFile file_broken",
    ]
    assert "test_running.py" in words
    assert SECRETS["cell"] not in words


def test_a_library_that_logs_in_its_own_way_is_written_by_ours() -> None:
    code = (
        "import logging, warnings\n"
        "from streamlit.logger import get_logger\n"
        "from lib.running import logs\n"
        "early = get_logger('early')\n"
        "logs.begin('json')\n"
        "for logger in (early, get_logger('late')):\n"
        "    logger.warning('said with token=%s', 'abc')\n"
        "warnings.warn('old', stacklevel=1)\n"
        "raise ValueError('hunter2')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(e["logger"], e["event"]) for e in lines if e["logger"] in ("early", "late")] == [
        ("early", "said with token=…"),
        ("late", "said with token=…"),
    ]
    assert [e["logger"] for e in lines] == ["early", "late", "py.warnings", "yuxi"]
    assert lines[-1]["traceback"].endswith("ValueError")
    assert "hunter2" not in ran.stderr


def test_what_breaks_in_the_child_process_is_logged_without_the_value_that_broke_it(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableFile):
        worker.run(int, SECRETS["cell"])
    (record,) = [r for r in caplog.records if r.name == "yuxi.files"]
    assert "ValueError" in logs.AsJson().format(record)
    assert SECRETS["cell"] not in logs.AsJson().format(record) + "".join(capfd.readouterr())


def test_every_refusal_of_the_guard_has_its_words_in_both_languages() -> None:
    for code in ("foreign_host", "foreign_origin", "metrics_closed", "upload_closed", "broken"):
        assert texts.t("zh", f"served.{code}", host="x", number=1, most=20)
        assert texts.t("en", f"served.{code}", host="x", number=1, most=20)
