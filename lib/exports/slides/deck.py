"""A report -> the bytes of a presentation; nothing is looked up, nothing kept."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import count

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from lib import texts, theme
from lib.charts.chart import Chart
from lib.drawing import Drawing, drawing
from lib.exports import native
from lib.exports.carrying import PLACE, TYPE, custom
from lib.exports.layout import chip
from lib.exports.slides import blocks as blocks_
from lib.exports.slides import markup
from lib.exports.slides.base import EMU, Base, base
from lib.exports.slides.markup import SPACES, Room, Run, paragraph
from lib.exports.slides.pages import GAP, Laid, pages
from lib.exports.table import clean
from lib.figure import figure as figure_of
from lib.figure.text import text_width, wrap
from lib.present.large import large
from lib.report import Facts, Line, Picture, Report, Section, Table

CHARTED = 12.0
CAPTION = 20.0
SMALLER = (36, 30, 26, 22, 19, 16, 14)
"""Points to which a title shrinks."""
TOPIC_ROOM = 26
ABOVE = 50
"""Pixels that a page leaves for a title and a source line."""
"""Points of the line above a chart, and of the words in it."""
TOPIC, FOOTED = 13.0, 9.5


def pptx(report: Report, template: bytes = b"") -> bytes:
    """Slides on our base or on the office's template.

    Raises Refusal for a template that cannot be read, has macros, is too large, or has no room.
    """
    on = base(template)
    _Writer(report, on).write()
    core = on.deck.core_properties
    core.title, core.author = clean(report.title)[:255], clean(report.issuer)[:255]
    core.subject, core.comments = clean(report.subtitle)[:255], clean(report.stamp.demo)
    core.keywords, core.last_modified_by = clean(report.stamp.line())[:255], core.author
    core.created = core.modified = report.stamp.made
    out = io.BytesIO()
    on.deck.save(out)
    return out.getvalue()


class _Writer:
    """Puts one report on slides; ids count on over each slide's shapes."""

    def __init__(self, report: Report, on: Base) -> None:
        self.report, self.on, self.numbers = report, on, count(1)
        self.top = on.top + (TOPIC_ROOM if on.office else 6)

    @property
    def width(self) -> float:
        return self.on.right - self.on.left

    def write(self) -> None:
        _carry(self.on, self.report.mark.text())
        self._opening()
        for section in self.report.sections:
            height = self.on.bottom - self.top - GAP
            for page in pages(section, self.width, height, self.report.lang):
                self._page(section, page.blocks, page.number)

    def _slide(self, title: str, notes: tuple[str, ...]) -> Slide:
        slide = self.on.deck.slides.add_slide(self.on.layout)
        for place in list(slide.placeholders):
            if slide.shapes.title is None or place.element is not slide.shapes.title.element:
                place.element.getparent().remove(place.element)
        if slide.shapes.title is not None:
            self._title(slide.shapes.title.text_frame, clean(title))
        told = [self.report.stamp.demo, *notes, self.report.stamp.line()]
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = clean("\n".join(t for t in told if t))
        return slide

    def _title(self, frame: TextFrame, words_: str) -> None:
        """The title in the base's own size; smaller where its place is too low for its lines."""
        frame.text = words_
        sizes = [self.on.title, *(s for s in SMALLER if s < self.on.title)]
        fits = (s for s in sizes if self._lines(words_, s) * s * 1.2 <= self.on.title_room)
        told = next(fits, SMALLER[-1])
        for run in (r for p in frame.paragraphs for r in p.runs if told != self.on.title):
            run.font.size = Pt(told)

    def _lines(self, words_: str, points: float) -> int:
        return len(wrap(words_, points, self.width * 0.95))

    def _opening(self) -> None:
        report = self.report
        slide = self._slide(report.title, ())
        subtitle = "" if report.stamp.moment.startswith(report.subtitle) else report.subtitle
        lines = [subtitle, report.issuer, report.stamp.moment]
        told = [paragraph([Run(t, 18, theme.MUTED)], after=8) for t in lines if t]
        room = Room(self.on.left, self.top + 20, self.width, 200)
        self._put(slide, markup.words(900, "opening", room, told))
        self._frame(slide, "")

    def _page(self, section: Section, blocks: tuple[Laid, ...], number: int) -> None:
        title = section.title
        if number:
            title = texts.t(self.report.lang, "export.continued", title=title, number=number + 1)
        slide = self._slide(title, section.notes if not number else ())
        self._topic(slide, section)
        y = self.top
        for place, laid in enumerate(blocks):
            room = Room(self.on.left, y, self.width, laid.height)
            self._block(slide, laid, room, 1000 * (place + 1))
            y += laid.height + GAP
        self._frame(slide, section.source)

    def _topic(self, slide: Slide, section: Section) -> None:
        """Status and topic: above the title on our base, below it on an office's."""
        runs = []
        if section.status:
            look = theme.STATUS[section.status]
            runs.append(Run(f"{chip(self.report.lang, section.status)}   ", TOPIC, look.ink, True))
        if section.topic and section.topic != section.title:
            runs.append(Run(section.topic, TOPIC, theme.MUTED))
        if runs:
            y = self.on.top + 2 if self.on.office else 24
            room = Room(self.on.left, y, self.width * 0.72, 20)
            self._put(slide, markup.words(901, "topic", room, [paragraph(runs)], down="ctr"))

    def _frame(self, slide: Slide, source: str) -> None:
        """Stamps at the top right; source, moment, code and number at the foot."""
        on, stamp = self.on, self.report.stamp
        right = on.right
        for n, told in enumerate(s for s in (stamp.demo, stamp.draft) if s):
            wide = text_width(told, 11) + 14
            right -= wide
            room = Room(right, 14, wide, 18)
            run = Run(told, 11, theme.INK, True)
            told_ = [paragraph([run], "ctr")]
            self._put(slide, markup.words(910 + n, "stamp", room, told_, theme.NOTICE, "ctr"))
            right -= 8
        foot = Room(on.left, on.height - 26, self.width - 60, 16)
        line = [paragraph([Run(stamp.line(source), FOOTED, theme.MUTED)])]
        self._put(slide, markup.words(920, "source", foot, line, down="ctr"))
        number = Room(on.right - 50, on.height - 26, 50, 16)
        told = [paragraph([Run(str(next(self.numbers)), FOOTED, theme.MUTED)], "r")]
        self._put(slide, markup.words(921, "number", number, told, down="ctr"))

    def _put(self, slide: Slide, xml: str) -> None:
        tag, rest = xml.split(" ", 1) if xml.split(" ", 1)[0].count(">") == 0 else ("", "")
        made = f"{tag} {SPACES} {rest}" if tag else xml.replace(">", f" {SPACES}>", 1)
        slide.shapes._spTree.append(parse_xml(made))

    def _block(self, slide: Slide, laid: Laid, room: Room, place: int) -> None:
        block = laid.block
        if isinstance(block, Line):
            self._put(slide, blocks_.line(block, room, place))
        elif isinstance(block, Facts):
            self._put(slide, blocks_.facts(block, room, place))
        elif isinstance(block, Table):
            self._put(slide, blocks_.table(block, room, place, self.report.lang))
        elif isinstance(block, Picture):
            self._chart(slide, block.chart, room, place)

    def _chart(self, slide: Slide, chart: Chart, room: Room, place: int) -> None:
        """The chart's own words above it; native, or shapes where no native one is honest."""
        told = [Run(chart.title, CHARTED, theme.INK, True)]
        if text_width(f"{chart.title}   {chart.subtitle}", CHARTED) < room.width * 0.95:
            told.append(Run(f"   {chart.subtitle}", CHARTED - 1, theme.MUTED))
        line = Room(room.x, room.y, room.width, CAPTION)
        self._put(slide, markup.words(place, "chart title", line, [paragraph(told)], down="ctr"))
        below = Room(room.x, room.y + CAPTION, room.width, room.height - CAPTION)
        plot = native.plot(chart, self.report.lang, CHARTED)
        if plot is None:
            self._drawn(slide, chart, below, place + 1)
            return
        package = slide.part.package
        name = package.next_partname(ChartPart.partname_template)
        part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, plot.xml)
        part.chart_workbook.update_from_xlsx_blob(plot.workbook)
        rel = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        box = (Emu(round(v * EMU)) for v in (below.x, below.y, below.width, below.height))
        frame = slide.shapes._add_chart_graphicFrame(rel, *box)
        props = frame.nvGraphicFramePr.cNvPr
        props.set("id", str(place + 1))
        props.set("name", chart.name)
        props.set("descr", clean(chart.alt or chart.title).replace("\n", " "))

    def _drawn(self, slide: Slide, chart: Chart, room: Room, place: int) -> None:
        self._put(slide, markup.group(place, chart.name, room, flat(chart, room)))


def flat(chart: Chart, room: Room) -> Drawing:
    """The drawing of a chart for so flat a place, without its own title and source line."""
    figure = large(chart)
    wide, shape = figure["layout"]["width"], room.height / room.width
    # A chart of many rows is drawn smaller rather than with rows that touch.
    wide = max(wide, min(_natural(chart) / shape, wide * 1.6))
    return drawing(figure, wide, wide * shape, chart.alt or chart.title)


def _natural(chart: Chart) -> float:
    """Pixels a chart takes on a page without its own words above and below."""
    layout = figure_of(replace(chart, title="", subtitle="", source=""))["layout"]
    return layout["height"] - ABOVE


def _carry(on: Base, words_: str) -> None:
    """The mark as a custom property; one that a template brought goes."""
    package = on.deck.part.package
    for rel in list(package._rels.values()):
        if rel.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES:
            package._rels.pop(rel.rId)
    part = Part(PackURI(PLACE), TYPE, package, custom(words_))
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
