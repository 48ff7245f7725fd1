"""What is kept in memory stays true: by submission for good, everything else until a writing."""

import pytest

from lib import store
from lib.people.account import Account
from lib.store.database import Database
from lib.store.postgres import PostgresDatabase
from lib.store.remembered import LONGEST, MOST, Row, as_added, as_known, until_written
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


@as_added
def added(db: Database, key: str, after: int, seq: int, most: int | None) -> list[Row]:
    """A row a submission, and two of the third."""
    SAID.append(f"{key} after {after} up to {seq}")
    found = [{"key": key, "seq": n} for n in (*range(1, seq + 1), *(3,) * (seq > 2)) if n > after]
    return sorted(found, key=lambda row: -row["seq"])[:most]


def numbers(rows: list[Row]) -> list[int]:
    return [row["seq"] for row in rows]


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


@pytest.mark.both
def test_of_a_growing_list_only_what_was_added_is_asked_and_every_earlier_number_still_stands(
    db: store.Database,
) -> None:
    for n in range(3):
        store.commit(db, bring(db, ("T03-1", str(150 + n))), LI)
    assert numbers(added(db, "T", 2)) == [2, 1]
    assert numbers(added(db, "T", 3)) == [3, 3, 2, 1]
    assert [numbers(added(db, "T", n)) for n in (0, 1, 2)] == [[], [1], [2, 1]]
    assert numbers(added(db, "T", 3, most=1)) == [3]
    assert SAID == ["T after 0 up to 2", "T after 2 up to 3"]
    assert numbers(added(db, "U", 3)) == [3, 3, 2, 1]


def test_what_lies_before_the_newest_that_are_kept_is_asked_anew(db: store.Database) -> None:
    for n in range(4):
        store.commit(db, bring(db, ("T03-1", str(150 + n))), LI)
    assert numbers(added(db, "T", 3, most=3)) == [3, 3, 2]
    assert numbers(added(db, "T", 4, most=3)) == [4, 3, 3]
    assert numbers(added(db, "T", 4, most=4)) == [4, 3, 3, 2]
    assert numbers(added(db, "T", 4)) == [4, 3, 3, 2, 1]
    assert numbers(added(db, "T", 2, most=2)) == [2, 1]
    assert SAID == [
        "T after 0 up to 3",
        "T after 3 up to 4",
        "T after 0 up to 4",
        "T after 0 up to 2",
    ]


def test_rows_of_a_submission_still_to_come_are_not_kept(db: store.Database) -> None:
    assert numbers(added(db, "T", 2)) == [2, 1]
    assert numbers(added(db, "T", 2)) == [2, 1]
    assert len(SAID) == 2


@pytest.mark.both
def test_a_history_grows_by_what_is_reported_and_an_earlier_one_stays(db: store.Database) -> None:
    first = store.commit(db, bring(db, ("T03-1", "150"), ("T32-1", "7")), LI).seq
    before = store.revisions(db, "T03-1", first)
    second = store.commit(db, bring(db, ("T03-1", "160")), LI).seq
    after = store.revisions(db, "T03-1", second)
    assert [int(row["value"]) for row in after] == [160, 150]
    assert after[1:] == before == store.revisions(db, "T03-1", first)
    assert [int(row["value"]) for row in store.revisions(db, "T32-1", second)] == [7]


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
