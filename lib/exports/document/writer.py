"""A report -> the bytes of a Word document; nothing is looked up, nothing kept."""

from __future__ import annotations

import io
from itertools import count

import docx as word
from docx.document import Document
from docx.oxml import parse_xml

from lib import texts
from lib.charts.chart import Chart
from lib.exports.document import blocks, charts, page, properties, styles
from lib.exports.document.ooxml import SPACES, paragraph, run
from lib.exports.layout import Part, numbers_of, parts, source_below
from lib.report import Block, Facts, Line, Picture, Report, Section, Table

BREAK = "<w:pageBreakBefore/>"


def docx(report: Report) -> bytes:
    """The whole report as a document that people may edit."""
    document = word.Document()
    styles.apply(document, report)
    page.apply(document, report)
    properties.apply(document, report)
    _Writer(document, report).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """Puts one report into one document; counts charts, whose parts need names."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document, self.report = document, report
        self.places = count(1)

    def write(self) -> None:
        xml = "" if self._by_page else self._title()
        for place, part in enumerate(parts(self.report)):
            xml += self._part(part, first=place == 0)
        if self.report.form == "bulletin":
            xml += self._signature()
        body = self.document.element.body
        end = body.sectPr
        for element in parse_xml(f"<w:body {SPACES}>{xml}</w:body>"):
            end.addprevious(element)

    @property
    def _by_page(self) -> bool:
        """Every section is handed out by itself and has the title on it."""
        return self.report.form in ("notice", "sheet")

    def _title(self, more: str = "", title: str = "") -> str:
        out = paragraph("Title", run(title or self.report.title), more=more)
        if self.report.subtitle:
            out += paragraph("Subtitle", run(self.report.subtitle))
        return out

    def _part(self, part: Part, *, first: bool) -> str:
        section, report = part.section, self.report
        fresh = BREAK if section.alone and not first else ""
        if report.form == "notice":
            out = self._title(fresh)
        elif report.form == "sheet":
            out = paragraph("Title", run(part.heading), more=fresh)
        else:
            out = paragraph(f"Heading{part.level}", run(part.heading), more=fresh)
        out += blocks.finding(report.lang, part.finding, section.status)
        return out + self._blocks(section) + self._end(section)

    def _blocks(self, section: Section) -> str:
        out, items = "", count(1)
        for block in section.blocks:
            if isinstance(block, Table) and block.blank:
                # The office signs what it asks before the department's own part begins.
                out += self._whys(section) + self._signature()
            if isinstance(block, Line):
                out += blocks.line(block, next(items) if block.role == "item" else 0)
            else:
                out += self._block(block)
        return out

    def _block(self, block: Block) -> str:
        if isinstance(block, Facts):
            return blocks.facts(block)
        if isinstance(block, Table):
            return blocks.table(block, self.report.lang)
        if isinstance(block, Picture):
            return self._picture(block)
        return ""

    def _picture(self, block: Picture) -> str:
        chart, sheet = block.chart, self.report.form == "sheet"
        if not chart.series:
            return paragraph("Small", run(chart.empty)) if chart.empty else ""
        drawn, native = charts.chart(
            self.document, chart, next(self.places), lang=self.report.lang, sheet=sheet
        )
        if native:
            drawn = _captioned(chart, drawn)
        if block.numbers and chart.rows and not sheet:
            drawn += blocks.table(numbers_of(chart), self.report.lang)
        return drawn

    def _end(self, section: Section) -> str:
        told = source_below(section)
        return paragraph("Small", run(told)) if told else ""

    def _whys(self, section: Section) -> str:
        return "".join(blocks.line(Line(note, "why"), 0) for note in section.notes)

    def _signature(self) -> str:
        day = texts.day(self.report.lang, self.report.day)
        return paragraph("Signature", run(self.report.issuer)) + paragraph("Signature", run(day))


def _captioned(chart: Chart, drawn: str) -> str:
    """A native chart holds only its plot: what a picture has in itself stands around it."""
    above = paragraph("Caption", run(chart.title))
    if chart.subtitle:
        above += paragraph("Small", run(chart.subtitle), more="<w:keepNext/>")
    return above + drawn + paragraph("Small", run(chart.source))
