"""One side of an export's measurement, in a process of its own: python -m benchmarks.exporting.

Prints seconds of each call and the most memory that the process held, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROWS = 100_000
PICTURES = 40
NOON = clock(12)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    parser.add_argument("given", type=Path, help="pickled reports and records")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    given = pickle.loads(asked.given.read_bytes())
    run, size = SIDES[asked.what](given)
    made, taken = run(), []  # the first time is not counted
    for _ in range(asked.repeat):
        begin = time.perf_counter()
        made = run()
        taken.append(time.perf_counter() - begin)
    held = most_resident()
    print(json.dumps({"seconds": taken, "megabytes": held, "bytes": len(made), "of": size}))
    return 0


def most_resident() -> float:
    """Megabytes at the highest; what the system tells otherwise counts the parent as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


Run = tuple[Callable[[], bytes], str]


def deck(given: dict[str, Any]) -> Run:
    from lib.exports.slides import pptx

    return lambda: pptx(given["deck"]), f"{len(given['deck'].sections) + 1} slides"


def bare_deck(given: dict[str, Any]) -> Run:
    """As many slides and charts with as many points, by python-pptx alone."""
    import pptx
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    def made() -> bytes:
        deck = pptx.Presentation()
        for section in given["deck"].sections:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = section.title  # type: ignore[union-attr]
            slide.notes_slide.notes_text_frame.text = "\n".join(section.notes)  # type: ignore[union-attr]
            for chart in (b.chart for b in section.blocks if hasattr(b, "chart")):
                if not chart.series:
                    continue
                data = XyChartData()
                for series in chart.series:
                    line = data.add_series(series.name)
                    for n, y in enumerate(series.y):
                        line.add_data_point(n, float(y or 0))
                box = (Inches(1), Inches(2), Inches(8), Inches(5))
                slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *box, data)  # type: ignore[arg-type]
        out = io.BytesIO()
        deck.save(out)
        return out.getvalue()

    return made, "the same slides and charts"


def paper(given: dict[str, Any]) -> Run:
    from lib.exports.paper import pdf

    return lambda: pdf(given["paper"]), "20 pages"


def bare_paper(given: dict[str, Any]) -> Run:
    """Typst alone with the finished source."""
    from lib.exports.paper.faces import faces
    from lib.exports.paper.source import source
    from lib.typesetting import compiled, families

    told = source(given["paper"], faces(families(), given["paper"].lang))
    return lambda: compiled(told, "pdf"), "the same source"


def book(given: dict[str, Any]) -> Run:
    from lib.exports.workbook import xlsx

    records = given["records"]
    actuals = tuple(islice(cycle(records.revisions.rows), ROWS))
    records = replace(records, revisions=replace(records.revisions, rows=actuals))
    alone = replace(given["paper"], sections=given["paper"].sections[:1])
    return lambda: xlsx(records, alone), f"{ROWS} rows"


def bare_book(given: dict[str, Any]) -> Run:
    """The same cells by XlsxWriter alone, in its fastest way."""
    from xlsxwriter import Workbook

    rows = tuple(islice(cycle(given["records"].revisions.rows), ROWS))

    def made() -> bytes:
        out = io.BytesIO()
        with Workbook(out, {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            for n, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    if isinstance(cell, str):
                        sheet.write_string(n, column, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(n, column, datetime.combine(cell, NOON), day)
                    else:
                        sheet.write_number(n, column, float(cell))
        return out.getvalue()

    return made, "the same cells"


def _charts(given: dict[str, Any]) -> list[Any]:
    return list(islice(cycle(given["deck"].charts), PICTURES))


def drawn(given: dict[str, Any]) -> Run:
    from lib.drawing import draw
    from lib.exports.pictures import picture

    def made() -> bytes:
        draw.cache_clear()
        mark = given["deck"].mark
        return b"".join(picture(chart, mark, "png", 2) for chart in _charts(given))

    return made, f"{PICTURES} pictures of 1920 pixels"


def kaleido_batch(given: dict[str, Any]) -> Run:
    """Kaleido's own batch: one Chrome for all."""
    import tempfile

    import kaleido

    figures = [_figure(chart) for chart in _charts(given)]

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            told: list[Any] = [
                {"fig": f, "path": f"{folder}/{n}.png", "opts": {"scale": 2, "width": 960}}
                for n, f in enumerate(figures)
            ]
            asyncio.run(kaleido.write_fig_from_object(told))
            return b"".join(p.read_bytes() for p in sorted(Path(folder).glob("*.png")))

    return made, f"{PICTURES} pictures"


def kaleido_once(given: dict[str, Any]) -> Run:
    """One picture, for which a Chrome is started."""
    import kaleido

    figure = _figure(_charts(given)[0])
    options: Any = {"format": "png", "scale": 2, "width": 960}
    return lambda: asyncio.run(kaleido.calc_fig(figure, opts=options)), "1 picture"


def one_drawn(given: dict[str, Any]) -> Run:
    from lib.drawing import draw
    from lib.exports.pictures import picture

    def made() -> bytes:
        draw.cache_clear()
        return picture(_charts(given)[0], given["deck"].mark, "png", 2)

    return made, "1 picture"


def _figure(chart: Any) -> Any:
    from plotly.graph_objects import Figure

    from lib.figure import figure

    return Figure(figure(chart))


SIDES: dict[str, Callable[[dict[str, Any]], Run]] = {
    "deck": deck,
    "bare deck": bare_deck,
    "paper": paper,
    "bare paper": bare_paper,
    "book": book,
    "bare book": bare_book,
    "drawn": drawn,
    "kaleido batch": kaleido_batch,
    "one drawn": one_drawn,
    "kaleido once": kaleido_once,
}

if __name__ == "__main__":
    sys.exit(main())
