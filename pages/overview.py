"""The first ten seconds of a meeting: where the promises stand, what is late, what moved."""

import streamlit as st

from lib import html, overview, ui
from lib.charts.completion import completion
from lib.charts.status import status_by_area
from lib.theme import STATUS

seen = ui.view()
pen, world = seen.pen, seen.world
if not world.headlines:
    st.info(seen.t("overview.no_plan"))
    st.stop()

ui.html(html.headlines(pen, overview.featured(world.headlines)))
ui.html(html.counts(pen, world.headlines))

everything = seen.t("filter.all")
with st.container(key="filters", horizontal=True):
    area = ui.choose(
        "area", seen.t("filter.area"), overview.areas(world.rows), seen.name, everything=everything
    )
    department = ui.choose(
        "department",
        seen.t("filter.department"),
        overview.departments(world.rows),
        seen.name,
        everything=everything,
    )
    status = ui.choose(
        "status",
        seen.t("filter.status"),
        list(STATUS),
        lambda code: seen.t(f"status.{code}"),
        everything=everything,
    )
    year = ui.choose(
        "period",
        seen.t("filter.period"),
        overview.years(world.rows),
        lambda text: seen.t("date.year", year=text),
        everything=everything,
    )
rows = overview.narrowed(
    world.counted, area=area, department=department, status=status, year=year
)
if not rows:
    st.info(seen.t("overview.nothing_matches"))
    st.stop()

tasks = len({r.target.task_no for r in rows})
ui.heading(seen.t("overview.all", tasks=tasks, targets=len(rows)))
ui.html(html.board(pen, rows))

left, right = st.columns([3, 2], gap="large")
with left:
    ui.heading(seen.t("overview.late"))
    ui.html(html.late(pen, overview.late(rows)))
with right:
    ui.heading(seen.t("overview.silent"))
    ui.html(html.silence(pen, overview.owed(rows)))

ui.heading(seen.t("overview.moved"))
last, before = ui.last_submission(seen)
moves = overview.moves(before.headlines, world.headlines) if before else []
ui.html(html.moved(pen, last, moves[: overview.MOVES_SHOWN], seen.office.settings.zone))

ui.chart(seen, status_by_area(rows, seen.lang, seen.caption))
ui.chart(seen, completion(rows, seen.lang, seen.caption))
