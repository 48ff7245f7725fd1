"""One promise in full: where it stands, why, who reported what, what it needs from here."""

import streamlit as st

from lib import listing, store, ui
from lib.charts.fund import fund
from lib.charts.trajectory import trajectory
from lib.charts.yearly import yearly
from lib.progress.fund import fund_table
from lib.progress.promises import earlier
from lib.screen import detail, history, pieces
from lib.view import view

seen = view()
pen, world, office = seen.pen, seen.world, seen.office
if not world.rows:
    st.info(seen.t("overview.no_plan"))
    st.stop()

plan = world.plan
with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    target_id = ui.choose(
        "target",
        seen.t("filter.target"),
        [t.target_id for t in plan],
        detail.label(pen, plan),
        width=460,
    )
    instances = [r for r in world.rows if r.target.target_id == target_id]
    headline = next(r for r in instances if r.headline)
    own = ("targets", headline.target.target_id)
    row = headline
    if headline.instance is not None:
        years = [str(r.instance) for r in instances]
        year = ui.choose(
            "year", seen.t("filter.year"), years, str, everything=str(headline.instance)
        )
        row = next((r for r in instances if str(r.instance) == year), headline)
    ui.export(seen, *own)

ui.html(pieces.verdict(pen, row))
road = detail.road(row)
versions = [
    (target, office.day_of(moment))
    for target, moment in store.versions(office.db, row.target.target_id, world.seq)
]
before = earlier(versions, plan, world.actuals, world.day, world.thresholds, regions=office.parts)
left, right = st.columns([7, 4], gap="large")
with left:
    ui.chart(seen, trajectory(row, seen.lang, seen.caption, detail.cone(road), before), *own)
with right:
    ui.heading(seen.t("target.facts"))
    ui.html(detail.numbers(pen, row, road))
    ui.heading(seen.t("target.promise"))
    ui.html(detail.promise(pen, row))

ui.heading(seen.t("target.why"))
ui.html(detail.why(pen, row))
ui.heading(seen.t("target.inputs"))
ui.html(detail.inputs(pen, row))

if headline.instance is not None:
    ui.chart(seen, yearly(instances, seen.lang, seen.caption), *own)
root = plan.root(row.target).target_id
if detail.is_fund(plan, row):
    money = fund_table(plan, world.actuals, world.day, root)
    ui.chart(seen, fund(money, seen.lang, seen.caption, plan[root]), *own)

ui.heading(seen.t("target.revisions"))
revised = store.revisions(office.db, root, world.seq, most=history.MOST)
if revised:
    newest, older = revised[: history.NEWEST], revised[history.NEWEST :]
    ui.html(history.revisions(pen, newest, plan[root]))
    if older:
        with st.expander(seen.t("target.older", count=len(older))):
            listing.grid(*history.revision_lines(pen, older, plan[root]))
    if len(revised) == history.MOST:
        st.caption(seen.t("target.newest_only", count=f"{history.MOST:,}"))
else:
    st.caption(seen.t("target.no_revisions", who=detail.leads(pen, row)))

promises = store.promises(office.db, row.target.target_id, world.seq)
if len(promises) > 1:
    ui.heading(seen.t("target.promises"))
    ui.html(history.promises(pen, promises))

ui.heading(seen.t("target.neighbours"))
same_task = [r for r in world.rows if r.headline and r.target.task_no == row.target.task_no]
ui.html(pieces.progress_table(pen, same_task))
