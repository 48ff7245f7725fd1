"""One indicator down the tree of regions: own figure, parts as tiles, beside the peers."""

import streamlit as st

from lib import regional, ui
from lib.charts.peers import peers
from lib.screen import detail, regions
from lib.view import view

seen = view()
pen, world, office = seen.pen, seen.world, seen.office
targets = regions.comparable(world.plan)
if not targets:
    st.info(seen.t("regions.none"))
    st.stop()

with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    target_id = str(
        ui.choose(
            "target", seen.t("filter.target"), targets, detail.label(pen, world.plan), width=460
        )
    )
target = world.plan[target_id]
look = regional.look(office, world, st.query_params.get("region", ""), target_id)
ui.html(regions.trail(pen, target_id, look.way))
ui.html(regions.own(pen, target, look.own, look.judged))
if look.parts:
    known = sum(s.row.value is not None for s in look.parts)
    total = len(look.parts)
    ui.heading(seen.t("regions.part", name=pen.place(look.here), known=known, total=total))
    st.caption(seen.t("regions.shade"))
    ui.html(regions.tiles(pen, target, look.places, look.parts))
else:
    st.caption(seen.t("regions.leaf"))
beside = look.peers or look.parts
if beside:
    told = peers(
        target,
        beside,
        dict(pen.places),
        seen.lang,
        seen.caption,
        here=look.here,
        among=bool(look.peers),
    )
    ui.chart(seen, told)

own = regional.own_reports(office, world, look.here)
ui.heading(seen.t("regions.own", name=pen.place(look.here), count=len(own)))
if own:
    ui.html(regions.reported(pen, world.plan, own))
