"""A fresh database for every test, with the shipped plan where a test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import store
from lib.start import bring_plan

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[store.Database]:
    opened = store.open_database(tmp_path / "test.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def planned(db: store.Database) -> store.Database:
    bring_plan(db, DATA)
    return db


@pytest.fixture
def demo_db(tmp_path: Path) -> Iterator[store.Database]:
    opened = store.open_database(tmp_path / "demo.duckdb", kind="demo")
    yield opened
    opened.close()
