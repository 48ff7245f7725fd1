"""Where a person reports: template, file, problems, preview, commit, receipt. Top to bottom."""

import streamlit as st

from lib import desk, reviewing, ui
from lib.exports import table as tables
from lib.exports.reported import reported
from lib.exports.template import template_csv, template_xlsx
from lib.screen import entry
from lib.view import view

seen = view()
plan = seen.world.plan
if seen.past:
    st.info(seen.t("entry.only_today"))
    st.stop()

ui.heading(seen.t("entry.who"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    me = ui.person(seen, "write_actuals")
    if me is None:
        st.stop()
    period = st.text_input(seen.t("entry.period"), value=str(seen.world.day.year), width=220)
reviewing.mine(seen, me)
own = entry.own_targets(plan, me.department)
with st.container(horizontal=True):
    named = (seen.office.plan, seen.t("entry.template_name"), seen.name(me.department))
    stem = "-".join(filter(None, named))
    for kind, make in (("csv", template_csv), ("xlsx", template_xlsx)):
        st.download_button(
            seen.t(f"entry.template_{kind}"),
            data=lambda make=make: make(own, plan, seen.lang, period, seen.office.regions),
            file_name=f"{stem}.{kind}",
            on_click="ignore",
        )
    mine = {plan.root(t).target_id for t in own}
    known = [a for a in seen.world.actuals if a.target_id in mine and not a.summed]
    table = reported(
        known,
        plan,
        seen.office.regions,
        seen.lang,
        seen.world.day,
        demo=seen.office.db.demo,
        source=seen.office.title(seen.lang),
    )
    for kind in ("csv", "xlsx"):
        name = f"{tables.file_stem(table.title, seen.world.day, plan=seen.office.plan)}.{kind}"
        st.download_button(
            seen.t(f"entry.reported_{kind}"),
            data=lambda name=name, me=me: ui.take_table(seen, me, table, "reported", name),
            file_name=name,
            on_click="ignore",
            disabled=not known,
        )

ui.heading(seen.t("entry.upload"))
file = st.file_uploader(
    seen.t("entry.file"), type=entry.ENDINGS, label_visibility="collapsed", key="entry-file"
)
if file is None:
    if ui.is_gone("entry-file"):
        st.warning(seen.t("entry.file_gone"))
    st.caption(seen.t("entry.how"))
    st.stop()
desk.handle(seen, me, file.getvalue(), file.name, file.file_id)
