"""The files of a database beside each other: lock, last number, one put for another; no SQL.

x.duckdb, x.duckdb.wal   the database and its log: between two swaps only ever added to
x.duckdb.last            the last submission and audit entry that somebody was told of
x.duckdb.lock            held by the one process that may touch the others
x.duckdb.open            the process that has it open; found at a start, it did not end cleanly
x.duckdb.next            the next database while it is being made; worth nothing until .swap
x.duckdb.swap            the next database is whole: from here on the swap is only ever finished
x.duckdb.before-REASON   the database that a swap put aside, with its log as ….wal
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from lib.issues import StoreTrouble

COPY = """
import os, shutil, sys
for file, copy in zip(sys.argv[1::2], sys.argv[2::2]):
    shutil.copyfile(file, copy)
    with open(copy, "rb+") as made:
        os.fsync(made.fileno())
"""
SPARE = 64 * 1024 * 1024
"""Bytes that stay free on the disk beside a copy."""


@dataclass(frozen=True, order=True)
class Known:
    """The last numbers that somebody was told of: of a submission, and of an audit entry."""

    seq: int = 0
    entry: int = 0


class Place:
    """Where one database lies. Nothing here looks into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.wal, self.last, self.lock, self.open, self.next, self.swapping = (
            beside(path, ending) for ending in ("wal", "last", "lock", "open", "next", "swap")
        )
        self._lock = FileLock(self.lock, timeout=0, thread_local=False, fallback_to_soft=False)

    def take(self) -> None:
        """Hold the place until leave(). Raises StoreTrouble locked where another process does.

        DuckDB's own lock is not enough: what is done before it opens the file needs one too, and
        it is lost as soon as its own process copies the file.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as taken:
            raise StoreTrouble("locked", path=str(self.path), pid=self.holder) from taken
        except OSError as refused:  # no right to it, or a disk that is read-only
            raise StoreTrouble("unwritable", path=str(self.path.parent)) from refused

    def leave(self, *, clean: bool) -> None:
        """Let go; clean says that everything written is known to be whole."""
        if clean:
            self.open.unlink(missing_ok=True)
        self._lock.release()

    @property
    def holder(self) -> str:
        """Process that has the database open, or ? where it did not say."""
        try:
            return self.open.read_text(encoding="ascii").strip() or "?"
        except OSError:
            return "?"

    @property
    def left_open(self) -> bool:
        """Say whether whoever had it open last did not close it: killed, or without power."""
        return self.open.exists()

    def mark_open(self) -> None:
        """Note who has it open."""
        keep(self.open, str(os.getpid()))

    def known(self) -> Known:
        """Give the last numbers that somebody was told of."""
        return _known(self.last)

    def tell(self, known: Known) -> None:
        """Note numbers before somebody is told of them."""
        keep(self.last, f"{known.seq} {known.entry}")

    def copy_to(self, path: Path, *, apart: bool = False) -> None:
        """Copy database and log as they are under another name, kept on the disk when it returns.

        Only for whoever holds the place and lets nobody write. apart does it in a process of its
        own: a process that closes a file which it reads loses DuckDB's lock on it.
        Raises StoreTrouble no_room, copy_failed.
        """
        pairs = ((self.path, path), (self.wal, beside(path, "wal")))
        files = [(file, copy) for file, copy in pairs if file.exists()]
        check_room(path.parent, sum(file.stat().st_size for file, _ in files))
        for _, copy in pairs:
            copy.unlink(missing_ok=True)
        if not apart:
            for file, copy in files:
                shutil.copyfile(file, copy)
                sync(copy)
            return
        named = [str(name) for pair in files for name in pair]
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", COPY, *named], capture_output=True, check=False
        )
        if done.returncode:
            raise StoreTrouble("copy_failed", detail=done.stderr.decode(errors="replace")[-300:])

    def swap(self, reason: str, known: Known | None = None) -> None:
        """Put .next, which is whole, in the place of the database, and keep that as .before-reason.

        known replaces what was told of where the next database goes back behind it. A kill at any
        moment leaves the one or the other: finish() does the rest at the next start.
        """
        sync(self.next)
        for stale in (self.before(reason), beside(self.before(reason), "wal")):
            stale.unlink(missing_ok=True)
        numbers = f" {known.seq} {known.entry}" if known else ""
        keep(self.swapping, f"{reason}{numbers}")
        self.finish()

    def finish(self) -> None:
        """Finish a swap that was begun, and throw away a next database that never was whole."""
        if self.swapping.exists():
            reason, *numbers = self.swapping.read_text(encoding="ascii").split()
            if self.next.exists():
                # The log first: without its database it is never taken for anybody's log.
                for file, aside in (
                    (self.wal, beside(self.before(reason), "wal")),
                    (self.path, self.before(reason)),
                ):
                    if file.exists():
                        file.replace(aside)
                self.next.replace(self.path)
            if numbers:
                self.tell(Known(int(numbers[0]), int(numbers[1])))
            sync(self.path.parent)
            self.swapping.unlink()
        for scratch in (self.next, beside(self.next, "wal")):
            scratch.unlink(missing_ok=True)

    def before(self, reason: str) -> Path:
        """Name of what a swap put aside."""
        return beside(self.path, f"before-{reason}")


def beside(path: Path, ending: str) -> Path:
    """A file beside another, called like it."""
    return path.with_name(f"{path.name}.{ending}")


def keep(file: Path, text: str) -> None:
    """Write a small file that is either the old or the new one, and on the disk when it returns."""
    made = beside(file, "tmp")
    made.write_text(text, encoding="utf-8")
    sync(made)
    made.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    # Windows has no way to ask it for a folder, nor for a file opened to read.
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def room(folder: Path) -> int:
    """Give the bytes that are free where a folder lies."""
    return shutil.disk_usage(folder).free


def check_room(folder: Path, size: int) -> None:
    """Raise StoreTrouble no_room where a folder has no room for so many bytes and some more."""
    if (free := room(folder)) < size + SPARE:
        needed = (size + SPARE) // 1_000_000 + 1
        raise StoreTrouble("no_room", path=str(folder), free=free // 1_000_000, needed=needed)


def _known(file: Path) -> Known:
    if not file.exists():
        return Known()
    # Before 0.6 the number of the submission stood alone.
    return Known(*(int(part) for part in file.read_text(encoding="ascii").split()[:2]))
