"""The clock set back a day while the server runs, and between two runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from drills.desk import look, new_code, report, serving, settings_of
from drills.outcome import Outcome
from lib import store
from lib.start import opened
from tests.people import PASSWORD, Caller

DAY = int(timedelta(days=1).total_seconds())
CLOCK = Path(__file__).with_name("clock.c")


def clock_set_back(folder: Path) -> list[Outcome]:
    """Set the clock back a day while the server runs, and once more between two runs."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        what = "a clock set back a day"
        return [Outcome(what, "LEFT OUT: needs Linux and a C compiler", "tried", holds=False)]
    folder.mkdir()
    moved = folder / "clock.so"
    build = [compiler, "-shared", "-fPIC", "-O2", "-o", str(moved), str(CLOCK), "-ldl"]
    subprocess.run(build, check=True)
    os.environ["DRILL_CLOCK"] = str(folder / "seconds")
    os.environ["LD_PRELOAD"] = str(moved)
    try:
        return _backwards(folder)
    finally:
        del os.environ["DRILL_CLOCK"], os.environ["LD_PRELOAD"]


def _backwards(folder: Path) -> list[Outcome]:
    _set_clock(0)
    code = new_code(folder)
    told: dict[str, int] = {}
    with serving(folder) as server:
        caller = Caller(server.address)
        new = {"account": "li", "code": code, "new": PASSWORD, "again": PASSWORD}
        assert caller.post("/signin/new", **new)[0] == 303
        told["before"] = asyncio.run(report(server, caller.secret, "红塔区"))
        before = caller.who()
        _set_clock(-DAY)
        after = caller.who()
        assert caller.enter("li", PASSWORD) == 303
        told["set back while it runs"] = asyncio.run(report(server, caller.secret, "江川区"))
        newest = asyncio.run(look(server, "history"))
    _set_clock(-2 * DAY)
    with serving(folder) as server:
        caller = Caller(server.address)
        assert caller.enter("li", PASSWORD) == 303
        told["set back between two runs"] = asyncio.run(report(server, caller.secret, "通海县"))
        _set_clock(0)
        right_again = caller.who()
        day = asyncio.run(look(server, "history"))
    return [
        *_in_order(folder, told),
        Outcome(
            "sessions over a step of the clock",
            f"before {before!r}, set back {after!r}, set right {right_again!r}",
            "'li', then nobody's",
            (before, after, right_again) == ("li", "", ""),
        ),
        Outcome(
            "pages show the newest while the clock is behind, and after",
            f"{'江川区' in newest.text}, {'通海县' in day.text}",
            "True, True",
            "江川区" in newest.text and "通海县" in day.text,
        ),
    ]


def _in_order(folder: Path, told: dict[str, int]) -> list[Outcome]:
    """What the database says of it, by a clock that is right again."""
    office = opened(settings_of(folder))
    try:
        head = store.head(office.db)
        known = {s.seq: s for s in store.submissions(office.db, head)}
        times = [known[seq].created_at for seq in told.values()]
        day = office.day_of(times[0])
        as_of = {
            "the day before": office.seq_at(day - timedelta(days=1)),
            "that day": store.seq_at(office.db, office.end_of(day)),
        }
        checked = store.verify(office.db)
    finally:
        office.db.close()
    numbers = list(told.values())
    kept = numbers == sorted(set(numbers)) and times == sorted(set(times))
    wanted = {"the day before": 0, "that day": numbers[-1]}
    steps = len(checked.clocks)
    return [
        Outcome(
            "submissions over two steps of a day back",
            f"numbers {numbers}, moments in order: {times == sorted(set(times))}",
            "rising numbers, rising moments",
            kept,
        ),
        Outcome("as-of reads over them", str(as_of), str(wanted), as_of == wanted),
        Outcome(
            "the audit tells of the steps",
            f"{steps} entries, chain {checked.broken or 'whole'}",
            "3 (back, back, right again), whole",
            steps == 3 and not checked.broken,
        ),
    ]


def _set_clock(seconds: int) -> None:
    """Move the wall clock of every process that looks at this file; at once, also of a running."""
    file = Path(os.environ["DRILL_CLOCK"])
    if not file.exists():
        file.write_bytes(b"\0" * 8)
    with file.open("rb+") as known:  # in place: a process keeps looking at the same bytes
        known.write(struct.pack("=q", seconds))
