"""Who I am here, what I may do, and where administrators find their pages."""

import streamlit as st

from lib import sso, ui, visitor
from lib.screen import people
from lib.view import view

seen = view(anybody=True)
me = seen.me
if not me.account:
    if st.query_params.get("sso") and sso.ready():
        st.login()
        st.stop()
    st.html(f'<p class="y">{seen.t("signin.not_here")} {ui.sign_in(seen)}</p>')
    st.stop()

known = visitor.account(seen.office, me.account)
ui.heading(seen.t("signin.here"))
ui.html(people.card(seen.pen, me, known))
ui.html(f'<p class="y">{ui.sign_in(seen)}</p>')
if links := people.own_pages(seen.pen, me):
    ui.heading(seen.t("people.pages"))
    ui.html(links)
