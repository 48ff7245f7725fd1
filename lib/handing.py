"""On screen from an order to files at hand: look first, then make, follow, cancel, download."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Any

import streamlit as st

from lib import jobs, making, taking, texts, ui
from lib.exports import FORMATS
from lib.issues import Refusal
from lib.jobs import Job
from lib.making import Made
from lib.report import Ask
from lib.view import View
from lib.writing import Look

ASKED_EVERY = 0.5
"""Seconds between two looks at a job that runs."""
AT_HAND, AT_HAND_BYTES = 5, 100 * 2**20
"""Files of one session that stay at hand, and their size together."""
LOOK, MAKING, FILES, SORRY = "export-look", "export-making", "export-files", "export-sorry"
"""Places in the session: tokens of jobs with what they are about, and of one that was refused."""
PAGE_WIDTH = 460
"""Pixels of the first page; a picture has the whole width."""


def handle(seen: View, ask: Ask, template: bytes) -> None:
    """Show the way from the order to the file; asks again by itself while something runs."""
    moving = any(job and job.running for job in (_looking(), _making()))
    shown = st.fragment(_shown, run_every=ASKED_EVERY if moving else None)
    shown(seen, ask, template, moving)


def _shown(seen: View, ask: Ask, template: bytes, moving: bool) -> None:
    looking, making_now = _looking(), _making()
    if moving and not any(job and job.running for job in (looking, making_now)):
        st.rerun()  # the whole page, which no longer asks again by itself
    _buttons(seen, ask, template, busy=bool(making_now and making_now.running))
    if making_now:
        _progress(seen, making_now)
    sorry = jobs.job(st.session_state.get(SORRY, ""))
    if sorry and sorry.refused:
        st.error(ui.plain(texts.refusal(seen.lang, sorry.refused)))
    _files(seen)
    _first_page(seen, ask, template, looking)


def _buttons(seen: View, ask: Ask, template: bytes, *, busy: bool) -> None:
    """Make, and look before making."""
    office, me = seen.office, seen.me
    with st.container(horizontal=True, key="export-do"):
        words = seen.t("export.make")
        if st.button(words, type="primary", disabled=busy, key="export-make"):
            about = _about(seen, ask)
            token = _begin(seen, lambda tell: making.make(office, me, ask, template, tell))
            st.session_state[MAKING] = (token, about)
            st.session_state.pop(SORRY, None)
            st.rerun()
        if st.button(seen.t("export.look"), key="export-look-first"):
            _forget(LOOK)
            token = _begin(seen, lambda tell: making.look(office, ask, template, tell))
            st.session_state[LOOK] = (token, _sign(ask, template))
            st.rerun()


def _begin(seen: View, work: Callable[[Callable[..., None]], Any]) -> str:
    """Begin a job of whoever looks, or say that they have enough of them."""
    try:
        return jobs.start(work, _size, seen.me.account or seen.me.address)
    except Refusal as refused:
        ui.refuse(seen, refused)


def _progress(seen: View, job: Job) -> None:
    """Say what the job does, with the way to stop it; put a finished file among those at hand."""
    token, about = st.session_state[MAKING]
    if job.running:
        with st.container(horizontal=True, vertical_alignment="center", key="export-progress"):
            words = escape(seen.t("export.making", about=about))
            state = escape(_state(seen, job))
            said = f'<p class="y working" role="status">{words}<small>{state}</small></p>'
            st.html(said, width="content")
            st.button(
                seen.t("export.cancel"), key="export-cancel", on_click=_forget, args=(MAKING,)
            )
        return
    del st.session_state[MAKING]
    if job.step == "done":
        st.session_state[FILES] = [token, *st.session_state.get(FILES, [])]
        _only_newest()
    elif job.refused is not None:
        st.session_state[SORRY] = token


def _files(seen: View) -> None:
    """The files made in this session, the newest first."""
    ready = [(token, job) for token in st.session_state.get(FILES, []) if (job := jobs.job(token))]
    if not ready:
        return
    ui.heading(seen.t("export.files"))
    for place, (token, job) in enumerate(ready):
        made: Made = job.result
        with st.container(horizontal=True, vertical_alignment="center", key=f"file-{place}"):
            st.download_button(
                seen.t("export.download"),
                data=lambda made=made: _given(seen, made),
                file_name=made.name,
                mime=made.mime,
                key=f"download-{token}",
                type="secondary" if place else "primary",
                on_click="ignore",
            )
            size = escape(_megabytes(seen, len(made.data)))
            code = escape(seen.t("report.code", code=made.code))
            name = escape(made.name)
            st.html(f'<p class="y file">{name}<small>{size} · {code}</small></p>')


def _given(seen: View, made: Made) -> bytes:
    """Hand over a file that was written down when it was made. Raises NotAllowed."""
    taking.allowed(seen.office, seen.me, file=made.name)
    return made.data


def _first_page(seen: View, ask: Ask, template: bytes, job: Job | None) -> None:
    """How long the file will be and its first page, once somebody asked to see them."""
    sign = st.session_state.get(LOOK, ("", ""))[1]
    if job is None or sign != _sign(ask, template):
        st.html(f'<p class="y quiet look">{escape(seen.t("export.look_help"))}</p>')
    elif job.running:
        state = f"{seen.t('export.looking')} {_state(seen, job)}"
        st.html(f'<p class="y quiet look" role="status">{escape(state)}</p>')
    elif job.refused is not None:
        st.error(ui.plain(texts.refusal(seen.lang, job.refused)))
    else:
        _looked(seen, ask, job.result)


def _looked(seen: View, ask: Ask, look: Look) -> None:
    kind = FORMATS[ask.format]
    words = seen.t(f"export.count.{kind.counted}", count=look.count)
    if ask.format == "docx":
        words = seen.t("export.about", count=words)
    ui.heading(words)
    if look.picture:
        wide = kind.counted in ("pictures", "slides")
        width = "stretch" if wide else PAGE_WIDTH
        with st.container(key="export-first-page"):
            st.image(look.picture, width=width, alt=seen.t("export.first_page"))
        if kind.counted in ("slides", "sections"):
            st.caption(seen.t(f"export.first_{kind.counted}"))
    else:
        st.caption(seen.t("export.no_pages"))


def _state(seen: View, job: Job) -> str:
    if job.step == "waiting":
        return seen.t("export.waiting", count=jobs.AT_ONCE)
    return seen.t("export.seconds", count=job.seconds)


def _megabytes(seen: View, size: int) -> str:
    shown = max(Decimal(size) / 2**20, Decimal("0.01"))
    return f"{texts.number(seen.lang, shown)} MB"


def _about(seen: View, ask: Ask) -> str:
    content = seen.t(f"export.content.{ask.content}")
    return f"{content} · {seen.t(f'export.format.{ask.format}')}"


def _looking() -> Job | None:
    return jobs.job(st.session_state.get(LOOK, ("",))[0])


def _making() -> Job | None:
    return jobs.job(st.session_state.get(MAKING, ("",))[0])


def _forget(place: str) -> None:
    """Stop what runs in a place of the session, and forget it."""
    if kept := st.session_state.pop(place, None):
        jobs.leave(kept[0])


def _only_newest() -> None:
    """Keep so many files and bytes as one session may have."""
    kept: list[str] = []
    size = 0
    for token in st.session_state[FILES]:
        job = jobs.job(token)
        size += job.size if job else 0
        if job and len(kept) < AT_HAND and (not kept or size <= AT_HAND_BYTES):
            kept.append(token)
        else:
            jobs.leave(token)
    st.session_state[FILES] = kept


def _sign(ask: Ask, template: bytes) -> str:
    """Tell one order from another: a picture belongs to the very file it was drawn for."""
    return f"{ask!r} {hashlib.sha256(template).hexdigest()}"


def _size(result: Any) -> int:
    return len(result.data) if isinstance(result, Made) else len(result.picture)
