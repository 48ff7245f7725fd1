"""The first ten seconds of a meeting: where the promises stand, what is late, what moved."""

import streamlit as st

from lib import store, ui
from lib.charts.completion import completion
from lib.charts.status import status_by_area
from lib.feed import DAYS, recent
from lib.meeting import previous
from lib.moment import changed, moment
from lib.progress import selection
from lib.screen import feed, overview
from lib.theme import STATUS
from lib.view import last_moves, view

seen = view()
pen, world = seen.pen, seen.world
if not world.headlines:
    st.info(seen.t("overview.no_plan"))
    st.stop()

ui.html(overview.standing(pen, world.headlines))
ui.html(overview.headlines(pen, selection.featured(world.headlines)))
# Today's own meeting is not the last one: it is the one that asks what moved.
last = previous(store.meetings(seen.office.db, world.seq), world.day, 0)
ui.html(
    overview.glance(
        pen,
        overview.worst(pen, world.headlines),
        overview.since_meeting(pen, last, changed(seen.office, moment(seen.office, last), seen.at))
        if last
        else overview.moved(pen, *last_moves(seen)),
        feed.feed(pen, recent(seen.office, world), DAYS, shown=selection.TURNS_SHOWN),
        last,
    )
)

everything = seen.t("filter.all")
with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    area = ui.choose(
        "area", seen.t("filter.area"), selection.areas(world.rows), seen.name, everything=everything
    )
    department = ui.choose(
        "department",
        seen.t("filter.department"),
        selection.departments(world.rows),
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
        selection.years(world.rows),
        lambda text: seen.t("date.year", year=text),
        everything=everything,
    )
    ui.export(seen, "overview")
rows = selection.narrowed(world.counted, area=area, department=department, status=status, year=year)
if not rows:
    st.info(seen.t("overview.nothing_matches"))
    st.stop()

with st.container(key="glance"):
    board, aside = st.columns([7, 3], gap="medium")
with board:
    tasks = len({r.target.task_no for r in rows})
    ui.heading(seen.t("overview.all", tasks=tasks, targets=len(rows)))
    ui.html(overview.board(pen, rows))
with aside:
    ui.heading(seen.t("overview.late"))
    ui.html(overview.late(pen, selection.late(rows)))
    ui.heading(seen.t("overview.silent"))
    ui.html(overview.silence(pen, selection.owed(rows)))

ui.words_first()
ui.chart(seen, status_by_area(rows, seen.lang, seen.caption), "overview")
ui.chart(seen, completion(rows, seen.lang, seen.caption), "overview")
