"""Starts a Streamlit server on a free loopback port and always ends it; measures its start."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
HEALTH = "/_stcore/health"
LONGEST_START = 60
LONGEST_END = 10
LOOK_EVERY = 0.01


@dataclass(frozen=True)
class Server:
    """A running server. started: seconds from the launch until each health address said 200."""

    pid: int
    port: int
    started: Mapping[str, float]

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(
    script: str, environment: Mapping[str, str], health: tuple[str, ...] = (HEALTH,)
) -> Iterator[Server]:
    """Run a script of this project with the settings of .streamlit/config.toml.

    Raises RuntimeError with the end of its log where it does not become healthy.
    """

    def command(port: str) -> list[str]:
        streamlit = [sys.executable, "-m", "streamlit", "run", script]
        return [*streamlit, "--server.port", port, "--server.address", "127.0.0.1"]

    with serving(command, environment, health) as server:
        yield server


@contextmanager
def serving(
    command: Callable[[str], list[str]], environment: Mapping[str, str], health: tuple[str, ...]
) -> Iterator[Server]:
    """Run a command, made for a free port, until somebody is done with it.

    Raises RuntimeError with the end of its log where it does not become healthy.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command(str(port)), cwd=HOME, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            yield Server(process.pid, port, _healthy(process, port, health, begin, log))
        finally:
            process.terminate()
            try:
                process.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def tree(pid: int) -> list[int]:
    """A process and all that it started and they did, as far as they still run."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in tree(int(child)))]


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _healthy(
    process: subprocess.Popen[bytes], port: int, health: tuple[str, ...], begin: float, log
) -> dict[str, float]:
    reached: dict[str, float] = {}
    while len(reached) < len(health):
        for path in health:
            if path not in reached and _answers(f"http://127.0.0.1:{port}{path}"):
                reached[path] = time.perf_counter() - begin
        if process.poll() is not None or time.perf_counter() - begin > LONGEST_START:
            log.seek(0)
            raise RuntimeError(f"The server did not start:\n{log.read().decode()[-2000:]}")
        time.sleep(LOOK_EVERY)
    return reached


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def apart(module: str, task: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Let visitors be a process of their own for so many seconds: give them a task, take what they
    saw. Raises CalledProcessError where they failed, TimeoutExpired three minutes after the end.
    """
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=HOME,
        input=json.dumps(task).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds + 180,
    )
    return json.loads(done.stdout)
