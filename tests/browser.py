"""Finds a real browser and a Chinese font for the tests, or installs them where it may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ADDRESSES = (
    "",
    "themes",
    "target?target=T03-1",
    "target?target=T28-1",
    "departments",
    "departments?department=市科技局",
    "regions?target=T03-1",
    "meetings",
    "exports?content=everything",
    "due?department=市科技局",
    "entry",
    "correct?target=T03-1",
    "history",
    "method",
    "value?target=T03-1&period_end=2022-12-31",
    "account",
    "review",
    "people",
    "audit",
    "backups",
)
"""Every page of the product at least once, where it has most to show in the demonstration."""
SWITCHED_OFF = os.environ.get("NO_BROWSER", "") not in ("", "0")


def find() -> str | None:
    """Give the path of an installed browser, or None."""
    named = os.environ.get("BROWSER_PATH")
    found = [named] if named else [shutil.which(n) for n in NAMES]
    return next((p for p in [*found, *PLACES] if p and Path(p).exists()), None)


def start(kind: BrowserType, **environment: str) -> Browser:
    """Start it as every test uses it, with more in its environment."""
    env: dict[str, str | float | bool] = {**os.environ, **environment}
    return kind.launch(executable_path=find(), args=list(ARGUMENTS), env=env)


def has_chinese_font() -> bool:
    """Say whether the machine can draw Chinese; where nobody can tell, it is taken to."""
    if not shutil.which("fc-list"):
        return True
    out = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(out.stdout.strip())


def install() -> None:
    """Install what is missing where this is Debian and we may."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    packages = ["chromium"] * (find() is None) + ["fonts-noto-cjk", "fontconfig"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
    ):
        print("+", " ".join(command), flush=True)
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """Say which browser the tests will use; 1 where there is none and nobody switched it off."""
    if SWITCHED_OFF:
        print("NO_BROWSER is set: THE REAL-BROWSER TESTS ARE LEFT OUT.")
        return 0
    if find() is None or not has_chinese_font():
        install()
    path = find()
    if path is None:
        print(
            "No Chromium, Chrome or Edge was found and none could be installed.\n"
            "Install one, or name it in BROWSER_PATH, or leave these tests out on purpose:\n"
            "    make test NO_BROWSER=1",
            file=sys.stderr,
        )
        return 1
    print(f"Browser for the tests: {path}")
    if not has_chinese_font():
        print("No Chinese font is installed: install fonts-noto-cjk.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
