"""One of two servers is killed in mid commit, or restarted while people walk: what is lost."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, product

from websockets.exceptions import WebSocketException

from drills.gauge import measured
from drills.outcome import Outcome, counted
from drills.several import Several
from drills.task import Seen, Task
from drills.visit import SEAT, Drawn, Visit, visiting
from drills.writers import commit, receipt
from lib import store
from tests.people import session
from tests.server import HOME

KILLS, VISITORS, SECONDS, SHORTEST = 40, 20, 60, 20
LONGEST_START = 60
"""Seconds in which the visitors must have come."""
SEED = 20261129
PLAIN = ("/healthz", "/present", "/present/version", "/signin")
CLOSED = ("ConnectionClosed", "InvalidStatus", "InvalidMessage")
"""What a visitor is told whose socket ended with its server."""
REGIONS = ("红塔区", "江川区", "通海县", "华宁县", "易门县", "峨山县", "新平县", "元江县")


# ---- killed in mid commit ----


@dataclass
class Tally:
    """What was seen, by the hash of a file: the number on a receipt that came before the kill, and
    on that of the same file sent once more; told counts those that were recognised."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    told: int = 0


def killed(both: Several, scale: float) -> list[Outcome]:
    """Kill the server that is writing, at a random moment; the person sends the file again."""
    chance, tally = random.Random(SEED), Tally()
    with both.office() as at:
        secret = session(at, "li")
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    files = (_file(month, region) for month, region in product(months, REGIONS))
    usual = asyncio.run(_in_peace(both, secret, next(files)))
    rounds = max(4, round(KILLS * scale))
    for number in range(rounds):
        place = number % 2
        delay = chance.uniform(0, 1.3 * usual)
        asyncio.run(_round(both, secret, next(files), place, delay, tally))
        both.again(place)
    return _counted(both, rounds, usual, tally)


def _file(month: str, region: str) -> bytes:
    return f"target_id,period,region,value\nT03-1,{month},{region},{int(month[-2:])}\n".encode()


async def _in_peace(both: Several, secret: str, data: bytes) -> float:
    """Seconds of a commit that nobody disturbs."""
    async with visiting(both.site.inside, secret, "1") as visit:
        _, taken = await commit(visit, await _given(visit, data))
        return taken


async def _round(
    both: Several, secret: str, data: bytes, place: int, delay: float, tally: Tally
) -> None:
    """Send, with a kill so many seconds after the button was pressed, and send again."""
    sha256, seat, kill = _sha256(data), str(place + 1), both.servers[place].process.kill
    with suppress(OSError, WebSocketException):
        async with visiting(both.site.inside, secret, seat) as visit:
            page = await _given(visit, data)
            asyncio.get_running_loop().call_later(delay, kill)
            page, _ = await commit(visit, page)
            if number := receipt(page):
                tally.acknowledged[sha256] = number
    kill()
    async with visiting(both.site.inside, secret, seat) as visit:
        page = await _given(visit, data)
        if number := receipt(page):
            tally.told += 1
        else:
            page, _ = await commit(visit, page)
        tally.again[sha256] = receipt(page)


async def _given(visit: Visit, data: bytes) -> Drawn:
    """Open the form, give a file, and get to its preview, or to the receipt of an earlier send."""
    page = await visit.open("entry", lang="zh")
    return await visit.give(page.id_of("file_uploader"), f"{_sha256(data)[:8]}.csv", data)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _counted(both: Several, rounds: int, usual: float, tally: Tally) -> list[Outcome]:
    with both.office() as at:
        written: dict[str, list[int]] = {}
        for given in store.submissions(at.db, store.head(at.db)):
            written.setdefault(given.sha256, []).append(given.seq)
        checked = store.verify(at.db)
    lost = [s for s, seq in tally.acknowledged.items() if written.get(s) != [seq]]
    twice = [s for s in tally.again if len(written.get(s, [])) > 1]
    missing = [s for s, seq in tally.again.items() if written.get(s) != [seq]]
    about = f"{len(tally.acknowledged)} had their receipt before, {tally.told} were told that it is"
    return [
        Outcome(
            "kills within the time of a commit",
            f"{rounds} within {1.3 * usual * 1000:.0f} ms; {about} written already",
            "told",
            holds=True,
        ),
        counted("acknowledged and lost", len(lost), 0),
        counted("written twice", len(twice), 0),
        counted("sent again to the other server without a receipt", len(missing), 0),
        Outcome("audit chain", str(checked.broken or "whole"), "whole", not checked.broken),
    ]


# ---- restarted while people walk ----


def restarted(both: Several, scale: float) -> list[Outcome]:
    """Restart one server, as an update does, while visitors walk and plain addresses are asked."""
    seconds = max(SHORTEST, SECONDS * scale)
    task = Task(both.site.inside, VISITORS, [], seconds, pause=(0.3, 1.5))
    asked, over = Asked(), threading.Event()
    asking = threading.Thread(target=_ask, args=(both.site.inside, over, asked))
    with subprocess.Popen(
        [sys.executable, "-m", "drills.crowd"],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as crowd:
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        crowd.stdin.write(json.dumps(asdict(task)).encode())
        crowd.stdin.close()
        asking.start()
        try:
            own = _seated(both, seconds)
            both.again(0)
            seen = Seen(**json.loads(crowd.stdout.read()))
        finally:
            over.set()
            asking.join()
            crowd.kill()
    return _judged(seen, asked, own)


def _judged(seen: Seen, asked: Asked, own: int) -> list[Outcome]:
    """own is how many tabs were open on the server that was restarted."""
    closed = [e for e in seen.errors if any(name in e for name in CLOSED)]
    other = [e for e in seen.errors if e not in closed]
    walked = sum(map(len, seen.reruns.values()))
    return [
        Outcome(
            f"restarted under {VISITORS} visitors",
            f"{walked} pages drawn, {asked.count} plain answers, longest {asked.longest:.2f} s",
            "told",
            holds=True,
        ),
        Outcome(
            "sockets that broke",
            f"{len(closed)}, {own} were open on the server that went",
            "no more than these, and some were",
            0 < own >= len(closed),
        ),
        counted("other errors of visitors", len(other), 0, "; ".join(other[:3])),
        counted("plain questions without a good answer", len(asked.bad), 0, str(asked.bad[:3])),
    ]


def _seated(both: Several, seconds: float) -> int:
    """Wait until visitors sit at both servers, and give how many do at the first."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        tabs = [measured(server.address, "active_sessions") for server in both.servers]
        if sum(tabs) == VISITORS:
            time.sleep(seconds / 4)
            break
        time.sleep(0.2)
    return measured(both.servers[0].address, "active_sessions")


@dataclass
class Asked:
    """What became of the plain questions; longest in seconds."""

    count: int = 0
    longest: float = 0.0
    bad: list[str] = field(default_factory=list)


def _ask(port: int, over: threading.Event, asked: Asked) -> None:
    """Ask for plain addresses one after the other, from each seat and from none."""
    ways = cycle(product(("", f"{SEAT}=1", f"{SEAT}=2"), PLAIN))
    while not over.wait(0.02):
        seat, path = next(ways)
        begin = time.monotonic()
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", path, headers={"Cookie": seat} if seat else {})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                asked.bad.append(f"{path} {seat}: {answer.status}")
        except (OSError, HTTPException) as error:
            asked.bad.append(f"{path} {seat}: {type(error).__name__}")
        finally:
            line.close()
        asked.count += 1
        asked.longest = max(asked.longest, time.monotonic() - begin)
