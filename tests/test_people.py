"""Who may do what: accounts, passwords, patience, sessions; at the write, not in the menu."""

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from playwright.sync_api import Browser

from lib import cli, managing, sso, start, store, visitor
from lib.access import RIGHTS, ROLES, User
from lib.issues import NotAllowed, Refusal
from lib.office import Office
from lib.people import passwords, sessions
from lib.people.account import key_of
from lib.people.patience import ACCOUNT, PAIR, Try, opens_at
from lib.people.sessions import Session, over
from lib.visitor import Proof
from tests.office import copied, opened
from tests.people import BY, PASSWORD, Caller, add, session
from tests.server import HOME, Server, free_port
from tests.test_store import bring

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001  the store keeps naive UTC
SCIENCE, FINANCE_OFFICE = "市科技局", "市政府金融办"


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office that asks for accounts, with nobody in it yet."""
    with copied(begun, tmp_path, monkeypatch, entry="accounts") as at:
        yield at


def user(office: Office, key: str) -> User:
    return visitor.visitor(office, session(office, key), "10.0.0.7")


def test_each_role_may_do_what_the_table_says_and_no_more() -> None:
    expected = {
        "viewer": "read export",
        "presenter": "read export write_meetings",
        "statistician": "read export read_files write_actuals",
        "reviewer": "read export read_files review",
        "administrator": "read export read_files write_actuals write_meetings write_plan"
        " review manage_people read_audit keep_data",
    }
    assert {role: set(RIGHTS[role]) for role in ROLES} == {
        role: set(rights.split()) for role, rights in expected.items()
    }
    assert RIGHTS["nobody"] == frozenset()


def test_a_department_writes_only_its_own_targets_by_calling_the_write_too(office: Office) -> None:
    add(office, "wang", "statistician", FINANCE_OFFICE)
    wang = user(office, "wang")
    with pytest.raises(NotAllowed, match=r"not_their_target.*T03-1"):
        store.commit(office.db, bring(office.db, ("T03-1", "196")), wang)
    last = next(iter(store.entries(office.db, BY, limit=1)))
    assert (last.kind, last.account, last.address) == ("refused", "wang", "10.0.0.7")
    mine, elsewhere = (
        bring(office.db, ("T34-1", "1")),
        dataclasses.replace(wang, department=SCIENCE),
    )
    with pytest.raises(NotAllowed, match="not_their_target"):
        store.commit(office.db, mine, elsewhere)


def test_a_viewer_who_calls_the_write_is_refused_and_written_down(office: Office) -> None:
    add(office, "look", "viewer")
    before = store.head(office.db)
    looks = user(office, "look")
    with pytest.raises(NotAllowed, match="not_allowed"):
        store.commit(office.db, bring(office.db, ("T03-1", "196")), looks)
    with pytest.raises(NotAllowed):
        managing.add(office, "mine", "我", "administrator", (), looks)
    assert store.head(office.db) == before
    kinds = [e.kind for e in store.entries(office.db, BY, limit=2)]
    assert kinds == ["refused", "refused"]


def test_a_page_drawn_before_the_role_changed_can_no_longer_write(office: Office) -> None:
    add(office, "li", "statistician", SCIENCE)
    li = user(office, "li")
    known = store.account(office.db, "li")
    assert known is not None
    managing.change(office, known, BY, role="viewer", own=())
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(office.db, bring(office.db, ("T03-1", "196")), li)


def test_a_role_that_changes_holds_at_the_next_look(office: Office) -> None:
    add(office, "li", "viewer")
    secret = session(office, "li")
    assert visitor.visitor(office, secret).role == "viewer"
    known = store.account(office.db, "li")
    assert known is not None
    known = managing.change(office, known, BY, role="presenter")
    assert visitor.visitor(office, secret).role == "presenter"
    managing.change(office, store.account(office.db, "li") or known, BY, active=False)
    assert visitor.visitor(office, secret) == User("", "viewer")


def test_the_last_administrator_cannot_shut_the_door_behind_them(office: Office) -> None:
    add(office, "chief", "administrator")
    known = store.account(office.db, "chief")
    assert known is not None
    for change in ({"active": False}, {"role": "viewer"}):
        with pytest.raises(Refusal, match="last_administrator"):
            managing.change(office, known, BY, **change)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"key": "李敏"}, "account_key"),
        ({"key": "a"}, "account_key"),
        ({"name": " "}, "account_name"),
        ({"role": "boss"}, "account_role"),
        ({"own": ("市魔法局",)}, "account_department"),
        ({"own": ()}, "account_without_department"),
    ],
)
def test_an_account_that_breaks_a_rule_is_not_made(
    office: Office, changed: dict[str, object], code: str
) -> None:
    told = {"key": "li", "name": "李敏", "role": "statistician", "own": (SCIENCE,), **changed}
    with pytest.raises(Refusal, match=code):
        managing.add(office, **told, by=BY)  # type: ignore[arg-type]
    assert store.accounts(office.db) == []


def test_an_account_is_made_once_and_changed_only_as_it_was_seen(office: Office) -> None:
    add(office, "li", "viewer")
    known = store.account(office.db, "li")
    assert known is not None
    with pytest.raises(Refusal, match="account_exists"):
        add(office, "LI", "viewer")
    managing.change(office, known, BY, name="李敏")
    with pytest.raises(Refusal, match="account_changed"):
        managing.change(office, known, BY, name="李明")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短口令", "password_short"),
        ("x" * 201, "password_long"),
        ("1234567890", "password_weak"),
        ("admin123456", "password_weak"),
        ("aaaaaaaaaaaa", "password_weak"),
        ("limin-limin-1", "password_weak"),
        ("玉溪科技局2022!", "password_weak"),
        ("ZhenDeAiNi", "password_weak"),
        ("1qaz@WSX3edc", "password_weak"),
        ("Basketball1", "password_weak"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        passwords.check_new(password, "limin", "李敏")


def test_the_three_thousand_passwords_most_chosen_are_refused_however_they_are_written() -> None:
    words = [w for w in passwords.LIST.read_text("utf-8").splitlines() if not w.startswith("#")]
    assert len({*words}) == len(words) > 3000
    assert all(len(word) >= passwords.SHORTEST and word == word.lower() for word in words)
    for word in words:
        with pytest.raises(Refusal, match="password_weak"):
            passwords.check_new(word.upper())


def test_passwords_are_kept_as_argon2id_and_compared_after_composing() -> None:
    passwords.check_new(PASSWORD, "limin", "李敏")
    kept = passwords.hash_password("Café-湖畔-１７")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, "Cafe\u0301-湖畔-17")
    assert not passwords.matches(kept, "Cafe-湖畔-17")
    assert not passwords.matches("", "")


@settings(max_examples=60, deadline=None)
@given(some.text(max_size=80))
def test_an_account_is_found_however_it_is_typed(typed: str) -> None:
    assert key_of(key_of(typed)) == key_of(typed)
    assert key_of(f"\u200b{typed}\u202e") == key_of(typed)


def tries(*failures: tuple[str, str, int], outcome: str = "failed") -> list[Try]:
    return [Try(a, f, NOON + timedelta(seconds=s), outcome) for a, f, s in failures]


def test_four_slips_cost_nothing_and_each_more_doubles_the_wait() -> None:
    row = [("li", "10.0.0.7", s) for s in range(12)]
    waits = [
        (opens_at(tries(*row[:n]), "li", "10.0.0.7") or NOON) - (NOON + timedelta(seconds=n - 1))
        for n in (4, 5, 6, 7, 12)
    ]
    assert [w.total_seconds() for w in waits] == [0, 2, 4, 8, 256]
    assert PAIR.wait(60) == timedelta(minutes=15)


def test_somebody_elses_tries_keep_nobody_out_for_more_than_a_minute() -> None:
    bad = tries(*[("li", f"10.0.{n // 250}.{n % 250}", n) for n in range(400)])
    until = opens_at(bad, "li", "10.9.9.9")
    assert until is not None
    assert until - bad[-1].at == timedelta(seconds=60) == timedelta(seconds=ACCOUNT.longest)


def test_getting_in_forgets_the_slips_before() -> None:
    before = tries(*[("li", "10.0.0.7", n) for n in range(9)])
    after = tries(("li", "10.0.0.7", 10), outcome="passed")
    assert opens_at([*before, *after], "li", "10.0.0.7") is None


def test_a_session_ends_idle_old_or_ended_and_a_clock_set_back_lengthens_nothing() -> None:
    half, ten = timedelta(minutes=30), timedelta(hours=10)
    made = Session("k", "li", "password", "", NOON, NOON)
    assert over(made, NOON + timedelta(minutes=29), half, ten) == ""
    assert over(made, NOON + half, half, ten) == "idle"
    busy = dataclasses.replace(made, seen_at=NOON + ten - timedelta(minutes=1))
    assert over(busy, NOON + ten, half, ten) == "old"
    assert over(dataclasses.replace(made, ended_at=NOON), NOON, half, ten) == "ended"
    assert over(made, NOON - timedelta(minutes=29), half, ten) == ""
    assert over(made, NOON - timedelta(days=1), half, ten) == "idle"


def test_a_clock_set_back_shuts_the_door_on_nobody(office: Office) -> None:
    for second in range(5):
        assert store.knock(office.db, "li", "10.0.0.7", NOON + timedelta(seconds=second)) is None
    assert store.knock(office.db, "li", "10.0.0.7", NOON + timedelta(seconds=5)) is not None
    day_before = NOON - timedelta(days=1)
    for second in range(5):
        at = day_before + timedelta(seconds=second)
        assert store.knock(office.db, "li", "10.0.0.7", at) is None
    until = store.knock(office.db, "li", "10.0.0.7", day_before + timedelta(seconds=5))
    assert until == day_before + timedelta(seconds=6)


@pytest.mark.duckdb
def test_only_the_hash_of_a_secret_is_stored(office: Office) -> None:
    code = add(office, "li", "viewer")
    secret = session(office, "li")
    store.knock(office.db, "li", "10.0.0.7", store.now())
    known = store.account(office.db, "li")
    assert known is not None
    assert passwords.same_code(known.code, code.lower().replace("-", " "))
    office.db.close()
    raw = b"".join(f.read_bytes() for f in Path(office.settings.database).parent.iterdir())
    assert secret.encode() not in raw
    assert code.encode() not in raw
    assert sessions.key_of(secret).encode() in raw


def test_who_comes_from_the_offices_own_sign_in_has_no_role_and_no_password(office: Office) -> None:
    """Known by issuer and subject; another issuer's same subject is somebody else."""
    first = visitor.visitor(office, "", "10.0.0.7", Proof("https://id", "42", "周周", "a"))
    assert (first.name, first.role) == ("周周", "viewer")
    other = visitor.visitor(office, "", "10.0.0.7", Proof("https://evil", "42", "周周", "b"))
    assert other.account != first.account
    known = store.account(office.db, first.account)
    assert known is not None
    assert (known.role, known.password, known.code) == ("nobody", "", "")
    with pytest.raises(Refusal, match="account_sso"):
        managing.new_code(office, known, BY)
    managing.change(office, known, BY, role="statistician", own=(SCIENCE,))
    proof = Proof("https://id", "42", "周周", "a")
    assert visitor.visitor(office, "", "10.0.0.7", proof).departments == (SCIENCE,)
    store.end_session(office.db, first.session, "out", first)
    assert visitor.visitor(office, "", "10.0.0.7", proof).account == ""
    late = Proof("https://id", "42", "周周", "c", until=1.0)
    assert visitor.visitor(office, "", "10.0.0.7", late).account == ""


def test_the_first_administrator_gets_a_code_until_somebody_used_one(office: Office) -> None:
    code = managing.first_administrator(office)
    again = managing.first_administrator(office)
    assert len({code, again, ""}) == 3
    known = store.account(office.db, "admin")
    assert known is not None
    assert not passwords.same_code(known.code, code)
    made = dataclasses.replace(known, password="x", code="", code_until=None)
    store.keep_account(office.db, made, BY, before=known)
    assert managing.first_administrator(office) == ""


def test_an_account_made_at_a_terminal_may_sign_in(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    start.close()
    words = ["account", "add", "chen", "--name", "陈晨", "--role", "statistician"]
    assert cli.main([*words, "--department", "市魔法局"]) == 1
    assert "市魔法局" in capsys.readouterr().err
    assert cli.main([*words, "--department", SCIENCE]) == 0
    assert "一次性口令" in capsys.readouterr().out
    assert cli.main(["account", "list"]) == 0
    assert "陈晨  统计员  市科技局  启用" in capsys.readouterr().out


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server where even looking needs an account, and the one-time codes of two people."""
    folder = tmp_path_factory.mktemp("guarded")
    with (
        pytest.MonkeyPatch.context() as patch,
        opened(folder / "office.duckdb", patch, entry="accounts") as at,
    ):
        codes = {
            "chief": add(at, "chief", "administrator"),
            "li": add(at, "li", "statistician", SCIENCE, name="李敏"),
        }
    server = Server(folder, entry="accounts", viewing="closed")
    yield server, codes
    server.stop()


def enter(server: Server, codes: dict[str, str], key: str) -> Caller:
    """Sign in; the first time with the one-time code."""
    caller = Caller(server.address)
    if caller.enter(key, PASSWORD) != 303:
        fields = {"account": key, "code": codes[key], "new": PASSWORD, "again": PASSWORD}
        assert caller.post("/signin/new", **fields)[0] == 303
    assert caller.who() == key
    return caller


def test_a_code_gets_in_once_and_only_to_choose_a_password(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    server, codes = guarded
    caller = Caller(server.address)
    status, body = caller.post("/signin", account="chief", password=codes["chief"])
    assert (status, caller.secret) == (200, "")
    assert 'name="again"' in body
    fields = {"account": "chief", "code": codes["chief"]}
    assert caller.post("/signin/new", **fields, new="1234567890", again="1234567890")[0] == 400
    assert caller.post("/signin/new", **fields, new=PASSWORD, again=PASSWORD + "x")[0] == 400
    assert caller.post("/signin/new", **fields, new=PASSWORD, again=PASSWORD)[0] == 303
    cookie = caller.set_cookie.lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    other = Caller(server.address)
    assert other.post("/signin/new", **fields, new=PASSWORD + "x", again=PASSWORD + "x")[0] == 401


def test_a_session_is_new_at_each_sign_in_and_ends_for_every_tab(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    server, codes = guarded
    caller = enter(server, codes, "li")
    first = caller.secret
    brought = Caller(server.address, cookies={"yuxi_session": "chosen-by-somebody-else"})
    assert brought.enter("li", PASSWORD) == 303
    assert brought.secret != "chosen-by-somebody-else"
    assert caller.enter("li", PASSWORD) == 303
    assert caller.secret != first
    assert Caller(server.address, cookies={"yuxi_session": first}).who() == ""
    tab = Caller(server.address, cookies=dict(caller.cookies))
    assert caller.post("/signout")[0] == 303
    assert tab.who() == ""


def test_by_tls_a_session_has_a_name_that_only_this_host_can_set(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    """A browser keeps that name from plain http and from other hosts of the same domain."""
    server, codes = guarded
    plain = enter(server, codes, "li")
    assert {*plain.cookies} == {"yuxi_session"}
    tls = Caller(server.address, cookies=dict(plain.cookies))
    tls.headers = {"X-Forwarded-Proto": "https"}
    own = server.address.replace("http:", "https:")
    assert tls.who() == "li"  # signed in before there was TLS
    assert tls.post("/signin", origin=own, account="li", password=PASSWORD)[0] == 303
    assert tls.set_cookie.startswith("__Host-yuxi_session=")
    told = {part.strip().lower() for part in tls.set_cookie.split(";")[1:]}
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= told
    assert not any(part.startswith("domain") for part in told)
    assert tls.cookies["yuxi_session"] == ""  # the browser throws it away
    assert plain.who() == ""

    tls.cookies["yuxi_session"] = "set-by-another-host-of-the-domain"
    assert tls.who() == "li"
    assert tls.post("/signout", origin=own)[0] == 303
    assert {*tls.cookies.values()} == {""}
    assert "secure" in tls.set_cookie.lower()  # else a browser would not part with it


def test_another_password_ends_the_sessions_elsewhere(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    server, codes = guarded
    here, elsewhere = enter(server, codes, "li"), enter(server, codes, "li")
    new = PASSWORD + "-新"
    assert here.post("/signin/password", old="falsch", new=new, again=new)[0] == 400
    assert here.post("/signin/password", old=PASSWORD, new=new, again=new)[0] == 303
    assert (here.who(), elsewhere.who()) == ("li", "")
    assert here.post("/signin/password", old=new, new=PASSWORD, again=PASSWORD)[0] == 303


def test_a_form_from_another_site_is_not_taken(guarded: tuple[Server, dict[str, str]]) -> None:
    server, codes = guarded
    caller = enter(server, codes, "li")
    foreign = "https://evil.example"
    for path in ("/signin", "/signin/new", "/signin/password", "/signout"):
        assert caller.post(path, origin=foreign, account="li", password=PASSWORD)[0] == 403
    assert caller.who() == "li"
    assert caller.post("/signin", account="li", password="x" * 20_000)[0] == 413


def test_a_file_is_taken_only_from_those_who_may_send_one_before_it_comes(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    """Streamlit's own address for uploads asks nobody; a session of its own is not one of ours."""
    server, codes = guarded
    status, body = Caller(server.address).upload(90_000_000)
    assert (status, "这个文件没有收下" in body) == (403, True)
    out = enter(server, codes, "li")
    assert out.upload(90_000_000)[1].startswith("Invalid session_id")  # ours let it pass
    assert out.post("/signout")[0] == 303
    assert out.upload(90_000_000)[0] == 403


def test_opening_an_address_signs_nobody_out_and_changes_no_password(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    server, codes = guarded
    caller = enter(server, codes, "li")
    new = f"{PASSWORD}-neu"
    for path in ("/signout", f"/signin/password?old={PASSWORD}&new={new}&again={new}"):
        caller.get(quote(path, safe="/?=&"))
    assert caller.who() == "li"
    assert Caller(server.address).enter("li", PASSWORD) == 303


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "\\evil", "entry/../x"]
)
def test_signing_in_never_leads_to_another_site(
    guarded: tuple[Server, dict[str, str]], after: str
) -> None:
    body = Caller(guarded[0].address).get(f"/signin?next={after}")[1]
    assert "evil" not in body
    assert "/../" not in body


def test_where_viewing_is_closed_the_way_in_leads_back_to_the_page(
    guarded: tuple[Server, dict[str, str]], chromium: Browser
) -> None:
    page = chromium.new_page()
    page.goto(f"{guarded[0].address}/target?lang=en&target=T28-1")
    for link in ("a.signin", ".person a"):
        way = page.locator(link).get_attribute("href") or ""
        after = parse_qs(urlsplit(way).query)["next"][0]
        assert urlsplit(after).path == "target", link
        assert parse_qs(urlsplit(after).query) == {"lang": ["en"], "target": ["T28-1"]}, link
    page.close()


def test_where_viewing_is_closed_the_meeting_mode_is_closed_too(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    server, codes = guarded
    status, body = Caller(server.address).get("/present")
    assert (status, "高新技术企业" in body) == (403, False)
    status, body = enter(server, codes, "li").get("/present")
    assert (status, "高新技术企业" in body) == (200, True)


def test_two_hundred_guesses_get_few_looks_and_the_same_answer_for_whom_nobody_knows(
    guarded: tuple[Server, dict[str, str]],
) -> None:
    """Two at once is all that a hundred senders get; nobody learns who has an account."""
    server, codes = guarded
    enter(server, codes, "chief")

    def guess(of: tuple[str, int]) -> tuple[str, int, str]:
        # As behind a proxy that is believed, so that the tests beside this one stay undisturbed.
        caller = Caller(server.address, headers={"X-Forwarded-For": f"10.1.1.{len(of[0])}"})
        status, body = caller.post("/signin?lang=en", account=of[0], password=f"guess-{of[1]}")
        return of[0], status, body.replace(of[0], "")

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(guess, [(k, n) for n in range(100) for k in ("chief", "nobody")]))
    for key in ("chief", "nobody"):
        looked = [a for a in answers if a[0] == key and a[1] == 401]
        assert 5 <= len(looked) <= 9, f"{key} got {len(looked)} looks"
    assert {a[1] for a in answers} == {401, 429}
    assert len({a[2] for a in answers if a[1] == 401}) == 1
    other = Caller(server.address, headers={"X-Forwarded-For": "10.2.2.2"})
    assert other.enter("chief", PASSWORD) == 303  # nobody is locked out by somebody else


def test_an_unknown_account_takes_as_long_as_a_wrong_password(office: Office) -> None:
    kept = passwords.hash_password(PASSWORD)

    def took(stored: str) -> float:
        begun = time.perf_counter()
        assert not passwords.matches(stored, "wrong password")
        return time.perf_counter() - begun

    known, unknown = (sorted(took(s) for _ in range(7))[3] for s in (kept, ""))
    assert 0.5 < known / unknown < 2


def test_a_secret_that_others_know_stops_the_start(tmp_path: Path) -> None:
    """The sentence names the setting, not the secret."""
    secrets = {"changeme" * 5: True, "0" * 40: True, "k7Qz" * 4: True, "k7Qz-9w/Vx" * 4: False}
    assert {value: sso.weak(value, 32) for value in secrets} == secrets
    file = tmp_path / "secrets.toml"
    file.write_text('[auth]\ncookie_secret = "changeme-changeme-changeme-changeme"\n')
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(free_port())],
        env={
            **os.environ,
            "STREAMLIT_SECRETS_FILES": str(file),
            "YUXI_DATABASE": str(tmp_path / "office.duckdb"),
        },
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "cookie_secret" in done.stderr
    assert "changeme" not in done.stdout + done.stderr


def test_what_was_typed_at_the_door_stays_out_of_the_record(office: Office) -> None:
    """People type their password where the account belongs."""
    add(office, "li", "viewer")
    store.failed(office.db, None, "10.0.0.7")
    store.failed(office.db, store.account(office.db, "li"), "10.0.0.7")
    last = [e.told for e in store.entries(office.db, BY, limit=2)]
    assert last == [{"of": "li"}, {}]
