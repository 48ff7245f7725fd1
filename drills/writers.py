"""Statisticians who report again and again, now and then over one value; they judge nothing."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from typing import Any

from drills.task import Seen, Task, again, check, rest, start_of
from drills.visit import Drawn, Visit, visiting

WRITES_EVERY = 9.0
"""Seconds between two sends of one writer."""
A_TAB = 10
"""Files that a writer sends before closing the tab. Streamlit keeps what a tab ever showed."""
TARGET, PERIOD, SHARED = "T03-1", "2026Q3", "华宁县"
"""What the writers report; two who meet over one value meet in SHARED."""


async def writer(
    task: Task,
    number: int,
    secret: str,
    region: str,
    pair: asyncio.Barrier | None,
    until: float,
    seen: Seen,
) -> None:
    """Report again and again, ten times a tab: one's own value, the same file twice, a rival's."""
    chance, turn = random.Random(task.seed * 7 + number), 0

    async def report() -> None:
        nonlocal turn
        async with visiting(task.port, secret) as visit:
            page = await visit.open("entry", lang="zh")
            check(page, "entry", seen)
            box = page.id_of("file_uploader")
            for _ in range(A_TAB):
                if time.monotonic() >= until:
                    break
                begin, turn = time.monotonic(), turn + 1
                kind = ("own", "own", "again", "rival")[turn % 4]
                where = SHARED if pair and kind == "rival" else region
                value = 20 + chance.randrange(180)
                data = _file(where, value, f"{task.viewers} {number} {turn} {begin}")
                sent = {"sha256": hashlib.sha256(data).hexdigest(), "region": where, "value": value}
                meets = pair if where == SHARED else None
                await _send(visit, box, data, sent, meets, until, seen)
                if kind == "again":
                    await _send(visit, box, data, sent, None, until, seen)
                await rest(WRITES_EVERY - (time.monotonic() - begin), until)

    await again(until, seen, f"writer {number}", report)


def _file(region: str, value: int, note: str) -> bytes:
    return (
        f"target_id,period,region,value,note\n{TARGET},{PERIOD},{region},{value},{note}\n".encode()
    )


async def _send(
    visit: Visit,
    box: str,
    data: bytes,
    sent: dict[str, Any],
    meets: asyncio.Barrier | None,
    until: float,
    seen: Seen,
) -> None:
    """Give a file, look at the preview, commit; where a rival was faster, insist on one's own."""
    begin = time.perf_counter()
    page = await visit.give(box, f"{sent['sha256'][:8]}.csv", data)
    seen.previews.append(time.perf_counter() - begin)
    check(page, "preview", seen)
    if number := receipt(page):
        seen.sends.append({**sent, "ended": "told", "seq": number})
        return
    if meets is not None:
        await _meet(meets, until)
    for _ in range(5):
        page, seconds = await commit(visit, page)
        check(page, "commit", seen)
        if number := receipt(page):
            seen.commits.append(seconds)
            seen.sends.append({**sent, "ended": "written", "seq": number})
            return
        insist = page.id_of("button", INSIST)
        if not insist:
            break
        seen.sends.append({**sent, "ended": "conflict", "seq": 0})
        page = await visit.press(insist)
    if nothing := next((w for w in page.words if w.startswith(NOTHING)), ""):
        seen.sends.append({**sent, "ended": "same", "seq": 0, "words": nothing})
        return
    seen.errors.append(f"no receipt: {page.text[-200:]}")


async def commit(visit: Visit, page: Drawn) -> tuple[Drawn, float]:
    """Say why where the page asks, press the button, and wait for what it answers."""
    why = page.id_of("selectbox", WHY)
    if why:
        page = await visit.choose(why, page.options[why][0])
    button = page.id_of("button", COMMIT)
    if not button:
        return page, 0.0
    page = await visit.press(button)
    return page, page.seconds


async def _meet(rival: asyncio.Barrier, until: float) -> None:
    """Wait until both have seen the preview, so that both write from the same base."""
    try:
        async with asyncio.timeout(max(0.1, min(15, until - time.monotonic()))):
            await rival.wait()
    except (TimeoutError, asyncio.BrokenBarrierError):
        await rival.reset()


RECEIPT, COMMIT, WHY = (start_of(k) for k in ("entry.receipt", "entry.commit", "entry.why"))
INSIST, NOTHING = start_of("entry.take_mine"), start_of("entry.nothing_new")


def receipt(page: Drawn) -> int:
    """The number on the receipt; 0 where there is none."""
    found = next((w for w in page.words if w.startswith(RECEIPT)), "")
    digits = found.removeprefix(RECEIPT).partition(" ")[0]
    return int(digits) if digits.isdecimal() else 0
