"""Several servers with one PostgreSQL: seen by all at once, done by one, and the files of nginx."""

import asyncio
import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drills.desk import DEPARTMENT, report_of
from drills.visit import visiting
from drills.writers import commit, receipt
from lib import bringing, keeping, start, store
from lib.alerts.watch import Watch
from lib.office import Office
from lib.settings import Settings
from tests.conftest import DATA
from tests.people import BY, Caller, add, session
from tests.postgres import Postgres
from tests.receiver import WEBHOOK, Receiver
from tests.server import HOME, Server
from tests.test_store import LI, bring

DEPLOY = HOME / "deploy"


UNLIKE = "另一个服务进程用的是别的 cookie 密钥"


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """An empty database."""
    made = postgres.empty()
    yield made
    postgres.drop(made)


@contextmanager
def offices(url: str, *settings: dict[str, str]) -> Iterator[list[Office]]:
    """The same database as so many servers have it, each with connections of its own."""
    made: list[Office] = []
    try:
        for given in settings:
            made.append(start.opened(Settings(database_url=url, **given)))  # type: ignore[arg-type]
            bringing.bring_plan(made[-1].db, DATA)
        yield made
    finally:
        for at in made:
            at.db.close()


def at_once(*work: Callable[[], object]) -> list[object]:
    """Begin everything at the same moment and give what came of it."""
    ready = threading.Barrier(len(work))

    def do(one: Callable[[], object]) -> object:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(do, work))


def test_a_server_with_another_cookie_secret_is_noticed_for_as_long_as_it_is_there(
    url: str,
) -> None:
    with offices(url, {}, {}, {}) as (one, same, other), offices(url, {}) as (command,):
        one.db.introduce("a")
        same.db.introduce("a")
        assert not one.db.strangers()
        other.db.introduce("b")
        assert one.db.strangers()
        assert other.db.strangers()
        assert not command.db.strangers()  # a command has no cookies
        other.db.close()
        until = time.monotonic() + 5
        while one.db.strangers() and time.monotonic() < until:
            time.sleep(0.05)
        assert not one.db.strangers()


# ---- two real servers ----


def test_two_servers_start_at_once_and_what_one_is_given_the_other_shows_at_once(
    url: str, tmp_path: Path
) -> None:
    def started(name: str) -> Server:
        (tmp_path / name).mkdir()
        return Server(tmp_path / name, database_url=url, entry="accounts")

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(started, ("first", "second"))
    try:
        with offices(url, {}) as (at,):
            # The thresholds, the plan and what was published, each of them once.
            assert [s.kind for s in store.submissions(at.db, 9)] == [
                "actuals",
                "plan",
                "thresholds",
            ]
            add(at, "li", "statistician", DEPARTMENT, name="李敏")
            add(at, "chief", "administrator")
            secret, chief = session(at, "li"), session(at, "chief")
        with ThreadPoolExecutor(1) as beside:  # the browser of other tests has a loop in this one
            beside.submit(asyncio.run, reported(first, second, secret)).result()
            # Nobody gave them one secret, so each made one up.
            assert UNLIKE in beside.submit(asyncio.run, overview(second, chief)).result()
            assert UNLIKE not in beside.submit(asyncio.run, overview(second, secret)).result()
            first.stop()
            assert UNLIKE not in beside.submit(asyncio.run, overview(second, chief)).result()
    finally:
        first.stop()
        second.stop()


async def overview(server: Server, secret: str) -> str:
    async with visiting(int(server.address.rpartition(":")[2]), secret) as tab:
        return (await tab.open(lang="zh")).text


async def reported(first: Server, second: Server, secret: str) -> None:
    """Report on the first server while a tab is open on the second, then leave on the first."""
    one, two = (int(server.address.rpartition(":")[2]) for server in (first, second))
    async with visiting(one, secret) as writer, visiting(two, secret) as reader:
        assert (await reader.open("entry", lang="zh")).id_of("file_uploader")
        page = await writer.open("entry", lang="zh")
        page = await writer.give(page.id_of("file_uploader"), "a.csv", report_of("红塔区", 50))
        page, _ = await commit(writer, page)
        assert receipt(page) == 4

        begin = time.monotonic()
        version = await asyncio.to_thread(asked, f"{second.address}/present/version")
        assert (json.loads(version)["seq"], time.monotonic() - begin < 1) == (4, True)
        assert "#4" in (await reader.open("history", lang="zh")).text
        async with visiting(two, secret) as moved:
            text = (await moved.after(writer)).text
            assert "这个文件要再选一次" in text
        # The same file on the other server, as somebody sends it whose server went away.
        page = await reader.open("entry", lang="zh")
        page = await reader.give(page.id_of("file_uploader"), "b.csv", report_of("红塔区", 50))
        assert receipt(page) == 4

        caller = Caller(first.address, {"yuxi_session": secret})
        assert await asyncio.to_thread(caller.who) == "li"
        await asyncio.to_thread(caller.post, "/signout")
        assert not (await reader.open("entry", lang="zh")).id_of("file_uploader")


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


# ---- what only one of them does ----


def test_a_turn_is_told_once_by_however_many_servers(url: str) -> None:
    hooks = Receiver()
    try:
        given = {"alert_webhook": hooks.settings["alert_webhook"]}
        with offices(url, given, given, given) as each:
            watches = [Watch(at) for at in each]
            watches[0].round()  # begins from here
            store.commit(each[0].db, bring(each[0].db, ("T15-1", "36")), LI)
            for _ in range(3):
                at_once(*(watch.round for watch in watches))
            assert [r.outcome for r in store.alert_rounds(each[0].db)] == ["told"]
        assert len(hooks.accepted(WEBHOOK)) == 1
    finally:
        hooks.stop()


def test_the_daily_backup_is_one_whether_they_share_its_folder_or_not(
    url: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    shared, own = (
        {"backup_dir": str(tmp_path / name), "backup_hour": "0"} for name in ("shared", "own")
    )
    with offices(url, shared, shared, own) as each:
        made = at_once(*(lambda at=at: keeping.look(at, now) for at in each))
        made += [keeping.look(at, now) for at in each]
        assert sum(backup is not None for backup in made) == 1
        assert len([*tmp_path.rglob("*.duckdb")]) == 1
        assert [e.kind for e in store.entries(each[0].db, BY, kind="backup")] == ["backup"]


def test_whoever_is_alone_keeps_others_of_the_same_work_away_until_the_end(url: str) -> None:
    with offices(url, {}, {}) as (one, two):
        with (
            one.db.alone("backup") as first,
            two.db.alone("backup") as second,
            two.db.alone("alerts") as another,
        ):
            assert (first, second, another) == (True, False, True)
        with two.db.alone("backup") as later:
            assert later


def test_a_process_that_is_killed_has_let_go_of_its_work(url: str) -> None:
    with (
        offices(url, {}, {}) as (one, two),
        closing(store.server(url).connect()) as root,
        one.db.alone("backup") as mine,
    ):
        assert mine
        root.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
        with two.db.alone("backup", patient=True) as after:
            assert after


# ---- the files of deploy/ ----


def text(name: str) -> str:
    """A file of deploy/ without its remarks."""
    return re.sub(r"#.*", "", (DEPLOY / name).read_text(encoding="utf-8"))


def test_every_seat_is_the_server_that_it_is_named_after_and_has_another_behind_it() -> None:
    given = text("replicas.conf")
    groups = dict(re.findall(r"upstream (\w+) \{(.*?)\}", given, re.S))
    maps = dict(re.findall(r"map \S+ (\S+) \{(.*?)\}", given, re.S))
    seats = dict(re.findall(r"^\s+(\d+)\s+(\w+);", maps["$yuxi_replica"], re.M))
    answered = {
        seat: f"127.0.0.1:{port}"
        for port, seat in re.findall(r"~127\\\.0\\\.0\\\.1:(\d+)\$ (\d+);", maps["$yuxi_answered"])
    }
    assert seats == {"1": "yuxi_1", "2": "yuxi_2"}
    assert answered == {"1": "127.0.0.1:8501", "2": "127.0.0.1:8502"}
    for seat, group in seats.items():
        (own,) = re.findall(r"server (\S+) max_fails=0;", groups[group])
        behind = re.findall(r"server (\S+) max_fails=0 backup;", groups[group])
        assert [own, *behind] == [answered[seat], *(a for s, a in answered.items() if s != seat)]
    assert re.findall(r"server (\S+)", groups["yuxi_any"]) == [*answered.values()]
    assert re.search(r"default\s+yuxi_any;", maps["$yuxi_replica"])


def test_the_seats_take_the_place_of_the_one_server_and_nothing_else_changes() -> None:
    whole = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    begin, end = "# ---- which server; for several put deploy/replicas.conf", "# ---- end of this"
    part = whole.partition(begin)[2].partition(end)[0]
    named = {"$yuxi_replica", "$yuxi_seat"}
    assert {m[1] for m in re.finditer(r"map \S+ (\$\w+)", part)} == named
    assert named <= {m[1] for m in re.finditer(r"map \S+ (\$\w+)", text("replicas.conf"))}
    passed = re.findall(r"proxy_pass (\S+);", whole)
    assert passed == ["http://$yuxi_replica"] * 3
    assert "add_header Set-Cookie $yuxi_seat always;" in whole
    assert "upstream yuxi" not in whole.replace(part, "")


def test_the_unit_becomes_one_of_several_by_its_port_alone() -> None:
    def set_in(name: str) -> str:
        (found,) = re.findall(r"^Environment=STREAMLIT_SERVER_PORT=(\S+)$", text(name), re.M)
        return str(found)

    assert (set_in("yuxi.service"), set_in("replica.conf")) == ("8501", "%i")
    assert "--server.port" not in text("yuxi.service")
