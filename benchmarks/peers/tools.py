"""The tools whose overview stands beside ours: how each is served, and how an area is chosen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.server import HOME

HERE = Path(__file__).parent
PLACE = HOME / "var" / "peers"
"""The environment of the peers: made once, made anew where what it needs has changed."""
PRESSED = "window.pressed = performance.now()"


@dataclass(frozen=True)
class Tool:
    """serve gives the command for a port. path is where the overview is, health what answers
    quickly once the tool is there."""

    name: str
    serve: Callable[[str], list[str]]
    choose: Callable[[Page, str], None]
    path: str = "/"
    health: str = "/"


def ours(page: Page, area: str) -> None:
    """Streamlit's list: opened, then pressed."""
    page.locator(".st-key-choice_area [data-testid=stSelectbox] input").click()
    page.keyboard.press("ArrowDown")  # a list that scrolling shut opens again
    option = page.locator("[role=option]").filter(has_text=area).first
    option.wait_for()
    page.evaluate(PRESSED)
    option.click()


def dash(page: Page, area: str) -> None:
    """Dash's list: opened, then pressed."""
    page.locator("#area").click()
    option = page.locator("[role=option], .dash-dropdown-option").filter(has_text=area).first
    option.wait_for()
    page.evaluate(PRESSED)
    option.click()


def panel(page: Page, area: str) -> None:
    """Panel's is a list of the browser's own, in a shadow tree that the driver looks into."""
    box = page.locator("select").first
    page.evaluate(PRESSED)
    box.select_option(area)


def _program(name: str) -> str:
    return str(PLACE / "bin" / name)


DASH = Tool(
    "Dash",
    lambda port: [
        *(_program("gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--threads", "8", "--no-control-socket", "--chdir", str(HERE), "dash_overview:server"),
    ],
    dash,
)
PANEL = Tool(
    "Panel",
    lambda port: [
        *(_program("panel"), "serve", str(HERE / "panel_overview.py"), "--port", port),
        *("--address", "127.0.0.1", "--allow-websocket-origin", f"127.0.0.1:{port}"),
    ],
    panel,
    "/panel_overview",
    "/static/js/bokeh.min.js",
)


def installed() -> bool:
    """Make the peers' environment where it is not there; False where no registry answers."""
    wanted, done = HERE / "requirements.txt", PLACE / "requirements.txt"
    if done.exists() and done.read_bytes() == wanted.read_bytes():
        return True
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], check=True)
    pip = [_program("python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    if subprocess.run([*pip, "-r", str(wanted)], check=False).returncode:
        return False
    done.write_bytes(wanted.read_bytes())
    return True
