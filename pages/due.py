"""Who owes what: reports late, due, needed and coming, with the form and the calendar for them."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from lib import store, ui
from lib.exports import calendar, table
from lib.exports.template import Asked, form_csv, form_xlsx
from lib.progress.due import ASKED, departments, led_by, reports
from lib.screen import due
from lib.view import view

A_YEAR = timedelta(days=366)
seen = view()
world, office = seen.world, seen.office
if not world.rows:
    st.info(seen.t("overview.no_plan"))
    st.stop()

found = reports(world.plan, world.actuals, world.rows, ahead=world.day + A_YEAR)
with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    department = ui.choose(
        "department",
        seen.t("filter.department"),
        departments(world.plan),
        seen.name,
        everything=seen.t("departments.every"),
    )
    own = led_by(found, department)
    who = seen.name(department) if department else ""
    asked = [Asked(r.target, r.contributor, r.period.label) for r in own if r.state in ASKED]
    stem = table.file_stem(f"{seen.t('due.template_name')}-{who}", world.day, demo=office.db.demo)
    for kind, make, mime in (
        ("xlsx", form_xlsx, table.XLSX_TYPE),
        ("csv", form_csv, "text/csv"),
    ):
        if asked:
            st.download_button(
                seen.t(f"due.template_{kind}", count=len(asked)),
                data=lambda make=make: make(asked, seen.lang, office.regions),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"template-{kind}",
                on_click="ignore",
            )
    if ahead := calendar.days(found, world.rows, department):
        midnight = datetime.combine(world.day, time(), office.settings.zone)
        name = f"{seen.t('due.calendar_name')}-{who}"
        st.download_button(
            seen.t("due.calendar"),
            data=lambda: calendar.ics(
                ahead,
                seen.lang,
                stamp=midnight.astimezone(UTC),
                seq=world.seq,
                names=office.names,
                department=department,
                demo=office.db.demo,
            ),
            file_name=f"{table.file_stem(name, world.day, demo=office.db.demo)}.ics",
            mime=calendar.ICS_TYPE,
            key="calendar",
            on_click="ignore",
        )
    ui.export(seen, "notice", department or "", words="export.notice")

if department is None:
    ui.html(due.departments(seen.pen, found, departments(world.plan)))
    st.caption(seen.t("due.shared"))
    st.stop()

waiting = set() if seen.past else store.waiting_cells(office.db, office.root)
owed, coming, made = (due.lines(own, *s) for s in (ASKED, ("upcoming",), ("reported",)))
ui.html(due.counts(seen.pen, own))
if owed:
    ui.heading(seen.t("due.owed", count=len(owed)))
    ui.html(due.asked(seen.pen, owed, waiting))
else:
    ui.html(due.quiet(seen.pen))
if coming:
    ui.heading(seen.t("due.coming", count=len(coming)))
    ui.html(due.asked(seen.pen, coming, waiting))
if made:
    with st.expander(seen.t("due.made", count=len(made))):
        ui.html(due.made(seen.pen, made))
