"""A job in a process of its own: its answer, its progress, its limits; nothing left behind."""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from lib import texts
from lib.issues import Issue, UnreadableFile
from lib.upload import worker

ROOT = Path(__file__).parent.parent

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


# ---- jobs; the child imports this module and calls them by name ----


def back(data):
    return data


def where():
    return os.getpid(), os.environ["OMP_NUM_THREADS"], str(Path.cwd())


def counting(most, report):
    for done in range(most):
        report(done, most, "read")
    return most


def talkative():
    sys.stdout.write("said aloud")
    os.write(1, b"said by a library")
    return "answered"


def refusing():
    issues = (Issue("column_missing", 3, "时期", params={"name_en": "period"}),)
    raise UnreadableFile("file_too_large", issues, size="2.9", limit="1")


def sleeping(seconds):
    time.sleep(seconds)


def spinning():
    """Neither lets other threads of its process run nor ends."""
    re.fullmatch("(a|a)*b", "a" * 40)


def greedy(megabytes):
    kept = [os.urandom(2**20) for _ in range(megabytes)]
    return len(kept)


def frames(rows):
    import pyarrow as pa

    return pa.table({"text": [f"第{i}行" for i in range(rows)]})


def dying():
    os._exit(3)


def killed():
    os.kill(os.getpid(), 9)


def faulty():
    return {}["nothing"]


def files():
    return sorted(str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.exists())


def refused(function, *args, **limits):
    with pytest.raises(UnreadableFile) as caught:
        worker.run(function, *args, **limits)
    assert texts.refusal("zh", caught.value)
    assert texts.refusal("en", caught.value)
    return caught.value.code, caught.value.params


def children():
    """Processes that this one has started and not yet buried."""
    found: set[str] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread of another test may just have ended
            found.update((task / "children").read_text().split())
    return found


# ---- answers ----


def test_what_the_function_returns_comes_back_and_each_job_has_a_process_of_its_own():
    assert worker.run(back, {"名": [1, None]}) == {"名": [1, None]}
    first, second = worker.run(where), worker.run(where)
    assert os.getpid() != first[0] != second[0]
    assert first[1:] == ("1", str(ROOT))


def test_a_job_is_found_from_whatever_folder_the_server_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worker._end_spare()
    assert worker.run(back, 1) == 1


def test_a_hundred_megabytes_and_a_table_go_over_in_well_under_a_second():
    data = os.urandom(100 * 2**20)
    worker.run(back, b"")  # the next child is warm
    time.sleep(1)
    start = time.perf_counter()
    assert worker.run(len_of, data) == len(data)
    assert time.perf_counter() - start < 2  # 0.3 s on a quiet machine
    assert worker.run(frames, 1000).column("text")[999].as_py() == "第999行"


def len_of(data):
    return len(data)


def test_progress_is_told_in_order_while_the_job_runs():
    told = []
    assert worker.run(counting, 3, on_progress=lambda *step: told.append(step)) == 3
    assert told == [(0, 3, "read"), (1, 3, "read"), (2, 3, "read")]


def test_a_job_whose_listener_gives_up_is_ended():
    def give_up(done, total, step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker.run(counting, 10**9, on_progress=give_up)
    assert worker.run(back, 2) == 2


def test_what_a_job_prints_does_not_reach_its_answer(capfd):
    assert worker.run(talkative) == "answered"
    assert capfd.readouterr().out == ""


# ---- refusals and limits ----


def test_a_refusal_keeps_its_code_issues_and_parameters():
    with pytest.raises(UnreadableFile) as caught:
        worker.run(refusing)
    assert (caught.value.code, caught.value.params) == (
        "file_too_large",
        {"size": "2.9", "limit": "1"},
    )
    (issue,) = caught.value.issues
    assert (issue.code, issue.row, issue.params) == ("column_missing", 3, {"name_en": "period"})


@pytest.mark.parametrize(("function", "args"), [(sleeping, (60,)), (spinning, ())])
def test_a_job_that_does_not_end_is_ended(function, args):
    start = time.perf_counter()
    assert refused(function, *args, seconds=1) == ("file_too_slow", {"seconds": 1})
    assert time.perf_counter() - start < 15


@linux
def test_a_job_that_needs_too_much_memory_is_ended_and_one_below_the_limit_is_not():
    assert refused(greedy, 400, megabytes=200) == ("file_too_heavy", {"megabytes": 200})
    assert worker.run(greedy, 100, megabytes=200) == 100


@pytest.mark.parametrize("function", [dying, faulty])
def test_a_job_that_breaks_is_told_as_a_broken_file(function, capfd):
    assert refused(function) == ("file_broken", {})
    capfd.readouterr()


@linux
def test_a_job_that_the_system_kills_is_told_as_too_heavy():
    assert refused(killed)[0] == "file_too_heavy"


# ---- together and afterwards ----


def test_two_jobs_run_at_once_and_a_third_waits_its_turn():
    worker.run(back, 1)
    running, most, lock = 0, 0, threading.Lock()

    def job():
        nonlocal running, most

        def step(done, total, name):
            nonlocal running, most
            with lock:
                running += (done == 0) - (done == total - 1)
                most = max(most, running)
            time.sleep(0.8)  # longer than a busy machine takes to start the second process

        worker.run(counting, 2, on_progress=step)

    threads = [threading.Thread(target=job) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, running) == (2, 0)


@linux
def test_one_spare_child_is_kept_and_no_dead_one():
    before = children()
    worker._end_spare()
    gone = children()
    for _ in range(3):
        worker.run(back, 1)
    left = children() - gone
    assert len(left) == 1
    assert len(before - gone) <= 1
    (spare,) = left
    assert "Z" not in Path(f"/proc/{spare}/stat").read_text().split(")")[1].split()[0]


@linux
def test_a_spare_that_died_is_replaced():
    worker.run(back, 1)
    spare = worker._spare
    assert spare is not None
    spare.kill()
    spare.wait()
    assert worker.run(back, 5) == 5


@linux
def test_the_child_has_none_of_the_servers_files(tmp_path):
    with (tmp_path / "database").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        worker._end_spare()
        assert not [name for name in worker.run(files) if "database" in name]


@linux
def test_children_end_when_the_server_is_killed(tmp_path):
    script = (
        "import threading, time\n"
        "from lib.upload import worker\n"
        "from tests.test_worker import back, sleeping\n"
        "worker.run(back, 1)\n"
        "threading.Thread(target=worker.run, args=(sleeping, 60), daemon=True).start()\n"
        "time.sleep(2)\n"
        "worker._keep_spare('lib.upload.kind')\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=tmp_path, env=environment
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        found = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        found += [
            child
            for task in Path(f"/proc/{server.pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
        assert len(set(found)) == 2
        server.kill()
    deadline = time.monotonic() + 10
    while (left := [pid for pid in found if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
