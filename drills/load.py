"""Fifty and two hundred viewers and five writers at the real server: errors, waiting, memory."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.machine import resident
from benchmarks.server import apart
from drills.gauge import busy, by_minute, measured, open_files, slope_of, watched
from drills.outcome import Outcome, counted
from drills.task import Seen, Task
from drills.visit import visiting
from lib import demo, store
from lib.settings import Settings
from lib.start import opened
from tests.people import add, session
from tests.server import DATABASE, Server

CROWDS = ((50, 30, 10), (200, 30, 20))
"""Viewers, minutes that they walk before measuring begins, and minutes measured.

Three stocks have a bound, and until they are full memory grows: figures, moments and answers kept
for everybody; what a tab holds once it was on every page, some 0.3 MB; and what DuckDB keeps of its
questions, 25 MB more after the first 1,500, 40 after 6,000. Two hundred alone at a new server were
level after 34 minutes. Under them memory goes up and down by 10 MB from one minute to the
next: ten minutes could not tell that from a slope."""
ALONE = 60
"""Seconds for which one visitor walks alone, to compare with."""
WRITERS = (
    ("市科技局", "红塔区"),
    ("市财政局", "江川区"),
    ("市税务局", "通海县"),
    ("市市场监管局", "易门县"),
    ("市应急局", "峨山县"),
)
"""Departments that all answer for the target of drills.crowd, and the county each reports."""
BROKEN = 5.0
"""Seconds that 95 of 100 clicks must not exceed: after so long a person presses again."""
STEEP = 60.0
"""MB an hour. What grows faster would hold 600 MB more at the end of ten hours at this load;
less cannot be told from the ups and downs of so few minutes."""
LONG_ENOUGH = 480
"""Seconds of measuring after which a slope says something."""
SETTLE = 130
"""Seconds after which Streamlit has forgotten a tab that was closed (two minutes)."""
LEFT = 10
"""Files and lines: those of the last visitor, and of a job that is being done."""


def load(folder: Path, scale: float) -> list[Outcome]:
    """Let a crowd at the server, twice; then look at what it holds and at what it wrote."""
    settings = Settings(database=str(folder / DATABASE), kind="demo", entry="accounts")
    writers = _prepared(settings)
    before = _written(settings)
    out, sends = [], []
    server = Server(folder, kind="demo", entry="accounts")
    try:
        port = int(server.address.rpartition(":")[2])
        pid, open_before = server.process.pid, open_files(server.process.pid)
        alone, _ = _crowd(pid, Task(port, 1, [], max(10, ALONE * scale), pause=(0.2, 0.4)))
        out.append(_errors("1 viewer", alone))
        for viewers, arriving, measuring in CROWDS:
            minutes = arriving + measuring
            seen, held = _crowd(pid, Task(port, viewers, writers, minutes * 60 * scale))
            sends += seen.sends
            since = held[-1][0] * arriving / minutes
            name = f"{viewers} viewers, {len(writers)} writers"
            out += _of_a_crowd(name, seen, held, alone, since)
        out += _gone(server, open_before, scale)
    finally:
        _ended(server)
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    out.append(counted("errors in the server's log", _complaints(log), 0))
    return out + _kept(settings, before, sends)


def _prepared(settings: Settings) -> list[tuple[str, str]]:
    """Fill the database, make five accounts, and give each one's session and region."""
    office = opened(settings)
    demo.fill(office)
    made = []
    for number, (department, region) in enumerate(WRITERS):
        add(office, f"w{number}", "statistician", department, name=f"演练{number}")
        made.append((session(office, f"w{number}"), region))
    office.db.close()
    return made


# ---- one crowd ----


def _crowd(pid: int, task: Task) -> tuple[Seen, list[tuple[float, float]]]:
    """Let a process of its own be the crowd; gives what it saw, and the server's memory by time."""
    used = busy(pid)
    with watched(pid) as held:
        seen = Seen(**apart("drills.crowd", asdict(task), task.seconds))
    seen.server = busy(pid) - used
    return seen, held


def _of_a_crowd(
    name: str, seen: Seen, held: list[tuple[float, float]], alone: Seen, arrived: float
) -> list[Outcome]:
    reruns = [s for times in seen.reruns.values() for s in times]
    waited = _percentile(reruns, 95)
    pages = ", ".join(
        f"{page} {_ms(times)} (alone {_ms(alone.reruns.get(page, []))})"
        for page, times in sorted(seen.reruns.items())
    )
    about = f"{len(reruns)} reruns {_ms(reruns)}; {len(seen.plain)} plain {_ms(seen.plain)}"
    endings = {e: sum(s["ended"] == e for s in seen.sends) for e in ("written", "told", "conflict")}
    wrote = endings["written"] > 0 and endings["told"] > 0
    late = _percentile(seen.late, 99) * 1000
    share = f"server {seen.server / seen.wall:.0%} of a core, crowd {seen.cpu / seen.wall:.0%}"
    slope, before, after = slope_of(held, arrived)
    stairs = " ".join(f"{m:.0f}" for m in by_minute(held))
    flat = f"{slope:+.0f} MB an hour, from {before:.0f} to {after:.0f} MB"
    short = held[-1][0] - arrived < LONG_ENOUGH
    must = f"told only: {LONG_ENOUGH} s are needed" if short else f"< {STEEP:+.0f}"
    return [
        _errors(name, seen),
        Outcome(f"{name}: waiting, p50/p95/p99", about, f"p95 < {BROKEN:g} s", waited < BROKEN),
        Outcome(f"{name}: by page", pages, "told", holds=True),
        Outcome(
            f"{name}: sends",
            f"{endings}; commit {_ms(seen.commits)}; preview {_ms(seen.previews)}",
            "written ones, and the same file told once more",
            wrote,
        ),
        Outcome(f"{name}: cores", f"{share}, {late:.0f} ms late (p99)", "told", holds=True),
        Outcome(f"{name}: MB, minute by minute from the first", stairs, "told", holds=True),
        Outcome(f"{name}: memory", flat, must, short or slope < STEEP),
    ]


def _errors(name: str, seen: Seen) -> Outcome:
    return counted(f"{name}: errors", len(seen.errors), 0, "; ".join(seen.errors[:3]))


def _ms(times: Sequence[float]) -> str:
    return "/".join(f"{_percentile(times, p) * 1000:.0f}" for p in (50, 95, 99)) + " ms"


def _percentile(times: Sequence[float], percent: int) -> float:
    """Seconds that so many of a hundred do not exceed; 0 where there is none."""
    if len(times) < 2:
        return times[0] if times else 0.0
    return quantiles(times, n=100, method="inclusive")[percent - 1]


# ---- afterwards ----


def _gone(server: Server, before: int, scale: float) -> list[Outcome]:
    """Every tab is closed: the server must have let go of all of them.

    Streamlit keeps a closed tab for two minutes, and looks for old ones when the next is closed.
    """
    patient = scale >= 1
    time.sleep(SETTLE if patient else 2)
    asyncio.run(_somebody(int(server.address.rpartition(":")[2])))
    time.sleep(2)
    left = open_files(server.process.pid) - before
    about = f"{left} more than at the start, {resident(server.process.pid):.0f} MB held"
    must = f"at most {LEFT} more" if patient else "told only: two minutes have not passed"
    return [
        counted(
            "sessions that the server still counts", measured(server.address, "active_sessions"), 0
        ),
        Outcome("files and lines still open", about, must, left <= LEFT or not patient),
    ]


async def _somebody(port: int) -> None:
    async with visiting(port) as visit:
        await visit.open()


def _complaints(log: str) -> int:
    return sum("Traceback" in line or line.startswith("error ") for line in log.splitlines())


def _ended(server: Server) -> None:
    try:
        server.stop()
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


def _written(settings: Settings) -> int:
    office = opened(settings)
    try:
        return store.head(office.db)
    finally:
        office.db.close()


def _kept(settings: Settings, before: int, sends: list[dict[str, Any]]) -> list[Outcome]:
    """What was acknowledged against what is in the database, which is opened anew."""
    office = opened(settings)
    try:
        known = {s.seq: s for s in store.submissions(office.db, store.head(office.db))}
        new = {seq for seq, s in known.items() if seq > before and s.kind == "actuals"}
        lost, wrong = [], []
        for send in [s for s in sends if s["ended"] in ("written", "told")]:
            seq = send["seq"]
            if seq not in known or known[seq].sha256 != send["sha256"]:
                lost.append(str(seq))
            elif _value(office.db, seq) != str(send["value"]):
                wrong.append(str(seq))
        receipts = {s["seq"] for s in sends if s["ended"] == "written"}
        written = [s["seq"] for s in sends if s["ended"] == "written"]
        checked = store.verify(office.db)
        return [
            counted("acknowledged and not in the database", len(lost), 0, " ".join(lost[:5])),
            counted("submissions with another value", len(wrong), 0, " ".join(wrong[:5])),
            counted("submissions nobody was told of", len(new - receipts), 0),
            counted("receipts given twice", len(written) - len(receipts), 0),
            Outcome("audit chain", str(checked.broken or "whole"), "whole", not checked.broken),
        ]
    finally:
        office.db.close()


def _value(db: store.Database, seq: int) -> str:
    """The one value of a submission."""
    values = store.changes_of(db, seq).rows["value"].to_pylist()
    return f"{values[0].normalize():f}" if len(values) == 1 else f"{len(values)} rows"
