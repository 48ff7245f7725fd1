"""On screen from a file's bytes to its receipt; stops at the first step a person has not met."""

from __future__ import annotations

import secrets

import streamlit as st

from lib import door, filing, listing, store, texts, ui
from lib.access import User
from lib.changes import Changes, unexplained, with_reason
from lib.door import Preview
from lib.fields import REASONS
from lib.issues import Issue, Refusal, UnreadableFile
from lib.screen import conflict, entry, layout_words, sheet_picture
from lib.upload.foreign.choices import Control
from lib.upload.foreign.known import Known, known_of
from lib.upload.grid import letters
from lib.upload.text_file import ENCODINGS
from lib.upload.work import Choices
from lib.view import View


def handle(seen: View, me: User, data: bytes, name: str, key: str, *, typed: bool = False) -> None:
    """Show what a file would do and hand it over on request.

    key is the file's own: what a person chose for one file says nothing about the next. typed
    says that the bytes were made of cells typed on a page, about which there is nothing to ask.
    """
    try:
        seen.office.db.check_room(2 * len(data))
    except Refusal as refused:  # before anybody checks a thousand rows for nothing
        ui.refuse(seen, refused)
    choices = Choices(
        st.session_state.get(f"{key}-encoding") or "",
        st.session_state.get(f"{key}-sheet") or "",
        _corrections(key),
    )
    base = st.session_state.setdefault(f"{key}-base", store.head(seen.office.db))
    look = _look(seen, me, data, name, choices, base, key)
    if not typed:
        _file(seen, look, key)
    if look.checked is None or look.changes is None:
        st.stop()
    filing.stop_where_done(seen, look, key)
    ui.html(entry.counts(seen.pen, look))
    if (head := store.head(seen.office.db)) > base:
        st.info(seen.t("entry.moved", count=head - base))
        st.button(seen.t("entry.look_again"), on_click=filing.look_again, args=(key,))
    if before := store.same_file(seen.office.db, look.sha256):
        when = seen.pen.moment(before.created_at)
        st.info(
            ui.plain(seen.t("entry.same_file", seq=before.seq, author=before.author, when=when))
        )
    listing.issues(seen, look.checked.issues)
    listing.skipped(seen, look.checked.skipped)
    if not look.clean and not _only_accepted(seen, look, key):
        st.stop()
    changes = look.changes.only(~conflict.left_to_others(look.changes, filing.theirs(key)))
    if not len(changes):
        st.info(seen.t("entry.nothing_new"))
        st.stop()
    listing.changes(seen, changes)
    filing.stop_at_locked(seen, changes, key)
    changes = _explained(seen, changes, key)
    filing.hand_over(seen, me, look, changes, data, key, choices.corrections)


def _look(
    seen: View, me: User, data: bytes, name: str, choices: Choices, base: int, key: str
) -> Preview:
    """The file as understood; done once for each file, choice and submission."""
    office = seen.office
    own = [me.department] if me.department else list(me.departments)
    mine = st.session_state.setdefault("desk", secrets.token_hex(16))
    day = office.today().isoformat()
    slot = _slot(mine, office.db.name, key, "\n".join(own), str(choices), base, day)
    if not slot:
        bar = st.empty()

        def tell(done: int, total: int, step: str) -> None:
            bar.progress(done / total, seen.t(f"entry.step_{step}"))

        try:
            slot.append(
                door.preview(
                    office.db,
                    data,
                    name,
                    office.regions,
                    office.today(),
                    departments=own or None,
                    aliases=office.aliases,
                    choices=choices,
                    base=base,
                    max_bytes=office.settings.upload_bytes,
                    on_progress=tell,
                )
            )
        except UnreadableFile as refused:
            bar.empty()
            if names := refused.params.get("names"):
                _choose_sheet(seen, names, key)
            elif refused.code.startswith("file_encoding"):
                _choose_encoding(seen, "", key)
            ui.refuse(seen, refused)
        bar.empty()
    return slot[0]


@st.cache_resource(max_entries=16, show_spinner=False)
def _slot(
    mine: str, db: str, key: str, department: str, choices: str, base: int, today: str
) -> list[Preview]:
    """A place for the preview of exactly this file, these choices and this moment.

    mine is a secret of the session: nobody else comes to this place, whatever they send. db names
    the database: the same file in another plan is another matter.
    """
    return []


def _file(seen: View, look: Preview, key: str) -> None:
    """What kind of file it is and how it was read, with the ways to correct that."""
    found = look.found
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if found.kind == "csv":
            _choose_encoding(seen, found.encoding, key)
        elif len(found.sheets) > 1:
            _choose_sheet(seen, [n for n, _ in found.sheets], key, found.sheet)
        ui.html(entry.kind(seen.pen, look))
    for code in found.remarks:
        st.info(ui.plain(texts.issue(seen.lang, Issue(code))))
    if found.reading is None:
        with st.expander(seen.t("entry.first_lines")):
            ui.html(entry.first_lines(seen.pen, found.shown))
        return
    office = seen.office
    known = known_of(seen.world.plan, office.regions, office.aliases)
    said = layout_words.describe(seen.pen, found.shown, found.reading, known)
    ui.html(entry.sentences(seen.pen, said))
    if found.from_memory:
        st.info(seen.t("entry.from_memory"))
    for question in found.questions:
        st.warning(ui.plain(texts.issue(seen.lang, question)))
    ui.html(sheet_picture.picture(seen.pen, found.shown, found.reading, known))
    with st.expander(seen.t("entry.correct_reading"), expanded=bool(found.questions)):
        _controls(seen, look, known, key)


def _choose_encoding(seen: View, used: str, key: str) -> None:
    st.selectbox(
        seen.t("entry.choose_encoding"),
        ENCODINGS,
        index=None,
        key=f"{key}-encoding",
        format_func=str.upper,
        placeholder=used.upper() or seen.t("entry.pick"),
        width=280,
    )


def _choose_sheet(seen: View, names: list[str], key: str, used: str = "") -> None:
    st.selectbox(
        seen.t("entry.choose_sheet"),
        names,
        index=None,
        key=f"{key}-sheet",
        placeholder=used or seen.t("entry.pick"),
        width=280,
    )


def _controls(seen: View, look: Preview, known: Known, key: str) -> None:
    """Boxes for what may be corrected: the whole table, open questions, one column of choice."""
    found = look.found.controls
    labels = {c.at: f"{letters(c.at)} {c.found}" for c in found if c.name.endswith(".role")}
    picked = st.session_state.get(f"{key}-column")
    shown = [
        c
        for c in found
        if not c.name.startswith("column.")
        or c.open
        or c.at == picked
        or f"{key}-set-{c.name}" in st.session_state
    ]
    columns = st.columns(4)
    for place, control in enumerate(shown):
        with columns[place % 4]:
            _control(seen, control, known, key)
    st.selectbox(
        seen.t("entry.other_column"),
        list(labels),
        index=None,
        key=f"{key}-column",
        format_func=lambda at: labels[at],
        placeholder=seen.t("entry.pick"),
        width=360,
    )


def _control(seen: View, control: Control, known: Known, key: str) -> None:
    label, name = layout_words.control_name(seen.pen, control), f"{key}-set-{control.name}"
    if not control.allowed:
        now = "" if control.now == "none" else control.now
        st.text_input(label, key=name, placeholder=now, max_chars=100)
        return
    words = layout_words.option_names(seen.pen, control, known)
    now = layout_words.option_name(seen.pen, control, control.now, known)
    st.selectbox(
        label,
        list(words),
        index=None,
        key=name,
        format_func=lambda value: words[value],
        placeholder=now,
    )


def _corrections(key: str) -> tuple[tuple[str, str], ...]:
    """What the person corrected in how the table is read."""
    start = f"{key}-set-"
    found = {str(k).removeprefix(start): v for k, v in st.session_state.items()
             if str(k).startswith(start) and v}  # fmt: skip
    return tuple(sorted(found.items()))


def _only_accepted(seen: View, look: Preview, key: str) -> bool:
    """Whether the rows that can be written go without those that wait; never by itself."""
    assert look.checked is not None
    waiting = len(look.checked.held) + len(look.checked.rejected)
    good = look.checked.rows.num_rows
    st.error(seen.t("entry.mend", count=waiting))
    if not good:
        return False
    return st.checkbox(seen.t("entry.only_accepted", good=good, waiting=waiting), key=f"{key}-only")


def _explained(seen: View, changes: Changes, key: str) -> Changes:
    """The changes with the reason for those that correct a reported value."""
    silent = unexplained(changes)
    if not silent:
        return changes
    words = {code: texts.choice(seen.lang, REASONS, code) for code in REASONS}
    reason = st.selectbox(
        seen.t("entry.why", count=silent),
        list(words),
        index=None,
        key=f"{key}-reason",
        format_func=words.__getitem__,
        placeholder=seen.t("entry.pick"),
        width=280,
    )
    return with_reason(changes, reason or "")
