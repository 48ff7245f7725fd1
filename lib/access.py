"""Who may do what; the one table of rights. Never knows about pages or passwords."""

from __future__ import annotations

from dataclasses import dataclass

from lib.issues import NotAllowed

READS = frozenset({"read", "export"})
NAMELESS = READS | {"read_files"}
"""Rights that change nothing: where an office asks for names only, these ask for none."""
REPORTS = NAMELESS | {"write_actuals"}

RIGHTS = {
    "nobody": frozenset(),
    "viewer": READS,
    "presenter": READS | {"write_meetings"},
    "statistician": REPORTS,
    "reviewer": NAMELESS | {"review"},
    "administrator": REPORTS
    | {"review", "write_plan", "write_meetings", "manage_people", "read_audit", "keep_data"},
    # Where an office asks for names only, whoever gives one may do this.
    "anyone": REPORTS | {"write_meetings"},
}
"""Rights of each role."""
LOOKED_MB = 20
"""Size of the largest file taken from somebody who may look but not report."""
ROLES: tuple[str, ...] = ("viewer", "presenter", "statistician", "reviewer", "administrator")
"""What an account may be."""


@dataclass(frozen=True)
class User:
    """A person, or the program itself at its first start.

    department is the one that is reported for now; departments are those that the person may
    report for, every one where it is empty. account and session name what the store knows of the
    person, where they signed in; address is where they came from.
    """

    name: str
    role: str = "viewer"
    department: str = ""
    departments: tuple[str, ...] = ()
    account: str = ""
    session: str = ""
    address: str = ""

    def can(self, right: str) -> bool:
        """Say whether the role has the right."""
        return right in RIGHTS.get(self.role, frozenset())

    @property
    def sends_mb(self) -> int | None:
        """Size (MB) of the largest file taken from them; None where the settings alone say."""
        return None if self.can("write_actuals") else LOOKED_MB

    def may(self, right: str) -> None:
        """Do nothing where the role has the right.

        Raises NotAllowed otherwise, and where nobody said who they are.
        """
        if not self.can(right):
            raise NotAllowed("not_allowed", name=self.name, role=self.role, right=right)
        if right not in NAMELESS and not self.name.strip():
            raise NotAllowed("no_name")


NOBODY = User("", "nobody")
VIEWER = User("", "viewer")
SYSTEM = User("系统", "administrator")
