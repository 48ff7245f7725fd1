"""Two servers on one file, five sends at once, a clock set back a day; on the real server."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from drills.clock import clock_set_back
from drills.desk import look, new_account, port_of, report_of, serving, settings_of, submissions
from drills.outcome import Outcome, counted
from drills.visit import Drawn, visiting
from drills.writers import commit, receipt
from lib import texts
from lib.start import opened
from tests.server import DATABASE, Server, free_port

HOME = Path(__file__).parent.parent
SENDS, ROUNDS = 5, 20
QUICK = 15.0
"""Seconds in which a second server must have given up."""


def two(folder: Path, scale: float) -> list[Outcome]:
    """Try what may only happen once twice, and let time run backwards."""
    return [
        *_two_servers(folder / "servers"),
        *_five_sends(folder / "sends", max(2, round(ROUNDS * scale))),
        *_five_commands(folder / "commands"),
        *clock_set_back(folder / "clock"),
    ]


# ---- two servers ----


def _two_servers(folder: Path) -> list[Outcome]:
    """Start a second server on the file of the first, while people look at the first."""
    folder.mkdir()
    with serving(folder) as first:
        begin = time.monotonic()
        command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port"]
        second = subprocess.run(
            [*command, str(free_port())],
            cwd=HOME,
            env={**os.environ, "YUXI_DATABASE": str(folder / DATABASE)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        took = time.monotonic() - begin
        page = asyncio.run(look(first, "history"))
    pid = str(first.process.pid)
    said = next((x for x in second.stderr.splitlines() if pid in x), "nothing about the first")
    words = texts.t("zh", "refusal.locked", path=folder / DATABASE, pid=pid)
    return [
        Outcome(
            "a second server on one file",
            f"ended with {second.returncode} after {took:.1f} s: {_without(said, folder)}",
            f"1, within {QUICK:g} s, naming the process",
            second.returncode == 1 and took < QUICK and said == words,
        ),
        Outcome(
            "the first server meanwhile",
            f"a page of {len(page.words)} parts, failures: {page.failures}",
            "a whole page",
            len(page.words) > 5 and not page.failures,
        ),
    ]


def _without(said: str, folder: Path) -> str:
    """A sentence without the name of the folder, which is another one each time."""
    return said.replace(str(folder), "…")


# ---- one file five times at once ----


def _five_sends(folder: Path, rounds: int) -> list[Outcome]:
    """Five tabs give the same file, see its preview, and all press the button at once."""
    folder.mkdir()
    secret = new_account(folder)
    with serving(folder) as server:
        told = [asyncio.run(_at_once(server, secret, number)) for number in range(rounds)]
    written = submissions(folder)
    one = sum(len(set(numbers)) == 1 and 0 not in numbers for numbers in told)
    what = f"{rounds} times {SENDS} tabs send one file"
    return [
        counted(f"{what}: all told the same number", one, rounds, str(told[:2])),
        counted(f"{what}: submissions", len(written), rounds),
    ]


async def _at_once(server: Server, secret: str, number: int) -> list[int]:
    async with AsyncExitStack() as open_tabs:
        tabs = [
            await open_tabs.enter_async_context(visiting(port_of(server), secret))
            for _ in range(SENDS)
        ]

        async def seen(tab: int) -> Drawn:
            page = await tabs[tab].open("entry", lang="zh")
            box = page.id_of("file_uploader")
            return await tabs[tab].give(box, f"{tab}.csv", report_of("红塔区", 100 + number))

        pages = await asyncio.gather(*map(seen, range(SENDS)))
        sent = zip(tabs, pages, strict=True)
        answers = await asyncio.gather(*(commit(tab, page) for tab, page in sent))
        return [receipt(page) for page, _ in answers]


def _five_commands(folder: Path) -> list[Outcome]:
    """Five nightly jobs send the same file at once; those that are told to wait come again."""
    folder.mkdir()
    opened(settings_of(folder)).db.close()
    file = folder / "report.csv"
    file.write_bytes(report_of("红塔区", 77))
    command = [sys.executable, "-m", "lib.cli", "import", str(file), "--as", "演练", "--json"]
    environment = {**os.environ, "YUXI_DATABASE": str(folder / DATABASE), "YUXI_ENTRY": "open"}
    told: list[int] = []
    turns = 0
    while len(told) < SENDS and turns < SENDS:
        turns += 1
        jobs = [
            subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.PIPE)
            for _ in range(SENDS - len(told))
        ]
        for job in jobs:
            said, _ = job.communicate(timeout=120)
            if job.returncode == 0:
                told.append(int(json.loads(said)["submission"]))
    seen = f"told {told} in {turns} turns, {len(submissions(folder))} submission"
    holds = len(told) == SENDS and len(set(told)) == 1 and len(submissions(folder)) == 1
    return [Outcome("five commands send one file", seen, "one number, one submission", holds)]
