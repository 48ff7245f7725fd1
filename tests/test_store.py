"""The log on a real DuckDB and PostgreSQL: as of, undo, conflicts, and when things go wrong."""

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest

from lib import store
from lib.access import VIEWER, User
from lib.changes import ACTUALS, NUMBER, Changes, compare, with_reason
from lib.issues import Conflict, NotAllowed, Refusal, StoreTrouble
from lib.store import statements
from tests.test_changes import rows

LI = User("李敏", "anyone", "市科技局")
WANG = User("王强", "anyone", "市财政局")


def bring(db: store.Database, *values: tuple[str, str | None]) -> Changes:
    base = store.head(db)
    brought = rows(*values)
    changes = compare(ACTUALS, store.latest_of(db, ACTUALS, brought, base), brought, base)
    return with_reason(changes, "revision")


def known(db: store.Database, seq: int | None = None) -> dict[str, Decimal | None]:
    at = store.head(db) if seq is None else seq
    return {a.target_id: a.value for a in store.actuals(db, at)}


def test_a_commit_is_read_back_with_who_and_when(db: store.Database) -> None:
    receipt = store.commit(
        db, bring(db, ("T03-1", "196.5")), LI, note="年报", filename="a.csv", sha256="ab"
    )

    actual = store.actuals(db, receipt.seq)[0]
    assert (actual.value, actual.author, actual.seq) == (Decimal("196.5"), "李敏", 1)
    submission = store.submission(db, 1)
    assert (submission.note, submission.filename, submission.department) == (
        "年报",
        "a.csv",
        "市科技局",
    )
    assert abs(datetime.now(UTC).replace(tzinfo=None) - submission.created_at) < timedelta(
        minutes=1
    )


def test_an_earlier_number_gives_what_was_known_then(db: store.Database) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    store.commit(db, bring(db, ("T03-1", "196"), ("T03-2", "80")), LI)

    assert known(db, 0) == {}
    assert known(db, 1) == {"T03-1": Decimal(180)}
    assert known(db, 2) == {"T03-1": Decimal(196), "T03-2": Decimal(80)}


def test_a_moment_finds_the_last_submission_before_it(demo_db: store.Database) -> None:
    first, second = datetime(2022, 7, 5, 1), datetime(2023, 1, 9, 1)  # noqa: DTZ001 naive UTC
    store.commit(demo_db, bring(demo_db, ("T03-1", "180")), LI, at=first)
    store.commit(demo_db, bring(demo_db, ("T03-1", "196")), LI, at=second)

    assert store.seq_at(demo_db, first - timedelta(seconds=1)) == 0
    assert store.seq_at(demo_db, first) == 1
    assert store.seq_at(demo_db, second - timedelta(seconds=1)) == 1
    assert store.seq_at(demo_db, second) == 2


def test_undo_brings_back_the_state_before_and_redo_the_state_after(db: store.Database) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    store.commit(db, bring(db, ("T03-1", "196"), ("T03-2", "80")), LI)

    store.undo(db, 2, WANG, note="报错了")
    assert known(db) == {"T03-1": Decimal(180)}
    assert store.submission(db, 2).undone_by == 3

    store.undo(db, 3, WANG)
    assert known(db) == {"T03-1": Decimal(196), "T03-2": Decimal(80)}
    assert [(s.seq, s.kind, s.undoes) for s in store.submissions(db, 4)] == [
        (4, "undo", 3),
        (3, "undo", 2),
        (2, "actuals", None),
        (1, "actuals", None),
    ]


def test_undo_is_refused_where_a_later_submission_touched_the_same_value(
    db: store.Database,
) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    store.commit(db, bring(db, ("T03-1", "196")), WANG)

    with pytest.raises(Conflict) as refused:
        store.undo(db, 1, LI)

    assert refused.value.params["seqs"] == "#2"
    assert known(db) == {"T03-1": Decimal(196)}
    assert store.head(db) == 2


def test_an_older_submission_can_be_undone_where_later_ones_did_not_touch_it(
    db: store.Database,
) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    store.commit(db, bring(db, ("T03-2", "80")), LI)
    store.undo(db, 1, LI)

    assert known(db) == {"T03-2": Decimal(80)}


def test_nothing_is_undone_twice_and_nothing_unknown_at_all(db: store.Database) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    store.undo(db, 1, LI)

    with pytest.raises(Refusal, match="already_undone"):
        store.undo(db, 1, LI)
    with pytest.raises(Refusal, match="no_such_submission"):
        store.undo(db, 99, LI)


def test_a_preview_that_somebody_overtook_is_refused_whole(db: store.Database) -> None:
    store.commit(db, bring(db, ("T03-1", "180")), LI)
    stale = bring(db, ("T03-1", "196"), ("T03-2", "80"))
    store.commit(db, bring(db, ("T03-1", "190")), WANG)

    with pytest.raises(Conflict) as refused:
        store.commit(db, stale, LI)

    assert refused.value.params["count"] == 1
    assert "T03-1" in refused.value.params["keys"]
    assert known(db) == {"T03-1": Decimal(190)}


def test_the_second_send_of_one_token_gives_the_first_receipt(db: store.Database) -> None:
    changes = bring(db, ("T03-1", "196"))
    first = store.commit(db, changes, LI, token="send-1")
    again = store.commit(db, changes, LI, token="send-1")

    assert (again.seq, again.repeated, first.repeated) == (first.seq, True, False)
    assert store.head(db) == 1


def test_five_parallel_sends_of_one_file_write_it_once(db: store.Database) -> None:
    changes = bring(db, ("T03-1", "196"), ("T03-2", "80"))
    receipts: list[store.Receipt] = []
    threads = [
        threading.Thread(target=lambda: receipts.append(store.commit(db, changes, LI, token="one")))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {r.seq for r in receipts} == {1}
    assert sum(not r.repeated for r in receipts) == 1
    assert store.head(db) == 1


def test_parallel_writers_of_different_values_lose_nothing(db: store.Database) -> None:
    def report(number: int) -> None:
        store.commit(db, bring(db, (f"T99-{number}", str(number))), LI)

    threads = [threading.Thread(target=report, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert known(db) == {f"T99-{n}": Decimal(n) for n in range(12)}
    assert store.head(db) == 12


def test_a_viewer_writes_nothing(db: store.Database) -> None:
    with pytest.raises(NotAllowed):
        store.commit(db, bring(db, ("T03-1", "196")), VIEWER)
    with pytest.raises(NotAllowed, match="no_name"):
        store.commit(db, bring(db, ("T03-1", "196")), User(" ", "statistician"))

    assert (store.head(db), known(db)) == (0, {})


def test_a_real_database_keeps_the_real_time(db: store.Database) -> None:
    with pytest.raises(Refusal, match="time_is_real"):
        store.commit(db, bring(db, ("T03-1", "1")), LI, at=datetime(2022, 1, 1))  # noqa: DTZ001


def test_a_clock_set_back_does_not_reorder_submissions(demo_db: store.Database) -> None:
    store.commit(demo_db, bring(demo_db, ("T03-1", "1")), LI, at=datetime(2023, 1, 1))  # noqa: DTZ001
    store.commit(demo_db, bring(demo_db, ("T03-1", "2")), LI, at=datetime(2022, 1, 1))  # noqa: DTZ001

    times = [s.created_at for s in store.submissions(demo_db, 2)]
    assert times[0] > times[1]


@pytest.mark.parametrize("statement", ["insert into change_set", "insert into actual_log"])
def test_a_failure_in_the_middle_of_a_commit_leaves_nothing(
    db: store.Database, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = bring(db, ("T03-1", "196"))
    if statement == "insert into actual_log":
        broken = statements.Statements(
            **{
                **statements.ACTUALS.__dict__,
                "write": "insert into no_such_table select * from stage",
            }
        )
        monkeypatch.setitem(statements.BY_TABLE, "actuals", broken)
    else:
        with db.writing() as cursor:
            cursor.execute("alter table change_set add column must_fill text default ''")
            cursor.execute("alter table change_set alter column must_fill set not null")
            cursor.execute("alter table change_set alter column must_fill drop default")
    with pytest.raises((duckdb.Error, psycopg.Error)):
        store.commit(db, changes, LI)

    assert (store.head(db), known(db)) == (0, {})


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    db = store.open_database(tmp_path / "a.duckdb")
    store.commit(db, bring(db, ("T03-1", "196")), LI)
    db.close()
    again = store.open_database(tmp_path / "a.duckdb")

    assert known(again) == {"T03-1": Decimal(196)}
    assert again.kind == "real"
    again.close()


def test_a_killed_process_loses_no_acknowledged_commit(tmp_path: Path) -> None:
    code = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from pathlib import Path
from lib import store
from tests.test_store import LI, bring
db = store.open_database(Path({str(tmp_path / "a.duckdb")!r}))
for n in range(5):
    store.commit(db, bring(db, (f"T99-{{n}}", str(n))), LI)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    db = store.open_database(tmp_path / "a.duckdb")

    assert known(db) == {f"T99-{n}": Decimal(n) for n in range(5)}
    db.close()


def test_a_lost_tail_of_the_log_is_noticed_and_nothing_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    db = store.open_database(path)
    store.commit(db, bring(db, ("T03-1", "196")), LI)
    db.close()
    wal = path.with_name("a.duckdb.wal")
    kept = wal.read_bytes()
    wal.unlink()

    with pytest.raises(StoreTrouble) as refused:
        store.open_database(path)
    assert (refused.value.code, refused.value.params["journal"]) == ("behind_journal", 1)

    wal.write_bytes(kept)
    db = store.open_database(path)
    assert known(db) == {"T03-1": Decimal(196)}
    db.close()


def test_a_missing_database_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    db = store.open_database(path)
    store.commit(db, bring(db, ("T03-1", "196")), LI)
    db.close()
    path.rename(tmp_path / "elsewhere")

    with pytest.raises(StoreTrouble, match="database_missing"):
        store.open_database(path)
    assert not path.exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"not a database at all" * 500)

    with pytest.raises(StoreTrouble, match="unreadable"):
        store.open_database(path)
    assert path.read_bytes() == b"not a database at all" * 500


def test_a_second_process_is_told_who_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    db = store.open_database(path)
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from pathlib import Path
from lib import store
from lib.issues import StoreTrouble
try:
    store.open_database(Path({str(path)!r}))
except StoreTrouble as refused:
    print(refused.code, refused.params["pid"])
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    import os

    assert out.stdout.split() == ["locked", str(os.getpid())]
    db.close()


def test_schema_files_run_once_and_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    store.open_database(path).close()
    db = store.open_database(path)
    with db.reading() as cursor:
        names = [r[0] for r in cursor.execute("select name from schema_version").fetchall()]
        assert names == [
            "0001_log",
            "0002_upload",
            "0003_meeting",
            "0004_alert",
            "0005_people",
            "0006_audit",
            "0007_review",
            "0008_breakdown",
        ]
        cursor.execute("insert into schema_version (name) values ('9999_future')")
    db.close()

    with pytest.raises(StoreTrouble) as refused:
        store.open_database(path)
    assert refused.value.params["schema"] == "9999_future"


def test_a_question_that_takes_too_long_is_broken_off_and_the_next_is_answered(
    db: store.Database,
) -> None:
    begun = time.monotonic()
    with pytest.raises(StoreTrouble, match="asked_too_long"), db.reading(longest=0.1) as cursor:
        cursor.execute(
            """
            select count(*) from generate_series(1, 100000000) a, generate_series(1, 100000000) b"""
        ).fetchall()

    assert time.monotonic() - begun < 5
    assert store.head(db) == 0


@pytest.mark.duckdb
@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('{file}')",
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "select * from glob('/*')",
        "copy (select 1) to '{file}.out'",
        "copy change_set from '{file}'",
        "export database '{file}.dir'",
        "attach '{file}.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set autoinstall_known_extensions = true",
        "set lock_configuration = false",
    ],
)
def test_sql_cannot_reach_files(db: store.Database, tmp_path: Path, statement: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")
    with (
        db.reading() as cursor,
        pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)),
    ):
        cursor.execute(statement.format(file=file))
    assert {path.name for path in tmp_path.iterdir() if "secret" in path.name} == {"secret.csv"}


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e308", "1e18"])
def test_what_is_no_number_of_ours_cannot_be_stored_by_any_way(
    db: store.Database, value: str
) -> None:
    no_number = (duckdb.ConversionException, psycopg.DataError, psycopg.IntegrityError)
    with pytest.raises(no_number), db.writing() as cursor:
        cursor.execute(
            "insert into actual_log (target_id, region, contributor, period_end, span, value,"
            " seq, op) values ('T03-1', '', '', date '2022-12-31', 'year',"
            " cast($value as double precision), 1, 1)",
            {"value": value},
        )


def test_the_columns_of_the_log_are_the_columns_of_the_changes(db: store.Database) -> None:
    from lib.changes import PLAN, THRESHOLDS

    for table, log in (
        (ACTUALS, "actual_log"),
        (PLAN, "target_log"),
        (THRESHOLDS, "threshold_log"),
    ):
        with db.reading() as cursor:
            found = cursor.execute(
                "select column_name from information_schema.columns where table_name = $log"
                " order by ordinal_position",
                {"log": log},
            ).fetchall()
        assert {r[0] for r in found} == {*table.key, *table.content, "seq", "op"}


def test_numbers_come_back_to_the_last_digit(db: store.Database) -> None:
    texts = ("0", "0.000001", "12345678901234567.123456", "-3.5", "100")
    store.commit(db, bring(db, *((f"T99-{i}", text) for i, text in enumerate(texts))), LI)

    assert [str(known(db)[f"T99-{i}"]) for i in range(5)] == [
        "0",
        "0.000001",
        "12345678901234567.123456",
        "-3.5",
        "100",
    ]


def test_the_plan_in_the_store_is_the_plan_in_the_file(planned: store.Database) -> None:
    from lib.plan import parse_plan
    from tests.conftest import DATA

    text = (DATA / "targets.csv").read_text(encoding="utf-8")
    assert sorted(parse_plan(text), key=lambda t: t.target_id) == sorted(
        store.plan(planned, store.head(planned)), key=lambda t: t.target_id
    )


def test_an_empty_result_keeps_its_columns(db: store.Database) -> None:
    table = store.latest(db, ACTUALS, 0)

    assert table.num_rows == 0
    assert table.column_names[:4] == ["target_id", "region", "contributor", "period_end"]
    assert table.schema.field("value").type == NUMBER
    assert store.actuals(db, 0) == []


def test_a_page_of_submissions_says_what_undid_them_on_other_pages(db: store.Database) -> None:
    for n in range(4):
        store.commit(db, bring(db, ("T15-1", f"4{n}")), LI)
    store.undo(db, 4, LI)  # 5
    store.undo(db, 5, LI)  # 6: 4 stands again
    store.undo(db, 6, LI)  # 7

    told = [(s.seq, s.undone_by) for s in store.submissions(db, 7)]
    pages = [store.submissions_page(db, 7, skip, 3) for skip in (0, 3, 6, 9)]
    assert told == [(7, None), (6, 7), (5, None), (4, 5), (3, None), (2, None), (1, None)]
    assert [(s.seq, s.undone_by) for page in pages for s in page] == told
    assert [(s.seq, s.undone_by) for s in store.submissions_page(db, 5, 1, 2)] == [
        (4, 5),
        (3, None),
    ]
    assert store.submission_count(db, 7) == 7
