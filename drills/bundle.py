"""The bundle on a computer without any network: made twice alike, installed, started, visited."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

from benchmarks.client import visiting
from drills.outcome import Outcome, counted
from supply.bundle import bundle

PORT = 8599
"""Free in a network of its own."""
LONGEST = 600


def bundles(folder: Path, scale: float) -> list[Outcome]:
    """Make it twice, unpack it, and do everything else where only loopback is; scale is not used.

    Needs Linux with unshare and ip, and the index of packages for the making alone.
    """
    first, second = bundle(folder / "first"), bundle(folder / "second")
    alike = sum(_sha256(first) == _sha256(made) for made in (first, second))
    with tarfile.open(first) as tar:
        tar.extractall(folder, filter="data")
    place = folder / first.name.split("-cp")[0].rpartition("-")[0]
    found = _without_network("inside", place)
    wheel = next((place / "wheels").iterdir())
    wheel.write_bytes(wheel.read_bytes()[:-1])
    harmed = _without_network("only_install", place)
    size = first.stat().st_size / 2**20
    return [
        counted("the same commit made twice, alike", alike, 2, f"of {size:.0f} MB"),
        Outcome("networks beside loopback", found["networks"], "none", found["networks"] == "none"),
        counted(
            "exit code of the installer", found["install"], 0, f"in {found['install_seconds']} s"
        ),
        counted("packages the check of pip finds wrong", found["pip_check"], 0),
        counted("answer of /healthz", found["healthz"], 200, f"in {found['start_seconds']} s"),
        Outcome("charts of the overview", str(found["charts"]), "1 or more", found["charts"] > 0),
        counted("exit code where a wheel lost a byte", harmed["install"], 3),
    ]


def _without_network(what: str, place: Path) -> dict:
    """Run a function of this module in a network of its own, where loopback alone is up."""
    call = f"ip link set lo up && exec {sys.executable} -m drills.bundle {what} {place}"
    command = ["unshare", "--map-root-user", "--net", "sh", "-c", call]
    ran = subprocess.run(command, stdout=subprocess.PIPE, timeout=LONGEST, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


def only_install(place: Path) -> dict:
    """Run the installer; its own words go to the terminal."""
    begin = time.perf_counter()
    ended = subprocess.call([sys.executable, "install.py"], cwd=place, stdout=sys.stderr)
    return {"install": ended, "install_seconds": round(time.perf_counter() - begin, 1)}


def inside(place: Path) -> dict:
    """Install, start the server, ask for its health and for the first page as a visitor."""
    lines = Path("/proc/net/dev").read_text(encoding="utf-8").splitlines()[2:]
    others = sorted({line.partition(":")[0].strip() for line in lines} - {"lo"})
    found = {"networks": " ".join(others) or "none", **only_install(place)}
    python = place / ".venv" / "bin" / "python"
    found["pip_check"] = subprocess.call([python, "-m", "pip", "check"], stdout=sys.stderr)
    environment = {**os.environ, "YUXI_DATABASE": str(place / "var" / "drill.duckdb")}
    command = [python, "-m", "streamlit", "run", "server.py", "--server.port", str(PORT)]
    begin = time.perf_counter()
    server = subprocess.Popen(command, cwd=place, env=environment, stdout=sys.stderr)
    try:
        found["healthz"] = _healthz(server)
        found["start_seconds"] = round(time.perf_counter() - begin, 1)
        with visiting(PORT) as visitor:
            found["charts"] = len(visitor.rerun().charts)
    finally:
        server.terminate()
        server.wait(20)
    return found


def _healthz(server: subprocess.Popen) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as given:
                return given.status
        except OSError:
            time.sleep(0.2)
    return 0


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    do = {"inside": inside, "only_install": only_install}[sys.argv[1]]
    print(json.dumps(do(Path(sys.argv[2]))))
