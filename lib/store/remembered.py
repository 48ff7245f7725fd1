"""Answers kept in memory for as long as they stay true; asks nothing itself and knows no SQL.

Every page asks the same few questions, and one takes DuckDB one to eight milliseconds of a core.
What is kept is given to whoever asks the very same: no answer here depends on who asks.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from lib.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")
Question = Callable[Concatenate[Database, P], T]

MOST = 512
"""Answers kept of one database; the one that nobody asked for the longest time goes first."""
LONGEST = 1000
"""Rows above which an answer is not kept: a city's targets have dozens of revisions, a province's
may have a hundred thousand, which a page reads in pieces."""

_kept: WeakKeyDictionary[Database, OrderedDict[Hashable, object]] = WeakKeyDictionary()
_turn = threading.Lock()


def as_known(ask: Question[P, T]) -> Question[P, T]:
    """Keep the answers of a question that goes up to a submission, which is one of its arguments.

    The log is only ever added to: what was known at a submission stays as it was. Whoever asks
    names one that is there; beyond the last there is nothing that could stay.
    """

    @wraps(ask)
    def asked(db: Database, *args: P.args, **kwargs: P.kwargs) -> T:
        return _remembered(db, ask, (args, tuple(kwargs.items())), lambda: ask(db, *args, **kwargs))

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
        about = (args, tuple(kwargs.items()), db.writings)
        return _remembered(db, ask, about, lambda: ask(db, *args, **kwargs))

    return asked


def _remembered(db: Database, ask: Callable[..., T], about: Hashable, answer: Callable[[], T]) -> T:
    with _turn:
        known = _kept.setdefault(db, OrderedDict())
        if (ask, about) in known:
            known.move_to_end((ask, about))
            return _own(cast("T", known[ask, about]))
    given = answer()  # not in anybody's turn: a slow question must not hold up the others
    if not isinstance(given, Sized) or len(given) <= LONGEST:
        with _turn:
            known[ask, about] = given
            if len(known) > MOST:
                known.popitem(last=False)
    return _own(given)


def _own(answer: T) -> T:
    """A list of one's own, so that nobody can add to somebody else's; the rows are shared."""
    return cast("T", answer.copy()) if isinstance(answer, list | dict) else answer
