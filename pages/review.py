"""What was sent for review and what became of it: look, approve, send back, take back."""

import streamlit as st

from lib import listing, reviewing, store, ui
from lib.screen import review
from lib.view import view

SHOWN = 200
seen = view()
db, me = seen.office.db, seen.me
ui.only(seen, "write_actuals" if me.can("write_actuals") else "review")
if seen.past:
    st.info(seen.t("entry.only_today"))
    st.stop()

reviewing.told(seen)
found = review.first_waiting(store.proposals(db, me))
if not found:
    st.info(seen.t("review.nothing" if store.reviewing(db) else "review.nobody_needs_it"))
    st.stop()

by_number = {str(p.n): p for p in found}
number = ui.choose(
    "proposal",
    seen.t("review.which"),
    list(by_number),
    lambda n: review.label(seen.pen, by_number[n]),
    width=620,
)
chosen = by_number[str(number)]
ui.html(review.card(seen.pen, chosen))
sent = reviewing.original(seen, chosen)
if chosen.state == store.WAITING:
    reviewing.problems(seen, chosen, sent)
listing.changes(seen, store.proposed_changes(db, chosen.n, me))
reviewing.settle(seen, chosen)

ui.heading(seen.t("review.all", count=len(found)))
ui.html(review.listing(seen.pen, found[:SHOWN]))
