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

NOTHING = object()
"""Stands for no answer: None is one."""
_kept: WeakKeyDictionary[Database, OrderedDict[Hashable, object]] = WeakKeyDictionary()
_turn = threading.Lock()


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
        known = _kept.setdefault(db, OrderedDict())
        if about in known:
            known.move_to_end(about)
            return known[about]
    return NOTHING


def _keep(db: Database, about: Hashable, answer: object) -> None:
    if isinstance(answer, Sized) and len(answer) > LONGEST:
        return
    with _turn:
        known = _kept.setdefault(db, OrderedDict())
        known[about] = answer
        if len(known) > MOST:
            known.popitem(last=False)


def _own(answer: T) -> T:
    """A list of one's own, so that nobody can add to somebody else's; the rows are shared."""
    return cast("T", answer.copy()) if isinstance(answer, list | dict) else answer
