"""What a Word document says about itself: title, issuer, mark, faces and what may replace them."""

from __future__ import annotations

from typing import cast

import lxml.etree as etree
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from lib.exports.carrying import PLACE, TYPE, custom
from lib.exports.document.styles import HEI, INSTEAD, SANS
from lib.exports.table import clean
from lib.report import Report

LIMIT = 255
"""Characters a core property may have."""
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def apply(document: Document, report: Report) -> None:
    """Put title, issuer, moment and mark into the file's properties, faces into its tables."""
    core = document.core_properties
    core.title, core.subject = _short(report.title), _short(report.subtitle)
    core.author = core.last_modified_by = _short(report.issuer)
    core.comments, core.keywords = _short(report.stamp.demo), _short(report.stamp.line())
    core.created = core.modified = report.stamp.made
    core.language = "zh-CN" if report.lang == "zh" else "en-GB"
    core.revision = 1
    _carry(document, report.mark.text())
    for part in cast("Package", document.part.package).iter_parts():
        name = str(part.partname)
        if name == "/word/fontTable.xml":
            part._blob = _faces(part.blob)
        elif name.startswith("/word/theme/"):
            part._blob = _theme(part.blob)


def _short(text: str) -> str:
    return clean(text)[:LIMIT]


def _carry(document: Document, words: str) -> None:
    package = cast("Package", document.part.package)
    part = Part(PackURI(PLACE), TYPE, custom(words), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _faces(blob: bytes) -> bytes:
    """Faces that are not on every computer, each with the one that stands in for it."""
    root = etree.fromstring(blob)
    w = root.nsmap["w"]
    for face, instead in INSTEAD.items():
        font = etree.SubElement(root, f"{{{w}}}font", {f"{{{w}}}name": face})
        etree.SubElement(font, f"{{{w}}}altName", {f"{{{w}}}val": instead})
        etree.SubElement(font, f"{{{w}}}charset", {f"{{{w}}}val": "86"})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _theme(blob: bytes) -> bytes:
    """The faces of charts, which follow the theme."""
    root = etree.fromstring(blob)
    for kind in ("majorFont", "minorFont"):
        for face in root.iter(f"{{{_A}}}{kind}"):
            for tag, name in (("latin", SANS), ("ea", HEI)):
                face.find(f"{{{_A}}}{tag}").set("typeface", name)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
