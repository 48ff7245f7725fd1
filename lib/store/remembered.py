"""Answers kept in memory for as long as they stay true; asks nothing itself and knows no SQL.

Every page asks the same few questions, and one takes DuckDB one to eight milliseconds of a core.
What is kept is given to whoever asks the very same: no answer here depends on who asks.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from lib.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable, contravariant=True)
Question = Callable[Concatenate[Database, P], T]

Row = dict[str, Any]

MOST = 10_000
"""Rows of all the answers kept of one database, one to three kilobytes each; what nobody asked for
the longest time goes first."""
LONGEST = 1000
"""Rows above which an answer is not kept: a city's targets have dozens of revisions, a province's
may have a hundred thousand, which a page reads in pieces."""

NOTHING = object()
"""Stands for no answer: None is one."""
_turn = threading.Lock()


@dataclass
class _Kept:
    """Answers of one database, the one asked last at the end, and how many rows they have."""

    answers: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    rows: int = 0


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def as_known(ask: Question[P, T]) -> Question[P, T]:
    """Keep the answers of a question whose last argument is the submission that it goes up to.

    The log is only ever added to: what was known at a submission stays as it was. What is asked
    about a submission that is still to come is not kept.
    """

    @wraps(ask)
    def asked(db: Database, *args: P.args, **kwargs: P.kwargs) -> T:
        from lib.store.read import newest_seq  # its questions are remembered here too

        about = (ask, args, tuple(kwargs.items()))
        if (known := _found(db, about)) is not NOTHING:
            return _own(cast("T", known))
        has_come = cast("int", args[-1]) <= newest_seq(db)
        given = ask(db, *args, **kwargs)
        if has_come:
            _keep(db, about, given)
        return _own(given)

    return asked


Entries = Callable[[Database, K, int, int, int | None], list[Row]]
"""A question about one key: its rows of the submissions after one and up to another, newest first;
a last argument gives so many of them only."""


class Standing(Protocol[K]):
    """What is asked of them: the rows that stood at a submission."""

    def __call__(self, db: Database, key: K, seq: int, *, most: int | None = None) -> list[Row]:
        """Give the rows; shared with others, who must find them as they were."""
        ...


@dataclass(frozen=True)
class _Entries:
    """The newest rows of one key up to a submission; whole says that there are no older ones."""

    rows: list[Row]
    upto: int
    whole: bool

    def __len__(self) -> int:
        return len(self.rows)

    def newest(self, most: int) -> _Entries:
        """At most so many of them, which leaves out older ones."""
        return _Entries(self.rows[:most], self.upto, self.whole and len(self) <= most)

    def at(self, seq: int, most: int | None) -> list[Row] | None:
        """The rows up to an earlier submission, or None where they do not reach so far back."""
        start = bisect_left(self.rows, -seq, key=lambda row: -row["seq"])
        found = self.rows[start : None if most is None else start + most]
        return found if self.whole or len(found) == most else None


def as_added(ask: Entries[K]) -> Standing[K]:
    """Keep the rows of each key once, and ask only for those that were added since.

    What as_known keeps anew for each submission would hold a target's whole history as many times
    as anybody reported anything.
    """

    @wraps(ask)
    def asked(db: Database, key: K, seq: int, *, most: int | None = None) -> list[Row]:
        from lib.store.read import newest_seq  # its questions are remembered here too

        about = (ask, key)
        found = _found(db, about)
        known = _Entries([], 0, whole=True) if found is NOTHING else cast("_Entries", found)
        if seq > known.upto:
            if seq > newest_seq(db):
                return ask(db, key, 0, seq, most)
            new = ask(db, key, known.upto, seq, most)
            if most is not None and len(new) >= most:
                known = _Entries(new, seq, whole=False)
            else:
                known = _Entries(new + known.rows, seq, known.whole)
            _keep(db, about, known.newest(LONGEST))
        standing = known.at(seq, most)
        return ask(db, key, 0, seq, most) if standing is None else standing

    return asked


def until_written(ask: Question[P, T]) -> Question[P, T]:
    """Keep the answers of any other question until this process writes anything.

    Where other processes write too (Database.exclusive is false), it is asked every time.
    """

    @wraps(ask)
    def asked(db: Database, *args: P.args, **kwargs: P.kwargs) -> T:
        if not db.exclusive:
            return ask(db, *args, **kwargs)
        # Counted before it is asked: an answer from before a writing never counts as one after.
        about = (ask, args, tuple(kwargs.items()), db.writings)
        if (known := _found(db, about)) is not NOTHING:
            return _own(cast("T", known))
        given = ask(db, *args, **kwargs)
        _keep(db, about, given)
        return _own(given)

    return asked


def _found(db: Database, about: Hashable) -> object:
    with _turn:
        known = _kept.setdefault(db, _Kept()).answers
        if about in known:
            known.move_to_end(about)
            return known[about]
    return NOTHING


def _keep(db: Database, about: Hashable, answer: object) -> None:
    if _rows(answer) > LONGEST:
        return
    with _turn:
        known = _kept.setdefault(db, _Kept())
        if about in known.answers:
            known.rows -= _rows(known.answers.pop(about))
        known.answers[about] = answer
        known.rows += _rows(answer)
        while known.rows > MOST:
            known.rows -= _rows(known.answers.popitem(last=False)[1])


def _rows(answer: object) -> int:
    if isinstance(answer, tuple):
        return sum(_rows(part) for part in answer)
    return max(1, len(answer)) if isinstance(answer, Sized) else 1


def _own(answer: T) -> T:
    """A list of one's own, so that nobody can add to somebody else's; the rows are shared."""
    return cast("T", answer.copy()) if isinstance(answer, list | dict) else answer
