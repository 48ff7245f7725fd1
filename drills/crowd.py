"""Viewers and writers at one server at once, in a process of its own; it judges nothing.

Started by drills.load: the task comes as JSON on standard input, what was seen goes as JSON to
standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from dataclasses import asdict

import httpx
import uvloop

from drills.task import Seen, Task, again, check, rest
from drills.visit import plain, visiting
from drills.writers import TARGET, writer

PLAIN = 10
"""One in so many clicks goes to an address that is no page of Streamlit's."""
DAYS = ("2022-08-01", "2022-12-31", "2023-02-10", "2023-06-30", "2023-11-01", "2024-05-20")
THEMES = ("ladder", "talent", "fund", "growth", "rank", "regions", "milestones", "promises")
TARGETS = ("T03-1", "T03-2", "T08-2", "T23-1", "T28-1", "T30-1", "T32-1", "T35-1", "T38-1")
FIRST_SUBMISSIONS = 170
"""Submissions of the demonstration that history is asked for."""


async def crowd(task: Task) -> Seen:
    """Let everybody walk and write until the time is over; then every tab is closed."""
    seen, begin = Seen(), time.monotonic()
    until = begin + task.seconds
    pairs = [asyncio.Barrier(2) for _ in task.writers[1::2]]
    lateness = asyncio.create_task(_lateness(seen))
    async with plain(task.port) as http, asyncio.TaskGroup() as group:
        for number in range(task.viewers):
            group.create_task(_viewer(task, number, http, until, seen))
        for number, (secret, region) in enumerate(task.writers):
            pair = pairs[number // 2] if number // 2 < len(pairs) else None
            group.create_task(writer(task, number, secret, region, pair, until, seen))
    lateness.cancel()
    used = resource.getrusage(resource.RUSAGE_SELF)
    seen.cpu, seen.wall = used.ru_utime + used.ru_stime, time.monotonic() - begin
    return seen


async def _lateness(seen: Seen) -> None:
    """How late this process itself is: what it measures of others cannot be finer."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.1)
        seen.late.append(time.monotonic() - before - 0.1)


# ---- viewers ----


async def _viewer(
    task: Task, number: int, http: httpx.AsyncClient, until: float, seen: Seen
) -> None:
    chance = random.Random(task.seed * 1000 + number)

    async def look() -> None:
        await rest(chance.uniform(0, task.pause[1]), until)
        async with visiting(task.port) as visit:
            while time.monotonic() < until:
                if task.viewers > 1 and chance.randrange(PLAIN) == 0:
                    await _plain(http, chance, seen)
                else:
                    name, page, query = _next(chance)
                    drawn = await visit.open(page, **query)
                    seen.reruns.setdefault(name, []).append(drawn.seconds)
                    check(drawn, name, seen)
                await rest(chance.uniform(*task.pause), until)

    await again(until, seen, f"viewer {number}", look)


def _next(chance: random.Random) -> tuple[str, str, dict[str, str]]:
    """A page by the name it is counted under, and its address."""
    lang = {"lang": "en"} if chance.randrange(5) == 0 else {}
    ways: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("overview", "", {}),
        ("overview", "", {}),
        ("themes", "themes", {"theme": chance.choice(THEMES)}),
        ("target", "target", {"target": chance.choice(TARGETS)}),
        ("target", "target", {"target": TARGET}),
        ("departments", "departments", {}),
        ("meetings", "meetings", {}),
        ("history", "history", {"submission": str(chance.randint(1, FIRST_SUBMISSIONS))}),
        ("as of a day", "", {"as_of": chance.choice(DAYS)}),
    )
    name, page, query = chance.choice(ways)
    return name, page, query | lang


async def _plain(http: httpx.AsyncClient, chance: random.Random, seen: Seen) -> None:
    path = chance.choice(("/healthz", "/present", "/present?lang=en", "/signin"))
    begin = time.perf_counter()
    answer = await http.get(path)
    seen.plain.append(time.perf_counter() - begin)
    if answer.status_code != 200:
        seen.errors.append(f"{path}: {answer.status_code}")


def main() -> None:
    """Read the task, do it, tell what was seen."""
    task = Task(**json.load(sys.stdin))
    seen = uvloop.run(crowd(task))
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
