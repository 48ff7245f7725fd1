"""Every submission, what it changed, its file, and the way back."""

import streamlit as st

from lib import listing, reviewing, store, taking, texts, ui, undoing
from lib.issues import Refusal
from lib.screen import feed, history
from lib.view import view

PLACE = "history_page"
seen = view()
db = seen.office.db
count = store.submission_count(db, seen.world.seq)
if not count:
    st.info(seen.t("history.nothing"))
    st.stop()

reviewing.told(seen)
skipped = listing.first_row(PLACE, count, history.SHOWN)
listed = store.submissions_page(db, seen.world.seq, skipped, history.SHOWN)
asked = st.query_params.get("submission", "")[:9]
wanted = int(asked) if asked.isdecimal() else 0
choice = listed
if wanted not in [s.seq for s in listed]:
    choice = listed + store.submissions(db, seen.world.seq, first=wanted, last=wanted)
number = ui.choose(
    "submission",
    seen.t("history.which"),
    [str(s.seq) for s in choice],
    lambda seq: history.label(seen.pen, choice, seq),
    width=620,
)
chosen = next(s for s in choice if str(s.seq) == number)
reasons = store.reasons(db, listed[0].seq, first=listed[-1].seq)
reasons |= store.reasons(db, chosen.seq, first=chosen.seq)
reviews = store.reviews(db, [s.seq for s in choice])
try:
    sent = store.sent_with(db, chosen.seq)
except Refusal as damaged:
    st.error(ui.plain(texts.refusal(seen.lang, damaged)))
    sent = None
ui.html(history.card(seen.pen, chosen, reasons.get(chosen.seq), sent, reviews.get(chosen.seq)))
if sent and seen.me.can("read_files"):
    st.download_button(
        seen.t("history.download"),
        data=lambda file=sent, seq=chosen.seq: taking.take(
            seen.office,
            seen.me,
            lambda: file.data,
            "read_files",
            content="original",
            seq=seq,
            file=file.filename,
            sha256=file.sha256,
        ),
        file_name=history.safe_name(chosen.seq, sent.filename),
        mime="application/octet-stream",
        key=f"original-{chosen.seq}",
        on_click="ignore",
    )
changed = store.changes_of(db, chosen.seq)
listing.changes(seen, changed)
undoing.offer(seen, chosen, changed, reviews.get(chosen.seq))

ui.heading(seen.t("history.all", count=count))
ui.html(history.listing(seen.pen, listed, reasons, reviews))
listing.pages(seen, PLACE, count, history.SHOWN)

rounds = [] if seen.past else store.alert_rounds(db)
if rounds:
    with st.expander(seen.t("delivery.heading"), expanded=feed.troubled(rounds)):
        ui.html(feed.deliveries(seen.pen, rounds))
