"""How the process keeps memory that it no longer needs; allocates none itself."""

from __future__ import annotations

import ctypes
import sys

ARENAS = 2
"""Stocks of free memory: one a core of a small server."""
_M_ARENA_MAX = -8  # of malloc.h


def few_arenas() -> bool:
    """Let the threads of this process share few stocks of free memory; says whether it could.

    Streamlit runs every page in a thread of its own, and glibc gives threads up to eight stocks a
    core, each of which keeps what was freed in it: a server grew by hundreds of megabytes that
    nothing used. Elsewhere than with glibc nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, ARENAS))
    except (OSError, AttributeError):  # another C library
        return False
