"""The last step at the desk: values that stand in the way, then written, or sent for review."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib import listing, store, texts, ui
from lib.access import User
from lib.changes import ACTUALS, Changes, unexplained
from lib.door import Preview
from lib.issues import Conflict, Refusal
from lib.screen import conflict, review
from lib.view import View


def hand_over(
    seen: View,
    me: User,
    look: Preview,
    changes: Changes,
    data: bytes,
    key: str,
    corrections: Sequence[tuple[str, str]],
) -> None:
    """Who, why, and all of it or nothing; where a department wants it, for review."""
    note = st.text_input(seen.t("entry.note"), key=f"{key}-note", max_chars=500)
    silent = unexplained(changes)
    if not me.name:
        st.warning(seen.t("entry.name_first"))
    if silent:
        st.warning(seen.t("entry.reason_first", count=silent))
    wanted = store.needs_review(seen.office.db, changes, me.department)
    if wanted:
        names = texts.join(seen.lang, [seen.name(d) for d in wanted])
        st.info(ui.plain(seen.t("review.needed", departments=names)))
    words = seen.t("review.send" if wanted else "entry.commit", count=len(changes))
    ready = bool(me.name) and not silent
    if not st.button(words, type="primary", disabled=not ready, key=f"{key}-commit"):
        return
    told = {"note": note, "token": look.token, "sent": look.sent(data)}
    try:
        if wanted:
            made = store.propose(seen.office.db, changes, me, **told, corrections=corrections)
            st.session_state[f"{key}-proposed"] = made.n
        else:
            given = store.commit(seen.office.db, changes, me, **told)
            if not given.repeated:
                st.session_state[f"{key}-done"] = given.seq
    except Conflict as refused:
        _settle(seen, refused, changes, key)
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.rerun()


def stop_where_done(seen: View, look: Preview, key: str) -> None:
    """Go no further with what is written or waits already; say why it was sent back before."""
    db = seen.office.db
    if given := store.receipt(db, look.token):
        _already(seen, given, key)
        st.stop()
    if waits := store.waiting_with(db, token=look.token):
        proposed(seen, waits, own=st.session_state.get(f"{key}-proposed") == waits.n)
        st.stop()
    if before := store.last_returned(db, look.token):
        st.warning(ui.plain(review.returned(seen.pen, before)))


def proposed(seen: View, given: store.Proposal, *, own: bool) -> None:
    """What a person keeps of a proposal, with the way to look at it and to take it back."""
    when = seen.pen.moment(given.made_at)
    if own:
        st.success(ui.plain(seen.t("review.sent", n=given.n, count=given.n_rows, when=when)))
    else:
        author = seen.name(given.author)
        st.info(ui.plain(seen.t("review.waits", n=given.n, author=author, when=when)))
    ui.html(review.link(seen.pen, given))


def stop_at_locked(seen: View, changes: Changes, key: str) -> None:
    """Show the values that are approved; the person sends the rest, or asks a reviewer first."""
    found = store.locked(seen.office.db, changes)
    if not found:
        return
    st.error(seen.t("review.locked", count=len(found)))
    listing.grid(*review.locked(seen.pen, found, seen.world.plan))
    left = [*theirs(key), *(tuple(str(row[name]) for name in ACTUALS.key) for row in found)]

    def leave() -> None:
        st.session_state[f"{key}-theirs"] = [list(k) for k in left]

    if len(found) < len(changes):
        st.button(seen.t("review.leave_locked", count=len(changes) - len(found)), on_click=leave)
    st.caption(seen.t("review.ask"))
    st.stop()


def _already(seen: View, given: store.Receipt, key: str) -> None:
    """The receipt: of this person's own commit just now, or of whoever sent the same before."""
    if st.session_state.get(f"{key}-done") != given.seq:
        first = store.submission(seen.office.db, given.seq)
        when = seen.pen.moment(first.created_at)
        author = seen.name(first.author)
        words = seen.t("entry.same_file", seq=first.seq, author=author, when=when)
        st.info(ui.plain(words))
    ui.receipt(seen, given)


def _settle(seen: View, refused: Conflict, changes: Changes, key: str) -> None:
    """Show whose values stand in the way; the person decides for each, nothing is merged."""
    st.error(ui.plain(texts.refusal(seen.lang, refused)))
    if refused.code != "revised_since":
        st.button(seen.t("entry.look_again"), type="primary", on_click=look_again, args=(key,))
        st.stop()
    found = conflict.conflicts(changes, refused.params["rows"])
    heads, rows = conflict.table(seen.pen, found, seen.world.plan)
    listing.grid(heads, rows)
    left = [*theirs(key), *(c.key for c in found)]

    def leave() -> None:
        st.session_state[f"{key}-theirs"] = [list(map(str, k)) for k in left]
        look_again(key)

    with st.container(horizontal=True):
        st.button(seen.t("entry.keep_theirs", count=len(found)), on_click=leave)
        st.button(seen.t("entry.take_mine", count=len(found)), on_click=look_again, args=(key,))
    st.caption(seen.t("entry.settle_how"))
    st.stop()


def look_again(key: str) -> None:
    """Compare with what is stored now; what was decided before stays."""
    st.session_state.pop(f"{key}-base", None)


def theirs(key: str) -> list[tuple[str, ...]]:
    """Keys of the values that the person leaves as they are."""
    return [tuple(k) for k in st.session_state.get(f"{key}-theirs", [])]
