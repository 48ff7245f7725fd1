"""A fresh database for a test; one browser and two servers for all tests that look at pages."""

import io
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lib import demo as fill
from lib import store
from lib.bringing import bring_plan
from tests import browser
from tests import office as at
from tests.postgres import Postgres
from tests.server import DATABASE, Server
from tests.walk import Seen, walk

T = TypeVar("T")
DATA = Path(__file__).parent.parent / "data"

# Tests about people say so; everywhere else whoever gives a name may report.
os.environ.setdefault("YUXI_ENTRY", "open")


ENGINES = ("duckdb", "postgresql")
ENGINE = os.environ.get("ENGINE", "")
"""The engine that all tests run on, where somebody chose one."""
ON_BOTH = (
    "test_alerts",
    "test_audit",
    "test_door",
    "test_meetings",
    "test_people",
    "test_review",
    "test_rollup",
    "test_store",
    "test_story",
    "test_taking",
)
"""Files about the store: their tests that take a database run once on each engine, as do those
elsewhere that are marked with both."""
WITH_DATABASE = {"db", "demo_db", "office", "opener", "planned"}
"""Fixtures that open one."""


LONGEST = (
    "test_look",
    "test_postgres",
    "test_browser",
    "test_signing_in",
    "test_kept",
    "test_questions",
    "test_print",
    "test_pages",
    "test_people",
    "test_entry",
    "test_running",
    "test_replicas",
    "test_plans",
    "test_themes",
    "test_correct",
    "test_story",
    "test_files",
    "test_worker",
    "test_export_page",
    "test_review_pages",
    "test_taking",
    "test_door",
    "test_present",
    "test_start",
    "test_crossing",
    "test_alerts",
    "test_audit",
    "test_review",
)
"""Files that take long, the longest first: one that began last would keep one of two processes
waiting for the other. Each begins what others read later: see once()."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long; within a file nothing changes its place."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """Give what the first process of a run makes in a folder, and all of them read."""
    folder = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of this run alone, and of each of its processes
    folder = folder / name
    folder.mkdir(exist_ok=True)
    kept = folder / "kept.pickle"
    with FileLock(folder / "lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(kept.read_bytes())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say on which engines a test with a database runs; ENGINE=postgresql puts all on that."""
    if not WITH_DATABASE & {*metafunc.fixturenames}:
        return
    if metafunc.definition.get_closest_marker("duckdb"):
        on = ["duckdb"]
    elif not ENGINE and (
        metafunc.module.__name__.rsplit(".", 1)[-1] in ON_BOTH
        or metafunc.definition.get_closest_marker("both")
    ):
        on = [*ENGINES]
    else:
        on = [ENGINE or "duckdb"]
    if "engine" not in metafunc.fixturenames:
        metafunc.fixturenames.append("engine")
    metafunc.parametrize("engine", on)


@pytest.fixture(autouse=True)
def on_engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have what a test opens by a file lie on the engine that the test runs on."""
    spec = getattr(request.node, "callspec", None)
    engine = spec.params.get("engine", ENGINE) if spec else ENGINE
    if engine != "postgresql" or request.node.get_closest_marker("duckdb"):
        yield
        return
    running: Postgres = request.getfixturevalue("postgres")
    at.here.append(running)
    yield
    at.here.clear()
    running.forget()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One real server for all tests of a process."""
    running = Postgres()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give a closed database file by what is in it: nothing (real, demo), or the plan (planned).

    Each is made once: a copy of it opens five times faster than a new one is made.
    """
    folder = tmp_path_factory.mktemp("closed")

    def of(what: str) -> Path:
        file = folder / f"{what}.duckdb"
        if not file.exists():
            db = store.open_database(file, kind="demo" if what == "demo" else "real")
            if what == "planned":
                bring_plan(db, DATA)
            db.close()
        return file

    return of


Opener = Callable[[str], store.Database]


@pytest.fixture
def opener(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest, closed: Callable[[str], Path]
) -> Iterator[Opener]:
    """Open a database of its own on the engine of the test, with what closed() knows in it."""
    made: list[store.Database] = []
    addresses: list[str] = []

    def open_new(what: str) -> store.Database:
        if engine == "duckdb":
            at.copy(closed(what), to := tmp_path / f"{what}.duckdb")
            made.append(store.open_database(to))
        else:
            running: Postgres = request.getfixturevalue("postgres")
            new = running.copy(closed(what)) if what == "planned" else running.fresh(what)
            addresses.append(new)
            made.append(store.open_server(store.server(addresses[-1])))
        return made[-1]

    yield open_new
    for opened in made:
        opened.close()
    for address in addresses:
        request.getfixturevalue("postgres").drop(address)


@pytest.fixture
def db(opener: Opener) -> store.Database:
    return opener("real")


@pytest.fixture
def planned(opener: Opener) -> store.Database:
    return opener("planned")


@pytest.fixture
def demo_db(opener: Opener) -> store.Database:
    return opener("demo")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database after its first start: a copy opens faster than a new one is made.

    It has the plan, the published values and three entries in the audit.
    """
    file = tmp_path_factory.mktemp("begun") / DATABASE
    with pytest.MonkeyPatch.context() as patch, at.opened(file, patch):
        return file


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of all tests; another one is started from its browser_type."""
    if browser.SWITCHED_OFF:
        pytest.skip("NO_BROWSER is set")
    with sync_playwright() as playwright:
        opened = browser.start(playwright.chromium)
        yield opened
        opened.close()


def on_server(request: pytest.FixtureRequest, file: Path) -> dict[str, str]:
    """The settings of a web server for all tests, on the engine that somebody chose."""
    if ENGINE != "postgresql":
        return {}
    running: Postgres = request.getfixturevalue("postgres")
    address = running.of(file)
    running.keep(file)
    return {"database_url": address}


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """The published plan and values; tests may report and must undo."""
    folder = tmp_path_factory.mktemp("office")
    server = Server(folder, **on_server(request, folder / DATABASE))
    yield server
    server.stop()


@dataclass(frozen=True)
class MadeUp:
    """A closed database that the demonstration filled; asked twice: both codes, and what it said.

    Filling takes ten seconds, so tests share it and take a copy where they write or hold it long.
    """

    path: Path
    codes: tuple[int, int]
    words: str

    def copy(self, to: Path) -> None:
        """Put the database and what lies beside it under another name."""
        at.copy(self.path, to)


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """One for all processes of a run: whoever needs it first fills it, others wait for it."""

    def filled(folder: Path) -> tuple[Path, tuple[int, int], str]:
        said, path = io.StringIO(), folder / "demo.duckdb"
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
            patch.setenv("YUXI_DATABASE", str(path))
            patch.setenv("YUXI_KIND", "demo")
            codes = fill.main(), fill.main()
        return path, codes, said.getvalue()

    return MadeUp(*once(tmp_path_factory, "made_up", filled))


@pytest.fixture(scope="session")
def demo(
    tmp_path_factory: pytest.TempPathFactory, made_up: MadeUp, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """The demonstration; nobody writes."""
    folder = tmp_path_factory.mktemp("demo")
    made_up.copy(folder / DATABASE)
    server = Server(folder, kind="demo", **on_server(request, folder / DATABASE))
    yield server
    server.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield opened
    context.close()


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Seen]:
    """What a walk over every page in both languages found; one walk for all processes of a run."""

    def walk_now(_: Path) -> list[Seen]:
        return walk(request.getfixturevalue("chromium"), request.getfixturevalue("demo"))

    return once(tmp_path_factory, "walked", walk_now)
