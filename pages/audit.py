"""Who did what, when and from where; whether the record is whole; for administrators."""

import streamlit as st

from lib import auditing, store, texts, ui
from lib.audit import words
from lib.audit.chain import KINDS
from lib.exports import table
from lib.issues import Refusal
from lib.screen import audit
from lib.view import view

PAGE = 100
seen = view()
ui.only(seen, "read_audit")
office = seen.office

with st.expander(seen.t("audit.is_it_whole")):
    ui.html(audit.head(seen.pen, store.audit_head(office.db)))
    st.caption(seen.t("audit.keep_head"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept = st.text_input(seen.t("audit.kept"), key="audit_kept", max_chars=200, width=460)
        check = st.button(seen.t("audit.verify"), key="audit_verify")
    if check:
        try:
            result = auditing.verify(office, kept)
        except Refusal as refused:
            st.error(ui.plain(texts.refusal(seen.lang, refused)))
        else:
            for line in words.verdict(seen.lang, result):
                (st.error if result.broken else st.success)(ui.plain(line))

with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    today = office.today()
    days = {"min_value": auditing.FIRST_DAY, "max_value": today, "format": "YYYY-MM-DD"}
    since = st.date_input(seen.t("audit.since"), None, key="audit_since", width=150, **days)
    until = st.date_input(seen.t("audit.until"), None, key="audit_until", width=150, **days)
    kind = ui.choose(
        "kind",
        seen.t("audit.column.kind"),
        KINDS,
        lambda code: words.kind(seen.lang, code),
        everything=seen.t("filter.all"),
        width=200,
    )
    who = st.text_input(seen.t("audit.column.who"), key="audit_who", max_chars=50, width=160)
    text = st.text_input(seen.t("audit.words"), key="audit_words", max_chars=50, width=200)
sought = auditing.Sought(since, until, who, kind or "", text)

# Where the page stands belongs to what is looked for: another search begins at the newest again.
place, before = st.session_state.get("audit_place", (sought, None))
before = before if place == sought else None
found = auditing.found(office, seen.me, sought, before_n=before, limit=PAGE + 1)
shown = found[:PAGE]
if shown:
    ui.html(audit.listing(seen.pen, shown))
else:
    st.info(seen.t("audit.nothing"))
stem = table.file_stem(seen.t("audit.title"), today, demo=office.db.demo, plan=office.plan)
with st.container(horizontal=True, vertical_alignment="center"):
    if before is not None and st.button(seen.t("audit.newest"), key="audit_newest"):
        st.session_state["audit_place"] = (sought, None)
        st.rerun()
    if len(found) > PAGE and st.button(seen.t("audit.older"), key="audit_older"):
        st.session_state["audit_place"] = (sought, shown[-1].n)
        st.rerun()
    for form, mime in (("csv", "text/csv"), ("xlsx", table.XLSX_TYPE)):
        st.download_button(
            seen.t(f"save.{form}"),
            data=lambda form=form: auditing.file(office, seen.me, sought, form, seen.lang),
            file_name=f"{stem}.{form}",
            mime=mime,
            key=f"audit-{form}",
            on_click="ignore",
        )
