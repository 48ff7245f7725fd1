"""An error as the log may have it: what kind and where in the code, never what it says (pure).

The words of an error may hold what somebody typed, a value of a cell, a password: they stay out,
and so do local variables. A refusal is known by its code.
"""

from __future__ import annotations

import traceback

from lib.issues import Refusal

DEEPEST = 40
"""Places of one error; of a longer way the last ones, where it happened."""
MOST = 5
"""Errors that led to one another."""


def name(error: BaseException) -> str:
    """The kind of an error; of a refusal also its code, of the system its number."""
    kind = type(error).__qualname__
    if isinstance(error, Refusal):
        return f"{kind} {error.code}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind} {error.errno}"
    return kind


def told(error: BaseException) -> str:
    """The error and what led to it, oldest first, each with its places in the code."""
    chain: list[BaseException] = []
    left: BaseException | None = error
    while left is not None and left not in chain and len(chain) < MOST:
        chain.append(left)
        inside = left.exceptions[0] if isinstance(left, BaseExceptionGroup) else None
        before = None if left.__suppress_context__ else left.__context__
        left = left.__cause__ or before or inside
    return "\nwhich led to\n".join(_one(e) for e in reversed(chain))


def _one(error: BaseException) -> str:
    places = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), limit=-DEEPEST, capture_locals=False
    )
    return "".join(places.format()) + name(error)
