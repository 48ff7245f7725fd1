"""The database on a real PostgreSQL server: several processes, lost lines, moving, the pages."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from lib import bringing, cli, keeping, start, store, texts
from lib.changes import ACTUALS
from lib.issues import Conflict, Refusal, StoreTrouble
from lib.settings import load_settings
from lib.store import moving, opening, statements
from lib.store.postgres import TURN, PostgresDatabase
from lib.store.postgres_cursor import translated
from lib.store.server import DRIVERS
from tests.office import opened, visit, words
from tests.people import BY, Caller
from tests.postgres import Postgres
from tests.server import HOME, Server
from tests.test_store import LI, WANG, bring, known


@pytest.fixture
def address(postgres: Postgres) -> Iterator[str]:
    """A database as after its first opening."""
    made = postgres.fresh()
    yield made
    postgres.drop(made)


@pytest.fixture
def here(address: str) -> Iterator[PostgresDatabase]:
    with closing(store.open_server(store.server(address))) as db:
        yield db


def refused(code: str, act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as told:
        act()
    assert told.value.code == code
    for lang in texts.LANGS:
        assert "{" not in texts.refusal(lang, told.value)
    return told.value


# ---- one SQL on two engines ----


def test_a_parameter_is_one_and_what_looks_like_one_in_a_literal_is_not() -> None:
    assert translated("select '$a %' || $name || 5 % 2") == "select '$a %%' || %(name)s || 5 %% 2"


def test_text_is_sorted_as_in_duckdb_whatever_language_the_server_has(
    here: PostgresDatabase,
) -> None:
    with here.reading() as cursor:
        found = cursor.execute(
            """
            select table_name, column_name from information_schema.columns
            where table_schema = 'public' and data_type = 'text' and collation_name <> 'C'"""
        ).fetchall()
        cursor.stage("stage", pa.table({"a": ["b", "B", "玉", "a", ""]}))
        sorted_ = cursor.execute("select a from stage order by a").fetchall()
    assert found == []
    assert [a for (a,) in sorted_] == ["", "B", "a", "b", "玉"]


def test_what_is_staged_comes_back_as_it_was_and_is_gone_afterwards(
    here: PostgresDatabase,
) -> None:
    rows = ACTUALS.table(
        [
            {"target_id": "T1", "value": Decimal("12345678901234567.123456"), "note": "a\n\\.\nb"},
            {"target_id": "\\N", "value": None, "note": "\t,'\"{}"},
        ]
    )
    with here.reading() as cursor:
        cursor.stage("stage", rows)
        cursor.execute("select * from stage order by target_id desc")
        assert (
            cursor.to_arrow_table().to_pylist()
            == rows.sort_by([("target_id", "descending")]).to_pylist()
        )
    with pytest.raises(psycopg.errors.UndefinedTable), here.reading() as cursor:
        cursor.execute("select * from stage")


def test_every_type_is_staged_as_it_is_and_an_empty_text_is_not_nothing(
    here: PostgresDatabase,
) -> None:
    rows = pa.table(
        {
            "word": pa.array(["", None, "\\."], pa.string()),
            "number": pa.array([Decimal("0.000001"), Decimal("-5"), None], pa.decimal128(24, 6)),
            "day": pa.array([date(1, 1, 1), date(9999, 12, 31), None], pa.date32()),
            "moment": pa.array([datetime(2026, 1, 2, 3, 4, 5, 678901), None, None]),  # noqa: DTZ001
            "yes": pa.array([True, False, None]),
            "count": pa.array([-(2**63), 2**63 - 1, None], pa.int64()),
        }
    )
    with_bytes = rows.append_column("bytes", pa.array([b"\x00\xff,\n", b"", None], pa.binary()))
    with here.reading() as cursor:
        for brought in (rows, with_bytes):
            cursor.stage("stage", brought)
            found = cursor.execute("select * from stage").to_arrow_table()
            assert found.to_pylist() == brought.to_pylist()


# ---- opening ----


def test_two_processes_that_start_at_once_make_the_tables_once(postgres: Postgres) -> None:
    to, found = store.server(postgres.empty()), []

    def begin() -> None:
        with closing(store.open_server(to)) as db:
            found.append(store.head(db))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0, 0, 0, 0]
    with closing(to.connect()) as line:
        ran = line.execute("select name from schema_version order by name").fetchall()
    assert [name for (name,) in ran] == [f.stem for f in sorted(opening.SCHEMA.glob("0*.sql"))]


def test_a_schema_file_that_fails_leaves_an_empty_database(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in opening.SCHEMA.glob("*.sql"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "9000_wrong.sql").write_text("create table more (n bigint); select nothing")
    monkeypatch.setattr(opening, "SCHEMA", tmp_path)
    to = store.server(postgres.empty())

    with pytest.raises(psycopg.Error):
        store.open_server(to)
    with closing(to.connect()) as line:
        assert line.execute("select count(*) from pg_class where relname = 'head'").fetchone() == (
            0,
        )


def test_before_a_change_of_the_schema_the_database_goes_among_the_backups(
    address: str, here: PostgresDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit(here, bring(here, ("T03-1", "196")), LI)
    schema = tmp_path / "schema"
    schema.mkdir()
    for file in opening.SCHEMA.glob("*.sql"):
        (schema / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (schema / "9000_next.sql").write_text("alter table actual_log add column more text default 'x'")
    monkeypatch.setattr(opening, "SCHEMA", schema)
    folder = tmp_path / "backups"

    def keep(made: Path) -> None:
        store.keep_backup(made, folder, "migration", stem="yuxi")

    with closing(store.open_server(store.server(address), keep=keep)) as db:
        assert known(db) == {"T03-1": Decimal(196)}
        last = next(iter(store.entries(db, BY, limit=1)))
    (backup,) = store.backups(folder)
    store.check_backup(backup)
    assert (backup.schema, last.kind, last.told["schema"]) == (
        max(f.stem for f in (HOME / "lib" / "schema").glob("0*.sql")),
        "migration",
        ["9000_next"],
    )


def test_an_index_that_a_release_brings_is_made_at_the_next_opening(address: str) -> None:
    with closing(store.server(address).connect()) as line:
        line.execute("drop index actual_log_newest")
        line.execute("create unique index actual_log_key on actual_log (target_id, region, seq)")
        store.open_server(store.server(address)).close()
        found = line.execute(
            "select indexname from pg_indexes where tablename = 'actual_log' order by 1"
        ).fetchall()
    assert [name for (name,) in found] == ["actual_log_newest", "actual_log_seq"]


def test_the_newest_revisions_are_found_in_order_and_a_value_by_its_key(
    here: PostgresDatabase,
) -> None:
    with here.writing() as cursor:
        cursor.execute(
            """
            insert into actual_log (target_id, region, contributor, period_end, span, seq, op)
            select 'T' || t, '530' || r, '', date '2016-01-31' + m, 'month', 1 + m, 1
            from generate_series(1, 10) t, generate_series(100, 149) r, generate_series(0, 59) m
            order by 1, 2, 4"""
        )
    with here.reading() as cursor:
        cursor.execute("analyze actual_log")
        cursor.stage("stage", ACTUALS.table([{"target_id": "T3", "span": "month"}]))

        def way(of: str) -> str:
            told = cursor.execute("explain " + of, {"seq": 60}).fetchall()
            return "\n".join(line for (line,) in told)

        newest = way(statements.ACTUALS.latest)
        assert "using actual_log_newest" in newest
        assert "Sort" not in newest
        one = way(statements.ACTUALS.latest_of_stage)
        assert "Seq Scan on actual_log" not in one
        assert "actual_log_newest" in one


def test_a_newer_database_and_one_of_another_writing_are_refused(
    postgres: Postgres, address: str
) -> None:
    to = store.server(address)
    with closing(to.connect()) as line:
        line.execute("insert into schema_version (name) values ('9999_future')")
    refused("newer_schema", lambda: store.open_server(to))

    latin = postgres.empty("template template0 encoding 'LATIN1' locale 'C'")
    told = refused("unsuitable", lambda: store.open_server(store.server(latin)))
    assert (told.params["found"], told.params["allowed"]) == ("LATIN1", "UTF8")


# ---- the address ----


def test_an_address_shows_its_password_to_nobody() -> None:
    to = store.server("postgresql://yuxi:s3cret-word@127.0.0.1:1/plan")
    told = refused("unreachable", to.connect)
    assert to.name == "plan @ 127.0.0.1:1"
    for shown in (repr(to), str(to), texts.refusal("zh", told), texts.refusal("en", told)):
        assert "s3cret-word" not in shown
    given = load_settings({"YUXI_DATABASE_URL": to.address}, HOME / "none.toml")
    assert "s3cret-word" not in repr(given)
    assert {"s3cret-word", to.address} <= {*given.secrets}


def test_an_address_that_is_none_is_refused_at_the_start_without_being_repeated() -> None:
    wrong = {"DATABASE_URL": "mysql://yuxi:s3cret-word@db/plan"}
    told = refused("bad_setting", lambda: load_settings(wrong, HOME / "none.toml"))
    assert "s3cret-word" not in str(told)
    told = refused("bad_address", lambda: store.server("postgresql://yuxi:s3cret-word@db"))
    assert "s3cret-word" not in str(told)


@pytest.mark.parametrize(("scheme", "driver"), DRIVERS.items())
def test_a_relative_with_a_driver_of_its_own_is_refused_by_the_name_of_that(
    scheme: str, driver: str
) -> None:
    wrong = {"DATABASE_URL": f"{scheme}://yuxi:s3cret-word@db/plan"}
    address = load_settings(wrong, HOME / "none.toml").database_url
    told = refused("no_driver", lambda: store.server(address))
    assert told.params == {"found": scheme, "driver": driver}


def test_the_products_own_variable_wins_over_the_common_one() -> None:
    both = {"DATABASE_URL": "postgresql://a/b", "YUXI_DATABASE_URL": "postgresql://c/d"}
    assert load_settings(both, HOME / "none.toml").database_url == "postgresql://c/d"


# ---- two processes ----

OTHER = """
import sys
from lib import store
from tests.test_store import WANG, bring
db = store.open_server(store.server(sys.argv[1]))
print("ready", flush=True)
for line in sys.stdin:
    what, *given = line.split()
    if what == "many":
        seqs = [store.commit(db, bring(db, (f"T98-{n}", str(n))), WANG).seq for n in range(20)]
        print(*seqs, flush=True)
    elif what == "one":
        print(store.commit(db, bring(db, (given[0], given[1])), WANG).seq, flush=True)
"""


@contextmanager
def other(code: str, *given: str) -> Iterator[Callable[[str], Callable[[], str]]]:
    """A second process with the same database: say a line, and read its answer when wanted."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *given],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        read, write = process.stdout, process.stdin
        assert read.readline() == "ready\n"

        def say(line: str) -> Callable[[], str]:
            write.write(line + "\n")
            write.flush()
            return lambda: read.readline().strip()

        yield say
        process.terminate()


def test_two_processes_write_at_once_in_order_and_know_of_each_other(
    address: str, here: PostgresDatabase
) -> None:
    with other(OTHER, address) as say:
        answer = say("many")
        mine = [store.commit(here, bring(here, (f"T99-{n}", str(n))), LI).seq for n in range(20)]
        theirs = [int(seq) for seq in answer().split()]

        assert sorted([*mine, *theirs]) == [*range(1, 41)]
        assert known(here) == {f"T{a}-{n}": Decimal(n) for a in (98, 99) for n in range(20)}
        moments = [s.created_at for s in store.submissions(here, 40)]
        assert moments == sorted(moments, reverse=True)
        checked = store.verify(here)
        assert (checked.broken, checked.head.n) == (None, 40)

        # The same value: who comes second is told who was first, when, and what stands now.
        stale = bring(here, ("T03-1", "196"))
        say("one T03-1 190")()
        begin = time.monotonic()
        assert store.head(here) == 41  # known at once, without anything being told
        assert time.monotonic() - begin < 1
        with pytest.raises(Conflict) as told:
            store.commit(here, stale, LI)
    (row,) = told.value.params["rows"]
    assert (row["author"], row["value"], row["seq"]) == ("王强", Decimal(190), 41)
    assert known(here)["T03-1"] == Decimal(190)


def test_a_process_killed_while_it_writes_leaves_nothing_and_stops_nobody(
    address: str, here: PostgresDatabase
) -> None:
    code = f"""
import os, signal, sys
from lib import store
from tests.test_store import LI, bring
from lib.store import audit
db = store.open_server(store.server({address!r}))
store.commit(db, bring(db, ("T03-1", "196")), LI)
audit.append = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
store.commit(db, bring(db, ("T03-1", "300")), LI)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, check=False)
    assert done.returncode == -9
    assert known(here) == {"T03-1": Decimal(196)}
    assert store.commit(here, bring(here, ("T03-1", "197")), LI).seq == 2
    assert store.verify(here).broken is None


def test_a_walk_over_a_long_audit_holds_a_few_entries_and_sees_one_moment(
    address: str, here: PostgresDatabase
) -> None:
    store.commit(here, bring(here, ("T03-1", "196")), LI)
    with store.walk(here) as (head, entries):
        store.commit(here, bring(here, ("T03-1", "197")), LI)
        assert (head.n, [e.n for e in entries]) == (1, [1])
    with here.writing() as cursor:  # 100 MB
        cursor.execute(
            """
            insert into audit_log (n, done_at, kind, who, account, role, address, what, previous,
                hash)
            select more, done_at, kind, who, account, role, address, repeat('x', 4000), '', ''
            from audit_log, generate_series(10, 25009) more where n = 1"""
        )
    code = f"""
import resource
from lib import store
db = store.open_server(store.server({address!r}))
begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with store.walk(db) as (_, entries):
    count = sum(1 for _ in entries)
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begin) // 1000)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOME, check=True, capture_output=True, text=True
    )
    count, megabytes = map(int, done.stdout.split())
    assert count == 25_002
    assert megabytes < 20  # beyond what starting took; 44 where all of it came at once


# ---- lost lines ----


class Line:
    """Between the program and the server: passes everything on, and breaks when it is told to.

    cut: break on the way of the next message that holds these bytes, before or after passing it on.
    """

    def __init__(self, to: Path) -> None:
        self.to, self.cut, self.after, self.cuts = to, b"", False, 0
        self.open, self.mute = True, False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.socks: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            if not self.open:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self.to))
            self.socks += [near, far]
            if not self.open:  # it was shut while this one came through
                self.break_all()
                continue
            for one, two, asks in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pass, args=(one, two, asks), daemon=True).start()

    def _pass(self, one: socket.socket, two: socket.socket, asks: bool) -> None:
        try:
            while data := one.recv(65536):
                if asks and self.cut and self.cut in data:
                    self.cut, self.cuts = b"", self.cuts + 1
                    if self.after:
                        self.mute = True  # the server keeps it, and its answer gets lost
                        two.sendall(data)
                        time.sleep(0.2)
                    self.break_all()
                    self.mute = False
                    return
                if asks or not self.mute:
                    two.sendall(data)
        except OSError:
            pass
        finally:
            for end in (one, two):
                end.close()

    def break_all(self) -> None:
        """Break every connection there is."""
        while self.socks:
            end = self.socks.pop()
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        self.door.close()
        self.break_all()


@pytest.fixture
def line(postgres: Postgres) -> Iterator[Line]:
    with closing(Line(postgres.socket)) as between:
        yield between


@pytest.fixture
def through(address: str, line: Line) -> Iterator[PostgresDatabase]:
    """The database behind a line that can be cut."""
    base = store.server(address)
    to = store.server(f"postgresql://postgres@127.0.0.1:{line.port}/{base.stem}?sslmode=disable")
    with closing(store.open_server(to)) as db:
        yield db


@pytest.mark.parametrize(
    ("cut", "after"),
    [
        (b"for update", False),
        (b"insert into change_set", True),
        (b"commit", False),
        (b"commit", True),
    ],
)
def test_a_line_lost_at_any_moment_of_a_commit_writes_once_and_says_so(
    through: PostgresDatabase, line: Line, cut: bytes, after: bool
) -> None:
    changes = bring(through, ("T03-1", "196"))
    line.after, line.cut = after, cut

    given = store.commit(through, changes, LI, token="send-1")

    assert line.cuts == 1
    assert (given.seq, given.repeated) == (1, False)
    assert (store.head(through), known(through)) == (1, {"T03-1": Decimal(196)})
    assert store.verify(through).head.n == 1
    assert store.commit(through, changes, LI, token="send-1").repeated


def test_where_the_server_stays_away_the_person_is_told_what_is_not_known(
    through: PostgresDatabase, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.store.again.PAUSES", (0.1,))
    monkeypatch.setattr(through._pool, "timeout", 0.5)
    changes = bring(through, ("T03-1", "196"))
    line.after, line.cut, broke = True, b"commit", line.break_all

    def gone() -> None:
        line.open = False
        broke()

    monkeypatch.setattr(line, "break_all", gone)
    refused("outcome_unknown", lambda: store.commit(through, changes, LI, token="send-1"))
    refused("unreachable", lambda: store.head(through))

    line.open = True
    until = time.monotonic() + 20
    while time.monotonic() < until:  # it comes back by itself
        try:
            store.head(through)
            break
        except StoreTrouble:
            time.sleep(0.2)
    given = store.commit(through, changes, LI, token="send-1")
    assert (given.seq, given.repeated, store.head(through)) == (1, True, 1)


def test_whoever_waits_too_long_for_another_writer_is_told_and_nothing_is_written(
    here: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = bring(here, ("T03-1", "196"))
    with closing(here.server.connect()) as slow, here.reading() as cursor:
        cursor.execute("set lock_timeout = '200ms'")
        slow.execute("begin")
        slow.execute(TURN)
        monkeypatch.setattr(here, "_lent", lambda: _same(cursor.connection))
        refused("server_busy", lambda: store.commit(here, changes, LI))
        slow.execute("rollback")
        monkeypatch.undo()
    assert store.head(here) == 0


@contextmanager
def _same(line: psycopg.Connection) -> Iterator[psycopg.Connection]:
    yield line


def test_readers_that_ask_within_a_question_do_not_stand_in_each_others_way(
    here: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit(here, bring(here, ("T03-1", "180")), LI)
    store.commit(here, bring(here, ("T03-1", "196")), WANG)
    found: list[int] = []

    def ask() -> None:
        for _ in range(5):
            found.append(store.blocking(here, 1).values)

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [1] * 120


# ---- moving ----


def full(db: store.Database) -> None:
    """Something in most tables, and what text may hold."""
    bringing.bring_plan(db, HOME / "data")
    sent = store.Sent("年报.csv", b"a\0b", "5a".ljust(64, "0"))
    store.commit(db, bring(db, ("T03-1", "196.50"), ("T03-2", None)), LI, sent=sent)
    store.undo(db, 3, WANG, note="报错了\n\\.\n\t\"'$x %s")
    store.require_review(db, ["市科技局"], BY)
    store.propose(db, bring(db, ("T03-2", "80")), LI, sent=sent)


def test_a_database_goes_to_the_other_engine_and_back_and_is_the_same(
    postgres: Postgres, tmp_path: Path
) -> None:
    with closing(store.open_database(tmp_path / "a.duckdb")) as db:
        full(db)
        head, audit, before = store.head(db), store.audit_head(db), store.submissions(db, 9)
    to = postgres.empty()
    there = store.move(str(tmp_path / "a.duckdb"), to)
    back = store.move(to, str(tmp_path / "b.duckdb"))

    assert there == back
    assert (there.seq, there.entries) == (head, audit.n)
    assert there.tables["upload_file"].rows == 1
    for db in (
        store.open_server(store.server(to)),
        store.open_database(tmp_path / "b.duckdb"),
    ):
        with closing(db):
            assert (store.head(db), store.audit_head(db)) == (head, audit)
            assert store.submissions(db, 9) == before
            assert store.verify(db).broken is None
            assert store.commit(db, bring(db, ("T38-9", "1")), WANG).seq == head + 1


def test_nothing_is_moved_onto_something_nor_out_of_nothing(
    address: str, postgres: Postgres, tmp_path: Path
) -> None:
    path = tmp_path / "a.duckdb"
    store.open_database(path).close()
    before = path.read_bytes()
    refused("not_empty", lambda: store.move(str(path), address))
    refused("not_empty", lambda: store.move(address, str(path)))
    refused("no_database", lambda: store.move(str(tmp_path / "none.duckdb"), address))
    refused("no_database", lambda: store.move(postgres.empty(), str(tmp_path / "c.duckdb")))
    assert path.read_bytes() == before
    assert not (tmp_path / "c.duckdb").exists()


@pytest.mark.parametrize("to_server", [True, False])
def test_a_row_that_does_not_arrive_as_it_was_takes_everything_back(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to_server: bool
) -> None:
    path, server = tmp_path / "a.duckdb", postgres.empty()
    with closing(store.open_database(path)) as db:
        store.commit(db, bring(db, ("T03-1", "196"), ("T03-2", "80")), LI)
    source, target = str(path), server
    kind = moving.PostgresTables
    if not to_server:
        store.move(source, server)
        source, target, kind = server, str(tmp_path / "b.duckdb"), moving.DuckTables
    real = kind.put

    def lossy(self: object, table: str, named: tuple[str, ...], rows: list[tuple]) -> None:
        real(self, table, named, rows[1:] if table == "actual_log" else rows)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "put", lossy)
    told = refused("moved_wrong", lambda: store.move(source, target))
    assert told.params["tables"] == "actual_log"
    monkeypatch.undo()
    store.move(source, target)  # nothing is in the way of the next try


def test_the_command_moves_and_says_what_arrived(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(store.open_database(tmp_path / "a.duckdb")) as db:
        store.commit(db, bring(db, ("T03-1", "196")), LI)
    to = postgres.empty()
    assert cli.main(["migrate", str(tmp_path / "a.duckdb"), to]) == 0
    first = capsys.readouterr().out
    assert cli.main(["migrate", to, str(tmp_path / "b.duckdb")]) == 0
    assert capsys.readouterr().out == first
    assert cli.main(["migrate", to, str(tmp_path / "b.duckdb"), "--lang", "en"]) == 1
    assert "is not empty" in capsys.readouterr().err


# ---- an office on a server ----


def test_a_backup_of_a_server_is_put_back_and_what_was_shut_stays_shut(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUXI_DATABASE_URL", postgres.empty())
    monkeypatch.setenv("YUXI_BACKUP_DIR", str(tmp_path / "backups"))
    with opened(tmp_path / "unused.duckdb", monkeypatch, entry="accounts") as at:
        store.commit(at.db, bring(at.db, ("T37-9", "196")), LI)
        backup = keeping.make(at, BY)
        store.check_backup(backup)
        store.commit(at.db, bring(at.db, ("T37-9", "300")), LI)
        assert [s.seq for s in keeping.lost_by(at, backup)] == [5]
        store.require_review(at.db, ["市科技局"], BY)

        done = keeping.restore(at, BY, backup.name, "第 5 批导错了表")

        now = start.office().db
        assert known(now)["T37-9"] == Decimal(196)
        assert (done.seq, done.lost, done.accounts) == (4, (5, 5), "kept")
        assert store.reviewing(now) == ("市科技局",)
        last = next(iter(store.entries(now, BY, limit=1)))
        assert (last.kind, last.told["reason"]) == ("restore", "第 5 批导错了表")
        assert store.verify(now).broken is None
        assert store.commit(now, bring(now, ("T38-9", "1")), WANG).seq == 7
        aside = next(b for b in store.backups(tmp_path / "backups") if b.file == done.aside)
        assert (aside.why, aside.seq) == ("restore", 5)
    assert not (tmp_path / "unused.duckdb").exists()


REPLICA = """
import sys
from lib import start, store
from lib.issues import Refusal
from lib.world import world
from tests.test_store import LI, bring
looked_at = None
print("ready", flush=True)
for line in sys.stdin:
    what, *given = line.split()
    at = start.serving()
    try:
        if what == "look":
            seq = int(given[0]) if given else store.head(at.db)
            found = {a.target_id: a.value for a in world(at, seq, at.today()).actuals}
            looked_at = looked_at or bring(at.db, ("T38-9", "1"))
            print(seq, found["T37-9"], flush=True)
        elif what == "write":
            print(store.commit(at.db, looked_at, LI).seq, flush=True)
        elif what == "report":
            print(store.commit(at.db, bring(at.db, ("T38-9", "2")), LI).seq, flush=True)
    except Refusal as refused:
        print(refused.code, flush=True)
"""


def test_another_replica_goes_on_through_a_restore_and_shows_nothing_of_before(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUXI_DATABASE_URL", postgres.empty())
    monkeypatch.setenv("YUXI_BACKUP_DIR", str(tmp_path / "backups"))
    with opened(tmp_path / "unused.duckdb", monkeypatch) as at, other(REPLICA) as say:
        store.commit(at.db, bring(at.db, ("T37-9", "196")), LI)
        backup = keeping.make(at, BY)
        store.commit(at.db, bring(at.db, ("T37-9", "300")), LI)
        assert say("look")() == "5 300"
        answers, carry = [], moving.carry

        def meanwhile(there: moving.Tables, here: moving.Tables, name: str) -> moving.Moved:
            """In the midst of it the replica shows what was, and what it writes waits."""
            if isinstance(here, moving.PostgresTables):  # else it is what is kept aside
                assert say("look")() == "5 300"
                answers.append(say("write"))
                waiting = "select 1 from pg_locks where not granted"
                with closing(store.server(at.settings.database_url).connect()) as line:
                    while line.execute(waiting).fetchone() is None:
                        time.sleep(0.02)
            return carry(there, here, name)

        monkeypatch.setattr(moving, "carry", meanwhile)
        keeping.restore(at, BY, backup.name, "第 5 批导错了表")

        assert answers[0]() == "overtaken"
        assert say("look")() == "6 196"
        assert say("look 5")() == "5 196"  # what it held of 5 went with the database of before
        assert say("write")() == "restored_since"
        assert say("report")() == "7"
        now = known(start.office().db)
        assert (now["T37-9"], now["T38-9"]) == (Decimal(196), Decimal(2))


def test_the_server_starts_says_where_it_stands_and_a_lost_database_comes_back(
    postgres: Postgres, address: str, line: Line, tmp_path: Path
) -> None:
    name = store.server(address).stem
    url = f"postgresql://postgres@127.0.0.1:{line.port}/{name}?sslmode=disable"
    server = Server(tmp_path, database_url=url, backup_dir=str(tmp_path / "backups"))
    try:
        caller = Caller(server.address)
        assert caller.get("/readyz")[0] == 200
        begin = time.monotonic()
        with closing(store.open_server(store.server(address))) as db:
            seq = store.commit(db, bring(db, ("T37-9", "196")), LI).seq
        assert f'"submission":{seq}' in caller.get("/healthz")[1]
        assert time.monotonic() - begin < 2

        line.open = False
        line.break_all()
        status, body = caller.get("/present?lang=zh")
        assert (status, "暂时连不上数据库" in body) == (503, True)
        assert caller.get("/readyz")[0] == 503
        line.open = True
        until = time.monotonic() + 20
        while caller.get("/readyz")[0] != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert caller.get("/present?lang=zh")[0] == 200
    finally:
        server.stop()


def test_a_server_without_its_database_does_not_start_and_says_why_in_both_languages(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", "0"],
        cwd=HOME,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "YUXI_DATABASE_URL": "postgresql://yuxi:s3cret-word@127.0.0.1:1/plan",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "连不上数据库 plan @ 127.0.0.1:1" in done.stderr
    assert "The database plan @ 127.0.0.1:1 does not answer" in done.stderr
    assert "s3cret-word" not in done.stdout + done.stderr


def test_the_page_says_that_the_database_does_not_answer(
    address: str, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = store.server(address).stem
    url = f"postgresql://postgres@127.0.0.1:{line.port}/{name}?sslmode=disable"
    with opened(tmp_path / "unused.duckdb", monkeypatch, database_url=url) as at:
        assert isinstance(at.db, PostgresDatabase)
        assert str(line.port) in at.db.name
        assert not visit("entry").exception
        at.db._pool.timeout = 0.3
        line.open = False
        line.break_all()
        app = visit()
        assert "暂时连不上数据库" in words(app)
        assert not app.exception
        line.open = True
