"""Charts of a Word document: native and editable where they can be, else a picture."""

from __future__ import annotations

import io

import lxml.etree as etree
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from lib.charts.chart import Chart
from lib.drawing import draw
from lib.exports import native
from lib.exports.document.ooxml import attribute, paragraph
from lib.exports.layout import DRAWN, INNER, POINTS, UNIT, chart_height
from lib.exports.markup import page
from lib.exports.table import XLSX_TYPE
from lib.typesetting import compiled

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
EMU = 36000
"""In a millimetre."""
PPI = 200
SIZE = 9
"""Points of the words in an editable chart."""
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORBIDS_XXE = etree.XMLParser(resolve_entities=False, no_network=True)


def chart(
    document: Document, told: Chart, place: int, *, lang: str, sheet: bool
) -> tuple[str, bool]:
    """A paragraph with the chart, and whether it is native (then its words stand around it)."""
    plot = native.plot(told, lang, SIZE)
    if plot is None:
        return _picture(document, told, place), False
    package = document.part.package
    data = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{place}.xlsx")
    workbook = Part(data, XLSX_TYPE, plot.workbook, package)
    part = Part(PackURI(f"/word/charts/chart{place}.xml"), CHART_TYPE, None, package)
    part._blob = _fed(plot.xml, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    rel = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    inside = f'<c:chart r:id="{rel}"/>'
    return _inline(told, place, chart_height(told, sheet=sheet), (_C, inside)), True


def _fed(xml: str | bytes, rel: str) -> bytes:
    """The chart's XML pointing to its workbook, which an editor opens for its numbers."""
    root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml, _FORBIDS_XXE)
    data = root.find(f"{{{_C}}}externalData")
    if data is None:
        data = etree.Element(f"{{{_C}}}externalData")
        after = [root.find(f"{{{_C}}}{tag}") for tag in ("printSettings", "userShapes")]
        found = next((e for e in after if e is not None), None)
        root.append(data) if found is None else found.addprevious(data)
        etree.SubElement(data, f"{{{_C}}}autoUpdate").set("val", "0")
    data.set(f"{{{_R}}}id", rel)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _picture(document: Document, told: Chart, place: int) -> str:
    drawing = draw(told, DRAWN)
    png = compiled(page(drawing, unit=UNIT), "png", PPI)
    rel, _ = document.part.get_or_add_image(io.BytesIO(png))
    height = drawing.height * UNIT / POINTS
    inside = (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{place}" name="chart{place}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/>'
        f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>{_extent("a", height)}'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return _inline(told, place, height, (_PIC, inside))


_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def _inline(told: Chart, place: int, height: float, inside: tuple[str, str]) -> str:
    uri, xml = inside
    return paragraph(
        "Chart",
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'{_extent("wp", height, "extent")}<wp:docPr id="{place}" name="chart{place}"'
        f" descr={attribute(told.alt or told.title)}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{uri}">{xml}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>",
    )


def _extent(space: str, height: float, tag: str = "ext") -> str:
    return f'<{space}:{tag} cx="{round(INNER * EMU)}" cy="{round(height * EMU)}"/>'
