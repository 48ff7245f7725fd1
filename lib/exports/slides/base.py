"""What slides are built on: our own plain base, or the office's template without its slides."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import cast

import lxml.etree as etree
import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation
from pptx.shapes.placeholder import LayoutPlaceholder
from pptx.slide import SlideLayout
from pptx.util import Emu

from lib import theme
from lib.exports.table import FONT
from lib.issues import Refusal

EMU = 12700
"""In a point."""
WIDE, TALL = 960, 540
"""Points of a slide of 16 to 9."""
EDGE, FOOT = 44, 30
"""Points at the sides, and at the foot for source and moment."""
MOST_BYTES, MOST_PARTS = 200_000_000, 5_000
"""Unpacked, of an office's template."""
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


@dataclass(frozen=True)
class Base:
    """A presentation without slides, the layout to use, and the room for what we put on a slide.

    Lengths are points. title is the size of its words, title_room what is high enough for them;
    office says that the base is the office's own.
    """

    deck: Presentation
    layout: SlideLayout
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    title: float
    title_room: float
    office: bool


def base(template: bytes) -> Base:
    """Our own base, or the office's; Refusal where a template cannot serve."""
    deck = _office(template) if template else _own()
    layout, title = _layout(deck)
    width, height = deck.slide_width or 0, deck.slide_height or 0
    top, left, wide, tall = (
        cast("int", v) for v in (title.top, title.left, title.width, title.height)
    )
    feet = [
        cast("int", p.top)
        for p in layout.placeholders
        if p.placeholder_format.type in FEET and p.top is not None and p.top > height * 0.7
    ]
    bottom = min([height - FOOT * EMU, *feet]) if template else height - FOOT * EMU
    room = bottom - top - tall
    if room < height * 0.5 or wide < width * 0.5 or width < height:
        raise Refusal("template_room")
    sides = (left / EMU, (left + wide) / EMU)
    ends = ((top + tall) / EMU, bottom / EMU)
    look = (_title_size(deck), tall / EMU, bool(template))
    return Base(deck, layout, width / EMU, height / EMU, *sides, *ends, *look)


def _title_size(deck: Presentation) -> float:
    """Points of titles, as the master has them."""
    style = deck.slide_master._element.find(f".//{{{_P}}}titleStyle/{{{_A}}}lvl1pPr/{{{_A}}}defRPr")
    return float(style.get("sz", 4400)) / 100 if style is not None else 44.0


def _layout(deck: Presentation) -> tuple[SlideLayout, LayoutPlaceholder]:
    """The layout with a title and the fewest other places to fill."""
    found = []
    for layout in deck.slide_layouts:
        kinds = {p.placeholder_format.type: p for p in layout.placeholders}
        title = kinds.get(PP_PLACEHOLDER.TITLE)
        if title is not None and title.top is not None:
            others = sum(kind not in (*TITLES, *FEET) for kind in kinds)
            found.append((others, len(found), layout, title))
    if not found:
        raise Refusal("template_layout")
    _, _, layout, title = min(found, key=lambda f: f[:2])
    return layout, title


def _office(template: bytes) -> Presentation:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES:
                raise Refusal("template_size")
            names = {p.filename.lower() for p in parts}
        if any(n.endswith("vbaproject.bin") or "/activex/" in n for n in names):
            raise Refusal("template_macros")
        deck = pptx.Presentation(io.BytesIO(template))
        _emptied(deck)
    except Refusal:
        raise
    except (
        PythonPptxError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        etree.LxmlError,
        OSError,
    ) as e:
        raise Refusal("template_unreadable") from e
    return deck


def _emptied(deck: Presentation) -> None:
    """Without its own slides, which would otherwise stand before ours."""
    ids = deck.slides._sldIdLst
    for one in list(ids):
        deck.part.drop_rel(one.rId)
        ids.remove(one)
    root = deck.part._element
    for sections in root.xpath(".//*[local-name()='sectionLst']"):
        sections.getparent().getparent().remove(sections.getparent())


def _own() -> Presentation:
    """The library's plain deck, made wide, with our face and title."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDE * EMU), Emu(TALL * EMU)
    master = deck.slide_master
    kept = next(x for x in deck.slide_layouts if x.name == "Title Only")
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    for owner in (master, kept):
        for place in [*owner.placeholders]:
            if place.placeholder_format.type in TITLES:
                _put(place, EDGE, 44, WIDE - 2 * EDGE, 62)
                inside = place._element.find(f".//{{{_A}}}bodyPr")
                for side in ("lIns", "rIns", "tIns", "bIns"):
                    inside.set(side, "0")
            else:
                place._element.getparent().remove(place._element)
    _faces(master.part)
    style = master._element.find(f".//{{{_P}}}titleStyle/{{{_A}}}lvl1pPr")
    style.set("algn", "l")
    look = style.find(f"{{{_A}}}defRPr")
    look.set("sz", "2600")
    look.set("b", "1")
    for color in list(look.iter(f"{{{_A}}}schemeClr")):
        solid = color.getparent()
        solid.replace(color, etree.Element(f"{{{_A}}}srgbClr", {"val": theme.INK[1:]}))
    return deck


_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def _put(place: object, left: float, top: float, width: float, height: float) -> None:
    place.left, place.top = Emu(round(left * EMU)), Emu(round(top * EMU))  # type: ignore[attr-defined]
    place.width, place.height = Emu(round(width * EMU)), Emu(round(height * EMU))  # type: ignore[attr-defined]


def _faces(master: object) -> None:
    """One face in the theme, so that an office changes all words in one place."""
    for rel in master.rels.values():  # type: ignore[attr-defined]
        if not rel.reltype.endswith("/theme"):
            continue
        part = rel.target_part
        root = etree.fromstring(part.blob)
        for kind in ("majorFont", "minorFont"):
            for face in root.iter(f"{{{_A}}}{kind}"):
                face.find(f"{{{_A}}}latin").set("typeface", "Arial")
                face.find(f"{{{_A}}}ea").set("typeface", FONT)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
