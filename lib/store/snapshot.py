"""A copy of the database's files while another process holds them, for those who only read."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from lib.issues import StoreTrouble

TRIES, PAUSE = 50, 0.1
"""A commit takes a few hundredths of a second; between two the files stand still."""


def snapshot(path: Path, folder: Path) -> Path:
    """Copy the files into a folder as they were at one moment; the copy is opened like any other.

    Between two commits the files are those that a kill at that moment would leave, and the server
    never rewrites them while it runs. Raises StoreTrouble (locked) where they never stand still.
    """
    copy = folder / path.name
    for _ in range(TRIES):
        before = _state(path)
        for file in before:
            shutil.copy2(file, folder / file.name)
        if _state(path) == before:
            return copy
        time.sleep(PAUSE)
    raise StoreTrouble("locked", path=str(path), pid="?")


def _state(path: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of the database, its log and the note of its last number."""
    files = (path.with_name(path.name + ending) for ending in ("", ".wal", ".last"))
    return {
        file: (told.st_size, told.st_mtime_ns)
        for file in files
        if file.exists() and (told := file.stat())
    }
