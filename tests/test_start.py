"""The first start, every later one, and the settings that lead there."""

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lib import start, store
from lib.access import SYSTEM
from lib.issues import BrokenPlan, Refusal
from lib.running.memory import ARENAS
from lib.settings import Settings, load_settings
from tests.conftest import DATA
from tests.office import opened
from tests.server import Server

HOME = DATA.parent


def test_a_first_start_brings_the_plan_and_the_published_values_through_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "a.duckdb", monkeypatch) as ready:
        known = store.submissions(ready.db, store.head(ready.db))
        actuals = store.actuals(ready.db, store.head(ready.db))

    assert [(s.kind, s.filename) for s in reversed(known)] == [
        ("thresholds", "thresholds.csv"),
        ("plan", "targets.csv"),
        ("actuals", "actuals_published.csv"),
    ]
    city = [a for a in actuals if (a.target_id, a.region) == ("T03-1", "530400")]
    assert [(a.period, a.value) for a in city] == [
        ("2018", Decimal(94)),
        ("2023-08-29", Decimal(196)),
    ]
    money = next(a for a in actuals if a.target_id == "T32-1")
    assert (money.period, money.value) == ("2019", Decimal(238000))
    assert all(a.source for a in actuals)
    digest = hashlib.sha256((DATA / "actuals_published.csv").read_bytes()).hexdigest()
    assert known[0].sha256 == digest


def test_a_second_start_brings_nothing_again_even_after_an_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "a.duckdb", monkeypatch) as ready:
        store.undo(ready.db, 3, SYSTEM, note="不用")
    with opened(tmp_path / "a.duckdb", monkeypatch) as ready:
        assert store.head(ready.db) == 4
        assert store.actuals(ready.db, 4) == []


def test_a_broken_plan_stops_the_start_with_every_problem_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(DATA, plan)
    file = plan / "targets.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",at_least,196,", ",,196,").replace(",80,", ",eighty,"), "utf-8")
    monkeypatch.setenv("YUXI_PLAN_DIR", str(plan))
    monkeypatch.setenv("YUXI_DATABASE", str(tmp_path / "a.duckdb"))
    start.close()
    with pytest.raises(BrokenPlan) as refused:
        start.office()

    assert {(i.row, i.column) for i in refused.value.issues} >= {(5, "comparison"), (6, "value")}
    db = store.open_database(tmp_path / "a.duckdb")
    assert len(store.plan(db, store.head(db))) == 0
    db.close()


def test_a_day_ends_at_midnight_of_the_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "a.duckdb", monkeypatch) as ready:
        end = ready.end_of(date(2023, 1, 1))

    assert end.isoformat() == "2023-01-01T15:59:59.999999"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('language = "en"\nupload_mb = 5\n', encoding="utf-8")

    assert load_settings({}, file) == Settings(language="en", upload_mb=5)
    assert load_settings({"YUXI_LANGUAGE": "zh"}, file).language == "zh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANGUAGE", "fr"),
        ("KIND", "test"),
        ("ENTRY", "yes"),
        ("TIMEZONE", "Mars/Olympus"),
        ("UPLOAD_MB", "-1"),
        ("UPLOAD_MB", "a lot"),
        ("PLAN_DIR", "nowhere"),
        ("LOG", "xml"),
        ("METRICS", "yes"),
        ("HOSTS", "https://kanban.yuxi.gov.cn"),
        ("HOSTS", "*.gov.cn"),
        ("HOSTS", "kanban:8501"),
        ("PROXIES", "nginx.local"),
        ("PROXIES", "10.0.0.0/8"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_settings({f"YUXI_{name}": value}, tmp_path / "none.toml")

    assert refused.value.params["name"] == name.lower()
    assert str(refused.value.params["found"]) == value


def test_names_and_proxies_are_lists_with_commas(tmp_path: Path) -> None:
    given = {"YUXI_HOSTS": "kanban, 看板.yuxi.gov.cn", "YUXI_PROXIES": "10.0.0.7,::1"}
    settings = load_settings(given, tmp_path / "none.toml")

    assert settings.host_names == ("kanban", "看板.yuxi.gov.cn")
    assert settings.proxy_addresses == ("10.0.0.7", "::1")


def test_a_setting_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('langauge = "en"\n', encoding="utf-8")

    with pytest.raises(Refusal, match="langauge"):
        load_settings({}, file)


def test_a_server_that_cannot_start_says_why_in_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "a.duckdb"
    held = store.open_database(database)
    out = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", "0"],
        cwd=HOME,
        env={"PATH": "/usr/bin:/bin", "YUXI_DATABASE": str(database), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    held.close()

    assert out.returncode == 1
    assert f"正被进程 {os.getpid()} 使用" in out.stderr
    assert "Traceback" not in out.stderr


def test_more_may_be_open_at_once_than_a_shell_allows_and_never_more_than_the_system_does() -> None:
    """A tab takes four: the usual 1,024 ended at 250 tabs."""
    code = (
        "import resource as r, sys; of = r.RLIMIT_NOFILE\n"
        "r.setrlimit(of, (int(sys.argv[1]), int(sys.argv[2])))\n"
        "from lib.running.files import allow_many; allow_many(); print(*r.getrlimit(of))"
    )

    def allowed(soft: int, hard: int) -> list[int]:
        command = [sys.executable, "-c", code, str(soft), str(hard)]
        said = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
        return [int(number) for number in said.stdout.split()]

    assert allowed(256, 1500) == [1500, 1500]
    assert allowed(1500, 1500) == [1500, 1500]


def test_the_server_asks_for_as_many_open_files_as_it_may_have(office: Server) -> None:
    limits = Path(f"/proc/{office.process.pid}/limits")
    if not limits.exists():
        pytest.skip("only Linux tells")
    line = next(x for x in limits.read_text().splitlines() if x.startswith("Max open files"))
    soft, hard = (int(number) for number in line.split()[3:5])
    assert hard > 1024
    assert soft == min(hard, 65536)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc has such stocks")
def test_a_server_of_many_threads_keeps_few_stocks_of_free_memory() -> None:
    """Forty threads that each take and free 2 MB at once: a stock each maps 64 MB of addresses."""
    code = (
        "import sys, threading; from lib.running.memory import few_arenas;"
        "sys.argv[1] == 'few' and few_arenas(); gate = threading.Barrier(41);"
        "[t.start() for t in [threading.Thread(target=lambda: (bytearray(100_000), gate.wait(),"
        " [bytes(9_000) for _ in range(99)])) for _ in range(40)]];"
        "gate.wait();"
        "sizes = [[int(x, 16) for x in line.split()[0].split('-')]"
        " for line in open('/proc/self/maps') if ' ---p ' in line];"
        # A stock keeps 64 MB of addresses, of which the most is never touched; the guard of a
        # thread's stack is one page, and goes with the thread.
        "print(sum(end - begin > 2**25 for begin, end in sizes))"
    )
    mapped = [
        int(subprocess.run([sys.executable, "-c", code, how], cwd=HOME, capture_output=True,
                           text=True, check=True).stdout)
        for how in ("few", "many")
    ]  # fmt: skip
    assert mapped[0] <= ARENAS < mapped[1]
