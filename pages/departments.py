"""Who answers for what: each department's targets, led and supported."""

import streamlit as st

from lib import ui
from lib.charts.status import status_by_department
from lib.progress import selection
from lib.screen import overview, pieces
from lib.view import view

seen = view()
world = seen.world
if not world.headlines:
    st.info(seen.t("overview.no_plan"))
    st.stop()

department = ui.choose(
    "department",
    seen.t("filter.department"),
    selection.departments(world.counted),
    seen.name,
    everything=seen.t("departments.every"),
)
ui.export(seen, "departments", department or "")
if department is None:
    ui.html(overview.departments(seen.pen, world.headlines))
    ui.chart(seen, status_by_department(world.headlines, seen.lang, seen.caption), "departments")
    st.stop()

for role in ("lead", "supporting"):
    rows = selection.answered_by(world.headlines, department, role)
    ui.heading(seen.t(f"departments.{role}", count=len(rows)))
    if rows:
        ui.html(overview.counts(seen.pen, rows, department=department))
        ui.html(pieces.progress_table(seen.pen, rows))
    else:
        st.caption(seen.t("departments.none"))
