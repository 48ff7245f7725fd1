"""People who read one page and choose in it now and then, in a process of their own; no judgement.

Started by benchmarks.sessions: the task comes as JSON on standard input, what they waited goes as
JSON to standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from dataclasses import asdict, dataclass, field

import uvloop

from drills.visit import visiting


@dataclass(frozen=True)
class Task:
    """So many sessions at a port, for so long, each choosing an area after a pause (seconds)."""

    port: int
    sessions: int
    seconds: float
    pause: tuple[float, float]
    areas: list[str]


@dataclass
class Waited:
    """Seconds that each rerun took, after the first one of its session; what failed.

    cpu and wall: seconds of a core that the sessions took themselves, and how long all lasted.
    """

    reruns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0
    wall: float = 0.0


async def watch(task: Task) -> Waited:
    """Open every session, then let each choose again and again until the time is over."""
    waited, begin = Waited(), time.monotonic()
    until = begin + task.seconds
    async with asyncio.TaskGroup() as group:
        for number in range(task.sessions):
            group.create_task(_one(task, number, until, waited))
    used = resource.getrusage(resource.RUSAGE_SELF)
    waited.cpu, waited.wall = used.ru_utime + used.ru_stime, time.monotonic() - begin
    return waited


async def _one(task: Task, number: int, until: float, waited: Waited) -> None:
    chance = random.Random(number)
    # They come one after another, as people do, and all within the first pause.
    await asyncio.sleep(min(chance.uniform(0, task.pause[1]), task.seconds / 2))
    async with visiting(task.port) as visit:
        await visit.open()
        while True:
            await asyncio.sleep(chance.uniform(*task.pause))
            if time.monotonic() > until:
                return
            drawn = await visit.open(area=chance.choice(task.areas))
            waited.reruns.append(drawn.seconds)
            waited.errors += drawn.failures


def main() -> None:
    """Read the task, do it, tell what they waited."""
    task = Task(**json.load(sys.stdin))
    json.dump(asdict(uvloop.run(watch(task))), sys.stdout)


if __name__ == "__main__":
    main()
