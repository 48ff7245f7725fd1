"""Accounts: who may sign in, as what, for which departments."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import joining, managing, reviewing, store, ui
from lib.access import ROLES
from lib.issues import Refusal
from lib.screen import people
from lib.view import view

seen = view()
office, db, me = seen.office, seen.office.db, seen.me
ui.only(seen, "manage_people")


def do(work: Callable[[], Any], say: Callable[[Any], str]) -> None:
    """Do one thing, and say on the next drawing what came of it."""
    try:
        st.session_state["people-told"] = say(work())
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.rerun()


if office.home:
    joining.handle(seen)
    reviewing.told(seen)
    reviewing.departments(seen)
    ui.heading(seen.t("people.rights"))
    ui.html(people.rights(seen.pen))
    st.stop()
if told := st.session_state.pop("people-told", ""):
    st.success(ui.plain(told))
known = store.accounts(db)
by_key = {a.key: a for a in known}
here = store.sessions_of(db)
ui.heading(seen.t("people.all", count=len(known)))
ui.html(people.listing(seen.pen, known, here))

departments = managing.departments(office)
chosen = joining.which(seen, {key: a.name for key, a in by_key.items()})
if chosen:
    before = by_key[chosen]
    with st.form(f"change-{chosen}-{before.since}", border=False):
        with st.container(horizontal=True):
            name = st.text_input(seen.t("people.name"), before.name, max_chars=50)
            roles = list(ROLES) if before.role in ROLES else [before.role, *ROLES]
            role = st.selectbox(
                seen.t("people.role"),
                roles,
                roles.index(before.role),
                format_func=lambda code: seen.t(f"role.{code}"),
            )
        own = st.multiselect(
            seen.t("people.departments"),
            departments,
            [d for d in before.departments if d in departments],
            format_func=seen.name,
            placeholder=seen.t("entry.pick"),
        )
        if st.form_submit_button(seen.t("people.save")):
            do(
                lambda: managing.change(office, before, me, name=name, role=role, own=own),
                lambda made: seen.t("people.saved", name=made.name),
            )
    with st.container(horizontal=True):
        if not before.sso and st.button(seen.t("people.new_code")):
            do(
                lambda: managing.new_code(office, before, me),
                lambda code: people.code_words(seen.pen, before, code),
            )
        if st.button(seen.t("people.turn_off" if before.active else "people.turn_on")):
            do(
                lambda: managing.change(office, before, me, active=not before.active),
                lambda made: seen.t("people.saved", name=made.name),
            )
        if st.button(seen.t("people.forgive")):
            do(lambda: managing.forgive(office, before, me), lambda _: seen.t("people.forgiven"))
        if st.button(seen.t("people.end_sessions")):
            do(
                lambda: managing.end_sessions(office, before, me),
                lambda _: seen.t("people.ended", name=before.name),
            )

ui.heading(seen.t("people.new"))
with st.form("new-account", border=False):
    with st.container(horizontal=True):
        key = st.text_input(seen.t("signin.account"), max_chars=40, help=seen.t("people.key_help"))
        name = st.text_input(seen.t("people.name"), max_chars=50, key="new-name")
        role = st.selectbox(
            seen.t("people.role"),
            ROLES,
            ROLES.index("statistician"),
            format_func=lambda code: seen.t(f"role.{code}"),
            key="new-role",
        )
    own = st.multiselect(
        seen.t("people.departments"),
        departments,
        format_func=seen.name,
        placeholder=seen.t("entry.pick"),
        key="new-departments",
    )
    if st.form_submit_button(seen.t("people.make")):
        do(
            lambda: managing.add(office, key, name, role, own, me),
            lambda made: people.code_words(seen.pen, *made),
        )
reviewing.told(seen)
reviewing.departments(seen)
ui.heading(seen.t("people.rights"))
ui.html(people.rights(seen.pen))
