"""On screen from the address to an order for a file; every choice can be sent as a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from lib import making, store, texts, ui
from lib.exports import FORMATS
from lib.progress import selection
from lib.report.ask import CONTENTS, SCALES, Ask
from lib.screen import themes
from lib.view import View
from lib.world import world

WITH_MEETING = ("meeting", "changes")
"""Contents that a meeting narrows."""


def order(seen: View) -> Ask:
    """Ask for content, format and how; gives what was chosen, at the moment the page looks at."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        content = _content(seen)
        meeting = _meeting(seen, content) if content in WITH_MEETING else ""
        seq, day = making.when(seen.office, content, meeting, seen.at if seen.past else None)
        chosen = _chosen(seen, content, (seq, day))
    code = _format(seen, content)
    with st.container(key="filters-how", horizontal=True, vertical_alignment="bottom"):
        lang = ui.choose(
            "file_lang",
            seen.t("export.language"),
            (seen.lang, *(other for other in texts.LANGS if other != seen.lang)),
            lambda lang: texts.t(lang, "app.language"),
            width=130,
        )
        state = ui.choose(
            "state",
            seen.t("export.state"),
            ("final", "draft"),
            lambda state: seen.t(f"export.state_{state}"),
            width=130,
        )
        scale, transparent = _picture(seen, code)
    return Ask(
        content,
        code,
        lang or seen.lang,
        seq,
        day,
        chosen,
        meeting,
        draft=state == "draft",
        scale=scale,
        transparent=transparent,
    )


def template(seen: View, ask: Ask) -> bytes:
    """Take the office's own slides to write into; empty where there are none."""
    if "template" not in FORMATS[ask.format].needs:
        return b""
    with st.expander(seen.t("export.template")):
        st.caption(seen.t("export.template_help"))
        file = st.file_uploader(
            seen.t("export.template"),
            type="pptx",
            max_upload_size=seen.me.sends_mb,
            key="template",
            label_visibility="collapsed",
        )
    return file.getvalue() if file else b""


def _content(seen: View) -> str:
    given = [c for c in CONTENTS if any(c in f.contents for f in FORMATS.values())]
    found = ui.choose(
        "content", seen.t("export.content"), given, lambda c: seen.t(f"export.content.{c}")
    )
    return found or given[0]


def _meeting(seen: View, content: str) -> str:
    """Whose meeting is told of, or since which; changes may do without: since the last one."""
    # What a meeting is called, and when it was frozen, is known after the moment it looks at.
    known = store.meetings(seen.office.db, store.head(seen.office.db))
    named = {m.meeting_id: f"{texts.day(seen.lang, m.day)} {m.title}" for m in known}
    if not named:
        key = "meeting.none" if content == "meeting" else "refusal.report_no_meeting"
        st.info(ui.plain(seen.t(key)))
        st.stop()
    found = ui.choose(
        "meeting",
        seen.t("export.since" if content == "changes" else "export.meeting"),
        list(named),
        lambda m: named[m],
        everything=seen.t("export.last_meeting") if content == "changes" else None,
    )
    return found or ""


def _chosen(seen: View, content: str, at: tuple[int, date]) -> tuple[str, ...]:
    """Targets, themes or departments, as many as somebody likes; none means all."""
    then = world(seen.office, *at)
    if content in ("targets", "sheet"):
        named = {r.target.target_id: r.target for r in then.rows if r.headline}

        def label(code: str) -> str:
            target = named[code]
            return f"{code} {target.indicator_zh if seen.lang == 'zh' else target.indicator_en}"

        return _several(seen, "targets", list(named), label)
    if content == "themes":
        known = {theme.code: theme for theme in seen.office.themes}
        return _several(seen, content, list(known), lambda c: themes.name(seen.pen, known[c]))
    if content in ("departments", "notice"):
        rows = then.headlines
        leads = [d for d in selection.departments(rows) if selection.answered_by(rows, d, "lead")]
        return _several(seen, "departments", leads, seen.name)
    return ()


def _several(
    seen: View, name: str, options: Sequence[str], word: Callable[[str], str]
) -> tuple[str, ...]:
    asked = st.query_params.get("chosen", "").split(",")
    key = f"choice_{name}"
    st.session_state[key] = [a for a in dict.fromkeys(asked) if a in options]

    def keep() -> None:
        if picked := st.session_state[key]:
            st.query_params["chosen"] = ",".join(picked)
        else:
            st.query_params.pop("chosen", None)

    found = st.multiselect(
        seen.t(f"export.{name}"),
        options,
        format_func=word,
        placeholder=seen.t("export.all"),
        key=key,
        on_change=keep,
        width=560,
    )
    return tuple(found)


def _format(seen: View, content: str) -> str:
    """Offer the formats that can tell this content, side by side."""
    given = [f.code for f in FORMATS.values() if content in f.contents]
    asked = st.query_params.get("format")
    st.session_state["choice_format"] = asked if asked in given else given[0]

    def keep() -> None:
        st.query_params["format"] = st.session_state["choice_format"]

    with st.container(key="tabs"):
        found = st.segmented_control(
            seen.t("export.format"),
            given,
            format_func=lambda code: seen.t(f"export.format.{code}"),
            key="choice_format",
            required=True,
            on_change=keep,
        )
    return found or given[0]


def _picture(seen: View, code: str) -> tuple[int, bool]:
    """How large a picture is drawn and whether its ground is clear; for pictures alone."""
    kind = FORMATS[code].kind
    if not kind:
        return Ask.scale, False
    scale = str(Ask.scale)
    if kind == "png":
        sizes = [str(scale) for scale in SCALES]
        first = sorted(sizes, key=lambda size: size != scale)
        scale = ui.choose("scale", seen.t("export.scale"), first, lambda s: f"{s}×", width=110)
    ground = ui.choose(
        "ground",
        seen.t("export.ground"),
        ("white", "clear"),
        lambda ground: seen.t(f"export.ground_{ground}"),
        width=130,
    )
    return int(scale or Ask.scale), ground == "clear"
