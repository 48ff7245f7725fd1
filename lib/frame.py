"""The frame around every page: product, moment, language, navigation, banners; no content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lib import keeping, store, texts
from lib.office import called
from lib.screen import backups
from lib.start import plans
from lib.store import Standin
from lib.view import View, way_in

WORTH_SEEING = (date(2022, 8, 1), date(2023, 2, 10), date(2023, 11, 1))
"""Days of the demonstration between which many statuses change."""


def show(seen: View, pages: Mapping[str, st.Page], here: str) -> None:
    """Draw the frame."""
    with st.container(key="frame"):
        brand, nav, tools = st.columns([2.55, 7.05, 3.0], vertical_alignment="center")
        with brand:
            st.html(_brand(seen, here if here in {p.url_path for p in pages.values()} else ""))
        with nav, st.container(key="nav", horizontal=True, gap="xsmall"):
            for name, page in pages.items():
                st.page_link(page, label=seen.t(f"nav.{name}"), query_params=seen.carry)
        with (
            tools,
            st.container(
                key="tools",
                horizontal=True,
                horizontal_alignment="right",
                vertical_alignment="center",
                gap="xsmall",
            ),
        ):
            _moment(seen)
            st.html(
                f'<div class="who">{_person(seen)}{_language(seen, here)}</div>', width="content"
            )
    if seen.office.standin:
        st.html(_standin(seen, seen.office.standin))
    elif seen.me.can("keep_data") and (warned := _warnings(seen)):
        st.html(warned)
    if seen.office.db.demo:
        st.html(_demo(seen, here))
    if here != "review" and (count := store.to_decide(seen.office.db, seen.me)):
        st.html(_to_decide(seen, count))
    if seen.past:
        st.html(_past(seen, here))


def _brand(seen: View, here: str) -> str:
    """The title; where there are several plans the present one's short name, with the others."""
    at, title = seen.office, escape(seen.office.title(seen.lang))
    if not at.settings.plans or not (seen.me.account or seen.me.can("read")):
        return f'<div class="y brand">{title}</div>'
    # The day stays; the number of a submission means another one there.
    kept = {k: v for k, v in seen.carry.items() if k in ("lang", "as_of")}
    links = []
    for plan, about in plans(at.front.settings).items():
        query = urlencode({**kept, **({"plan": plan} if plan else {})})
        address = escape(f"./{here}" + (f"?{query}" if query else ""))
        now = ' aria-current="true"' if plan == at.plan else ""
        words = escape(called(about, seen.lang)[0])
        links.append(f'<li><a href="{address}" target="_self"{now}>{words}</a></li>')
    short = escape(called(at.about, seen.lang)[1])
    return (
        f'<details class="y brand plans"><summary title="{title}" '
        f'aria-label="{escape(seen.t("app.plans"))}: {title}">{short}</summary>'
        f"<ul>{''.join(links)}</ul></details>"
    )


def _standin(seen: View, shown: Standin) -> str:
    """What people look at while the database is in trouble, and the way to what is wrong."""
    if shown.empty:
        words = seen.t("app.standin_empty")
    elif shown.backup:
        when = seen.pen.moment(shown.backup.made_at)
        words = seen.t("app.standin_backup", when=when, seq=shown.backup.seq)
    else:
        words = seen.t("app.standin_files", seq=store.head(shown.db))
    link = seen.pen.go("backups", escape(seen.t("app.standin_go"))) if not shown.empty else ""
    return f'<div class="y banner" role="alert">{escape(words)}<span>{link}</span></div>'


def _warnings(seen: View) -> str:
    """What an administrator must see before it is too late; nothing where all is well."""
    now = keeping.condition(seen.office)
    link = seen.pen.go("backups", escape(seen.t("nav.backups")))
    said = []
    if now.low:
        said.append((seen.t("app.disk_low", free=backups.size(now.free)), link))
    if now.late:
        said.append((seen.t("app.backup_late", days=now.days), link))
    if seen.office.front.db.strangers():
        said.append((seen.t("app.other_secret"), ""))
    return "".join(
        f'<div class="y banner">{escape(words)}<span>{way}</span></div>' for words, way in said
    )


def _demo(seen: View, here: str) -> str:
    """The warning, with days on which there is much to see."""
    plan = {"plan": seen.office.plan} if seen.office.plan else {}
    kept = {"lang": seen.lang, **plan}
    days = "".join(
        f'<a href="./{here}?{escape(urlencode({**kept, "as_of": day.isoformat()}))}"'
        f' target="_self">{escape(texts.day(seen.lang, day))}</a>'
        for day in WORTH_SEEING
    )
    words, look = escape(seen.t("app.demo")), escape(seen.t("app.look_back"))
    return f'<div class="y banner">{words}<span>{look}{days}</span></div>'


def _to_decide(seen: View, count: int) -> str:
    """How much waits for this reviewer, and the way there."""
    words, way = seen.t("review.to_decide", count=count), escape(seen.t("review.go"))
    return f'<div class="y banner">{escape(words)}<span>{seen.pen.go("review", way)}</span></div>'


def _past(seen: View, here: str) -> str:
    """Which earlier moment every page shows, and the way back to today."""
    key = "app.past_pinned" if seen.pinned else "app.past"
    words = seen.t(key, day=texts.day(seen.lang, seen.world.day), seq=seen.world.seq)
    back = _address(here, without=("as_of", "seq"))
    link = f'<a href="{back}" target="_self">{escape(seen.t("app.back"))}</a>'
    return f'<div class="y banner past">{escape(words)}<span>{link}</span></div>'


def _address(here: str, *, without: tuple[str, ...], **more: str) -> str:
    """This page's address with other choices, escaped."""
    kept = {k: v for k, v in st.query_params.to_dict().items() if k not in (*without, *more)}
    query = urlencode({**kept, **more})
    return escape(f"./{here}" + (f"?{query}" if query else ""))


def _moment(seen: View) -> None:
    st.session_state["moment"] = seen.world.day
    today = seen.office.today  # not seen: Streamlit keeps keep() for as long as the tab is open

    def keep() -> None:
        day: date | None = st.session_state["moment"]
        st.query_params.pop("seq", None)
        if day is None or day >= today():
            st.query_params.pop("as_of", None)
        else:
            st.query_params["as_of"] = day.isoformat()

    st.date_input(
        seen.t("app.as_of"),
        key="moment",
        min_value=date(2010, 1, 1),
        max_value=today(),
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        help=seen.t("app.as_of"),
        on_change=keep,
        width=142,
    )


def _person(seen: View) -> str:
    """Who is here, or the way to sign in; nothing where nobody needs to."""
    settings = seen.office.settings
    if settings.entry == "open" and settings.viewing == "open" and not seen.me.account:
        return ""
    if seen.me.account:
        query = urlencode(seen.carry)
        address, words = f"./account?{query}" if query else "./account", seen.me.name
    else:
        address, words = way_in(seen.lang), seen.t("signin.title")
    link = f'<a href="{escape(address)}" target="_self">{escape(words)}</a>'
    return f'<span class="y lang person">{link}</span>'


def _language(seen: View, here: str) -> str:
    other = "en" if seen.lang == "zh" else "zh"
    words = escape(texts.t(other, "app.language"))
    address = _address(here, without=(), lang=other)
    link = f'<a href="{address}" target="_self" lang="{other}">{words}</a>'
    return f'<span class="y lang">{link}</span>'
