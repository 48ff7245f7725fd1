"""Runs the app's pages against a database of their own, as a visitor would open them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from lib import start, store
from lib.office import Office
from lib.store.postgres import PostgresDatabase
from tests.postgres import Postgres

# AppTest keeps a function of its own in the session state, which the check would refuse.
config.set_option("runner.enforceSerializableSessionState", False)

APP = Path(__file__).parent.parent / "app.py"


here: list[Postgres] = []
"""The server of the test that runs, where it runs on one; see the fixture on_engine."""


def database(file: Path) -> store.Database:
    """Open the database of a file, or what stands for it on the engine of the test."""
    if here:
        return store.open_server(store.server(here[0].of(file)))
    return store.open_database(file)


def reopened(db: store.Database) -> store.Database:
    """Close a database and open it again, as a restart does."""
    db.close()
    if isinstance(db, PostgresDatabase):
        return store.open_server(db.server)
    return store.open_database(Path(db.name))


@contextmanager
def opened(database: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[Office]:
    """Give the office that pages of this test will find, and close it again."""
    monkeypatch.setenv("YUXI_DATABASE", str(database))
    if here:
        monkeypatch.setenv("YUXI_DATABASE_URL", here[0].of(database))
    for name, value in settings.items():
        monkeypatch.setenv(f"YUXI_{name.upper()}", value)
    start.close()
    yield start.office()
    start.close()


def copy(closed: Path, to: Path) -> None:
    """Put a closed database and what lies beside it under another name."""
    for file in closed.parent.glob(f"{closed.name}*"):
        shutil.copy(file, to.with_name(file.name.replace(closed.name, to.name)))


@contextmanager
def copied(
    begun: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str
) -> Iterator[Office]:
    """Give the office of a closed database on a copy of it: faster than making a new one."""
    copy(begun, folder / begun.name)
    with opened(folder / begun.name, monkeypatch, **settings) as at:
        yield at


def visit(page: str = "", **choices: str) -> AppTest:
    """Open the overview in its frame, or another page by itself.

    The test runner of Streamlit takes files in pages/ as scripts of their own; the frame around
    the other pages is looked at in the real browser.
    """
    app = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in choices.items():
        app.query_params[name] = value
    if page:
        app.switch_page(f"pages/{page}.py")
    return app.run()


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    """Put a file into the page's uploader."""
    app.file_uploader[0].set_value((name, data, "text/csv"))
    return app.run()


def words(app: AppTest) -> str:
    """Everything on the page that is text, one thing a line."""
    out = []
    for element in app.main:
        value = getattr(element, "value", None)
        value = value if isinstance(value, str) else getattr(element, "body", None)
        proto = getattr(element, "proto", None)
        out.append(str(value or getattr(proto, "body", "") or ""))
    return "\n".join(out)
