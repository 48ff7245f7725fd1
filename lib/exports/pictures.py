"""Charts as pictures with title, moment and source in them: PNG, SVG or PDF, one or a zip."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from xml.sax.saxutils import escape

from lib.charts.chart import Chart
from lib.drawing import draw
from lib.exports.markup import page, quoted
from lib.exports.table import clean, csv, table
from lib.figure.draw import picture as titled
from lib.report import Mark, Report
from lib.report.mark import NAME
from lib.typesetting import compiled

WIDTH = 960
"""Pixels of a picture at 1x."""
PPI = 96
_SIGNATURE = 8
_RESERVED = re.compile(r"[^\w.\-一-鿿]+")


def picture(
    chart: Chart, mark: Mark, kind: str, scale: float = 1, *, transparent: bool = False
) -> bytes:
    """One chart. kind: png, svg or pdf; scale counts for png alone."""
    drawn = draw(chart, WIDTH)
    told = ""
    if kind == "pdf":
        keywords = f"({quoted(mark.text())},)"
        told = f"#set document(title: {quoted(chart.title)}, keywords: {keywords})\n"
    source = page(drawn, ground="" if transparent else "#FFFFFF", more=told)
    made = compiled(source, kind, PPI * scale)
    if kind == "png":
        return _told(made, mark.text())
    return _explained(made, chart, mark) if kind == "svg" else made


def pictures(report: Report, kind: str, scale: float = 1, transparent: bool = False) -> bytes:
    """Every chart of a report in a zip, each with a CSV of its numbers, and the mark."""
    out = io.BytesIO()
    names: list[dict[str, str]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for place, chart in enumerate(report.charts, 1):
            name = f"{place:02d}-{slug(chart)}"
            one = picture(chart, report.mark, kind, scale, transparent=transparent)
            store = zipfile.ZIP_STORED if kind == "png" else zipfile.ZIP_DEFLATED
            file.writestr(f"{name}.{kind}", one, store)
            file.writestr(f"{name}.csv", numbers(chart, report))
            names.append({"file": f"{name}.{kind}", "title": clean(chart.title)})
        told: dict[str, object] = {
            NAME: report.mark.text(),
            "moment": report.stamp.moment,
            "pictures": names,
        }
        if report.stamp.demo:
            told["demo"] = report.stamp.demo
        file.writestr("manifest.json", json.dumps(told, ensure_ascii=False, indent=1))
    return out.getvalue()


def slug(chart: Chart) -> str:
    """A name for a file on every system: the title without signs, whole characters only."""
    name = _RESERVED.sub("-", titled(chart)).encode()[:90].decode(errors="ignore").strip("-. ")
    return name or "chart"


def numbers(chart: Chart, report: Report) -> bytes:
    """A chart's numbers as a CSV for Excel, before a line that says where they are from."""
    stamps = (report.stamp.demo, report.stamp.line(chart.source))
    return csv(replace(table(chart), source="  ".join(s for s in stamps if s)))


def _told(png: bytes, words: str) -> bytes:
    """The picture with the mark as a text chunk, after its header."""
    body = b"tEXt" + NAME.encode() + b"\0" + words.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    (length,) = struct.unpack(">I", png[_SIGNATURE : _SIGNATURE + 4])
    end = _SIGNATURE + 12 + length
    return png[:end] + chunk + png[end:]


def _explained(svg: bytes, chart: Chart, mark: Mark) -> bytes:
    """The picture with its title and mark, which people and programs find in it."""
    text = svg.decode()
    start = text.index(">", text.index("<svg")) + 1
    alt = f"<title>{escape(clean(chart.title))}</title><desc>{escape(clean(chart.alt))}</desc>"
    meta = f'<metadata id="{NAME}">{escape(mark.text())}</metadata>'
    return (text[:start] + alt + meta + text[start:]).encode()
