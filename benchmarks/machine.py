"""What machine and which versions a measurement comes from; measures nothing itself."""

from __future__ import annotations

import os
import platform
import subprocess
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("streamlit", "plotly", "duckdb", "psycopg", "pandas", "pyarrow", "playwright")


def described(browser: str | None) -> dict[str, str]:
    """Name to value, in the order in which they are printed."""
    out = {
        "cores": str(os.cpu_count()),
        "busy": f"{os.getloadavg()[0]:.1f} (load of the last minute)" if _unix() else "",
        "memory": _memory(),
        "cpu": _cpu(),
        "os": _system(),
        "python": platform.python_version(),
    }
    out |= {name: version(name) for name in PACKAGES}
    out["browser"] = _said([browser, "--version"]) if browser else "none found"
    return {name: value for name, value in out.items() if value}


def resident(pid: int) -> float:
    """Memory that a process holds, in MB (10^6 bytes)."""
    return int(_said(["ps", "-o", "rss=", "-p", str(pid)])) * 1024 / 1e6


def highest() -> float:
    """The most memory that this process ever held, in MB; 0 where the system does not say."""
    told = Path("/proc/self/status")
    if not told.exists():
        return 0.0
    lines = told.read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024 / 1e6


def forget_highest() -> None:
    """Let highest() begin again from what is held now, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _unix() -> bool:
    return hasattr(os, "getloadavg")


def _memory() -> str:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return ""
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.1f} GB"


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = ""
    return f"{name} ({platform.platform()})" if name else platform.platform()


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    return done.stdout.strip()
