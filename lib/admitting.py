"""On screen: accounts, which are the home plan's: to change one, and to make one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import joining, managing, store, ui
from lib.access import ROLES
from lib.issues import Refusal
from lib.people.account import Account
from lib.screen import people
from lib.view import View

TOLD = "people-told"
"""Place in the session of what came of the last click."""


def handle(seen: View) -> None:
    """Show who has an account, with the ways to change one and to make one."""
    if told := st.session_state.pop(TOLD, ""):
        st.success(ui.plain(told))
    known = store.accounts(seen.office.db)
    ui.heading(seen.t("people.all", count=len(known)))
    ui.html(people.listing(seen.pen, known, store.sessions_of(seen.office.db)))
    by_key = {a.key: a for a in known}
    if chosen := joining.which(seen, {key: a.name for key, a in by_key.items()}):
        _change(seen, by_key[chosen])
    ui.heading(seen.t("people.new"))
    _add(seen)


def _change(seen: View, before: Account) -> None:
    office, me = seen.office, seen.me
    with st.form(f"change-{before.key}-{before.since}", border=False):
        with st.container(horizontal=True):
            name = st.text_input(seen.t("people.name"), before.name, max_chars=50)
            roles = list(ROLES) if before.role in ROLES else [before.role, *ROLES]
            role = joining.role_field(seen, before.role, roles=roles)
        own = joining.departments_field(seen, before.departments)
        if st.form_submit_button(seen.t("people.save")):
            _do(
                seen,
                lambda: managing.change(office, before, me, name=name, role=role, own=own),
                lambda made: seen.t("people.saved", name=made.name),
            )
    with st.container(horizontal=True):
        if not before.sso and st.button(seen.t("people.new_code")):
            _do(
                seen,
                lambda: managing.new_code(office, before, me),
                lambda code: people.code_words(seen.pen, before, code),
            )
        if st.button(seen.t("people.turn_off" if before.active else "people.turn_on")):
            _do(
                seen,
                lambda: managing.change(office, before, me, active=not before.active),
                lambda made: seen.t("people.saved", name=made.name),
            )
        if st.button(seen.t("people.forgive")):
            _do(
                seen,
                lambda: managing.forgive(office, before, me),
                lambda _: seen.t("people.forgiven"),
            )
        if st.button(seen.t("people.end_sessions")):
            _do(
                seen,
                lambda: managing.end_sessions(office, before, me),
                lambda _: seen.t("people.ended", name=before.name),
            )


def _add(seen: View) -> None:
    with st.form("new-account", border=False):
        with st.container(horizontal=True):
            key = st.text_input(
                seen.t("signin.account"), max_chars=40, help=seen.t("people.key_help")
            )
            name = st.text_input(seen.t("people.name"), max_chars=50, key="new-name")
            role = joining.role_field(seen, "statistician", "new-role")
        own = joining.departments_field(seen, (), "new-departments")
        if st.form_submit_button(seen.t("people.make")):
            _do(
                seen,
                lambda: managing.add(seen.office, key, name, role, own, seen.me),
                lambda made: people.code_words(seen.pen, *made),
            )


def _do(seen: View, work: Callable[[], Any], say: Callable[[Any], str]) -> None:
    """Do one thing, and say on the next drawing what came of it."""
    try:
        st.session_state[TOLD] = say(work())
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.rerun()
