"""The program as an office runs it, on a free port and a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, TimeoutError

HOME = Path(__file__).parent.parent
DATABASE = "office.duckdb"
AS_A_SHELL_STARTS_IT = ["sh", "-c", 'ulimit -Sn 1024; exec "$@"', "sh"]
"""The bound on open files that a shell and systemd give a server, whatever the tests have."""


class Server:
    """A running server; stop() ends it. secret is what several of them have in common."""

    def __init__(self, folder: Path, *, port: int = 0, secret: str = "", **settings: str) -> None:
        port = port or free_port()
        self.address = f"http://localhost:{port}"
        environment = {**os.environ, "YUXI_DATABASE": str(folder / DATABASE)}
        environment |= {f"YUXI_{k.upper()}": v for k, v in settings.items()}
        if secret:
            environment["STREAMLIT_SERVER_COOKIE_SECRET"] = secret
        if settings.get("kind") == "demo" and not (folder / DATABASE).exists():
            fill = [sys.executable, "-m", "lib.demo"]
            subprocess.run(fill, cwd=HOME, env=environment, check=True)
        self.log = (folder / "server.log").open("w")
        command = [sys.executable, "-m", "streamlit", "run", "server.py"]
        self.process = subprocess.Popen(
            [*AS_A_SHELL_STARTS_IT, *command, "--server.port", str(port)],
            cwd=HOME,
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 120  # a quiet machine takes four seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError((folder / "server.log").read_text())

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def look(page: Page, server: Server, where: str = "") -> None:
    """Open a page and wait until the program has finished drawing it."""
    page.goto(f"{server.address}/{where}")
    page.wait_for_selector(".st-key-frame")
    settled(page)


def settled(page: Page) -> None:
    """Wait until the server has nothing more to draw and every chart is drawn."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState"
        " === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]')"
        " && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
        ".every(c => c.querySelector('.main-svg'))"
    )


def pick(page: Page, field: Locator, words: str) -> None:
    """Choose from a list. A page that is drawn anew closes an open list, so it is opened again."""
    option = page.get_by_role("option", name=words)
    for seconds in (3, 6, 12):
        field.fill(words)
        try:
            option.wait_for(timeout=seconds * 1000)
            option.click(timeout=seconds * 1000)
        except TimeoutError:
            field.blur()
            continue
        settled(page)
        return
    pytest.fail(f"nothing to choose called {words}")
