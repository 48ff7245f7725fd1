"""What is wrong with somebody's data, as a value, and the family of refusals; never words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

REJECT = "reject"
"""The cell cannot be read at all; the row cannot be committed."""
HOLD = "hold"
"""The cell can be read but breaks a rule; the row is not committed until somebody mends it."""
ASK = "ask"
"""The row can be committed; the person is told why it looks unusual."""


@dataclass(frozen=True)
class Issue:
    """One problem in one place of a file.

    row is the line number in the file as Excel shows it (header = 1), None for the whole file.
    code names the sentence `issue.<code>` in texts.csv, into which params go beside row, column
    and found.
    """

    code: str
    row: int | None = None
    column: str | None = None
    found: str = ""
    severity: str = HOLD
    params: dict[str, Any] = field(default_factory=dict)


class Refusal(Exception):
    """Something the program will not do, for a reason a person can act on.

    code names the sentence `refusal.<code>` in texts.csv; params go into it.
    issues lists every single problem where there is more than one.
    """

    def __init__(self, code: str, issues: tuple[Issue, ...] = (), **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.issues = issues
        self.params = params

    def __str__(self) -> str:
        """Code and parameters, for logs; people read the sentence in texts.csv."""
        details = ", ".join(f"{k}={v}" for k, v in self.params.items())
        return f"{self.code}({details})" + "".join(f"\n  {issue}" for issue in self.issues)


class UnreadableFile(Refusal):
    """The bytes are not a table this program reads."""


class BrokenPlan(Refusal):
    """targets.csv breaks a rule; issues lists every place."""


class NotAllowed(Refusal):
    """This person may not do this."""


class Conflict(Refusal):
    """Somebody changed the same values since this person looked."""


class StoreTrouble(Refusal):
    """The database cannot be opened, is held by another process, or is behind its journal."""
