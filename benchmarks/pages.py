"""Every page beside a bare page with the same charts: a warm visit until all is drawn."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import browser, machine
from benchmarks.client import visiting
from benchmarks.measure import Row, interleaved
from benchmarks.screens import NEAR, SAME_CHARTS, figures
from benchmarks.server import HOME, running
from lib.plan.themes import load_themes

Asked = Mapping[str, tuple[str, dict[str, str]]]
"""By the address on the bare server: the page and its choices."""
DAY = "2023-02-10"
"""A day of the demonstration on which every status occurs."""
THEMES = [theme.code for theme in load_themes((HOME / "data/themes.csv").read_text("utf-8"))]
PAGES: Asked = {
    "/overview": ("", {}),
    "/target": ("target", {"target": "T03-1"}),
    "/departments": ("departments", {}),
    "/meetings": ("meetings", {}),
} | {f"/themes-{theme}": ("themes", {"theme": theme}) for theme in THEMES}


def pages(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """One row a page of the demonstration."""
    return beside_bare(folder, office, PAGES, DAY, repeat)


def beside_bare(
    folder: Path, office: dict[str, str], asked: Asked, day: str, repeat: int, of: str = ""
) -> list[Row]:
    """One row for each page that is asked for; of is written before its name."""
    rows, bodies = [], {}
    with running("server.py", office) as ours:
        first: dict[str, float] = {}
        for name, (page, choices) in asked.items():
            begin = time.perf_counter()
            with visiting(ours.port) as client:
                bodies[name] = figures(client.rerun(page, **choices, as_of=day))
            first[name] = time.perf_counter() - begin
        file = folder / "pages.json"
        file.write_text(json.dumps(bodies, ensure_ascii=False), encoding="utf-8")
        with (
            running("benchmarks/bare_server.py", {"BENCH_DRAWINGS": str(file)}) as bare,
            browser.opened() as context,
        ):

            def load(url: str, count: int) -> float:
                return browser.load(context, url, count).drawn

            for name, (page, choices) in asked.items():
                query, n = urlencode({**choices, "as_of": day}), len(bodies[name])
                runs = {
                    "ours": lambda at=f"{ours.url}/{page}?{query}", n=n: load(at, n),
                    "bare": lambda at=f"{bare.url}/?page={name}", n=n: load(at, n),
                }
                taken = interleaved(runs, repeat)
                label = f"{of}{name[1:]}, warm, all drawn ({n} charts)"
                held = machine.resident(ours.pid)
                note = f"first run of its script {first[name]:.1f} s, server {held:.0f} MB"
                rows.append(
                    Row(label, SAME_CHARTS, "ms", taken["ours"], taken["bare"], NEAR, note=note)
                )
    return rows
