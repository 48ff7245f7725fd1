"""Files for the meeting: choose what and how, look at the first page, make it, take it along."""

import streamlit as st

from lib import checking, handing, making, ordering, texts
from lib.view import view

seen = view()
if not seen.world.rows:
    st.info(seen.t("overview.no_plan"))
    st.stop()

choices, files = st.columns([6, 5], gap="large")
with choices:
    ask = ordering.order(seen)
    day = texts.day(seen.lang, ask.day)
    st.caption(seen.t("export.moment", day=day, seq=ask.seq))
    for lack in making.lacks(ask):
        st.info(seen.t(f"export.lack.{lack}"))
    template = ordering.template(seen, ask)
with files:
    handing.handle(seen, ask, template)
with choices:
    checking.check(seen)
