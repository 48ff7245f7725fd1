"""One job in a process of its own, so that no file can hang, exhaust or slow down the server.

The child is this module run by itself: it starts, imports what jobs need, waits for one job on
its standard input, answers on its standard output and ends. It ends too when the server does.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from lib import faults
from lib.issues import Refusal, UnreadableFile

try:
    import resource
except ImportError:  # Windows: time is limited there too, memory is not
    resource = None

AT_ONCE = 2
"""Jobs that run beside one another; others wait for their turn, which is not counted as time."""
_ROOT = Path(__file__).resolve().parents[2]
_ALONE = {
    # One job, one thread: pages of other people need the remaining cores.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_ARENA_MAX": "2",
    # Arrow's own allocators reserve address space that the limit would count as used.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_WINDOWS_LOW_PRIORITY = 0x00004000 | 0x08000000  # BELOW_NORMAL_PRIORITY_CLASS | CREATE_NO_WINDOW
_OUT_OF_TIME, _OUT_OF_MEMORY = 97, 98
_GRACE = 30.0
"""Seconds more than the job has: a busy machine starts a child slowly, and it counts by itself."""

LOG = logging.getLogger("yuxi.files")
_turns = threading.BoundedSemaphore(AT_ONCE)
_lock = threading.Lock()
_spare: subprocess.Popen[bytes] | None = None


def run(
    function: Callable[..., Any],
    *args: Any,
    seconds: float = 60,
    megabytes: int = 1024,
    on_progress: Callable[[int, int, str], object] | None = None,
    turns: contextlib.AbstractContextManager[Any] | None = None,
) -> Any:
    """What function(*args) returns, worked out in a child process.

    function stands at the top of a module; arguments and result must be picklable. With
    on_progress it is called as function(*args, report), and every report(done, total, step) in
    the child is passed on to on_progress here. megabytes is what the job may need beyond the
    modules it imports. turns is a queue of other jobs than files to read: who waits in it holds
    up no upload, and neither takes nor leaves the child that is ready for the next one. What
    on_progress raises ends the child. Raises what Refusal the function raises, and UnreadableFile
    file_too_slow, file_too_heavy or file_broken where the child did not come to an end by itself.
    """
    job = (function.__module__, function.__qualname__, args, on_progress is not None)
    with turns or _turns:
        child = _start(function.__module__) if turns else _take(function.__module__)
        late = threading.Event()
        watch = threading.Timer(seconds + _GRACE, lambda: (late.set(), child.kill()))
        watch.daemon = True
        watch.start()
        try:
            return _answer(child, (job, seconds, megabytes), late, on_progress)
        finally:
            watch.cancel()
            _end(child)
            if turns is None:
                _keep_spare(function.__module__)


def _answer(
    child: subprocess.Popen[bytes],
    order: tuple[tuple[str, str, tuple[Any, ...], bool], float, int],
    late: threading.Event,
    on_progress: Callable[[int, int, str], object] | None,
) -> Any:
    """Send the job, pass on its progress, give its result; raises as run does."""
    _, seconds, megabytes = order
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump(order, child.stdin, protocol=5)
        child.stdin.flush()
        while True:
            kind, content = pickle.load(child.stdout)
            if kind == "progress" and on_progress is not None:
                on_progress(*content)
            elif kind == "refused":
                raise content
            elif kind == "broken":  # the child ends, and the line with it
                LOG.error("a file could not be handled", extra={"fault": content})
            elif kind == "done":
                return content
    except (EOFError, BrokenPipeError, ConnectionError, pickle.UnpicklingError) as error:
        code = _end(child)
        if late.is_set() or code in (_OUT_OF_TIME, -24):  # 24 is SIGXCPU
            raise UnreadableFile("file_too_slow", seconds=round(seconds)) from error
        if code in (_OUT_OF_MEMORY, -9):  # 9 is what the system sends where memory has run out
            raise UnreadableFile("file_too_heavy", megabytes=megabytes) from error
        raise UnreadableFile("file_broken") from error


# ---- the children as the server sees them ----


def _take(module: str) -> subprocess.Popen[bytes]:
    """The spare if there is one that lives, else a new child."""
    global _spare
    with _lock:
        child, _spare = _spare, None
    if child is not None and child.poll() is None:
        return child
    if child is not None:
        _end(child)
    return _start(module)


def _keep_spare(module: str) -> None:
    """Have one child wait that has imported what the next job will need."""
    global _spare
    with _lock:
        if _spare is None:
            _spare = _start(module)


def _start(module: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", "lib.upload.worker", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        env={**os.environ, **_ALONE, "PYTHONPATH": path},
        start_new_session=True,  # Ctrl-C is for the server; the child follows it at its own end
        creationflags=_WINDOWS_LOW_PRIORITY if sys.platform == "win32" else 0,
    )


def _end(child: subprocess.Popen[bytes]) -> int:
    """Have it end, which it mostly has by itself, and give what it ended with."""
    for pipe in filter(None, (child.stdin, child.stdout)):
        with contextlib.suppress(OSError):
            pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=0.5)
    child.kill()
    return child.wait()


@atexit.register
def _end_spare() -> None:
    global _spare
    with _lock:
        child, _spare = _spare, None
    if child is not None:
        _end(child)


# ---- the child itself ----


def main() -> None:
    """Serve one job and end; never returns."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes to the log, not among the answers
    with contextlib.suppress(ImportError):
        importlib.import_module(sys.argv[1])
    jobs = os.fdopen(os.dup(0), "rb")
    try:
        (module, name, args, reports), seconds, megabytes = pickle.load(jobs)
    except EOFError:
        os._exit(0)  # the server has gone
    threading.Thread(target=_follow, args=(jobs.fileno(),), daemon=True).start()
    _limit(seconds, megabytes)
    os._exit(_serve(module, name, args, reports, answers))


def _serve(module: str, name: str, args: tuple[Any, ...], reports: bool, answers: IO[bytes]) -> int:
    """Work and answer; the number says what happened where there is no answer."""

    def answer(kind: str, content: object) -> None:
        pickle.dump((kind, content), answers, protocol=5)
        answers.flush()

    if reports:
        args = (*args, lambda done, total, step: answer("progress", (done, total, step)))
    try:
        function: Any = importlib.import_module(module)
        for part in name.split("."):
            function = getattr(function, part)
        answer("done", function(*args))
    except Refusal as refused:
        answer("refused", refused)
    except MemoryError:
        return _OUT_OF_MEMORY
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 (told in the log; the person hears that the file is broken)
        answer("broken", faults.told(error))
        return 1
    return 0


def _limit(seconds: float, megabytes: int) -> None:
    """Less priority, and bounds on time and memory counted from here."""
    gc.freeze()
    gc.disable()  # one job: nothing lives long enough for a collection to be worth its time
    threading.Thread(target=_time_out, args=(seconds,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    # Not the address space: pyarrow and numpy reserve much of it that they never use.
    wanted = {
        resource.RLIMIT_CPU: spent + int(seconds) + 1,
        resource.RLIMIT_DATA: _data_bytes() + megabytes * 2**20,
    }
    for limit, most in wanted.items():
        hard = resource.getrlimit(limit)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (allowed, hard))


def _data_bytes() -> int:
    """Memory that counts as data now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _time_out(seconds: float) -> None:
    time.sleep(seconds)
    os._exit(_OUT_OF_TIME)


def _follow(server: int) -> None:
    """End when the server does: nothing more comes on the standard input but its end."""
    while os.read(server, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
