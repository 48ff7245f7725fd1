"""Where a person reports: template, file, problems, preview, commit, receipt. Top to bottom."""

import streamlit as st

from lib import door, store, ui
from lib.exports.template import template_csv, template_xlsx
from lib.issues import Refusal, UnreadableFile
from lib.screen import entry
from lib.view import view

seen = view()
db, plan = seen.office.db, seen.world.plan
if seen.past:
    st.info(seen.t("entry.only_today"))
    st.stop()
if seen.office.settings.entry != "open":
    st.info(seen.t("entry.closed"))
    st.stop()

ui.heading(seen.t("entry.who"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    me = ui.ask_person(seen)
    period = st.text_input(seen.t("entry.period"), value=str(seen.world.day.year), width=180)
    own = entry.own_targets(plan, me.department)
    stem = "-".join(filter(None, (seen.t("entry.template_name"), seen.name(me.department))))
    for kind, make in (("csv", template_csv), ("xlsx", template_xlsx)):
        st.download_button(
            seen.t(f"entry.template_{kind}"),
            data=lambda make=make: make(own, plan, seen.lang, period, seen.office.regions),
            file_name=f"{stem}.{kind}",
            on_click="ignore",
        )

ui.heading(seen.t("entry.upload"))
file = st.file_uploader(
    seen.t("entry.file"), type=["csv", "tsv", "txt", "xlsx", "xls"], label_visibility="collapsed"
)
if file is None:
    st.caption(seen.t("entry.how"))
    st.stop()

if receipt := store.receipt(db, file.file_id):
    ui.receipt(seen, receipt)
    st.stop()

try:
    look = door.preview(
        db,
        file.getvalue(),
        file.name,
        seen.office.regions,
        seen.office.today(),
        departments=[me.department] if me.department else None,
        max_bytes=seen.office.settings.upload_bytes,
    )
except UnreadableFile as refused:
    ui.refuse(seen, refused)

ui.html(entry.counts(seen.pen, look))
if before := store.same_file(db, look.sheet.sha256):
    when = seen.pen.moment(before.created_at)
    st.info(ui.plain(seen.t("entry.same_file", seq=before.seq, author=before.author, when=when)))
ui.issues(seen, look.checked.issues)
ui.skipped(seen, look.checked.skipped)
if look.checked.held or look.checked.rejected:
    st.error(seen.t("entry.mend", count=len(look.checked.held) + len(look.checked.rejected)))
    st.stop()
if not len(look.changes):
    st.info(seen.t("entry.nothing_new"))
    st.stop()
ui.changes(seen, look.changes)

note = st.text_input(seen.t("entry.note"), key="entry_note", max_chars=500)
if not me.name:
    st.warning(seen.t("entry.name_first"))
if st.button(seen.t("entry.commit", count=len(look.changes)), type="primary", disabled=not me.name):
    try:
        store.commit(
            db,
            look.changes,
            me,
            note=note,
            filename=file.name,
            sha256=look.sheet.sha256,
            token=file.file_id,
        )
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.rerun()
