"""Forms of a review: decide about what waits, take it back, unlock, say who needs a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from lib import door, listing, managing, store, texts, ui
from lib.access import User
from lib.door import Preview
from lib.issues import Refusal, UnreadableFile
from lib.screen import conflict, entry, history, review
from lib.store import WAITING, Proposal, Review, Sent, Submission
from lib.upload.work import Choices
from lib.view import View

LONGEST = 500
TOLD = "review-told"


def told(seen: View) -> None:
    """Say what was just done, once."""
    if words := st.session_state.pop(TOLD, ""):
        st.success(ui.plain(words))


def mine(seen: View, me: User) -> None:
    """Say on a page where somebody reports what of it waits or was sent back."""
    if me.account and store.reviewing(seen.office.db):
        own = [p for p in store.proposals(seen.office.db, me) if p.account == me.account]
        if words := review.own(seen.pen, own):
            ui.html(words)


def original(seen: View, given: Proposal) -> Sent | None:
    """The file of a proposal with its button, or why it cannot be had."""
    try:
        sent = store.proposed_file(seen.office.db, given.n, seen.me)
    except Refusal as damaged:
        st.error(ui.plain(texts.refusal(seen.lang, damaged)))
        return None
    if sent:
        st.download_button(
            seen.t("history.download"),
            data=lambda: sent.data,
            file_name=history.safe_name(given.n, sent.filename),
            mime="application/octet-stream",
            key=f"proposed-{given.n}",
            on_click="ignore",
        )
    return sent


def problems(seen: View, given: Proposal, sent: Sent | None) -> None:
    """What the file's check says of it now: counts, problems, skipped lines."""
    if sent is None:
        return
    slot = _slot(seen.office.db.name, given.n, given.base)
    if not slot:
        slot.append(_checked(seen, given, sent))
    look = slot[0]
    if look is None or look.checked is None:
        st.caption(seen.t("review.not_checked"))
        return
    ui.html(entry.counts(seen.pen, look))
    listing.issues(seen, look.checked.issues)
    listing.skipped(seen, look.checked.skipped)


def settle(seen: View, given: Proposal) -> None:
    """The buttons of whoever may decide about what waits, or take it back."""
    if given.state != WAITING:
        return
    if seen.office.settings.entry == "closed":
        st.info(seen.t("entry.closed"))
    elif store.may_decide(given, seen.me):
        _decide(seen, given)
    else:
        _withdraw(seen, given)


def unlock(seen: View, given: Submission, found: Review | None) -> None:
    """Take back an approval, on the page of the submission."""
    db, me = seen.office.db, seen.me
    if given.kind != "actuals" or not me.can("review") or (found and found.unlocked_by):
        return
    if found is None and (given.undone_by or not _wanted(seen, given)):
        return
    ui.heading(seen.t("review.unlock"))
    st.caption(seen.t("review.unlock_how"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        why = st.text_input(seen.t("review.why"), key=f"unlock-why-{given.seq}", max_chars=LONGEST)
        sure = st.button(seen.t("review.unlock_this", seq=given.seq), disabled=not why.strip())
    if sure:
        words = seen.t("review.unlocked", seq=given.seq)
        _do(seen, lambda: store.unlock(db, given.seq, me, reason=why), words)


def held(seen: View, given: Submission, found: Review | None) -> bool:
    """Say why a submission cannot be undone as it is, where a reviewer has to unlock it first."""
    if found and found.locked:
        st.warning(ui.plain(f"{review.told(seen.pen, found)}{seen.t('review.ask')}"))
        return True
    if found is None and given.kind == "actuals" and _wanted(seen, given):
        st.warning(seen.t("review.let_go_how"))
        return True
    return False


def departments(seen: View) -> None:
    """Say which departments need a review."""
    db, before = seen.office.db, store.reviewing(seen.office.db)
    ui.heading(seen.t("review.departments"))
    st.caption(seen.t("review.departments_how"))
    with st.form(f"reviewing-{'-'.join(before)}", border=False):
        chosen = st.multiselect(
            seen.t("review.departments_label"),
            list(dict.fromkeys([*managing.departments(seen.office), *before])),
            list(before),
            format_func=seen.name,
            placeholder=seen.t("review.none_needed"),
        )
        if st.form_submit_button(seen.t("people.save")):
            words = seen.t("review.departments_saved")
            _do(seen, lambda: store.require_review(db, chosen, seen.me), words)


def _decide(seen: View, given: Proposal) -> None:
    """Approve, unless something changed since its author looked; or send back, with a reason."""
    db, me = seen.office.db, seen.me
    moved = store.moved_since(db, given.n, me)
    if moved:
        changes = store.proposed_changes(db, given.n, me)
        st.error(seen.t("review.moved", count=len(moved)))
        found = conflict.conflicts(changes, moved)
        listing.grid(*conflict.table(seen.pen, found, seen.world.plan, of_another=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        yes = st.button(
            seen.t("review.approve", count=given.n_rows), type="primary", disabled=bool(moved)
        )
        why = st.text_input(seen.t("review.why_back"), key=f"back-{given.n}", max_chars=LONGEST)
        no = st.button(seen.t("review.send_back"), disabled=not why.strip())
    if yes:
        _do(seen, lambda: store.approve(db, given.n, me), seen.t("review.approved", n=given.n))
    if no:
        words = seen.t("review.returned", n=given.n)
        _do(seen, lambda: store.send_back(db, given.n, me, reason=why), words)


def _withdraw(seen: View, given: Proposal) -> None:
    """Take back, where the own name stands on it."""
    me = seen.me
    if me.can("review") and me.name != given.author:
        st.caption(seen.t("review.not_yours"))
        return
    if not me.account:  # where an office asks for names only
        named = ui.person(seen, "write_actuals")
        me = named or me
    elif me.account != given.account:
        st.caption(seen.t("review.waits_for_reviewer"))
        return
    st.caption(seen.t("review.waits_for_reviewer"))
    if st.button(seen.t("review.withdraw"), disabled=not me.name):
        db, words = seen.office.db, seen.t("review.withdrawn", n=given.n)
        _do(seen, lambda: store.withdraw(db, given.n, replace(me, department="")), words)


def _wanted(seen: View, given: Submission) -> bool:
    if not store.reviewing(seen.office.db):
        return False
    changes = store.changes_of(seen.office.db, given.seq)
    return bool(store.needs_review(seen.office.db, changes, given.department))


def _do(seen: View, work: Callable[[], object], words: str) -> None:
    """Do one thing, and say on the next drawing what came of it."""
    try:
        work()
    except Refusal as refused:
        ui.refuse(seen, refused)
    st.session_state[TOLD] = words
    st.rerun()


def _checked(seen: View, given: Proposal, sent: Sent) -> Preview | None:
    """The file read and checked again as its author had it read; None where it no longer is."""
    office = seen.office
    try:
        return door.preview(
            office.db,
            sent.data,
            sent.filename,
            office.regions,
            office.today(),
            departments=[given.department] if given.department else None,
            aliases=office.aliases,
            choices=Choices(given.encoding, given.sheet, given.corrections),
            base=given.base,
            max_bytes=office.settings.upload_bytes,
        )
    except UnreadableFile:
        return None


@st.cache_resource(max_entries=16, show_spinner=False)
def _slot(db: str, n: int, base: int) -> list[Preview | None]:
    """A place for what the check of a proposal's file said; db names the database it waits in."""
    return []
