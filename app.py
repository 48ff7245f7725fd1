"""The frame of every page: title, moment, language, navigation; and which pages there are."""

from __future__ import annotations

import streamlit as st

from lib import events, frame
from lib.screen.people import OWN_PAGES
from lib.texts import t
from lib.view import view

PAGES = (
    "overview",
    "themes",
    "target",
    "departments",
    "regions",
    "meetings",
    "exports",
    "due",
    "entry",
    "correct",
    "history",
    "method",
    "value",
    "account",
    "review",
    "people",
    "audit",
    "backups",
)
BY_LINK = ("value", "account", *OWN_PAGES)
"""Pages that links lead to; the navigation leaves them out."""

seen = view(anybody=True)
pages = {
    name: st.Page(
        f"pages/{name}.py",
        title=t(seen.lang, f"nav.{name}"),
        url_path="" if name == "overview" else name,
        default=name == "overview",
    )
    for name in PAGES
}
here = st.navigation(list(pages.values()), position="hidden")
st.set_page_config(
    page_title=f"{here.title} · {seen.office.title(seen.lang)}",
    page_icon="static/icon.png",
    layout="wide",
)
with events.timed("rerun", page=here.url_path or "overview"):
    frame.show(seen, {n: p for n, p in pages.items() if n not in BY_LINK}, here.url_path)
    here.run()
