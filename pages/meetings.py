"""Meetings: what is open, what changed since the one before, the agenda, what was decided."""

from dataclasses import replace

import streamlit as st

from lib import minutes, store, texts, ui
from lib.meeting import carried, previous, suggested
from lib.moment import changed, moment
from lib.screen import meeting as screen
from lib.view import view
from lib.world import world

seen = view()
office, db, now, today = seen.office, seen.office.db, seen.world, seen.office.today()
meetings = store.meetings(db, now.seq)
by_id = {m.meeting_id: m for m in meetings}
decisions = store.decisions(db, now.seq)
stand = {d.decision_id: d for d in decisions}
minutes.told(seen)

chosen = by_id.get(st.query_params.get("meeting", ""), meetings[0] if meetings else None)
if chosen is None:
    st.info(seen.t("meeting.none"))
else:
    ui.html(screen.listing(seen.pen, meetings, chosen.meeting_id, today))
    at = min(moment(office, chosen), (now.seq, now.day)) if seen.past else moment(office, chosen)
    then = world(office, *at)
    live = screen.state(chosen, today) == "ahead"
    own_time = {} if live else {"as_of": at[1].isoformat(), "seq": str(at[0])}
    pen = replace(seen.pen, carry={**seen.pen.carry, **own_time})
    last = store.submission(db, at[0]) if at[0] else None
    ui.html(screen.head(pen, chosen, screen.known(seen.pen, chosen, last, live), live))

    left = carried(meetings, store.decisions(db, at[0]), chosen, at[1])
    ui.heading(seen.t("meeting.open_items", count=len(left)))
    if left:
        ui.html(screen.items(pen, left, at[1], by_id, now.plan, stand))
    else:
        st.caption(seen.t("meeting.nothing_open"))

    ui.heading(seen.t("meeting.agenda_of", count=len(chosen.agenda)))
    own = [d for d in decisions if d.meeting_id == chosen.meeting_id]
    calls = [(target_id, then.row(target_id)) for target_id in chosen.agenda]
    ui.html(screen.agenda(pen, calls, own, now.day))

    if before := previous(meetings, at[1], at[0]):
        found = changed(office, moment(office, before), at)
        day = texts.day(seen.lang, before.day)
        ui.heading(seen.t("meeting.since", title=before.title, day=day))
        ui.html(screen.summary(pen, found) + screen.changes(pen, found))
    else:
        ui.heading(seen.t("meeting.first"))

if seen.past:
    st.caption(seen.t("meeting.only_today"))
    st.stop()
ui.heading(seen.t("meeting.minutes"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    me = ui.person(seen, "write_meetings")
    if me is None:
        st.stop()
if chosen:
    with st.expander(seen.t("meeting.decide_title"), expanded=True):
        minutes.decide(seen, me, chosen, now)
    with st.expander(seen.t("meeting.settle_title")):
        minutes.settle(seen, me, decisions)
    with st.expander(seen.t("meeting.change_title")):
        minutes.change(seen, me, chosen)
        if screen.state(chosen, today) == "ahead":
            minutes.freeze(seen, me, chosen)
with st.expander(seen.t("meeting.new_title"), expanded=chosen is None):
    since = previous(meetings, now.day, now.seq)
    news = changed(office, moment(office, since), (now.seq, now.day)) if since else ()
    minutes.create(seen, me, suggested(now.headlines, news))
