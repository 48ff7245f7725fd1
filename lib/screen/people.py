"""Accounts, sessions and the table of rights as HTML (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from lib import texts
from lib.access import RIGHTS, ROLES, User
from lib.people.account import Account
from lib.people.sessions import Session
from lib.screen import pieces
from lib.screen.pieces import Pen

OWN_PAGES = {
    "review": ("write_actuals", "review"),
    "people": ("manage_people",),
    "audit": ("read_audit",),
    "backups": ("keep_data",),
}
"""Pages for some, and the rights of which each needs one."""
COLUMNS = ("account", "name", "role", "departments", "state", "way", "here", "since")
SHOWN_RIGHTS = (
    "read",
    "export",
    "read_files",
    "write_actuals",
    "review",
    "write_meetings",
    "write_plan",
    "manage_people",
    "read_audit",
    "keep_data",
)


def card(pen: Pen, me: User, known: Account | None) -> str:
    """What the office knows of whoever looks."""
    role = known.role if known else me.role
    rows = [
        ("signin.who", me.name),
        ("signin.account", me.account),
        ("people.role", texts.t(pen.lang, f"role.{role}")),
        ("people.departments", _departments(pen, me.departments)),
    ]
    return pieces.facts((texts.t(pen.lang, key), escape(words)) for key, words in rows if words)


def own_pages(pen: Pen, me: User) -> str:
    """Links to the pages that only some may open."""
    links = [
        f"<li>{pen.go(name, escape(texts.t(pen.lang, f'nav.{name}')), 'more')}"
        f" <small>{escape(texts.t(pen.lang, f'nav_about.{name}'))}</small></li>"
        for name, rights in OWN_PAGES.items()
        if any(me.can(right) for right in rights)
    ]
    return f'<ul class="y own">{"".join(links)}</ul>' if links else ""


def listing(pen: Pen, known: Sequence[Account], here: Sequence[Session]) -> str:
    """Every account in a row."""
    count = Counter(s.account for s in here)
    latest = {s.account: s for s in reversed(here)}
    rows = []
    for a in known:
        way = "sso" if a.sso else "password" if a.password else "code"
        seen = latest.get(a.key)
        rows.append(
            [
                escape(a.key),
                escape(a.name),
                escape(texts.t(pen.lang, f"role.{a.role}")),
                escape(_departments(pen, a.departments)),
                escape(texts.t(pen.lang, f"people.active_{a.active}")),
                escape(texts.t(pen.lang, f"people.way.{way}")),
                escape(f"{count[a.key]} · {pen.moment(seen.seen_at)}" if seen else ""),
                escape(pen.moment(a.since) if a.since else ""),
            ]
        )
    return pieces.table([escape(texts.t(pen.lang, f"people.column.{c}")) for c in COLUMNS], rows)


def roles(pen: Pen, known: Sequence[Account]) -> str:
    """What each may do in a plan beside the home plan, a row each."""
    columns = ("account", "name", "role", "departments", "state", "since")
    rows = [
        [
            escape(a.key),
            escape(a.name),
            escape(texts.t(pen.lang, f"role.{a.role}")),
            escape(_departments(pen, a.departments)),
            escape(texts.t(pen.lang, f"people.active_{a.active}")),
            escape(pen.moment(a.since) if a.since else ""),
        ]
        for a in known
    ]
    return pieces.table([escape(texts.t(pen.lang, f"people.column.{c}")) for c in columns], rows)


def rights(pen: Pen) -> str:
    """The table of rights, role by role."""
    heads = ["", *(escape(texts.t(pen.lang, f"role.{role}")) for role in ROLES)]
    rows = [
        [escape(texts.t(pen.lang, f"right.{right}"))]
        + ["✓" if right in RIGHTS[role] else "" for role in ROLES]
        for right in SHOWN_RIGHTS
    ]
    return pieces.table(heads, rows)


def code_words(pen: Pen, of: Account, code: str) -> str:
    """What an administrator tells the person, once."""
    return texts.t(pen.lang, "people.code", name=of.name, account=of.key, code=code)


def _departments(pen: Pen, own: Sequence[str]) -> str:
    return texts.join(pen.lang, [texts.name(pen.lang, d, pen.names) for d in own])
