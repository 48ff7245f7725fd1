"""A server of its own with one statistician, for a drill; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drills.visit import Drawn, visiting
from drills.writers import commit, receipt
from lib import store
from lib.settings import Settings
from lib.start import opened
from tests.people import add, session
from tests.server import DATABASE, Server

DEPARTMENT = "市科技局"


def settings_of(folder: Path) -> Settings:
    return Settings(database=str(folder / DATABASE), entry="accounts")


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    server = Server(folder, entry="accounts")
    try:
        yield server
    finally:
        server.stop()


def new_account(folder: Path) -> str:
    """Make a statistician and give the secret of a session."""
    new_code(folder)
    office = opened(settings_of(folder))
    try:
        return session(office, "li")
    finally:
        office.db.close()


def new_code(folder: Path) -> str:
    """Make a statistician and give the one-time code."""
    Server(folder, entry="accounts").stop()  # the plan comes in at the first start
    office = opened(settings_of(folder))
    try:
        return add(office, "li", "statistician", DEPARTMENT, name="李敏")
    finally:
        office.db.close()


async def look(server: Server, page: str) -> Drawn:
    async with visiting(port_of(server)) as visit:
        return await visit.open(page, lang="zh")


async def report(server: Server, secret: str, region: str) -> int:
    """Report one value and give the number of the receipt."""
    async with visiting(port_of(server), secret) as visit:
        page = await visit.open("entry", lang="zh")
        page = await visit.give(page.id_of("file_uploader"), f"{region}.csv", report_of(region, 50))
        page, _ = await commit(visit, page)
        return receipt(page)


def report_of(region: str, value: int) -> bytes:
    return f"target_id,period,region,value\nT03-1,2023,{region},{value}\n".encode()


def submissions(folder: Path) -> list[int]:
    """Numbers of what people sent; the plan and the published values are left out."""
    office = opened(settings_of(folder))
    try:
        known = store.submissions(office.db, store.head(office.db))
        return [s.seq for s in known if s.kind == "actuals" and s.author != "系统"]
    finally:
        office.db.close()


def port_of(server: Server) -> int:
    return int(server.address.rpartition(":")[2])
