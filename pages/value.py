"""A value's whole story: what it is now, every revision, who, why and from which submission."""

import streamlit as st

from lib import store, ui
from lib.screen import story
from lib.view import view

seen = view()
world = seen.world
key = story.key_of(st.query_params.to_dict(), world.plan, seen.office.root)
rows = store.value_story(seen.office.db, key, world.seq) if key else []
if not rows:
    st.info(seen.t("story.nothing"))
    st.stop()

now = rows[0]
target = next((t for t in world.plan if t.target_id == now["target_id"]), None)
judged = next((r.status for r in world.rows if r.target == target and r.headline), "")
ui.html(story.verdict(seen.pen, target, now, judged))
reviews = store.reviews(seen.office.db, [row["seq"] for row in rows])
ui.html(story.facts(seen.pen, now, reviews.get(now["seq"])))
ui.heading(seen.t("story.revisions", count=len(rows)))
ui.html(story.revisions(seen.pen, target, rows, reviews))
if not seen.past and seen.me.can("write_actuals"):
    ui.html(story.correction(seen.pen, now))
