"""Nothing that a person typed breaks a file, runs in it or points anywhere."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath

import docx as word
import pptx as point
import pytest

from lib.charts.trajectory import trajectory
from lib.exports.document import docx
from lib.exports.native import plot
from lib.exports.paper import pdf
from lib.exports.pictures import pictures, slug
from lib.exports.slides import pptx
from lib.report import Facts, Line, Mark, Picture, Report, Section, Stamp, Table
from tests.charts_data import CAPTION, behind, target
from tests.shipped import ROOT

STRINGS = ROOT / "tests" / "reference" / "blns.json"
NAUGHTY: list[str] = json.loads(STRINGS.read_text(encoding="utf-8"))
WORST = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "file:///etc/passwd",
    "\ud800 half",
    "\x00\x0b￾￿",
    "\u202eevil",
    "a" * 5000,
    '#panic("x") $x$ *_`',
    "&lt;b&gt;<a href='//x'>",
    "\r\n\t",
]
RESERVED = re.compile(r"[<>:\"/\\|?*\x00-\x1f]")


def hostile(strings: list[str]) -> Report:
    """A report in which every word is one that somebody could have typed."""
    evil = target(indicator_zh=strings[0], lead_departments=(strings[2],))
    chart = trajectory(replace(behind(), target=evil), "zh", CAPTION)
    rows = tuple((s, Decimal(n), s, date(2022, 1, 1)) for n, s in enumerate(strings))
    section = Section(
        "one",
        "target",
        strings[0],
        (
            *(Line(s, "item") for s in strings[:5]),
            Facts(tuple((s, s) for s in strings[:6])),
            Table(tuple(strings[:4]), rows, strings[4]),
            Picture(
                replace(
                    chart, unit=strings[1], title=strings[3], subtitle=strings[4], source=strings[5]
                )
            ),
        ),
        topic=strings[6],
        status="behind",
        notes=tuple(strings),
        source=strings[7],
    )
    carries = Mark(date(2022, 1, 1), 1, "zh", True, ("T01-1",), "0" * 64)
    stamp = Stamp(strings[8], "演示数据", strings[9], "1-0", datetime(2022, 1, 1))  # noqa: DTZ001
    return Report(strings[0], strings[1], "zh", stamp, carries, (section,), strings[2], strings[3])


BATCHES = [WORST, *([*NAUGHTY[n : n + 52], *WORST][:52] for n in range(0, len(NAUGHTY), 52))]


def live(parts: dict[str, bytes]) -> list[str]:
    """Formulas in inner workbooks, links and outside relations."""
    found = []
    for name, data in parts.items():
        if name.endswith(".rels") and b'TargetMode="External"' in data:
            found.append(name)
        if re.search(rb"<w:hyperlink|hlinkClick", data):
            found.append(name)
        if name.endswith(".xlsx"):
            inner = unpacked(data)
            found += [n for n, d in inner.items() if b"<f>" in d or b"<hyperlink" in d]
    return found


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("strings", BATCHES, ids=range(len(BATCHES)))
def test_every_file_opens_whatever_was_typed_and_nothing_in_it_lives(strings):
    told = hostile(strings)
    slides = pptx(told)
    assert len(point.Presentation(io.BytesIO(slides)).slides) >= 2
    document = docx(told)
    assert word.Document(io.BytesIO(document)).paragraphs
    assert live(unpacked(slides)) == []
    assert live(unpacked(document)) == []
    paper = pdf(told)
    assert paper.startswith(b"%PDF")
    assert b"/URI" not in paper
    assert b"/JavaScript" not in paper
    for kind in ("svg", "png"):
        assert len(unpacked(pictures(told, kind))) == 3


@pytest.mark.parametrize("text", [*NAUGHTY, *WORST, "CON", "..", "a/b", "尾.", "x" * 300])
def test_a_picture_has_a_name_that_every_system_takes(text):
    chart = replace(trajectory(behind(), "zh", CAPTION), title=text)
    name = slug(chart)
    assert name
    assert not RESERVED.search(name)
    assert name == PurePosixPath(name).name
    assert not name.endswith((".", " "))
    assert len(name.encode()) <= 90


def test_a_formula_in_a_name_stays_words_in_the_workbook_of_a_chart():
    evil = replace(trajectory(behind(), "zh", CAPTION))
    evil = replace(evil, series=tuple(replace(s, name="=1+1") for s in evil.series))
    made = plot(evil, "zh")
    assert made is not None
    assert live({"x.xlsx": made.workbook}) == []
