"""Files for the meeting beside the libraries that write them, each side in a process of its own."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import Goal, Row
from benchmarks.server import HOME
from lib import start
from lib.exports.paper import first_page
from lib.office import Office
from lib.recording import records
from lib.report import Ask, Report
from lib.reporting import report

DAY = date(2023, 11, 1)
PAGES = 20
PAIRS = (
    ("deck", "bare deck", "slides, {of}", "python-pptx, {of}", Goal(times=2)),
    ("paper", "bare paper", "PDF of 通报, {of}", "typst, {of}", Goal(more=500)),
    ("book", "bare book", "workbook, {of}", "XlsxWriter, {of}", Goal(times=1.3)),
    ("drawn", "kaleido batch", "{of}", "kaleido's own batch, {of}", Goal(times=1.1)),
    ("one drawn", "kaleido once", "{of} of 1920 pixels", "kaleido, one shot", Goal(times=1.1)),
)


def exports(folder: Path, office: dict[str, str], repeat: int) -> list[Row]:
    """A row for each kind of file; parts are the most memory that either process held."""
    given = folder / "given.pickle"
    with _opened(office) as at:
        given.write_bytes(pickle.dumps(_asked(at)))
    rows = []
    for ours, floor, name, beside, goal in PAIRS:
        mine, other = (_run(side, given, repeat) for side in (ours, floor))
        parts = {"MB ours": mine["megabytes"], "MB floor": other["megabytes"]}
        taken, bare = ([1000 * s for s in side["seconds"]] for side in (mine, other))
        rows.append(
            Row(
                name.format(of=mine["of"]),
                beside.format(of=other["of"]),
                "ms",
                taken,
                bare,
                goal,
                parts=parts,
                note=f"{mine['bytes']} bytes beside {other['bytes']}",
            )
        )
    return rows


def _run(side: str, given: Path, repeat: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.exporting", side, str(given)]
    command += ["--repeat", str(repeat)]
    done = subprocess.run(command, cwd=HOME, check=True, timeout=900, capture_output=True)
    return json.loads(done.stdout.splitlines()[-1])


def _asked(at: Office) -> dict[str, object]:
    """What is written: a deck of every target, a bulletin of twenty pages, the records."""
    seq = at.seq_at(DAY)
    deck = report(at, Ask("targets", "pptx", "zh", seq, DAY))
    wide = Ask("everything", "xlsx", "zh", seq, DAY)
    bulletin = report(at, Ask("bulletin", "pdf", "zh", seq, DAY))
    return {"deck": deck, "paper": _long(bulletin, deck), "records": records(at, wide)}


def _long(bulletin: Report, more: Report) -> Report:
    """The bulletin with sections about single targets, as many as fill the pages."""
    for count in range(1, len(more.sections)):
        longer = replace(bulletin, sections=(*bulletin.sections, *more.sections[:count]))
        if first_page(longer)[1] >= PAGES:
            return longer
    raise RuntimeError("too few targets")


@contextmanager
def _opened(office: dict[str, str]) -> Iterator[Office]:
    os.environ |= office
    start.close()
    yield start.office()
    start.close()
