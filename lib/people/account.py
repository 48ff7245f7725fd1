"""One account, and the rules a new or changed one must keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lib.access import ROLES
from lib.issues import Refusal

NONE_YET = "nobody"
"""The role of an account that came from the office's own sign-in and was given nothing yet."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Account:
    """What the store knows of a person. key is what is typed at sign-in.

    issuer and subject name the person at the office's own sign-in; such an account never has a
    password. password and code are hashes, empty where there is none; code_until is naive UTC.
    """

    key: str
    name: str
    role: str
    departments: tuple[str, ...] = ()
    active: bool = True
    issuer: str = ""
    subject: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    code_until: datetime | None = None
    since: datetime | None = None

    @property
    def sso(self) -> bool:
        """Say whether the person signs in at the office's own sign-in."""
        return bool(self.subject)


def in_plan(home: Account, given: Account | None) -> Account:
    """Give the account of somebody in a plan beside the home plan.

    home is what they are in the home plan, given what that other plan gave them, or None. Who they
    are, and whether they are shut out, is said at home alone; what they may do by the plan. Who
    administrates the home plan administrates every plan, and no longer than that.
    """
    if home.role == "administrator":
        return replace(home, departments=())
    if given is None or not given.active:
        return replace(home, role=NONE_YET, departments=())
    return replace(home, role=given.role, departments=given.departments)


def key_of(typed: str) -> str:
    """The form in which an account is looked up: what looks the same is the same."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc")).strip().lower()


def checked(made: Account, departments: Sequence[str]) -> Account:
    """Give the account back where it keeps the rules; departments are those of the plan.

    Raises Refusal account_key, account_name, account_role, account_department,
    account_without_department.
    """
    if not made.sso and not NAME.fullmatch(made.key):
        raise Refusal("account_key", found=made.key)
    if not made.name.strip() or len(made.name) > 50:
        raise Refusal("account_name", found=made.name)
    if made.role not in ROLES and not (made.sso and made.role == NONE_YET):
        raise Refusal("account_role", found=made.role, allowed=" / ".join(ROLES))
    for unknown in set(made.departments) - set(departments):
        raise Refusal("account_department", found=unknown)
    if made.role == "statistician" and not made.departments:
        raise Refusal("account_without_department", name=made.name)
    return made
