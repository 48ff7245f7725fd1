"""The floor's page: the charts of the overview, ready-made, under one select box.

With ?page=title it is a title and nothing else; with ?page=NAME it is the charts of that page.
"""

import json
import os
from pathlib import Path

import streamlit as st

st.set_page_config(page_title="Bare", layout="wide")


@st.cache_resource(show_spinner=False)
def drawings() -> dict:
    """Choice ("" for none) -> the overview's charts under it, each figure and config."""
    return json.loads(Path(os.environ["BENCH_DRAWINGS"]).read_text(encoding="utf-8"))


def draw(number: int, drawn: dict) -> None:
    """Draw one. Plotly takes the type out of a trace while it checks it, so none is shared."""
    traces = [dict(trace) for trace in drawn["figure"]["data"]]
    figure = {**drawn["figure"], "data": traces}
    st.plotly_chart(figure, key=f"plot-{number}", theme=None, config=drawn["config"])


if st.query_params.get("page") == "title":
    st.title("Bare")
    st.stop()

made = drawings()
if (page := st.query_params.get("page")) in made:
    for number, drawn in enumerate(made[page]):
        draw(number, drawn)
    st.title("Bare")
    st.stop()
areas = [name for name in made if name and not name.startswith("/")]
asked = st.query_params.get("area")
area = st.selectbox(
    "area", areas, key="choice_area", index=areas.index(asked) if asked in areas else None
)
for number, drawn in enumerate(made[area or ""]):
    draw(number, drawn)
