"""On screen: the way back from a submission, and back again."""

from __future__ import annotations

import streamlit as st

from lib import reviewing, store, ui
from lib.changes import BY_FILE, Changes
from lib.issues import Refusal
from lib.screen import history
from lib.store import Review, Submission
from lib.view import View


def offer(seen: View, chosen: Submission, changed: Changes, review: Review | None) -> None:
    """Offer to undo a submission, or say why it cannot be undone."""
    if seen.past:
        st.caption(seen.t("history.only_today"))
    elif chosen.kind in BY_FILE:
        st.caption(seen.t("history.plan_by_file", file=chosen.filename))
    elif chosen.undone_by is not None:
        st.caption(seen.t("history.undone_already", seq=chosen.undone_by))
    else:
        _undo(seen, chosen, changed, review)


def _undo(seen: View, chosen: Submission, changed: Changes, review: Review | None) -> None:
    db, redo = seen.office.db, chosen.kind == "undo"
    reviewing.unlock(seen, chosen, review)
    ui.heading(seen.t("history.redo" if redo else "history.undo"))
    later = store.blocking(db, chosen.seq)
    held = reviewing.held(seen, chosen, review)
    if later.submissions:
        st.warning(ui.plain(history.blocked(seen.pen, later)))
    elif not held:
        st.caption(seen.t("history.free"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        me = ui.person(seen, store.RIGHT[changed.table.name])
        why, sure = "", False
        if me:
            why = st.text_input(seen.t("history.why"), key="undo_note", max_chars=500)
            sure = st.button(
                seen.t("history.redo_this" if redo else "history.undo_this", seq=chosen.seq),
                disabled=bool(later.submissions) or held or not (me.name and why.strip()),
            )
    if me and sure:
        try:
            receipt = store.undo(db, chosen.seq, me, note=why)
        except Refusal as refused:
            ui.refuse(seen, refused)
        st.query_params["submission"] = str(receipt.seq)
        st.rerun()
