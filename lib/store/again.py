"""A send that broke off on its way to a server is sent again with its token; never a second one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from lib.issues import StoreTrouble

T = TypeVar("T")
BROKE_OFF = ("line_lost", "collided", "outcome_unknown")
"""Troubles of a server after which the very same send is safe and may go well."""
PAUSES = (0.2, 1.0, 3.0)
"""Seconds before each further try: a server that starts again takes a few."""


def once_more(write: Callable[[], T], broke: StoreTrouble) -> T:
    """Send again what broke off on its way to a server, a few times, with the token it had.

    It waits for its turn among the writers, so a first send that is still being kept is over by
    then: where it was kept its receipt comes back, else it is written now. Nothing is there twice.
    Raises the last trouble that left it open, or else the first.
    """
    for pause in PAUSES:
        time.sleep(pause)
        try:
            return write()
        except StoreTrouble as also:
            if also.code == "outcome_unknown":
                broke = also
            elif also.code not in (*BROKE_OFF, "unreachable"):
                raise
    raise broke
