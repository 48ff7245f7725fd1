"""Nothing is lost: backups, restores, migrations on a copy, a database in trouble, a full disk."""

import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from lib import cli, keeping, managing, start, store, visitor
from lib.access import User
from lib.audit.chain import head_told
from lib.issues import Conflict, NotAllowed, Refusal, StoreTrouble
from lib.office import Office
from lib.store import opening, place
from lib.store.place import Known, Place
from tests.office import copied, visit, words
from tests.people import BY, add, session
from tests.server import HOME
from tests.test_store import LI, bring, known

pytestmark = pytest.mark.duckdb
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""Twelve o'clock at the office."""


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office with three submissions of its first start and nobody in it yet."""
    with copied(begun, tmp_path, monkeypatch, entry="accounts") as at:
        yield at


def report(db: store.Database, target: str, value: str) -> int:
    return store.commit(db, bring(db, (target, value)), LI).seq


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file but those that say who has it open."""
    return {
        f.name: f.read_bytes()
        for f in folder.iterdir()
        if f.is_file() and f.suffix not in (".lock", ".open", ".log")
    }


# ---- backups ----


def test_a_backup_made_while_people_write_is_what_stood_at_one_moment(office: Office) -> None:
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            report(office.db, f"T99-{number}", str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [keeping.make(office, BY) for _ in range(3)]
    finally:
        done.set()
        writer.join()

    assert [b.seq for b in made] == sorted({b.seq for b in made})
    for backup in made:
        store.check_backup(backup)
        with duckdb.connect(str(backup.file), read_only=True) as root:
            counted = "select count(*), count(distinct seq), max(seq) from actual_log where seq > 3"
            # One value a submission: nothing half, nothing left out.
            told = root.execute(counted).fetchone()
        assert told == (backup.seq - 3, backup.seq - 3, backup.seq if backup.seq > 3 else None)


def test_the_name_of_a_backup_proves_the_chain_up_to_it(office: Office) -> None:
    backup = keeping.make(office, BY)
    report(office.db, "T37-9", "196")

    assert store.verify(office.db, [head_told(backup.name)]).broken is None
    forged = backup.name[:-23] + "0123456789abcdef.duckdb"
    broken = store.verify(office.db, [head_told(forged)]).broken
    assert broken is not None
    assert (broken.n, broken.why) == (backup.entries, "outside")


def test_a_backup_is_written_down_and_only_an_administrator_makes_one(office: Office) -> None:
    backup = keeping.make(office, BY)
    last = next(iter(store.entries(office.db, BY, limit=1)))
    assert (last.kind, last.told["name"], last.told["seq"]) == ("backup", backup.name, 3)

    with pytest.raises(NotAllowed):
        keeping.make(office, User("李", "statistician", account="li"))
    assert len(store.backups(office.backups)) == 1


def test_a_damaged_backup_is_refused_by_name_and_nothing_is_touched(office: Office) -> None:
    backup = keeping.make(office, BY)
    report(office.db, "T37-9", "196")
    data = bytearray(backup.file.read_bytes())
    data[len(data) // 2] ^= 1
    backup.file.write_bytes(data)

    with pytest.raises(StoreTrouble, match="backup_wrong"):
        keeping.check(office, BY, backup.name)
    with pytest.raises(StoreTrouble, match="backup_wrong"):
        keeping.restore(office, BY, backup.name, "演练")
    assert known(start.office().db)["T37-9"] == Decimal(196)


def test_a_backup_whose_note_was_made_to_fit_other_bytes_is_found_by_its_contents(
    office: Office,
) -> None:
    backup = keeping.make(office, BY)
    with duckdb.connect(str(backup.file)) as root:
        root.execute("update actual_log set value = 999 where target_id = 'T03-1'")
    note = place.beside(backup.file, "json")
    note.write_text(note.read_text().replace(backup.sha256, sha256(backup.file)))

    with pytest.raises(StoreTrouble, match=r"backup_wrong.*actual_log"):
        keeping.check(office, BY, backup.name)


def sha256(file: Path) -> str:
    done = subprocess.run(["sha256sum", str(file)], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_the_daily_backup_is_made_once_a_day_from_its_hour_where_something_changed(
    office: Office,
) -> None:
    night = NOON - timedelta(hours=11)
    now = datetime.now(UTC)
    assert keeping.look(office, night) is None
    first = keeping.look(office, now.replace(hour=20))  # four in the morning at the office
    assert first is not None
    assert keeping.look(office, now.replace(hour=20)) is None
    assert keeping.look(office, now + timedelta(days=2)) is None

    report(office.db, "T37-9", "196")
    second = keeping.look(office, now + timedelta(days=2))
    assert second is not None
    assert (first.why, first.seq, second.seq) == ("scheduled", 3, 4)


def test_only_daily_backups_are_thinned_and_the_newest_stay(office: Office) -> None:
    asked = keeping.make(office, BY)
    daily = []
    for number in range(4):
        report(office.db, "T37-9", str(number))
        daily.append(keeping.make(office, BY, "scheduled"))

    gone = store.thin_backups(office.backups, 2)

    assert sorted(gone) == sorted(b.name for b in daily[:2])
    left = [daily[3].name, daily[2].name, asked.name]
    assert [b.name for b in store.backups(office.backups)] == left


# ---- restores ----


def test_a_restore_brings_back_the_numbers_and_says_what_no_longer_stands(office: Office) -> None:
    report(office.db, "T37-9", "196")
    backup = keeping.make(office, BY)
    report(office.db, "T37-9", "300")
    report(office.db, "T38-9", "80")

    assert [s.seq for s in keeping.lost_by(office, backup)] == [6, 5]
    done = keeping.restore(office, BY, backup.name, "第 5 批导错了表")

    at = start.office()
    assert known(at.db)["T37-9"] == Decimal(196)
    assert (done.seq, done.lost, done.accounts) == (4, (5, 6), "kept")
    last = next(iter(store.entries(at.db, BY, limit=1)))
    assert (last.kind, last.who, last.told["reason"]) == ("restore", "测试", "第 5 批导错了表")
    checked = store.verify(at.db)
    assert (checked.broken, checked.restores) == (None, (last.n,))
    # A number that somebody holds a receipt for is not given to anything else,
    # nor is that of the restore itself: 6 tells of what stood before it, 7 of what stands after it.
    assert report(at.db, "T38-9", "81") == 8


def test_what_was_looked_at_before_a_restore_is_not_written_after_it(office: Office) -> None:
    backup = keeping.make(office, BY)
    report(office.db, "T37-9", "196")
    looked_at = bring(office.db, ("T37-9", "300"))
    keeping.restore(office, BY, backup.name, "第 4 批导错了表")

    at = start.office()
    with pytest.raises(Conflict) as refused:
        store.commit(at.db, looked_at, LI)
    assert (refused.value.code, refused.value.params["seq"]) == ("restored_since", 5)
    assert "T37-9" not in known(at.db)
    assert report(at.db, "T37-9", "300") == 6


def test_what_a_restore_put_aside_is_the_database_of_before(office: Office) -> None:
    backup = keeping.make(office, BY)
    report(office.db, "T37-9", "300")
    done = keeping.restore(office, BY, backup.name, "演练")

    before = store.open_database(done.aside)
    assert known(before)["T37-9"] == Decimal(300)
    before.close()


def test_a_restore_signs_everybody_out_and_lets_nobody_back_in_who_was_shut_out(
    office: Office,
) -> None:
    add(office, "li", "administrator")
    add(office, "wang", "viewer")
    backup = keeping.make(office, BY)
    li, wang = session(office, "li"), session(office, "wang")
    known_as = store.account(office.db, "wang")
    assert known_as is not None
    managing.change(office, known_as, BY, active=False)

    keeping.restore(office, BY, backup.name, "演练")

    at = start.office()
    for secret in (li, wang):
        assert visitor.visitor(at, secret).account == ""
    again = store.account(at.db, "wang")
    assert again is not None
    assert not again.active


def test_a_restore_needs_a_reason_and_a_backup_that_exists(office: Office) -> None:
    backup = keeping.make(office, BY)
    with pytest.raises(Refusal, match="reason_needed"):
        keeping.restore(office, BY, backup.name, "  ")
    with pytest.raises(Refusal, match="no_such_backup"):
        keeping.restore(office, BY, "../etc/passwd", "演练")
    assert start.office() is office


# ---- one database put for another ----


class Dying:
    """Ends whoever makes the n-th call that changes the names or waits for the disk."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int) -> None:
        self.at, self.calls = at, 0
        for owner, name in ((Path, "replace"), (Path, "unlink"), (place, "sync")):
            patch.setattr(owner, name, self.instead_of(getattr(owner, name)))

    def instead_of(self, real: Callable[..., object]) -> Callable[..., object]:
        def act(*given: object, **more: object) -> object:
            self.calls += 1
            if self.calls == self.at:
                raise KeyboardInterrupt
            return real(*given, **more)

        return act


def test_a_swap_that_died_anywhere_is_finished_or_never_happened(tmp_path: Path) -> None:
    path, died = tmp_path / "a.duckdb", 0
    db = store.open_database(path)
    report(db, "T03-1", "196")
    db.close()
    whole = {f: f.read_bytes() for f in tmp_path.iterdir()}
    while True:
        died += 1
        for file in [*tmp_path.iterdir()]:
            file.unlink()
        for file, data in whole.items():
            file.write_bytes(data)
        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(opening, "WAL_TO_FOLD", 1)
            dying = Dying(patch, died)
            store.open_database(path).close()
        db = store.open_database(path)
        assert (known(db), store.head(db)) == ({"T03-1": Decimal(196)}, 1), died
        assert not place.beside(path, "next").exists(), died
        db.close()
        if dying.calls < died:  # every call had its turn
            break
    assert died > 12


def test_a_long_log_is_folded_at_the_start_and_the_file_of_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.duckdb"
    db = store.open_database(path)
    report(db, "T03-1", "196")
    db.close()
    before = {path.read_bytes(), place.beside(path, "wal").read_bytes()}
    monkeypatch.setattr(opening, "WAL_TO_FOLD", 1)
    db = store.open_database(path)

    assert known(db) == {"T03-1": Decimal(196)}
    kept = Place(path).before("fold")
    assert {kept.read_bytes(), place.beside(kept, "wal").read_bytes()} == before
    db.close()


def schema_with(folder: Path, sql: str) -> Path:
    shutil.copytree(opening.SCHEMA, folder)
    (folder / "9000_next.sql").write_text(sql, encoding="utf-8")
    return folder


def test_a_migration_that_would_change_a_stored_value_is_stopped(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.db.path
    start.close()
    before = path.read_bytes()
    sql = "alter table actual_log add column more text default 'x'; update actual_log set value = 0"
    monkeypatch.setattr(opening, "SCHEMA", schema_with(tmp_path / "schema", sql))

    with pytest.raises(StoreTrouble, match=r"changed_by_migration.*actual_log"):
        store.open_database(path)
    assert path.read_bytes() == before
    monkeypatch.undo()
    store.open_database(path).close()


def test_before_a_migration_the_database_goes_among_the_backups_and_it_is_written_down(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = known(office.db)
    start.close()
    sql = "alter table actual_log add column more text default 'x'"
    monkeypatch.setattr(opening, "SCHEMA", schema_with(tmp_path / "schema", sql))
    at = start.office()

    assert known(at.db) == values
    (backup,) = store.backups(at.backups)
    assert (backup.why, backup.seq) == ("migration", 3)
    store.check_backup(backup)
    last = next(iter(store.entries(at.db, BY, limit=1)))
    assert (last.kind, last.told["schema"]) == ("migration", ["9000_next"])


# ---- a database in trouble ----


def damage(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[4096:40960] = b"\xa5" * (40960 - 4096)
    path.write_bytes(data)
    return bytes(data)


def test_a_damaged_database_is_left_alone_and_the_last_backup_is_shown_but_not_written(
    office: Office,
) -> None:
    add(office, "zhao", "administrator")
    keeping.make(office, BY)
    report(office.db, "T37-9", "300")
    path = office.db.path
    start.close()
    damaged = damage(path)

    at = start.serving()
    assert at.standin is not None
    assert (at.standin.trouble.code, at.standin.backup and at.standin.backup.seq) == (
        "unreadable",
        3,
    )
    assert store.head(at.db) == 3
    with pytest.raises(StoreTrouble, match="safe_mode"):
        report(at.db, "T37-9", "301")
    with pytest.raises(StoreTrouble, match="safe_mode"):
        keeping.make(at, BY)
    # Signing in is possible, or nobody could mend it.
    assert visitor.visitor(at, session(at, "zhao")).account == "zhao"
    assert path.read_bytes() == damaged

    done = keeping.restore(at, BY, store.backups(at.backups)[0].name, "库文件损坏")
    at = start.serving()
    assert (at.standin, done.accounts, done.lost) == (None, "backup", (4, 4))
    assert report(at.db, "T37-9", "302") == 6  # 5 is the restore itself
    assert done.aside.read_bytes() == damaged


def test_a_database_that_lost_its_tail_is_shown_as_it_is_and_not_touched(office: Office) -> None:
    report(office.db, "T37-9", "300")
    path = office.db.path
    start.close()
    place.beside(path, "last").write_text("9 4")
    before = bytes_of(path.parent)

    at = start.serving()
    assert at.standin is not None
    assert (at.standin.trouble.code, at.standin.backup, store.head(at.db)) == (
        "behind_journal",
        None,
        4,
    )
    assert bytes_of(path.parent) == before
    place.beside(path, "last").write_text("4 99")
    start.close()
    at = start.serving()
    assert at.standin is not None
    assert at.standin.trouble.code == "audit_behind"


def test_a_database_that_is_gone_is_not_made_anew(office: Office, tmp_path: Path) -> None:
    keeping.make(office, BY)
    path = office.db.path
    start.close()
    path.rename(tmp_path / "elsewhere")

    at = start.serving()
    assert at.standin is not None
    assert (at.standin.trouble.code, store.head(at.db)) == ("database_missing", 3)
    assert not path.exists()


def test_with_nothing_to_show_the_pages_show_nothing_and_say_why(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.db.path
    start.close()
    damage(path)

    app = visit()
    assert "没有可用的备份" in words(app)
    assert "T03-1" not in words(app)
    assert "到期未报" not in words(app)


def test_pages_of_a_stand_in_say_of_when_they_are(office: Office) -> None:
    keeping.make(office, BY)
    path = office.db.path
    start.close()
    damage(path)

    app = visit()
    assert "现在看到的是" in words(app)
    assert "只能查看，不能填报" in words(app)
    assert not app.exception


# ---- calls that fail ----


class Failing:
    """A connection whose n-th call fails; calls of its cursors count, whatever they are."""

    def __init__(self, real: object, fail_at: int) -> None:
        self.real, self.fail_at, self.calls = real, fail_at, 0

    def cursor(self) -> "Failing":
        return _Cursor(self, self.real.cursor())  # type: ignore[attr-defined]

    def close(self) -> None:
        self.real.close()  # type: ignore[attr-defined]


class _Cursor(Failing):
    def __init__(self, root: Failing, real: object) -> None:
        self.root, self.real = root, real

    def __getattr__(self, name: str) -> object:
        found = getattr(self.real, name)
        if not callable(found) or name in ("close",):
            return found

        def call(*given: object, **more: object) -> object:
            ending = name == "execute" and str(given[0]).strip() == "rollback"
            self.root.calls += not ending
            if self.root.calls == self.root.fail_at and not ending:
                raise duckdb.IOException("IO Error: injected")
            out = found(*given, **more)
            return self if out is self.real else out

        return call


def test_whichever_storage_call_of_a_commit_fails_the_state_is_before_or_after(
    tmp_path: Path,
) -> None:
    db = store.open_database(tmp_path / "a.duckdb")
    report(db, "T03-1", "180")
    real, before, n, failures = db._root, known(db), 0, 0
    while True:
        n += 1
        changes = bring(db, ("T03-1", str(1000 + n)), ("T03-2", str(2000 + n)))
        db._root = Failing(real, n)  # type: ignore[assignment]
        try:
            store.commit(db, changes, LI, token=f"send-{n}")
            failed = False
        except duckdb.Error:
            failed = True
        ran = db._root.calls  # type: ignore[union-attr]
        db._root = real
        after = {"T03-1": Decimal(1000 + n), "T03-2": Decimal(2000 + n)}
        assert known(db) in (before, after), f"call {n}"
        kept = store.receipt(db, f"send-{n}")
        assert (kept is not None) == (known(db) == after), f"call {n}"
        assert store.verify(db).broken is None, f"call {n}"
        failures += failed
        if ran < n:  # fewer calls than n: nothing failed, and every call had its turn
            break
        before = known(db)
    assert failures > 10
    db.close()


class BrokenOff(Failing):
    """A connection that keeps the commit and then breaks with the whole database."""

    def cursor(self) -> "Failing":
        return _BrokenOff(self, self.real.cursor())  # type: ignore[attr-defined]


class _BrokenOff(_Cursor):
    def __getattr__(self, name: str) -> object:
        found = super().__getattr__(name)

        def call(*given: object, **more: object) -> object:
            out = found(*given, **more)  # type: ignore[operator]
            if given == ("commit",):
                raise duckdb.FatalException("FATAL Error: No space left on device")
            return out

        return call if callable(found) else found


def test_a_write_that_broke_off_after_it_was_kept_is_told_as_kept_and_the_database_goes_on(
    tmp_path: Path,
) -> None:
    db = store.open_database(tmp_path / "a.duckdb")
    changes = bring(db, ("T03-1", "196"))
    db._root = BrokenOff(db._root, 0)  # type: ignore[assignment]

    given = store.commit(db, changes, LI, token="send-1")

    assert (given.seq, given.repeated) == (1, False)
    assert known(db) == {"T03-1": Decimal(196)}
    assert store.commit(db, changes, LI, token="send-1").repeated
    assert report(db, "T03-1", "197") == 2
    db.close()


def test_a_note_that_cannot_be_written_loses_nothing_and_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.duckdb"
    db = store.open_database(path)
    with monkeypatch.context() as patch:

        def full(self: Place, told: Known) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(Place, "tell", full)
        assert report(db, "T03-1", "196") == 1
    db.close()

    again = store.open_database(path)
    assert known(again) == {"T03-1": Decimal(196)}
    again.close()


FULL = """
import resource, signal, sys
sys.path.insert(0, {home!r})
from pathlib import Path
from lib import store
from lib.issues import StoreTrouble
from tests.test_store import LI, bring, known
path = Path({path!r})
db = store.open_database(path)
store.commit(db, bring(db, ("T03-1", "196")), LI)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
many = [(f"T99-{{n}}", str(n)) for n in range(3000)]
changes = bring(db, *many)
size = path.with_name("a.duckdb.wal").stat().st_size
before = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, before[1]))
try:
    store.commit(db, changes, LI, token="big")
except StoreTrouble as refused:
    print(refused.code)
print(len(known(db)), store.receipt(db, "big"))
resource.setrlimit(resource.RLIMIT_FSIZE, before)
print(store.commit(db, changes, LI, token="big").seq, len(known(db)))
db.close()
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on file sizes")
def test_a_disk_that_takes_nothing_more_loses_nothing_and_takes_the_same_send_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.duckdb"
    code = FULL.format(home=str(HOME), path=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:3] == ["not_written", "1 None", "2 3001"], done.stderr[-500:]

    db = store.open_database(path)
    assert (len(known(db)), store.verify(db).broken) == (3001, None)
    db.close()


def test_a_backup_without_room_is_refused_and_leaves_nothing_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "room", lambda folder: 10_000_000)
    with pytest.raises(StoreTrouble, match="no_room"):
        keeping.make(office, BY)
    assert list(office.backups.iterdir()) == []
    assert keeping.condition(office).free > 0


# ---- page and terminal ----


def test_while_a_backup_stands_in_the_page_names_the_file_in_trouble(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "zhao", "administrator")
    keeping.make(office, BY)
    path = office.db.path
    start.close()
    damage(path)
    secret = session(start.serving(), "zhao")
    monkeypatch.setattr("lib.view.secret", lambda: secret)

    shown = words(visit("backups"))
    assert f"<dd>{path}</dd>" in shown
    assert start.serving().db.name not in shown


def test_an_administrator_backs_up_checks_and_restores_on_the_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "zhao", "administrator", name="赵主任")
    secret = session(office, "zhao")
    monkeypatch.setattr("lib.view.secret", lambda: secret)

    app = visit("backups")
    app.button(key="backup_make").click().run()
    assert "已备份并逐值核对" in app.success[0].value
    (backup,) = store.backups(office.backups)
    report(office.db, "T37-9", "300")

    app = visit("backups", backup=backup.name)
    app.button(key="backup_check").click().run()
    assert "备份完好" in app.success[0].value
    assert "#4" in words(app)
    app.text_input[0].set_value("导错了表")
    app.text_input[1].set_value("7")
    app.button[-1].click().run()
    assert app.error[0].value == "输入的批次号不对，没有恢复。"
    assert known(start.office().db)["T37-9"] == Decimal(300)

    app.text_input[0].set_value("导错了表")
    app.text_input[1].set_value("3")
    app.button[-1].click().run()
    assert "已恢复到第 3 批" in app.success[0].value
    assert "T37-9" not in known(start.office().db)


def test_whoever_may_not_sees_nothing_of_the_backups_and_is_written_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "li", "viewer")
    secret = session(office, "li")
    monkeypatch.setattr("lib.view.secret", lambda: secret)

    app = visit("backups")
    assert not app.button
    assert "没有这项权限" in app.error[0].value
    last = next(iter(store.entries(office.db, BY, limit=1)))
    assert (last.kind, last.account) == ("refused", "li")


def test_at_the_terminal_a_backup_is_made_listed_checked_and_restored(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    report(office.db, "T37-9", "196")
    assert cli.main(["backup", "make"]) == 0
    (backup,) = store.backups(office.backups)
    report(office.db, "T37-9", "300")
    start.close()

    assert cli.main(["backup", "list"]) == 0
    assert cli.main(["backup", "check"]) == 0
    assert cli.main(["backup", "restore", backup.name, "--reason", "演练"]) == 0
    said = capsys.readouterr().out
    assert backup.name in said
    assert "#5-#5" in said
    assert known(start.office().db)["T37-9"] == Decimal(196)


def test_a_restore_at_the_terminal_is_refused_while_the_server_has_the_database(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = keeping.make(office, BY)
    assert cli.main(["backup", "restore", backup.name, "--reason", "演练"]) == 1
    assert "正被进程" in capsys.readouterr().err
