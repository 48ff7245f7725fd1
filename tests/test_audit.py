"""The audit: whatever is done to its entries is found; what was done and refused is in it."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from lib import auditing, cli, making, store, texts
from lib.access import NOBODY, ROLES, SYSTEM, VIEWER, User
from lib.audit.chain import (
    KINDS,
    START,
    Entry,
    Head,
    canonical,
    first_broken,
    hash_of,
    head_told,
    written,
)
from lib.audit.clock import Reading, leap
from lib.auditing import Sought
from lib.issues import Conflict, NotAllowed, Refusal
from lib.office import Office
from lib.report import Ask
from lib.store import audit
from tests.conftest import DATA
from tests.office import copied, database, visit, words
from tests.people import add, session
from tests.test_store import LI, bring

HOME = DATA.parent
CHIEF = User("赵主任", "administrator", account="zhao", address="10.0.0.9")
NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 (stored times are naive UTC)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with nothing in it: a copy opens faster than a new one is made."""
    file = tmp_path_factory.mktemp("blank") / "test.duckdb"
    store.open_database(file).close()
    return file


@pytest.fixture
def db(blank: Path, tmp_path: Path) -> Iterator[store.Database]:
    for file in blank.parent.iterdir():
        shutil.copy(file, tmp_path)
    opened = database(tmp_path / blank.name)
    yield opened
    opened.close()


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch, entry="accounts") as at:
        yield at


def linked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the hashes that a writer would give them."""
    out, last = [], START
    for entry in entries:
        made = replace(entry, previous=last)
        last = hash_of(last, made)
        out.append(replace(made, hash=last))
    return out


def end(entries: Sequence[Entry]) -> Head:
    return Head(entries[-1].n, entries[-1].hash) if entries else Head(0, START)


def broken_at(entries: Sequence[Entry], head: Head, *outside: Head) -> tuple[int, str] | None:
    found = first_broken(entries, head, outside)
    return (found.n, found.why) if found else None


def by_number(entries: Sequence[Entry]) -> list[Entry]:
    """As a database gives them."""
    return sorted(entries, key=lambda entry: entry.n)


def newest(db: store.Database, count: int = 1) -> list[tuple[str, str, dict[str, object]]]:
    """Kind, who and what of the last entries, the newest first."""
    found = store.entries(db, CHIEF, limit=count)
    return [(entry.kind, entry.who, entry.told) for entry in found]


def tamper(db: store.Database, sql: str) -> None:
    """What somebody does who owns the database file."""
    with db.writing() as cursor:
        cursor.execute(sql)


# ---- the chain ----

quick = settings(max_examples=25, deadline=None)
anything = some.text(max_size=12)
chains = some.lists(
    some.builds(
        Entry,
        n=some.just(0),
        at=some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
        kind=some.sampled_from(KINDS),
        who=anything,
        account=anything,
        role=some.sampled_from(ROLES),
        address=anything,
        what=some.dictionaries(anything, anything | some.integers(), max_size=3).map(written),
    ),
    min_size=2,
    max_size=9,
).map(lambda found: linked([replace(entry, n=n) for n, entry in enumerate(found, 1)]))
CHANGES = {
    "at": lambda old: old + timedelta(microseconds=1),
    "previous": lambda old: old[:-1] + ("0" if old[-1] != "0" else "1"),
    "hash": lambda old: old[:-1] + ("0" if old[-1] != "0" else "1"),
} | dict.fromkeys(("kind", "who", "account", "role", "address", "what"), lambda old: f"{old} ")


@quick
@given(chains)
def test_a_chain_that_nobody_touched_holds(chain: list[Entry]) -> None:
    assert broken_at(chain, end(chain)) is None
    kept = [Head(n, chain[n - 1].hash) for n in (1, len(chain))]
    assert broken_at(chain, end(chain), *kept, Head(None, chain[0].hash[:12])) is None


@quick
@given(chains, some.data())
def test_a_changed_entry_is_named_whatever_was_changed(chain: list[Entry], data: some.DataObject):
    place = data.draw(some.integers(0, len(chain) - 1))
    name = data.draw(some.sampled_from(sorted(CHANGES)))
    entry = chain[place]
    forged = [*chain]
    forged[place] = replace(entry, **{name: CHANGES[name](getattr(entry, name))})

    why = "link" if name == "previous" else "changed"
    assert broken_at(forged, end(chain)) == (place + 1, why)


@quick
@given(chains, some.data())
def test_whoever_hashes_a_changed_entry_anew_breaks_the_next_link(
    chain: list[Entry], data: some.DataObject
) -> None:
    place = data.draw(some.integers(0, len(chain) - 1))
    forged = [*chain]
    changed = replace(chain[place], who="somebody else")
    forged[place] = replace(changed, hash=hash_of(changed.previous, changed))
    if chain[place].who == "somebody else":
        return
    last = place == len(chain) - 1
    expected = (len(chain), "head") if last else (place + 2, "link")
    assert broken_at(forged, end(chain)) == expected


@quick
@given(chains, some.data())
def test_missing_entries_are_named_from_the_first_to_the_last(
    chain: list[Entry], data: some.DataObject
) -> None:
    first = data.draw(some.integers(1, len(chain)))
    last = data.draw(some.integers(first, len(chain)))
    left = [entry for entry in chain if not first <= entry.n <= last]

    found = first_broken(left, end(chain))
    assert found is not None
    assert (found.n, found.until) == (first, last)
    assert found.why == ("cut" if last == len(chain) else "missing")


@quick
@given(chains, some.data())
def test_entries_that_changed_places_are_named_by_the_first(
    chain: list[Entry], data: some.DataObject
) -> None:
    first = data.draw(some.integers(1, len(chain) - 1))
    second = data.draw(some.integers(first + 1, len(chain)))
    forged = [*chain]
    forged[first - 1] = replace(chain[second - 1], n=first)
    forged[second - 1] = replace(chain[first - 1], n=second)

    assert broken_at(forged, end(chain)) == (first, "link")


@quick
@given(chains, some.data())
def test_an_inserted_entry_is_named_by_its_number(
    chain: list[Entry], data: some.DataObject
) -> None:
    model = data.draw(some.sampled_from(chain))
    number = data.draw(some.integers(1, len(chain) + 1))
    previous = chain[number - 2].hash if number > 1 else START
    forged = replace(model, n=number, who="forged", previous=previous)
    forged = replace(forged, hash=hash_of(previous, forged))
    for mixed in ([forged, *chain], [*chain, forged]):
        found = first_broken(by_number(mixed), end(chain))
        assert found is not None
        assert found.n in (number, number + 1)
        if mixed[-1] is forged:  # as the database gives them: what is older comes first
            expected = "beyond" if number > len(chain) else "doubled"
            assert (found.n, found.why) == (number, expected)


@quick
@given(chains, some.data())
def test_a_chain_rewritten_whole_is_found_by_a_head_that_was_kept_outside(
    chain: list[Entry], data: some.DataObject
) -> None:
    place = data.draw(some.integers(0, len(chain) - 1))
    forged = [*chain]
    forged[place] = replace(chain[place], address=f"{chain[place].address}9")
    forged = linked(forged)
    kept = data.draw(some.integers(1, len(chain)))

    assert broken_at(forged, end(forged)) is None
    found = broken_at(forged, end(forged), Head(kept, chain[kept - 1].hash[:16]))
    assert found == ((kept, "outside") if kept > place else None)
    unnumbered = broken_at(forged, end(forged), Head(None, end(chain).hash))
    assert unnumbered == (len(chain), "outside_unknown")
    cut = linked(chain[:-1])
    assert broken_at(cut, end(cut), end(chain)) == (len(chain), "outside_cut")


def test_an_entry_is_written_in_one_way_only() -> None:
    what = written({"rows": 2, "file": "a\x00b\ud800.csv", "none": None, "as_of": NOON.date()})
    entry = Entry(7, NOON, "submission", "李敏", "li", "statistician", "10.0.0.7", what)
    assert canonical(entry) == (
        '{"account":"li","address":"10.0.0.7","at":"2026-11-24T12:00:00.000000Z",'
        '"kind":"submission","n":7,"role":"statistician",'
        '"what":"{\\"as_of\\":\\"2026-11-24\\",\\"file\\":\\"a\ufffdb\ufffd.csv\\",\\"rows\\":2}",'
        '"who":"李敏"}'
    )
    assert hash_of(START, entry) == (
        "36b3dc9bb4caae1de24958d0d4dd44f830ef86e357f6b9ccdf8372fd79b39410"
    )


def test_long_values_are_cut_and_say_so() -> None:
    told = json.loads(written({"file": "名" * 5000, "chosen": [f"T{n}" for n in range(500)]}))
    assert (len(told["file"]), told["file"][-1]) == (300, "…")
    assert (len(told["chosen"]), told["chosen"][-2:]) == (51, ["T49", "…"])


@pytest.mark.parametrize(
    ("text", "n", "hash_"),
    [
        ("12:" + "a" * 64, 12, "a" * 64),
        (" 12:ABCDEF012345 ", 12, "abcdef012345"),
        ("f" * 64, None, "f" * 64),
        ("yuxi-20261124-0100-n123-0a1b2c3d4e5f6071.duckdb", 123, "0a1b2c3d4e5f6071"),
    ],
)
def test_a_head_is_read_as_it_was_printed_or_from_a_name(
    text: str, n: int | None, hash_: str
) -> None:
    assert head_told(text) == Head(n, hash_)


@pytest.mark.parametrize("text", ["", "12", "12:abc", "十二", "12:" + "g" * 64])
def test_what_is_no_head_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        head_told(text)
    assert all(texts.refusal(lang, refused.value) for lang in texts.LANGS)


# ---- in the store ----


def test_a_submission_and_its_entry_are_kept_together(db: store.Database) -> None:
    li = replace(LI, role="administrator", account="limin", address="10.0.0.7")
    store.commit(db, bring(db, ("T03-1", "196")), li, filename="年报.csv", sha256="ab")
    store.undo(db, 1, CHIEF, note="报错了")

    undone, sent = store.entries(db, CHIEF)
    assert (sent.n, sent.kind, sent.who, sent.account) == (1, "submission", "李敏", "limin")
    assert (sent.role, sent.address) == ("administrator", "10.0.0.7")
    assert sent.told == {
        "seq": 1,
        "rows": 1,
        "department": "市科技局",
        "file": "年报.csv",
        "sha256": "ab",
    }
    assert (undone.kind, undone.told) == ("undo", {"seq": 2, "rows": 1, "undoes": 1})
    assert abs(datetime.now(UTC).replace(tzinfo=None) - sent.at) < timedelta(minutes=1)
    assert "196" not in sent.what


def test_the_first_start_is_in_the_record(planned: store.Database) -> None:
    assert newest(planned, 9) == [
        ("plan", SYSTEM.name, newest(planned)[0][2]),
        ("thresholds", SYSTEM.name, newest(planned, 2)[1][2]),
    ]
    assert newest(planned)[0][2]["file"] == "targets.csv"


def test_a_submission_that_fails_leaves_no_entry(db: store.Database) -> None:
    stale = bring(db, ("T03-1", "180"))
    store.commit(db, bring(db, ("T03-1", "196")), LI)
    before = store.audit_head(db)

    with pytest.raises(Conflict):
        store.commit(db, stale, LI)
    store.commit(db, bring(db, ("T03-2", "1")), LI, token="same")
    store.commit(db, bring(db, ("T03-2", "1")), LI, token="same")

    assert store.audit_head(db).n == before.n + 1
    assert store.verify(db).broken is None


def test_a_submission_whose_entry_fails_is_not_written(db: store.Database) -> None:
    tamper(db, "drop table audit_log")
    with pytest.raises((duckdb.CatalogException, psycopg.errors.UndefinedTable)):
        store.commit(db, bring(db, ("T03-1", "196")), LI)

    assert (store.head(db), store.actuals(db, 1), store.audit_head(db).n) == (0, [], 0)


def test_a_refused_write_is_recorded_and_nothing_else_is_written(db: store.Database) -> None:
    guest = replace(VIEWER, name="=cmd()", address="10.0.0.66")
    with pytest.raises(NotAllowed):
        store.commit(db, bring(db, ("T03-1", "196")), guest)

    assert store.head(db) == 0
    (entry,) = store.entries(db, CHIEF)
    assert (entry.kind, entry.who, entry.address) == ("refused", "=cmd()", "10.0.0.66")
    assert entry.told == {"why": "not_allowed", "right": "write_actuals", "table": "actuals"}


def test_a_session_that_is_over_is_refused_at_the_write_and_recorded(db: store.Database) -> None:
    gone = replace(LI, account="limin", session="f" * 64)
    with pytest.raises(NotAllowed):
        store.commit(db, bring(db, ("T03-1", "196")), gone)

    assert newest(db) == [("refused", "李敏", {"why": "session_over", "table": "actuals"})]
    assert store.head(db) == 0


def test_only_who_may_read_the_audit_reads_it(db: store.Database) -> None:
    for role in (r for r in ROLES if r != "administrator"):
        with pytest.raises(NotAllowed):
            store.entries(db, User("孙", role))

    refused = {"why": "not_allowed", "right": "read_audit", "page": "audit"}
    assert newest(db, 9) == [("refused", "孙", refused)] * (len(ROLES) - 1)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Database]:
    db = store.open_database(tmp_path_factory.mktemp("audit") / "a.duckdb")
    for number in range(6):
        store.record(db, "export", LI, file=f"{number}.pdf")
    tamper(db, "create table kept as select * from audit_log")
    tamper(db, "create table kept_head as select * from audit_head")
    yield db
    db.close()


@pytest.fixture
def recorded(once: store.Database) -> store.Database:
    """Six entries as they were written, whatever another test did to them."""
    for table, kept in (("audit_log", "kept"), ("audit_head", "kept_head")):
        tamper(once, f"delete from {table}; insert into {table} select * from {kept}")  # noqa: S608
    assert store.verify(once).broken is None
    return once


@pytest.mark.parametrize(
    ("sql", "n", "why"),
    [
        ("update audit_log set who = '' where n = 3", 3, "changed"),
        ("update audit_log set done_at = done_at + interval 1 hour where n = 3", 3, "changed"),
        ("update audit_log set hash = upper(hash) where n = 3", 3, "changed"),
        ("delete from audit_log where n between 2 and 4", 2, "missing"),
        ("delete from audit_log where n > 4", 5, "cut"),
        ("delete from audit_log", 1, "cut"),
        ("insert into audit_log select * from audit_log where n = 2", 2, "doubled"),
        ("update audit_log set n = n + 1 where n = 6", 6, "missing"),
        ("update audit_head set n = 4", 5, "beyond"),
        ("update audit_head set hash = upper(hash)", 6, "head"),
        ("delete from audit_head", 0, "head"),
    ],
)
def test_what_the_owner_of_the_file_does_to_the_record_is_named(
    recorded: store.Database, sql: str, n: int, why: str
) -> None:
    tamper(recorded, sql)

    broken = store.verify(recorded).broken
    assert broken is not None
    assert (broken.n, broken.why) == (n, why)


def test_many_at_once_make_one_chain(db: store.Database) -> None:
    def write(name: str) -> None:
        for _ in range(20):
            store.record(db, "sign_in", User(name))

    workers = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    checked = store.verify(db)
    assert (checked.broken, checked.head.n) == (None, 60)
    assert checked.head == store.audit_head(db)


def test_ten_thousand_entries_are_checked_within_a_second(db: store.Database) -> None:
    with db.writing() as cursor:
        cursor.execute("delete from audit_log")
        made = linked(
            [
                Entry(n, NOON, "export", "李敏", "limin", "viewer", "10.0.0.7", '{"seq":1}')
                for n in range(1, 10_001)
            ]
        )
        rows = [{"done_at": e.at, **{k: v for k, v in vars(e).items() if k != "at"}} for e in made]
        cursor.stage("made", pa.Table.from_pylist(rows))
        cursor.execute(
            "insert into audit_log select n, done_at, kind, who, account, role, address, what,"
            " previous, hash from made"
        )
        cursor.execute("update audit_head set n = 10000, hash = $hash", {"hash": made[-1].hash})
    begun = time.process_time()
    checked = store.verify(db)
    took = time.process_time() - begun

    print(f"10,000 entries in {took:.3f} s of CPU")  # noqa: T201
    assert (checked.broken, checked.head.n) == (None, 10_000)
    assert took < 1


def test_a_search_takes_days_person_kind_and_words(office: Office) -> None:
    for who, kind, file in (
        (LI, "export", "总体情况.pdf"),
        (CHIEF, "export", "100%_a.pdf"),
        (CHIEF, "backup", "夜间"),
    ):
        store.record(office.db, kind, who, file=file)
    today = office.today()

    def numbers(sought: Sought) -> list[int]:
        return [entry.n for entry in auditing.found(office, CHIEF, sought)]

    first = store.audit_head(office.db).n - 2
    assert numbers(Sought(who="李")) == [first]
    assert numbers(Sought(who="ZHAO")) == [first + 2, first + 1]
    assert numbers(Sought(kind="backup")) == [first + 2]
    assert numbers(Sought(text="总体")) == [first]
    assert numbers(Sought(text="%_")) == [first + 1]
    assert numbers(Sought(text="' or 1=1 --")) == []
    assert numbers(Sought(since=today, until=today, who="李")) == [first]
    assert numbers(Sought(since=today + timedelta(days=1))) == []
    assert numbers(Sought(until=today - timedelta(days=1))) == []
    paged = auditing.found(office, CHIEF, Sought(), before_n=first + 2, limit=1)
    assert [entry.n for entry in paged] == [first + 1]


# ---- the clock ----


@pytest.mark.parametrize(
    ("wall", "steady", "last", "seconds"),
    [
        (60, 60, 0, None),
        (299, 0, 0, None),
        (60 + 301, 60, 0, 301),
        (-301, 0, None, -301),
        (3600, 3600, 0, None),
        (-0.5, 0, 0, None),
        (-2, 0, 0, -2),
    ],
)
def test_a_clock_that_was_set_is_told_from_time_that_passed(
    wall: float, steady: float, last: float | None, seconds: int | None
) -> None:
    before = Reading(NOON, 1000)
    now = Reading(NOON + timedelta(seconds=wall), 1000 + steady)
    known = None if last is None else NOON + timedelta(seconds=last)
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert leap(now, before, known) == expected


def test_a_clock_set_back_is_noted_and_the_order_stays(db: store.Database) -> None:
    store.record(db, "sign_in", LI)
    tamper(db, "update audit_head set done_at = done_at + interval '1' day")
    store.record(db, "sign_out", LI)
    store.record(db, "sign_in", LI)

    assert [e.kind for e in store.entries(db, CHIEF)] == ["sign_in", "sign_out", "clock", "sign_in"]
    checked = store.verify(db)
    assert (checked.broken, checked.clocks) == (None, (2,))
    noted = store.entries(db, CHIEF, kind="clock")[0]
    assert noted.who == SYSTEM.name
    assert -86400 <= noted.told["seconds"] <= -86398


def test_a_clock_set_ahead_is_noted_by_the_process_that_saw_it(
    db: store.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record(db, "sign_in", LI)
    seen = audit._looked[-1]
    monkeypatch.setattr(audit, "_looked", [replace(seen, wall=seen.wall - timedelta(hours=8))])
    store.record(db, "sign_out", LI)

    assert [e.kind for e in store.entries(db, CHIEF)] == ["sign_out", "clock", "sign_in"]
    assert 28799 <= store.entries(db, CHIEF, kind="clock")[0].told["seconds"] <= 28801


# ---- files ----


def test_an_export_is_recorded_and_a_refused_one_too(office: Office) -> None:
    ask = Ask("targets", "sdmx", "zh", store.head(office.db), office.today(), ("T03-1",))
    made = making.make(office, replace(VIEWER, address="10.0.0.7"), ask)
    with pytest.raises(NotAllowed):
        making.make(office, NOBODY, ask)

    refused, taken = store.entries(office.db, CHIEF, limit=2)
    assert (taken.kind, taken.address) == ("export", "10.0.0.7")
    assert taken.told == {
        "content": "targets",
        "format": "sdmx",
        "language": "zh",
        "as_of": office.today().isoformat(),
        "seq": ask.seq,
        "chosen": ["T03-1"],
        "file": made.name,
        "mark": made.code,
    }
    assert (refused.kind, refused.told["right"]) == ("refused", "export")


NASTY = '=HYPERLINK("http://x")', "@SUM(1)", "＝1+1", "<b>x</b>", "\u202eevil", "-1", "'=1"


def test_names_that_are_formulas_are_text_in_the_file_and_the_proof_stays_whole(
    office: Office,
) -> None:
    for name in NASTY:
        store.record(office.db, "refused", User(name, account=name, address=name), file=name)
    data = auditing.file(office, CHIEF, Sought(kind="refused"), "csv", "zh")

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell[:1] in "=+@-＝＋＠－" and cell] == []
    assert [row[3] for row in rows[1:8]] == [
        "''=1", "'-1", "\u202eevil", "<b>x</b>", "'＝1+1", "'@SUM(1)", "'" + NASTY[0],
    ]  # fmt: skip
    assert [json.loads(row[9])["who"] for row in rows[1:8]] == list(reversed(NASTY))
    assert newest(office.db)[0][2] == {"content": "audit", "format": "csv", "rows": 7}
    assert auditing.file(office, CHIEF, Sought(), "xlsx", "en").startswith(b"PK")


def test_a_third_party_checks_the_file_with_the_recipe_of_the_documents(
    office: Office, tmp_path: Path
) -> None:
    recipe = re.search(r"```python\n(.*?)```", (HOME / "docs/audit.md").read_text(), re.DOTALL)
    assert recipe is not None
    for name in NASTY:
        store.record(office.db, "refused", User(name), file=name)
    head = store.audit_head(office.db)
    data = auditing.chain(office, CHIEF, "en")
    file = tmp_path / "audit.csv"

    def checked(content: bytes) -> str:
        file.write_bytes(content)
        command = [sys.executable, "-c", recipe[1], str(file)]
        out = subprocess.run(command, capture_output=True, text=True, check=False)
        return (out.stdout or out.stderr).strip()

    assert checked(data) == f"{head.n}:{head.hash}"
    assert checked(data.replace(b"@SUM(1)", b"@SUM(2)")) == "broken at entry 5"
    first = data.splitlines(keepends=True)[1]
    assert checked(data[: data.index(first) + len(first)]) == f"1:{first[-66:-2].decode()}"


# ---- at the terminal ----


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    code = cli.main(["audit", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_terminal_says_whether_the_record_is_whole(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = run(capsys, "head")[1]["head"]
    store.record(office.db, "sign_in", LI)
    code, told = run(capsys, "verify", "--head", kept)
    assert (code, told["entries"], told["broken"]) == (0, 4, None)
    assert told["problems"] == [{"reason": "完整：4 条记录首尾相接，没有断开。"}]

    assert run(capsys, "verify", "--head", f"4:{'0' * 64}")[1]["broken"]["n"] == 4
    assert run(capsys, "verify", "--head", "what")[1]["refused"] == "audit_head"
    tamper(office.db, "update audit_log set who = '别人' where n = 2")
    assert cli.main(["audit", "verify", "--lang", "en"]) == 1
    assert "Broken at entry 2: it is not what was hashed." in capsys.readouterr().out


def test_the_terminal_lists_and_writes_all_of_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.record(office.db, "refused", replace(LI, address="10.0.0.7"), right="write_plan")
    assert run(capsys, "list", "--kind", "refused")[1]["entries"][0]["what"] == {
        "right": "write_plan"
    }
    cli.main(["audit", "list", "--limit", "1"])
    line = capsys.readouterr().out.strip().split("\t")
    assert (line[0], *line[2:]) == ("#4", "无权操作被拒", "李敏", "10.0.0.7", "权限：改目标和阈值")

    file = tmp_path / "a.csv"
    code, told = run(capsys, "export", str(file))
    assert (code, told["problems"]) == (0, [])
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 1 + 4 + 2
    kind, _, what = newest(office.db)[0]
    assert (kind, what) == ("export", {"content": "audit", "format": "csv", "rows": 4})


@pytest.mark.duckdb
def test_while_the_server_runs_a_file_is_made_and_said_not_to_be_recorded(
    office: Office, tmp_path: Path
) -> None:
    before = store.audit_head(office.db)
    more = ("--targets", "T03-1", "--out", str(tmp_path / "a.csv"), "--json")
    command = [sys.executable, "-m", "lib.cli", "export", "sdmx", *more]
    out = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)

    reasons = [problem["reason"] for problem in json.loads(out.stdout)["problems"]]
    assert out.returncode == 0
    assert any("没有记入审计" in reason for reason in reasons)
    assert store.audit_head(office.db) == before


# ---- on the page ----


@pytest.fixture
def chief(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An administrator is signed in, and the browser of the page has the cookie."""
    add(office, "zhao", "administrator", name="赵主任")
    secret = session(office, "zhao")
    monkeypatch.setattr("lib.view.secret", lambda: secret)
    return office


def test_the_page_is_for_administrators_and_who_tried_is_written_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.view.secret", lambda: "")
    app = visit("audit")

    assert not app.exception
    assert "没有这项权限" in app.error[0].value
    assert "#1" not in words(app)
    assert newest(office.db)[0][2]["right"] == "read_audit"


@pytest.mark.parametrize("lang", texts.LANGS)
def test_the_page_shows_what_was_done_as_text(chief: Office, lang: str) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    store.record(chief.db, "refused", User(nasty, address="10.0.0.66"), right="write_plan")
    app = visit("audit", lang=lang)

    shown = words(app)
    assert not app.exception
    assert "&lt;img src=x" in shown
    assert "<img" not in shown
    assert {"zh": "无权操作被拒", "en": "not allowed"}[lang] in shown
    assert f"{store.audit_head(chief.db).n}:{store.audit_head(chief.db).hash}" in shown


def test_the_page_searches_and_turns_its_pages(chief: Office) -> None:
    for number in range(120):
        store.record(chief.db, "export", User("李敏"), file=f"{number}.pdf")
    last = store.audit_head(chief.db).n
    app = visit("audit")
    assert f"#{last}<" in words(app)
    assert f"#{last - 100}<" not in words(app)

    app.button(key="audit_older").click().run()
    assert f"#{last - 100}<" in words(app)
    assert f"#{last}<" not in words(app)
    app.text_input(key="audit_words").set_value("117.pdf").run()
    assert f"#{last - 2}<" in words(app)
    assert words(app).count("李敏") == 1
    app.text_input(key="audit_words").set_value("nowhere").run()
    assert app.info[0].value == "没有符合条件的记录。"


def test_the_page_checks_the_chain(chief: Office) -> None:
    def verdict(kept: str = "") -> AppTest:
        app = visit("audit")
        app.text_input(key="audit_kept").set_value(kept)
        return app.button(key="audit_verify").click().run()

    assert verdict().success[0].value.startswith("完整：")
    assert "第 1 条的指纹与在外保存的不符" in verdict("1:" + "0" * 12).error[0].value
    assert "看不懂链尾" in verdict("no").error[0].value
    tamper(chief.db, "delete from audit_log where n = 2")
    assert "第 2 条断开" in verdict().error[0].value
