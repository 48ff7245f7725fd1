"""What an administrator does to accounts, from the page and from the command line alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib import store
from lib.access import User
from lib.issues import Refusal
from lib.office import Office
from lib.people import passwords
from lib.people.account import Account, checked, key_of

FIRST = "admin"
"""The account of the first administrator, where nobody made one on the command line."""


def departments(office: Office) -> list[str]:
    """Departments that the plan names, in its order."""
    plan = store.plan(office.db, store.head(office.db))
    named = (d for t in plan for d in (*t.lead_departments, *t.supporting_departments))
    return list(dict.fromkeys(named))


def add(
    office: Office, key: str, name: str, role: str, own: Sequence[str], by: User
) -> tuple[Account, str]:
    """Make an account; gives it with the one-time code its person signs in with.

    In a plan beside the home plan somebody who has an account at home is given a role; name is
    theirs from there, and there is no code. Raises NotAllowed, and Refusal account_unknown, and as
    lib.people.account.checked and store.keep_account do.
    """
    _may(office, by)
    if office.home:
        return _give(office, office.home, key, role, own, by), ""
    made = Account(key_of(key), name.strip(), role, tuple(own))
    return _with_code(office, made, None, by)


def change(
    office: Office,
    before: Account,
    by: User,
    *,
    name: str | None = None,
    role: str | None = None,
    own: Sequence[str] | None = None,
    active: bool | None = None,
) -> Account:
    """Change what an account may do; holds from its person's next click on. Raises as add does."""
    _may(office, by)
    made = replace(
        before,
        name=before.name if name is None else name.strip(),
        role=before.role if role is None else role,
        departments=before.departments if own is None else tuple(own),
        active=before.active if active is None else active,
    )
    if made == before:
        raise Refusal("nothing_to_commit")
    store.keep_account(office.db, _checked(office, made), by, before=before)
    return made


def new_code(office: Office, before: Account, by: User) -> str:
    """Take the password away and give a one-time code: for somebody who forgot it.

    Raises as add does, and Refusal account_sso.
    """
    _may(office, by)
    _at_home(office)
    if before.sso:
        raise Refusal("account_sso", name=before.name)
    return _with_code(office, replace(before, password=""), before, by)[1]


def end_sessions(office: Office, of: Account, by: User) -> None:
    """Send a person out everywhere. Raises NotAllowed."""
    _may(office, by)
    _at_home(office)
    store.end_sessions(office.db, of.key, "administrator", by)


def forgive(office: Office, of: Account, by: User) -> None:
    """Let somebody in at once after wrong tries. Raises NotAllowed, Refusal account_at_home."""
    _may(office, by)
    _at_home(office)
    store.forgive(office.db, of.key, by)


def without_role(office: Office) -> list[Account]:
    """Open accounts of the home plan that this plan gave no role, nor has by itself."""
    if office.home is None:
        return []
    here = {a.key for a in store.accounts(office.db)}
    known = store.accounts(office.home.db)
    return [a for a in known if a.active and a.key not in here and a.role != "administrator"]


def _give(
    office: Office, home: Office, key: str, role: str, own: Sequence[str], by: User
) -> Account:
    known = store.account(home.db, key_of(key))
    if known is None:
        raise Refusal("account_unknown", found=key)
    made = _checked(office, Account(known.key, known.name, role, tuple(own)))
    store.keep_account(office.db, made, by, before=None)
    return made


def _at_home(office: Office) -> None:
    """Passwords, codes and sessions are the home plan's: one door for all plans."""
    if office.home:
        raise Refusal("account_at_home")


def first_administrator(office: Office) -> str:
    """A one-time code for the first administrator, new at each start until somebody used it.

    Empty where somebody can administrate already, or where nobody needs an account.
    """
    at = office.settings
    if office.home or (at.entry != "accounts" and at.viewing == "open"):
        return ""
    known = {a.key: a for a in store.accounts(office.db)}
    ready = (a for a in known.values() if a.role == "administrator" and a.active)
    if any(a.password or a.sso or a.key != FIRST for a in ready):
        return ""
    before = known.get(FIRST)
    made = before or Account(FIRST, "管理员", "administrator")
    by = User("首次启动", "administrator")
    return _with_code(office, made, before, by)[1]


def _with_code(
    office: Office, made: Account, before: Account | None, by: User
) -> tuple[Account, str]:
    code = passwords.new_code()
    until = store.now() + passwords.CODE_LASTS
    made = replace(_checked(office, made), code=passwords.hash_code(code), code_until=until)
    kind = "" if before is None else "code_made"
    store.keep_account(office.db, made, by, before=before, kind=kind)
    return made, code


def _checked(office: Office, made: Account) -> Account:
    return checked(made, departments(office))


def _may(office: Office, by: User) -> None:
    with store.guarded(office.db, by, what="account"):
        by.may("manage_people")
        store.check_still(office.db, by)
