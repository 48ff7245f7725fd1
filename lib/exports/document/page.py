"""The paper of a Word document: size, margins, stamps at the head, page number at the foot."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import parse_xml
from docx.section import _BaseHeaderFooter
from docx.shared import Mm

from lib import theme
from lib.exports.document.blocks import TWIPS
from lib.exports.document.ooxml import SPACES, paragraph, run
from lib.exports.layout import BOTTOM, HEIGHT, INNER, LEFT, RIGHT, TOP, WIDTH
from lib.report import Report

FOOT = 24
"""Millimetres below the foot: its number stands about 7 below the text, as the standard asks."""
NUMBER = 28
"""Half points: page numbers are a size larger than the rest of the foot."""


def apply(document: Document, report: Report) -> None:
    """Lay out the one section of the document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(20), Mm(FOOT)
    document.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        _fill(header, _stamps(report))
    _fill(section.footer, _foot(report, outside="right"))
    _fill(section.even_page_footer, _foot(report, outside="left"))


def _fill(place: _BaseHeaderFooter, xml: str) -> None:
    place.is_linked_to_previous = False
    element = place._element
    for old in list(element):
        element.remove(old)
    element.append(parse_xml(xml.replace("<w:p>", f"<w:p {SPACES}>", 1)))


def _stamps(report: Report) -> str:
    stamps = [s for s in (report.stamp.demo, report.stamp.draft) if s]
    runs = [run(f" {s} ", bold=True, ground=theme.NOTICE) + run("  ") for s in stamps]
    return paragraph("Header", *runs)


def _foot(report: Report, outside: str) -> str:
    """— 1 — at the outside edge, the moment and the code at the other."""
    number = "".join(_field(piece) for piece in ("— ", "PAGE", " —"))
    told, tab = run(report.stamp.line()), "<w:r><w:tab/></w:r>"
    runs = (told, tab, number) if outside == "right" else (number, tab, told)
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{round(INNER * TWIPS)}"/></w:tabs>'
    return paragraph("Footer", *runs, more=stop)


def _field(piece: str) -> str:
    look = (
        f'<w:rPr><w:color w:val="{theme.INK.removeprefix("#")}"/>'
        f'<w:sz w:val="{NUMBER}"/><w:szCs w:val="{NUMBER}"/></w:rPr>'
    )
    if piece != "PAGE":
        return f'<w:r>{look}<w:t xml:space="preserve">{piece}</w:t></w:r>'
    begin, end = (f'<w:r>{look}<w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "end"))
    code = f'<w:r>{look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    shown = f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>1</w:t></w:r>'
    return begin + code + shown + end
