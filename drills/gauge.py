"""What a running server holds and uses: memory, cores, open files, tabs; it only looks."""

from __future__ import annotations

import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import resident

LOOK_EVERY = 3


@contextmanager
def watched(pid: int) -> Iterator[list[tuple[float, float]]]:
    """Look at the server's memory every few seconds: (seconds since the start, MB)."""
    held: list[tuple[float, float]] = []
    over, begin = threading.Event(), time.monotonic()

    def look() -> None:
        while not over.is_set():
            held.append((time.monotonic() - begin, resident(pid)))
            over.wait(LOOK_EVERY)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield held
    finally:
        over.set()
        looking.join()


def by_minute(held: list[tuple[float, float]]) -> list[float]:
    """MB at the end of each minute."""
    return [*{int(t // 60): m for t, m in held}.values()]


def slope_of(held: list[tuple[float, float]], since: float) -> tuple[float, float, float]:
    """MB an hour by least squares from so many seconds on, and the line's height at both ends."""
    told = [(t / 3600, m) for t, m in held if t >= since]
    mean_t = sum(t for t, _ in told) / len(told)
    mean_m = sum(m for _, m in told) / len(told)
    spread = sum((t - mean_t) ** 2 for t, _ in told)
    slope = sum((t - mean_t) * (m - mean_m) for t, m in told) / spread if spread else 0.0
    return slope, mean_m + slope * (told[0][0] - mean_t), mean_m + slope * (told[-1][0] - mean_t)


def open_files(pid: int) -> int:
    """Files and lines that a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def measured(address: str, name: str) -> int:
    """One of the numbers that Streamlit tells of itself."""
    with urllib.request.urlopen(f"{address}/_stcore/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return int(float(next(line.split()[-1] for line in lines if line.startswith(f"{name} "))))


def busy(pid: int) -> float:
    """Seconds of a core that a process has used."""
    cells = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(cells[11]) + int(cells[12])) / os.sysconf("SC_CLK_TCK")
