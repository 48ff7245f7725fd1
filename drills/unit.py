"""The systemd unit of deploy/: does systemd take it, and how much does it leave open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from drills.outcome import Outcome, counted

HOME = Path(__file__).parent.parent
MOST_OPEN = 2.0
"""What systemd-analyze may say at most: 10 is a service without any bounds."""


def unit(folder: Path, scale: float) -> list[Outcome]:
    """The very file, with the program where it is here; scale changes nothing."""
    if not shutil.which("systemd-analyze"):
        return [Outcome("systemd-analyze", "not installed", "there", False)]
    text = (HOME / "deploy" / "yuxi.service").read_text(encoding="utf-8")
    file = folder / "yuxi.service"
    here = text.replace("/opt/yuxi/.venv/bin/streamlit", f"{Path(sys.executable).parent}/streamlit")
    file.write_text(here.replace("/opt/yuxi", str(HOME)), encoding="utf-8")
    taken = _analyze("verify", str(file))
    several = _several(folder, file)
    judged = _analyze("security", "--offline=true", str(file)).stdout
    found = re.search(r"exposure level for [^:]+: ([\d.]+)", judged)
    open_ = float(found[1]) if found else 10.0
    return [
        counted("complaints of systemd", len(taken.stderr.splitlines()), 0, taken.stderr[:200]),
        counted("about one of several", len(several.stderr.splitlines()), 0, several.stderr[:200]),
        Outcome("left open", f"{open_}", f"at most {MOST_OPEN}", open_ <= MOST_OPEN),
    ]


def _several(folder: Path, unit_file: Path) -> subprocess.CompletedProcess[str]:
    """The same unit as a template with deploy/replica.conf, as docs/deploy.md has it."""
    more = folder / "yuxi@.service.d"
    more.mkdir()
    shutil.copy(unit_file, folder / "yuxi@.service")
    shutil.copy(HOME / "deploy" / "replica.conf", more)
    return _analyze("verify", "yuxi@8501.service", SYSTEMD_UNIT_PATH=f"{folder}:")


def _analyze(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
