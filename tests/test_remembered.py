"""What is kept in memory stays true: by submission for good, everything else until a writing."""

import pytest

from lib import store
from lib.people.account import Account
from lib.store.database import Database
from lib.store.postgres import PostgresDatabase
from lib.store.remembered import LONGEST, MOST, as_known, until_written
from tests.people import BY
from tests.test_store import LI, bring

SAID: list[str] = []
"""What was really asked, in order."""


@as_known
def known_at(db: Database, size: int, seq: int) -> list[int]:
    SAID.append(f"{size} known at {seq}")
    return list(range(size))


@until_written
def told_now(db: Database, who: str) -> int:
    SAID.append(f"now of {who}")
    return store.head(db)


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    SAID.clear()


@pytest.mark.both
def test_what_was_known_at_a_submission_is_asked_once_for_good(db: store.Database) -> None:
    first = store.commit(db, bring(db, ("T03-1", "150")), LI).seq
    assert known_at(db, 2, first) == [0, 1]
    second = store.commit(db, bring(db, ("T03-1", "160")), LI).seq
    assert known_at(db, 2, first) == [0, 1]
    assert known_at(db, 2, second) == [0, 1]
    assert SAID == ["2 known at 1", "2 known at 2"]


@pytest.mark.both
def test_what_is_still_to_come_is_not_kept(db: store.Database) -> None:
    assert store.submissions(db, 1) == []
    store.commit(db, bring(db, ("T03-1", "150")), LI)
    assert [s.seq for s in store.submissions(db, 1)] == [1]


@pytest.mark.duckdb
def test_anything_else_is_asked_again_after_whatever_is_written(db: store.Database) -> None:
    before = store.head(db)
    assert [told_now(db, "a"), told_now(db, "a")] == [before, before]
    assert SAID == ["now of a"]
    store.commit(db, bring(db, ("T03-1", "150")), LI)
    assert told_now(db, "a") == before + 1
    assert SAID == ["now of a", "now of a"]


@pytest.mark.duckdb
def test_a_writing_that_failed_counts_too_for_nobody_knows_what_it_left(
    db: store.Database,
) -> None:
    told_now(db, "a")
    with pytest.raises(ZeroDivisionError), db.writing():
        raise ZeroDivisionError
    told_now(db, "a")
    assert SAID == ["now of a", "now of a"]


def test_one_persons_answer_is_never_anothers(db: store.Database) -> None:
    told_now(db, "a")
    told_now(db, "b")
    assert SAID == ["now of a", "now of b"]


def test_nobody_changes_the_list_that_the_next_one_is_given(db: store.Database) -> None:
    known_at(db, 2, 0).append(99)
    assert known_at(db, 2, 0) == [0, 1]
    assert SAID == ["2 known at 0"]


def test_a_long_answer_is_not_kept(db: store.Database) -> None:
    known_at(db, LONGEST + 1, 0)
    known_at(db, LONGEST + 1, 0)
    assert len(SAID) == 2


def test_what_was_asked_longest_ago_goes_when_there_are_too_many_rows(db: store.Database) -> None:
    for seq in range(-MOST // LONGEST, 1):  # one more than there is room for
        known_at(db, LONGEST, seq)
    asked = len(SAID)
    known_at(db, LONGEST, 0)
    assert len(SAID) == asked
    known_at(db, LONGEST, -MOST // LONGEST)
    assert len(SAID) == asked + 1


@pytest.mark.both
def test_where_others_may_write_a_role_holds_at_the_next_look(db: store.Database) -> None:
    """On PostgreSQL another server may have given it: a second connection stands for that one."""
    other = store.open_server(db.server) if isinstance(db, PostgresDatabase) else db
    assert db.exclusive == (other is db)
    assert store.account(db, "li") is None
    store.keep_account(other, Account("li", "李敏", "viewer"), BY, before=None)
    known = store.account(db, "li")
    assert known is not None
    assert known.role == "viewer"
    if other is not db:
        other.close()
