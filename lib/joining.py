"""On screen: what people may do in a plan beside the home plan; makes no account."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lib import managing, store, ui
from lib.access import ROLES
from lib.issues import Refusal
from lib.screen import people
from lib.view import View

TOLD = "joining-told"
"""Place in the session of what came of the last click."""


def handle(seen: View) -> None:
    """Show who has which role in this plan, with the ways to change and to give one."""
    if told := st.session_state.pop(TOLD, ""):
        st.success(ui.plain(told))
    lang = urlencode({"lang": seen.lang})
    words = escape(seen.t("people.at_home_link"))
    link = f'<a class="more" href="./people?{lang}" target="_self">{words}</a>'
    st.html(f'<p class="y">{escape(seen.t("people.at_home"))} {link}</p>')
    known = store.accounts(seen.office.db)
    ui.heading(seen.t("people.in_plan", count=sum(a.active for a in known)))
    if known:
        ui.html(people.roles(seen.pen, known))
        _change(seen, {a.key: a.name for a in known})
    else:
        st.caption(seen.t("people.none_in_plan"))
    ui.heading(seen.t("people.give"))
    if left := {a.key: a.name for a in managing.without_role(seen.office)}:
        _give(seen, left)
    else:
        st.caption(seen.t("people.nobody_left"))


def which(seen: View, names: dict[str, str]) -> str | None:
    """Let somebody choose one of the accounts, by key and name; None as long as nobody did."""
    return ui.choose(
        "account",
        seen.t("people.which"),
        list(names),
        lambda key: f"{key} · {names[key]}",
        everything=seen.t("people.pick"),
    )


def _change(seen: View, names: dict[str, str]) -> None:
    """Another role, other departments, or none any more."""
    office, me = seen.office, seen.me
    chosen = which(seen, names)
    before = store.account(office.db, chosen) if chosen else None
    if before is None:
        return
    with st.form(f"change-{chosen}-{before.since}", border=False):
        role = role_field(seen, before.role, "changed-role")
        own = departments_field(seen, before.departments, "changed-departments")
        saved = st.form_submit_button(seen.t("people.save"))
    words = "people.take_away" if before.active else "people.give_back"
    switched = st.button(seen.t(words))
    try:
        if saved:
            managing.change(office, before, me, role=role, own=own)
        elif switched:
            managing.change(office, before, me, active=not before.active)
        else:
            return
    except Refusal as refused:
        ui.refuse(seen, refused)
    _told(seen, "people.saved", before.name)


def _give(seen: View, names: dict[str, str]) -> None:
    """A role for somebody who has an account in the home plan."""
    with st.form("give-role", border=False):
        with st.container(horizontal=True):
            key = st.selectbox(
                seen.t("signin.account"),
                list(names),
                index=None,
                format_func=lambda key: f"{key} · {names[key]}",
                placeholder=seen.t("people.pick"),
            )
            role = role_field(seen, "statistician", "given-role")
        own = departments_field(seen, (), "given-departments")
        asked = st.form_submit_button(seen.t("people.give_do"))
    if not (asked and key):
        return
    try:
        managing.add(seen.office, key, names[key], role, own, seen.me)
    except Refusal as refused:
        ui.refuse(seen, refused)
    _told(seen, "people.given", names[key])


def role_field(seen: View, now: str, key: str | None = None, roles: Sequence[str] = ROLES) -> str:
    """The field for what somebody may do."""
    return st.selectbox(
        seen.t("people.role"),
        roles,
        roles.index(now),
        format_func=lambda code: seen.t(f"role.{code}"),
        key=key,
    )


def departments_field(seen: View, own: Sequence[str], key: str | None = None) -> list[str]:
    """The field for whom somebody reports or reviews for."""
    known = managing.departments(seen.office)
    return st.multiselect(
        seen.t("people.departments"),
        known,
        [d for d in own if d in known],
        format_func=seen.name,
        placeholder=seen.t("entry.pick"),
        key=key,
    )


def _told(seen: View, words: str, name: str) -> None:
    st.session_state[TOLD] = seen.t(words, name=name)
    st.rerun()
