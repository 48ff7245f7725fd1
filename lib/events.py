"""What was done, told to whoever counts it: the one seam between the work and numbers about it.

The work says that something ended, how, and how long it took; it does not know who listens. What
is told is of few and known words: never a name, a value, an address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lib.issues import Refusal

DONE, UNFINISHED = "done", "unfinished"


@dataclass(frozen=True)
class Told:
    """One thing that ended: done, unfinished (given up, or an error), or the code of a refusal."""

    what: str
    outcome: str = DONE
    seconds: float = 0.0
    about: dict[str, str] = field(default_factory=dict)


Listener = Callable[[Told], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have somebody hear of everything from now on."""
    _listeners.append(listener)


def deafen(listener: Listener) -> None:
    """The opposite of listen."""
    _listeners.remove(listener)


def tell(what: str, outcome: str = DONE, seconds: float = 0.0, **about: str) -> None:
    """Say that something ended."""
    for listener in tuple(_listeners):
        listener(Told(what, outcome, seconds, about))


@contextmanager
def timed(what: str, **about: str) -> Iterator[None]:
    """Tell how the work inside ended and how long it took; also as a decorator."""
    begin, outcome = time.perf_counter(), DONE
    try:
        yield
    except Refusal as refused:
        outcome = refused.code
        raise
    except Exception:
        outcome = UNFINISHED
        raise
    finally:
        tell(what, outcome, time.perf_counter() - begin, **about)
