"""A fresh database for a test; one browser and two servers for all tests that look at pages."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lib import demo as fill
from lib import store
from lib.start import bring_plan
from tests import browser
from tests import office as at
from tests.postgres import Postgres
from tests.server import DATABASE, Server
from tests.walk import Seen, walk

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


Opener = Callable[[str], store.Database]


@pytest.fixture
def opener(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Open a new database of a kind on the engine of the test."""
    made: list[store.Database] = []
    addresses: list[str] = []

    def open_new(kind: str) -> store.Database:
        if engine == "duckdb":
            made.append(store.open_database(tmp_path / f"{kind}.duckdb", kind=kind))
        else:
            addresses.append(request.getfixturevalue("postgres").fresh(kind))
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
def planned(db: store.Database) -> store.Database:
    bring_plan(db, DATA)
    return db


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
        for file in self.path.parent.glob(f"{self.path.name}*"):
            shutil.copy(file, to.with_name(file.name.replace(self.path.name, to.name)))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    path = tmp_path_factory.mktemp("made_up") / "demo.duckdb"
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setenv("YUXI_DATABASE", str(path))
        patch.setenv("YUXI_KIND", "demo")
        codes = fill.main(), fill.main()
    return MadeUp(path, codes, said.getvalue())


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
def walked(chromium: Browser, demo: Server) -> list[Seen]:
    """What a walk over every page in both languages found."""
    return walk(chromium, demo)
