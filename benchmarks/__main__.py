"""Runs the measurements and prints them beside their floors: python -m benchmarks [--only NAME]."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import machine, measure
from benchmarks.exports import exports
from benchmarks.measure import Row
from benchmarks.memory import memory
from benchmarks.pages import pages
from benchmarks.peers.measured import peers
from benchmarks.present import present
from benchmarks.province import province
from benchmarks.replicas import replicas
from benchmarks.scale import Sizes, arguments, scale
from benchmarks.screens import Pair, both, choice, overview, rerun
from benchmarks.server import HOME
from benchmarks.sessions import sessions
from benchmarks.starting import start
from benchmarks.upload import upload
from drills.proxy import installed
from tests.browser import find

SCREENS: dict[str, Callable[[Pair, int], list[Row]]] = {
    "overview": overview,
    "choice": choice,
    "rerun": rerun,
}
NAMES = (
    *("memory", *SCREENS, "sessions", "pages", "peers", "present", "exports", "start", "upload"),
    *("replicas", "scale", "province"),
)
NEED_BROWSER = (
    *("memory", "overview", "choice", "pages", "peers", "present", "exports", "province"),
)
OUT = HOME / "var" / "bench.json"


def main() -> int:
    asked = _arguments()
    # A server must not outlive a run that somebody ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside before it was done."))
    about = machine.described(find())
    print("\n".join(f"{name:<12}{value}" for name, value in about.items()), "", sep="\n")
    names = [n for n in NAMES if asked.only in (None, n)]
    if find() is None:
        print("LEFT OUT, for there is no browser:", *(n for n in names if n in NEED_BROWSER))
        names = [n for n in names if n not in NEED_BROWSER]
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="yuxi-bench-") as name:
        rows = _measured(Path(name), names, asked.repeat, Sizes.asked(asked))
    print(f"\n{time.perf_counter() - begin:.0f} s in all, written to {OUT.relative_to(HOME)}")
    OUT.parent.mkdir(exist_ok=True)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": about,
        "rows": [row.as_json() for row in rows],
    }
    OUT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, help="one measurement alone")
    parser.add_argument("--repeat", type=int, default=7, help="after the warm-up (default: 7)")
    arguments(parser)
    return parser.parse_args()


def _measured(folder: Path, names: list[str], repeat: int, sizes: Sizes) -> list[Row]:
    rows: list[Row] = []

    def add(found: list[Row]) -> None:
        for row in found:
            print("\n".join(measure.lines(row)), flush=True)
        rows.extend(found)

    print(measure.HEAD, flush=True)
    own = {"upload", "replicas", "scale", "province"}
    office = _demo(folder) if set(names) - own else {}
    if "memory" in names:
        with both(folder, office) as pair:
            add(memory(pair))
    if screens := [n for n in names if n in SCREENS]:
        with both(folder, office) as pair:
            for name in screens:
                add(SCREENS[name](pair, repeat))
    if "sessions" in names:
        add(sessions(folder, office, repeat))
    if "pages" in names:
        add(pages(folder, office, repeat))
    if "peers" in names:
        add(peers(folder, office, repeat))
    if "present" in names:
        add(present(folder, office, repeat))
    if "exports" in names:
        add(exports(folder, office, repeat))
    if "start" in names:
        add(start(office, repeat))
    if "upload" in names:
        add(upload(folder, repeat))
    if "replicas" in names:
        if program := installed():
            add(replicas(folder, program, repeat))
        else:
            print("LEFT OUT, for there is no nginx: replicas")
    if "scale" in names:
        for found in scale(folder, repeat, sizes):
            add(found)
    if "province" in names:
        add(province(folder, repeat))
    return rows


def _demo(folder: Path) -> dict[str, str]:
    """Fill a database with the demonstration's values; gives the settings of a server on it."""
    office = {"YUXI_DATABASE": str(folder / "demo.duckdb"), "YUXI_KIND": "demo"}
    command = [sys.executable, "-m", "lib.demo"]
    done = subprocess.run(
        command,
        cwd=HOME,
        env={**os.environ, **office},
        check=True,
        timeout=120,
        capture_output=True,
    )
    print(done.stdout.decode().strip(), flush=True)
    return office


if __name__ == "__main__":
    sys.exit(main())
