"""People of different roles at one server at once: what reaches one never holds another's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from drills.visit import Drawn, Visit, told, visiting
from lib import keeping, store
from lib.access import User
from tests.conftest import MadeUp
from tests.office import opened
from tests.people import add, session
from tests.server import DATABASE, Server

PRIVATE = {
    "preview": "还没有报出去的说明七七七",
    "people": "只有管理员知道的人九九九",
    "audit": "sign_in_refused_8888",
}
"""What reaches only those who may see it, by where it stands; backups add their own name."""
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("entry", {}),
    ("people", {}),
    ("people", {"account": "li"}),
    ("audit", {}),
    ("backups", {}),
    ("history", {"submission": "150"}),
    ("", {}),
)
FILE = f"指标,时期,地区,实际值,说明\n高新技术企业数,2026Q3,红塔区,41,{PRIVATE['preview']}\n"


def test_what_one_role_sees_never_reaches_the_socket_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_up: MadeUp
) -> None:
    """Every page in turn, the one who may first, so that whatever is kept is there to be given."""
    made_up.copy(tmp_path / DATABASE)
    chief = User("演练", "administrator", address="console")
    with opened(tmp_path / DATABASE, monkeypatch, entry="accounts", kind="demo") as office:
        add(office, "chief", "administrator")
        add(office, "li", "statistician", "市科技局", name=PRIVATE["people"])
        secrets = {key: session(office, key) for key in ("chief", "li")}
        store.failed(office.db, None, PRIVATE["audit"])
        backup = keeping.make(office, chief).name
    server = Server(tmp_path, kind="demo", entry="accounts")
    try:
        port = int(server.address.rpartition(":")[2])
        with ThreadPoolExecutor(1) as beside:  # the browser of other tests has a loop in this one
            seen = beside.submit(asyncio.run, everybody(port, secrets, backup)).result()
    finally:
        server.stop()
    # The chief sees what the chief may, so the markers are real.
    assert seen["chief"] == {"people", "audit", "backups"}
    # The statistician's own name stands in the frame of each page.
    assert seen["li"] == {"preview", "people"}
    assert seen["viewer"] == set()


async def everybody(port: int, secrets: dict[str, str], backup: str) -> dict[str, set[str]]:
    """Let three people open the same addresses one after the other; gives the markers of each."""
    markers = {**PRIVATE, "backups": backup}
    seen: dict[str, set[str]] = {"chief": set(), "li": set(), "viewer": set()}

    def note(who: str, page: Drawn) -> Drawn:
        seen[who] |= set(told(page, markers))
        return page

    async with (
        visiting(port, secrets["chief"]) as chief,
        visiting(port, secrets["li"]) as li,
        visiting(port) as viewer,
    ):
        people = {"chief": chief, "li": li, "viewer": viewer}
        for name, query in PAGES:
            for who, tab in people.items():
                page = note(who, await tab.open(name, **query))
                if (name, who) == ("entry", "li"):
                    box = page.id_of("file_uploader")
                    page = note(who, await li.give(box, "报送.csv", FILE.encode()))
                    assert page.id_of("button", "确认写入")
                if name == "history":
                    may = who != "viewer"
                    assert bool(page.id_of("download_button", "下载原始文件")) == may, who
        await asyncio.gather(*(together(who, tab, note) for who, tab in people.items()))
    return seen


async def together(who: str, tab: Visit, note: Callable[[str, Drawn], Drawn]) -> None:
    """The same addresses by everybody at the same moment."""
    for name, query in PAGES:
        note(who, await tab.open(name, **query))
