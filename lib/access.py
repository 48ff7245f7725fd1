"""Who may do what; the one table of rights. Never knows about pages or passwords."""

from __future__ import annotations

from dataclasses import dataclass

from lib.issues import NotAllowed

RIGHTS = {
    "viewer": frozenset({"read"}),
    "statistician": frozenset({"read", "write_actuals", "write_meetings"}),
    "administrator": frozenset({"read", "write_actuals", "write_plan", "write_meetings"}),
}


@dataclass(frozen=True)
class User:
    """A person, or the program itself at its first start."""

    name: str
    role: str = "viewer"
    department: str = ""

    def may(self, right: str) -> None:
        """Do nothing where the role has the right.

        Raises NotAllowed otherwise, and where nobody said who they are.
        """
        if right not in RIGHTS.get(self.role, frozenset()):
            raise NotAllowed("not_allowed", name=self.name, role=self.role, right=right)
        if right != "read" and not self.name.strip():
            raise NotAllowed("no_name")


VIEWER = User("", "viewer")
SYSTEM = User("系统", "administrator")
