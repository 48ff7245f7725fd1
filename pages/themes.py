"""One question at a time: a theme's answer, the charts it asks for, and its targets."""

import streamlit as st

from lib import ui
from lib.charts.themes import charts, involved, missing
from lib.regional import themed
from lib.screen import pieces, themes
from lib.view import view

seen = view()
pen, world, office = seen.pen, seen.world, seen.office
if not world.headlines:
    st.info(seen.t("overview.no_plan"))
    st.stop()
if not office.themes:
    st.info(seen.t("themes.none"))
    st.stop()

by_code = {theme.code: theme for theme in office.themes}
first = next(iter(by_code))
asked = st.query_params.get("theme")
st.session_state["choice_theme"] = asked if asked in by_code else first


def keep() -> None:
    """Write the choice into the address, so that it can be sent as a link."""
    st.query_params["theme"] = st.session_state["choice_theme"]


with st.container(key="tabs"):
    chosen = st.segmented_control(
        seen.t("themes.choose"),
        list(by_code),
        format_func=lambda code: themes.name(pen, by_code[code]),
        key="choice_theme",
        required=True,
        on_change=keep,
        label_visibility="collapsed",
    )
theme = by_code[chosen or first]
known = themed(office, world)
rows = involved(theme, known)
if unknown := missing(theme, known):
    ui.html(themes.absent(pen, theme, unknown))
if not rows:
    st.info(seen.t("themes.empty"))
    st.stop()

ui.html(themes.answered(pen, theme, rows))
for told in charts(theme, known, seen.lang, seen.caption):
    ui.chart(seen, told, "themes", theme.code)
ui.export(seen, "themes", theme.code)
ui.heading(seen.t("themes.targets", count=len(rows)))
ui.html(pieces.progress_table(pen, rows))
