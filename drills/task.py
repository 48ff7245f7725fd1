"""What a crowd is to do, and what it saw; nothing here visits anybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from drills.visit import Drawn
from lib import texts

PAUSE = (5.0, 25.0)
"""Seconds a viewer reads between two clicks."""


@dataclass(frozen=True)
class Task:
    """What to do: so many viewers, writers with (session's secret, their region), for so long.

    pause is the shortest and longest time between two clicks; seed makes the walk repeatable.
    """

    port: int
    viewers: int
    writers: list[tuple[str, str]]
    seconds: float
    pause: tuple[float, float] = PAUSE
    seed: int = 20261129


@dataclass
class Seen:
    """What became of it; times in seconds.

    sends: one for each file a writer gave: sha256, value, region, how it ended (written, told,
    conflict) and the number on the receipt. cpu and server: seconds of a core that this process
    used, and (added by who started it) the server. late: see _lateness.
    """

    reruns: dict[str, list[float]] = field(default_factory=dict)
    previews: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    sends: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    cpu: float = 0.0
    server: float = 0.0
    wall: float = 0.0


async def again(until: float, seen: Seen, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Begin again with a new tab where one was lost, as a person does, and count it."""
    while time.monotonic() < until:
        try:
            await work()
        except (OSError, RuntimeError, WebSocketException, httpx.HTTPError) as error:
            # A TimeoutError is an OSError.
            seen.errors.append(f"{name}: {type(error).__name__} {error}"[:300])
            await asyncio.sleep(1)


def check(drawn: Drawn, name: str, seen: Seen) -> None:
    """A page that drew an error is one, and so is a page without anything on it."""
    seen.errors += [f"{name}: {failure}"[:300] for failure in drawn.failures]
    seen.errors += [f"{name}: {w}" for w in drawn.words if any(w.startswith(s) for s in SORRY)]
    if len(drawn.words) < 5:
        seen.errors.append(f"{name}: an empty page")


async def rest(seconds: float, until: float) -> None:
    await asyncio.sleep(max(0.0, min(seconds, until - time.monotonic())))


def start_of(key: str, lang: str = "zh") -> str:
    """What a sentence begins with, before anything is put into it."""
    mark = "\0"
    given = dict.fromkeys(("seq", "count", "when", "number"), mark)
    return texts.t(lang, key, **given).partition(mark)[0]


SORRY = tuple(start_of("app.error", lang) for lang in texts.LANGS)
