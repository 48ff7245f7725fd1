"""Every page beside a bare page with the same charts: a warm visit until all is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import browser
from benchmarks.client import visiting
from benchmarks.measure import Goal, Row, interleaved
from benchmarks.server import HOME, Server, running
from lib.plan.themes import load_themes

NEAR = Goal(times=1.25)
WARM_UP = 1
DAY = "2023-02-10"
"""A day of the demonstration on which every status occurs."""
THEMES = [theme.code for theme in load_themes((HOME / "data/themes.csv").read_text("utf-8"))]
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "/overview": ("", {}),
    "/target": ("target", {"target": "T03-1"}),
    "/departments": ("departments", {}),
    "/meetings": ("meetings", {}),
} | {f"/themes-{theme}": ("themes", {"theme": theme}) for theme in THEMES}
SAME_CHARTS = "bare Streamlit page, same settings, the same ready-made charts"


def pages(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """One row a page."""
    with _both(folder, office) as (ours, bare, charts), browser.opened() as context:

        def load(url: str, count: int) -> float:
            return browser.load(context, url, count).drawn

        rows = []
        for name, (page, choices) in PAGES.items():
            query = urlencode({**choices, "as_of": DAY})
            runs = {
                "ours": lambda at=f"{ours.url}/{page}?{query}", n=charts[name]: load(at, n),
                "bare": lambda at=f"{bare.url}/?page={name}", n=charts[name]: load(at, n),
            }
            taken = interleaved(runs, repeat, WARM_UP)
            label = f"{name[1:]}, warm, all drawn ({charts[name]} charts)"
            rows.append(Row(label, SAME_CHARTS, "ms", taken["ours"], taken["bare"], NEAR))
    return rows


@contextmanager
def _both(folder: Path, office: dict[str, str]) -> Iterator[tuple[Server, Server, dict[str, int]]]:
    with running("server.py", office) as ours:
        made = {name: _drawings(ours, *where) for name, where in PAGES.items()}
        file = folder / "pages.json"
        file.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        with running("benchmarks/bare_server.py", {"BENCH_DRAWINGS": str(file)}) as bare:
            yield ours, bare, {name: len(drawn) for name, drawn in made.items()}


def _drawings(server: Server, page: str, choices: dict[str, str]) -> list[dict]:
    with visiting(server.port) as client:
        run = client.rerun(page, **choices, as_of=DAY)
    return [{"figure": json.loads(c.spec), "config": json.loads(c.config)} for c in run.charts]
