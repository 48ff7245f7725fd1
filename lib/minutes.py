"""The forms that write a meeting: make it, change it, freeze it, decide, say how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from lib import store, ui
from lib.access import User
from lib.changes import Changes
from lib.issues import Refusal
from lib.meeting import Decision, Meeting
from lib.progress import selection
from lib.view import View
from lib.world import World

LONGEST = 500
STATES = ("open", "done", "dropped")
KINDS = ("task", "decision")

Thing = TypeVar("Thing")


def told(seen: View) -> None:
    """Say what was just written, once."""
    if words := st.session_state.pop("minutes-told", ""):
        st.success(ui.plain(words))


def create(seen: View, me: User, suggested: Sequence[str]) -> None:
    """A form for a new meeting, with an agenda to start from."""
    suggested, base, key = _as_seen("meeting-new", tuple(suggested), seen)
    with st.form(key, border=False):
        with st.container(horizontal=True):
            title = st.text_input(seen.t("meeting.title"), key=f"{key}-title", max_chars=100)
            day = st.date_input(
                seen.t("meeting.day"), seen.office.today(), format="YYYY-MM-DD", key=f"{key}-day"
            )
        agenda = _agenda(seen, key, suggested)
        note = st.text_area(seen.t("meeting.note"), key=f"{key}-note", max_chars=LONGEST)
        sure = st.form_submit_button(seen.t("meeting.create"), key=f"{key}-sure")
    if sure:
        _named(seen, me, title, "meeting.title_first")
        number = store.next_meeting_id(seen.office.db)
        made = Meeting(number, title.strip(), day, tuple(agenda), note.strip())
        _write(seen, me, store.meeting_changes(seen.office.db, made, base), key, base, number)


def change(seen: View, me: User, meeting: Meeting) -> None:
    """A form for title, day, note and agenda; the day of a frozen meeting stays."""
    meeting, base, key = _as_seen(f"meeting-{meeting.meeting_id}", meeting, seen)
    with st.form(key, border=False):
        with st.container(horizontal=True):
            title = st.text_input(
                seen.t("meeting.title"), meeting.title, key=f"{key}-title", max_chars=100
            )
            day = st.date_input(
                seen.t("meeting.day"),
                meeting.day,
                format="YYYY-MM-DD",
                key=f"{key}-day",
                disabled=meeting.held is not None,
            )
        agenda = _agenda(seen, key, meeting.agenda)
        note = st.text_area(
            seen.t("meeting.note"), meeting.note, key=f"{key}-note", max_chars=LONGEST
        )
        sure = st.form_submit_button(seen.t("meeting.save"), key=f"{key}-sure")
    if sure:
        _named(seen, me, title, "meeting.title_first")
        made = replace(
            meeting, title=title.strip(), day=day, agenda=tuple(agenda), note=note.strip()
        )
        _write(seen, me, store.meeting_changes(seen.office.db, made, base), key, base)


def freeze(seen: View, me: User, meeting: Meeting) -> None:
    """The button that keeps what is on the screen now as what the meeting knew."""
    meeting, base, key = _as_seen(f"freeze-{meeting.meeting_id}", meeting, seen)
    st.caption(seen.t("meeting.freeze_help"))
    if st.button(seen.t("meeting.freeze"), key=f"{key}-sure"):
        _named(seen, me, me.name, "entry.name_first")
        made = replace(meeting, held=base, day=seen.office.today())
        _write(seen, me, store.meeting_changes(seen.office.db, made, base), key, base)


def decide(seen: View, me: User, meeting: Meeting, world: World) -> None:
    """A form for a decision or task about a target of the agenda; its lead department answers."""
    if not meeting.agenda:
        st.caption(seen.t("meeting.no_agenda"))
        return
    _, base, key = _as_seen(f"decide-{meeting.meeting_id}", meeting.meeting_id, seen)
    named = _names(world)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            seen.t("column.item"),
            KINDS,
            default=KINDS[0],
            format_func=lambda code: seen.t(f"item.{code}"),
            required=True,
            key=f"{key}-kind",
        )
        target_id = st.selectbox(
            seen.t("column.target_named"),
            meeting.agenda,
            format_func=lambda t: _label(seen, named, t),
            key=f"{key}-target",
            width=420,
        )
        row = world.row(target_id)
        lead = row.target.lead_departments[0] if row and row.target.lead_departments else None
        departments = selection.departments(world.rows)
        owner = st.selectbox(
            seen.t("column.owner"),
            departments,
            index=departments.index(lead) if lead else None,
            format_func=seen.name,
            key=f"{key}-owner-{target_id}",
            width=300,
        )
        due = st.date_input(
            seen.t("column.due"), None, format="YYYY-MM-DD", key=f"{key}-due", width=160
        )
    words = st.text_area(seen.t("column.words"), key=f"{key}-words", max_chars=LONGEST)
    if st.button(seen.t("meeting.decide"), key=f"{key}-sure"):
        _named(seen, me, words, "meeting.words_first")
        number = store.next_decision_id(seen.office.db)
        made = Decision(
            number, meeting.meeting_id, target_id, kind or KINDS[0], words.strip(), owner or "", due
        )
        _write(seen, me, store.decision_changes(seen.office.db, [made], base), key, base)


def settle(seen: View, me: User, known: Sequence[Decision]) -> None:
    """A form that says how a decision or task stands, with a word on the outcome."""
    if not known:
        st.caption(seen.t("meeting.no_items"))
        return
    by_id = {d.decision_id: d for d in known}
    chosen = st.selectbox(
        seen.t("column.item"),
        list(by_id),
        format_func=lambda d: f"{d} · {by_id[d].words[:40]}",
        key="settle-which",
        width=620,
    )
    given, base, key = _as_seen(f"settle-{chosen}", by_id[chosen], seen)
    with st.form(key, border=False):
        state = st.segmented_control(
            seen.t("column.item_state"),
            STATES,
            default=given.state,
            format_func=lambda code: seen.t(f"item.{code}"),
            required=True,
            key=f"{key}-state",
        )
        outcome = st.text_input(
            seen.t("item.outcome"), given.outcome, key=f"{key}-outcome", max_chars=LONGEST
        )
        sure = st.form_submit_button(seen.t("meeting.save"), key=f"{key}-sure")
    if sure:
        _named(seen, me, me.name, "entry.name_first")
        made = replace(given, state=state or given.state, outcome=outcome.strip())
        _write(seen, me, store.decision_changes(seen.office.db, [made], base), key, base)


def _agenda(seen: View, key: str, chosen: Sequence[str]) -> list[str]:
    """Targets in the order of picking."""
    named = _names(seen.world)
    return st.multiselect(
        seen.t("meeting.agenda"),
        list(dict.fromkeys([*named, *chosen])),
        list(chosen),
        format_func=lambda t: _label(seen, named, t),
        placeholder=seen.t("meeting.pick"),
        help=seen.t("meeting.agenda_help"),
        key=f"{key}-agenda",
    )


def _names(world: World) -> dict[str, tuple[str, str]]:
    return {
        r.target.target_id: (r.target.indicator_zh, r.target.indicator_en) for r in world.headlines
    }


def _label(seen: View, named: dict[str, tuple[str, str]], target_id: str) -> str:
    zh, en = named.get(target_id, ("", ""))
    return f"{target_id} {zh if seen.lang == 'zh' else en}".strip()


def _as_seen(name: str, thing: Thing, seen: View) -> tuple[Thing, int, str]:
    """What the person looked at when they pressed the button, as known at which submission.

    A form shows what is stored now; only in the run that sends it does it stay what it was, so
    that somebody else's change since is found out. Gives the thing, the base, the form's key.
    """
    kept = st.session_state.get(name)
    if kept is not None and st.session_state.get(f"{name}-{kept[2]}-sure"):
        return kept[0], kept[1], f"{name}-{kept[2]}"
    number = kept[2] if kept is not None else 1
    if kept is not None and kept[0] != thing:
        number += 1
    st.session_state[name] = (thing, seen.world.seq, number)
    return thing, seen.world.seq, f"{name}-{number}"


def _named(seen: View, me: User, text: str, missing: str) -> None:
    """Go no further without a name, or without the words that matter."""
    for given, key in ((me.name, "entry.name_first"), (text, missing)):
        if not given.strip():
            st.error(ui.plain(seen.t(key)))
            st.stop()


def _write(
    seen: View, me: User, changes: Changes, key: str, base: int, meeting_id: str = ""
) -> None:
    """Commit, remember what to say, and show the page anew."""
    mine = st.session_state.setdefault("minutes-mine", secrets.token_hex(8))
    try:
        receipt = store.commit(seen.office.db, changes, me, token=f"{mine}-{key}-{base}")
    except Refusal as refused:
        ui.refuse(seen, refused)
    when = seen.pen.moment(receipt.created_at)
    st.session_state["minutes-told"] = seen.t("meeting.written", seq=receipt.seq, when=when)
    for name in [k for k in st.session_state if str(k).startswith(f"{key}-")]:
        del st.session_state[name]
    if meeting_id:
        st.query_params["meeting"] = meeting_id
    st.rerun()
