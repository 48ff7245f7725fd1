"""What became of one drill: what was tried, what was counted, and whether it is what must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """One line of the report.

    what is tried; seen is what was counted; must is what had to be counted; holds compares them.
    """

    what: str
    seen: str
    must: str
    holds: bool

    def as_json(self) -> dict[str, Any]:
        """The same for the file that is kept."""
        return vars(self)

    def line(self) -> str:
        """The same for the terminal."""
        sign = "ok  " if self.holds else "FAIL"
        return f"{sign} {self.what}: {self.seen} (must be: {self.must})"


def counted(what: str, seen: int, must: int, about: str = "") -> Outcome:
    """An outcome that is a number."""
    return Outcome(what, f"{seen}{' ' if about else ''}{about}", str(must), seen == must)
