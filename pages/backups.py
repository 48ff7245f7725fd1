"""How the data lie, the backups, and the way back to one; for administrators."""

import streamlit as st

from lib import keeping, store, texts, ui
from lib.issues import Refusal
from lib.screen import backups
from lib.view import view

seen = view(anybody=True)
ui.only(seen, "keep_data")
office, me = seen.office, seen.me

if told := st.session_state.pop("backups-told", ""):
    st.success(ui.plain(told))
ui.heading(seen.t("backups.state"))
now, lies = keeping.condition(office), office.db.space()
ui.html(backups.facts(seen.pen, now, office.db.name, lies, office.settings, office.standin))
known = store.backups(office.backups)
if not office.standin and st.button(seen.t("backups.make"), key="backup_make"):
    try:
        made = keeping.make(office, me)
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.session_state["backups-told"] = seen.t("backups.made", name=made.name)
    st.rerun()

ui.heading(seen.t("backups.all", count=len(known)))
st.caption(seen.t("backups.copy_out"))
if not known:
    st.stop()
ui.html(backups.listing(seen.pen, known))
by_name = {b.name: b for b in known}
name = ui.choose(
    "backup",
    seen.t("backups.which"),
    list(by_name),
    lambda name: backups.label(seen.pen, by_name[name]),
    everything=seen.t("backups.pick"),
    width=460,
)
if name is None:
    st.stop()
chosen = by_name[name]
if st.button(seen.t("backups.check"), key="backup_check"):
    try:
        head = keeping.check(office, me, name)
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.success(ui.plain(seen.t("backups.whole", head=f"{head.n}:{head.hash}")))
    if chosen.broken:
        st.warning(ui.plain(seen.t("backups.chain_broken", detail=chosen.broken)))

ui.heading(seen.t("backups.restore"))
ui.html(backups.loses(seen.pen, keeping.lost_by(office, chosen)))
st.caption(seen.t("backups.after"))
with st.form(f"restore-{chosen.sha256[:12]}", border=False):
    with st.container(horizontal=True):
        reason = st.text_input(seen.t("backups.reason"), max_chars=200, width=420)
        typed = st.text_input(seen.t("backups.confirm"), max_chars=20, width=360)
    asked = st.form_submit_button(seen.t("backups.do"))
if asked and typed.strip().lstrip("#") != str(chosen.seq):
    st.error(seen.t("backups.confirm_wrong"))
elif asked:
    try:
        done = keeping.restore(office, me, name, reason)
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.success(ui.plain(seen.t("backups.restored", seq=done.seq, aside=done.aside)))
    if done.accounts == "backup":
        st.warning(texts.t(seen.lang, "backups.accounts_backup"))
