"""Who answers for what: each department's targets, led and supported."""

import streamlit as st

from lib import html, overview, ui
from lib.charts.status import status_by_department

seen = ui.view()
world = seen.world
if not world.headlines:
    st.info(seen.t("overview.no_plan"))
    st.stop()

department = ui.choose(
    "department",
    seen.t("filter.department"),
    overview.departments(world.counted),
    seen.name,
    everything=seen.t("departments.every"),
)
if department is None:
    ui.html(html.departments(seen.pen, world.headlines))
    ui.chart(seen, status_by_department(world.headlines, seen.lang, seen.caption))
    st.stop()

for role in ("lead", "supporting"):
    rows = overview.answered_by(world.headlines, department, role)
    ui.heading(seen.t(f"departments.{role}", count=len(rows)))
    if rows:
        ui.html(html.counts(seen.pen, rows, department=department))
        ui.html(html.progress_table(seen.pen, rows))
    else:
        st.caption(seen.t("departments.none"))
