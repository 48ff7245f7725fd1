"""Shared parts of the screen; nothing is calculated here and nothing is read from the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import NoReturn

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile

from lib import store, taking, texts
from lib.access import User
from lib.charts.chart import Chart
from lib.exports import table as tables
from lib.figure import config, drawn, picture
from lib.issues import Refusal
from lib.progress import selection
from lib.screen.numbers import numbers
from lib.view import View, way_in

FIRST_PAINT = 0.3
"""Seconds that the overview's words are shown before its charts, once a visit. The chart library
holds the browser for one to two seconds: the first screen came after 1.4 s in place of 3.3 s."""


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    word: Callable[[str], str],
    *,
    everything: str | None = None,
    width: int = 310,
) -> str | None:
    """Offer a choice that lives in the address, so that a view can be sent as a link.

    everything is the word for no choice; without it the first option is taken.
    """
    # Streamlit keeps what makes the words for as long as the tab is open: words alone are small.
    words = {option: word(option) for option in options}
    key = f"choice_{name}"
    asked = st.query_params.get(name)
    first = None if everything is not None else (options[0] if options else None)
    st.session_state[key] = asked if asked in options else first

    def keep() -> None:
        picked = st.session_state[key]
        if picked is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = picked

    return st.selectbox(
        label,
        options,
        key=key,
        format_func=words.__getitem__,
        placeholder=everything or "",
        on_change=keep,
        width=width,
    )


def html(body: str) -> None:
    """Show a piece of HTML made by lib.screen."""
    st.html(body)


def heading(words: str) -> None:
    """Show a heading inside a page."""
    st.html(f'<h3 class="y head">{escape(words)}</h3>')


def chart(seen: View, told: Chart, content: str = "", chosen: str = "") -> None:
    """Show a chart with its downloads and its table, or the sentence that says what is missing.

    content and chosen are what an export of more than this picture would tell (see export).
    """
    if not told.series:
        st.info(told.empty, icon=None)
        return
    key = f"chart-{told.name}"
    with st.container(key=key):
        st.plotly_chart(
            drawn(told),
            key=f"plot-{told.name}",
            theme=None,
            config=config(seen.lang, told),
            alt=told.alt,
        )
        with st.container(key=f"save-{told.name}", horizontal=True, vertical_alignment="center"):
            st.html(_picture_buttons(seen, told, key), width="content")
            save(seen, told.name, tables.table(told))
            if content:
                words = seen.t("export.more")
                st.html(_export_link(seen, words, content, chosen), width="content")
        if table := numbers(seen.pen, told):
            st.html(table)


def export(seen: View, content: str, chosen: str = "", *, words: str = "export.this") -> None:
    """Lead to the export of what this page shows: a content, and what is chosen of it."""
    st.html(_export_link(seen, seen.t(words), content, chosen), width="content")


def _export_link(seen: View, words: str, content: str, chosen: str) -> str:
    narrowed = {"chosen": chosen} if chosen else {}
    link = seen.pen.go("exports", escape(words), content=content, **narrowed)
    return f'<div class="y save">{link}</div>'


def words_first() -> None:
    """Let the browser paint what the page has said so far before it loads the chart library."""
    if "painted" not in st.session_state:
        st.session_state["painted"] = True
        time.sleep(FIRST_PAINT)


def save(seen: View, name: str, content: tables.Table) -> None:
    """Offer a table as CSV and XLSX, made only when somebody asks."""
    stamp = tables.file_stem(name, seen.world.day, demo=seen.office.db.demo, plan=seen.office.plan)
    for kind, mime in (("csv", "text/csv"), ("xlsx", tables.XLSX_TYPE)):
        file = f"{stamp}.{kind}"
        st.download_button(
            seen.t(f"save.{kind}"),
            data=lambda file=file: take_table(seen, seen.me, content, "chart", file),
            file_name=file,
            mime=mime,
            key=f"{kind}-{name}",
            on_click="ignore",
        )


def take_table(seen: View, me: User, content: tables.Table, about: str, file: str) -> bytes:
    """Write a table for somebody who asks at this moment. Raises NotAllowed.

    about is its content as the record of exports names it; the file's ending says which kind.
    """
    kind = file.rpartition(".")[2]
    make = {"csv": tables.csv, "xlsx": tables.xlsx}[kind]
    return taking.take(
        seen.office,
        me,
        lambda: make(content),
        content=about,
        format=kind,
        language=seen.lang,
        as_of=seen.world.day,
        seq=seen.world.seq,
        file=file,
        rows=len(content.rows),
    )


def _picture_buttons(seen: View, told: Chart, key: str) -> str:
    name = escape(picture(told))
    buttons = "".join(
        f'<button type="button" data-picture="{kind}" data-chart="{key}" data-name="{name}">'
        f"{escape(seen.t(f'save.{kind}'))}</button>"
        for kind in ("png", "svg")
    )
    return f'<div class="y save">{buttons}</div>'


def person(seen: View, right: str) -> User | None:
    """Give who would write now, and for which department; None where nobody may, and say why.

    Where an office asks for names only, name and department stay for the session.
    """
    entry, me = seen.office.settings.entry, seen.me
    if entry == "closed":
        st.info(seen.t("entry.closed"))
        return None
    if not me.can(right):
        words = seen.t("signin.other_role" if me.account else "signin.first")
        st.html(f'<p class="y quiet">{escape(words)} {sign_in(seen)}</p>')
        return None
    if entry == "open" and not me.account:
        name = st.text_input(
            seen.t("entry.name"),
            key="person_name",
            max_chars=50,
            persist_state="session",
            width=200,
        )
        me = replace(me, name=name.strip())
    elif right != "write_actuals":
        return me
    departments = list(me.departments) or selection.departments(seen.world.rows)
    names = {d: seen.name(d) for d in departments}
    department = st.selectbox(
        seen.t("entry.department"),
        departments,
        index=0 if len(departments) == 1 else None,
        format_func=names.__getitem__,
        placeholder=seen.t("entry.any_department" if not me.departments else "entry.pick"),
        key="person_department",
        persist_state="session",
        width=300,
    )
    return replace(me, department=department or "")


def only(seen: View, right: str) -> None:
    """Go no further without a right, and write down who tried."""
    try:
        with store.guarded(seen.office.db, seen.me):
            seen.me.may(right)
    except Refusal as refused:
        st.error(plain(texts.refusal(seen.lang, refused)))
        st.html(f'<p class="y">{sign_in(seen)}</p>')
        st.stop()


def sign_in(seen: View) -> str:
    """A link to the page that asks who somebody is, and back here."""
    words = seen.t("signin.account_page" if seen.me.account else "signin.title")
    address = escape(way_in(seen.lang))
    return f'<a class="more signin" href="{address}" target="_self">{escape(words)}</a>'


def receipt(seen: View, given: store.Receipt) -> None:
    """Show what a person keeps of a commit, with the way to look at it and back."""
    when = seen.pen.moment(given.created_at)
    st.success(plain(seen.t("entry.receipt", seq=given.seq, count=given.n_rows, when=when)))
    words = escape(seen.t("entry.see_history"))
    more = seen.pen.go("history", words, "more", submission=str(given.seq))
    st.html(f'<p class="y">{more}</p>')


def is_gone(box: str) -> bool:
    """Say whether an upload box shows a file that this server does not have.

    So it is where another server had it, which went away; box is its key in the session.
    """
    return isinstance(st.session_state.get(box), DeletedFile)


def refuse(seen: View, refused: Refusal) -> NoReturn:
    """Say why something was refused, with every single place, and go no further."""
    st.error(plain(texts.refusal(seen.lang, refused)))
    for issue in refused.issues[:20]:
        st.error(plain(texts.issue(seen.lang, issue)))
    st.stop()


def plain(words: str) -> str:
    """Make text safe for widgets that read Markdown: shown letter by letter."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:&" else c for c in words)
