"""Files in the making beside the pages: each in a thread that waits for its turn and can be left.

A page keeps the job's token and asks for it again; nothing here knows what is made.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lib.issues import Refusal

MOST_EACH = 3
"""Jobs of one person that run or wait; whoever asks for more would keep everybody else waiting."""
AT_ONCE = 2
"""Jobs that run beside one another; others wait and say so."""
LEFT = 300.0
"""Seconds after which a job that nobody asks about any more is given up: the reader has gone. A
browser asks in the background too, at least once a minute."""
KEPT, KEPT_BYTES, KEPT_SECONDS = 60, 400 * 2**20, 8 * 3600
"""Finished jobs in memory, the size of what they made, and how long they stay."""
_TURN = 0.2
"""Seconds between two looks whether a waiting job was left."""


class Left(Exception):
    """Nobody wants this job any more."""


@dataclass
class Job:
    """One piece of work; step is waiting, working, done, refused or left."""

    token: str
    size_of: Callable[[Any], int]
    whose: str = ""
    step: str = "waiting"
    seconds: int = 0
    result: Any = None
    refused: Refusal | None = None
    asked: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Say whether there is still something to wait for."""
        return self.step in ("waiting", "working")

    @property
    def size(self) -> int:
        """Bytes that the result takes."""
        return self.size_of(self.result) if self.step == "done" else 0

    def tell(self, seconds: int, _: int, __: str) -> None:
        """Hear how the work goes on. Raises Left where nobody waits for it any more."""
        self.seconds = seconds
        if self.stop.is_set() or time.monotonic() - self.asked > LEFT:
            raise Left


def start(
    work: Callable[[Callable[..., None]], Any], size_of: Callable[[Any], int], whose: str = ""
) -> str:
    """Begin work(tell) in a thread, as soon as it is its turn; gives the token to ask with.

    whose is the account or the address it is for. Raises Refusal too_many_files.
    """
    made = Job(secrets.token_hex(16), size_of, whose)
    with _lock:
        _tidy()
        if sum(j.running and j.whose == whose for j in _jobs.values()) >= MOST_EACH:
            raise Refusal("too_many_files", most=MOST_EACH)
        _jobs[made.token] = made
    threading.Thread(target=_run, args=(made, work), daemon=True).start()
    return made.token


def job(token: str) -> Job | None:
    """Give a job, or None where it was given up or is too old."""
    found = _jobs.get(token)
    if found is not None:
        found.asked = time.monotonic()
    return found


def leave(token: str) -> None:
    """Stop a job that runs, and forget it and what it made."""
    with _lock:
        found = _jobs.pop(token, None)
    if found is not None:
        found.stop.set()


_jobs: dict[str, Job] = {}
_lock = threading.Lock()
_turns = threading.BoundedSemaphore(AT_ONCE)


def _run(made: Job, work: Callable[[Callable[..., None]], Any]) -> None:
    try:
        while not _turns.acquire(timeout=_TURN):
            made.tell(0, 0, "")
        try:
            made.step = "working"
            made.tell(0, 0, "")
            made.result = work(made.tell)
        finally:
            _turns.release()
        made.step = "done"
    except Left:
        made.step = "left"
    except Refusal as refused:
        made.refused, made.step = refused, "refused"
    except Exception:
        # The reader hears a number; the log has the same number and the error.
        number = secrets.token_hex(4)
        logging.getLogger("yuxi").exception("file not made", extra={"error": number})
        made.refused, made.step = Refusal("export_failed", number=number), "refused"


def _tidy() -> None:
    """Forget what ended long ago, then the oldest while there is too much. Holds the lock."""
    now = time.monotonic()
    ended = [j for j in _jobs.values() if not j.running]
    size = sum(j.size for j in ended)
    for place, old in enumerate(ended):
        many = len(ended) - place > KEPT or size > KEPT_BYTES
        if many or now - old.asked > KEPT_SECONDS:
            size -= old.size
            del _jobs[old.token]
