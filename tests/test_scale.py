"""The comparison of the store with SQL by hand is one of equals: both give the same answers."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.committing import WRITER, Supply, bare, plain_rows
from benchmarks.filled import ENGINES, Filled, Shape, fill, plan_in
from benchmarks.growth import exponent
from benchmarks.questions import answer, by_hand, questions
from lib import store
from tests.postgres import Postgres

SIZE = 10_000


@pytest.mark.parametrize("engine", ENGINES)
def test_the_store_and_sql_by_hand_give_the_same_answers(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one = made(engine, tmp_path, request)
    with one.opened() as db:
        head = store.head(db)
        counts = {}
        for asked in questions(Shape.of(SIZE), head):
            ours = answer(asked.ours(db))
            assert ours == by_hand(asked.by_hand(db, engine)), asked.name
            counts[asked.name] = len(ours)
        # Of 16 months of 60 targets some values were taken back, none of a board's.
        assert list(counts.values()) == [60, 60, 16, 50, 957]

        newest = store.newest(db, head, ["T08-1"], ["600005"])
        assert [(a.period_end, a.value, a.seq) for a in newest] == [
            (date(2017, 4, 30), Decimal("7776.63"), 18)
        ]
        before = store.newest(db, head - 1, ["T08-1"], ["600005"])
        assert [(a.period_end, a.seq) for a in before] == [(date(2017, 3, 31), 17)]
        assert store.newest(db, head, ["T08-1"], []) == []

        revised = store.revisions(db, "T08-1", head)
        assert (len(revised), revised[0]["seq"]) == (168, 18)
        assert store.revisions(db, "T08-1", head, most=25) == revised[:25]

        by_period = sorted(store.actuals(db, head), key=lambda a: a.period_end)
        last = {(a.target_id, a.region, a.contributor): a.value for a in by_period}
        assert store.last_values(db, head) == last
        assert len(last) == 600

        supply = Supply(Shape.of(SIZE))
        receipt = store.commit(db, supply.changes(db, 100), WRITER)
        assert (receipt.seq, receipt.n_rows) == (head + 1, 100)
        assert len(store.last_values(db, head + 1).items() - last.items()) == 90
        store.undo(db, head + 1, WRITER)  # what was latest is taken back: the one before counts
        assert store.last_values(db, head + 2) == last
        assert store.newest(db, head + 2, ["T08-1"], ["600005"])[0].value == Decimal("7776.63")
        with bare(one) as floor:
            floor.insert(plain_rows(supply.changes(db, 100)))


def made(engine: str, folder: Path, request: pytest.FixtureRequest) -> Filled:
    if engine == "duckdb":
        where = str(folder / "filled.duckdb")
    else:
        running: Postgres = request.getfixturevalue("postgres")
        where = running.empty()
        request.addfinalizer(lambda: running.drop(where))
    plan = plan_in(folder)
    fill(engine, where, plan, Shape.of(SIZE))
    return Filled(engine, SIZE, where, plan)


@pytest.mark.parametrize(
    ("rows", "regions", "months"),
    [(10_000, 10, 16), (1_000_000, 132, 120), (10_000_000, 1323, 120), (50_000_000, 6614, 120)],
)
def test_more_rows_are_more_regions_of_the_same_ten_years(rows, regions, months):
    assert Shape.of(rows) == Shape(regions, months)


def test_the_exponent_of_a_line_says_how_it_grows():
    assert exponent([(10, 3.0), (100, 30.0), (1000, 300.0)]) == pytest.approx(1)
    assert exponent([(10, 7.0), (1000, 7.0)]) == pytest.approx(0)
    assert exponent([(10, 1.0), (1000, 10.0)]) == pytest.approx(0.5)
