"""Runs the drills and says whether each held: python -m drills [--only NAME] [--scale 0.1]."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import machine
from drills.bundle import bundles
from drills.faults import faults
from drills.kills import kills
from drills.load import load
from drills.nginx import nginx
from drills.outcome import Outcome
from drills.replicas import replicas
from drills.two import two
from drills.unit import unit
from tests.browser import find

HOME = Path(__file__).parent.parent
OUT = HOME / "var" / "drills.json"
Drill = Callable[[Path, float], list[Outcome]]
DRILLS: dict[str, Drill] = {
    "kills": kills,
    "faults": faults,
    "nginx": nginx,
    "unit": unit,
    "bundle": bundles,
    "load": load,
    "two": two,
    "replicas": replicas,
}
"""Name to drill. A drill gets an empty folder, and a scale: 1 is what the documents tell of, 0.1
is a tenth of the rounds or seconds. It starts only what it ends, and speaks to loopback alone."""


def main() -> int:
    asked = _arguments()
    about = machine.described(find())
    print("\n".join(f"{name:<12}{value}" for name, value in about.items()), "", sep="\n")
    found: dict[str, list[Outcome]] = {}
    took: dict[str, float] = {}
    for name in [n for n in DRILLS if asked.only in (None, n)]:
        begin = time.perf_counter()
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory(prefix=f"yuxi-drill-{name}-") as folder:
            found[name] = DRILLS[name](Path(folder), asked.scale)
        took[name] = round(time.perf_counter() - begin, 1)
        print(*(f"  {o.line()}" for o in found[name]), f"  {took[name]} s", sep="\n", flush=True)
    _keep(about, asked.scale, found, took)
    failed = [o for outcomes in found.values() for o in outcomes if not o.holds]
    print(f"\n{sum(map(len, found.values())) - len(failed)} held, {len(failed)} failed")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("--only", choices=DRILLS, help="one drill alone")
    parser.add_argument("--scale", type=float, default=1.0, help="fewer rounds: 0.1 is a tenth")
    return parser.parse_args()


def _keep(
    about: dict[str, str],
    scale: float,
    found: dict[str, list[Outcome]],
    took: dict[str, float],
) -> None:
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": about,
        "scale": scale,
        "drills": {n: [o.as_json() for o in outcomes] for n, outcomes in found.items()},
        "seconds": took,
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
