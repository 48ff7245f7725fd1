"""Where single values are corrected or added in a grid; from there on the steps of a file."""

import streamlit as st

from lib import store, ui, worksheet
from lib.exports import table as tables
from lib.screen import correct, detail
from lib.view import view

seen = view()
office, plan = seen.office, seen.world.plan
if seen.past:
    st.info(seen.t("entry.only_today"))
    st.stop()

asked = st.query_params.get("target", "")
if asked in plan:  # several targets may share the values of one
    st.query_params["target"] = plan.root(plan[asked]).target_id
ui.heading(seen.t("correct.who"))
with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    me = ui.person(seen, "write_actuals")
    if me is None:
        st.stop()
    target_id = ui.choose(
        "target",
        seen.t("filter.target"),
        correct.targets(plan, me.department),
        detail.label(seen.pen, plan),
        width=340,
    )
    regions, years = store.reported_where(office.db, str(target_id), office.root, seen.world.seq)
    region = ui.choose(
        "region",
        seen.t("correct.region"),
        regions,
        seen.pen.place,
        everything=seen.t("filter.all"),
        width=130,
    )
    year = ui.choose(
        "year",
        seen.t("filter.year"),
        years,
        str,
        everything=seen.t("correct.newest", count=correct.NEWEST),
        width=130,
    )

sheet = worksheet.at(seen, str(target_id), region, year)
if sheet.place != (target_id, region, year):
    worksheet.unsent(seen, sheet)
worksheet.receipt(seen, me, sheet)
target = plan[sheet.target]
most = correct.MOST if sheet.year else correct.NEWEST
rows = store.standing(
    office.db, sheet.target, sheet.region, sheet.year, most, office.root, sheet.base
)
before = [correct.known(seen.pen, row) for row in rows]
empty = correct.blank(seen.pen, sheet.due)

total = rows[0]["total"] if rows else 0
part = "_part" if len(rows) < total else ""
ui.heading(seen.t(f"correct.known{part}", count=len(rows), all=total))
if rows:
    st.caption(seen.t("correct.how"))
    after = worksheet.known(seen, sheet, target, before)
else:
    st.caption(seen.t("correct.nothing"))
    after = []
ui.heading(seen.t("correct.new"))
st.caption(seen.t("correct.new_how"))
added = worksheet.blank(seen, sheet, target, empty)

lines, was = [], []
for place in correct.changed(before, after):
    if after[place]["value"]:
        lines.append(correct.line(seen.lang, target, after[place], rows[place]))
        was.append(before[place]["value"])
    else:
        said = {"period": before[place]["period"], "seq": rows[place]["seq"]}
        st.warning(ui.plain(seen.t("correct.cleared", **said)))
for place in correct.changed(empty, added):
    lines.append(correct.line(seen.lang, target, added[place]))
    was.append("")
if not lines:
    st.stop()
ui.heading(seen.t("correct.sent", count=len(lines)))
ui.html(correct.typed(seen.pen, lines, was))
worksheet.hand_in(
    seen, me, sheet, tables.csv(tables.Table(*correct.sheet(seen.lang, lines, sheet.base)))
)
