"""Whether the server can serve: named checks, asked at each question; decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lib import faults

Check = Callable[[], str]
"""Gives one word of what is wrong, or nothing where all is well; what it raises is wrong too."""
WELL = "ok"
LEAST_FREE = 500 * 2**20
"""Bytes that must be free beside the database: a few of the largest files, and a copy of a small
database before a change of its schema."""


def answers(checks: Mapping[str, Check]) -> dict[str, str]:
    """Ask every check; gives ok, or what is wrong, by name."""
    out = {}
    for name, check in checks.items():
        try:
            out[name] = check() or WELL
        except Exception as error:  # noqa: BLE001 (a check that breaks is one that does not hold)
            out[name] = faults.name(error)
    return out


def enough(free: int | None, least: int = LEAST_FREE) -> str:
    """Wrong where the disk of the database has less room than is needed to go on writing; None is
    a disk of another machine, which says so itself."""
    return "" if free is None or free >= least else "low"
