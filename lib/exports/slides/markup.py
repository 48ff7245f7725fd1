"""Text boxes, tables and groups of shapes as XML of a slide; lengths in points (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lib import theme
from lib.drawing import Box, Disc, Drawing, Path, Shape, Words
from lib.drawing.lettering import width_of
from lib.exports.table import clean

SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_DASHES = {"solid": "solid", "dash": "dash", "dot": "sysDot"}
_HATCHES = {"/": "ltUpDiag", "\\": "ltDnDiag", ".": "pct20"}
_ALIGN = {"start": "l", "middle": "ctr", "end": "r"}


def emu(points: float) -> int:
    """Points in the unit of office files."""
    return round(points * 12700)


@dataclass(frozen=True)
class Room:
    """A rectangle on a slide, in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Run:
    """Words of one look; size 0 takes the place's own."""

    text: str
    size: float = 0
    color: str = theme.INK
    bold: bool = False


def run(told: Run) -> str:
    """A run; line breaks become breaks, nothing else in it is markup."""
    size = f' sz="{round(told.size * 100)}"' if told.size else ""
    look = (
        f'<a:rPr lang="zh-CN" altLang="en-US"{size} b="{int(told.bold)}">{solid(told.color)}'
        '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/></a:rPr>'
    )
    lines = clean(told.text).replace("\t", " ").split("\n")
    return "<a:br/>".join(f"<a:r>{look}<a:t>{escape(line)}</a:t></a:r>" for line in lines)


def paragraph(runs: Iterable[Run], align: str = "l", after: float = 0) -> str:
    """A paragraph without a bullet."""
    return (
        f'<a:p><a:pPr algn="{align}" marL="0" indent="0"><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft><a:buNone/></a:pPr>'
        f"{''.join(map(run, runs))}</a:p>"
    )


def solid(color: str) -> str:
    """A fill of one colour."""
    return f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'


def words(
    place: int, name: str, room: Room, paragraphs: Sequence[str], ground: str = "", down: str = "t"
) -> str:
    """A text box."""
    fill = solid(ground) if ground else "<a:noFill/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{place}" name={quoteattr(clean(name))}/>'
        f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{_place(room)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</p:spPr><p:txBody>'
        f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{down}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle/>{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def _place(room: Room) -> str:
    return (
        f'<a:xfrm><a:off x="{emu(room.x)}" y="{emu(room.y)}"/>'
        f'<a:ext cx="{emu(room.width)}" cy="{emu(room.height)}"/></a:xfrm>'
    )


@dataclass(frozen=True)
class Cell:
    """A cell of a table."""

    runs: tuple[Run, ...]
    ground: str = ""
    align: str = "l"


def table(
    place: int,
    name: str,
    room: Room,
    widths: Sequence[float],
    rows: Sequence[tuple[float, Sequence[Cell]]],
) -> str:
    """A native table; widths are shares of the room's, rows bring their least height."""
    grid = "".join(f'<a:gridCol w="{emu(share * room.width)}"/>' for share in widths)
    body = "".join(
        f'<a:tr h="{emu(height)}">{"".join(map(_cell, cells))}</a:tr>' for height, cells in rows
    )
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{place}" name={quoteattr(clean(name))}/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f"</p:nvGraphicFramePr>{_place(room).replace('a:xfrm', 'p:xfrm')}"
        f'<a:graphic><a:graphicData uri="{TABLE}"><a:tbl><a:tblPr firstRow="1"/>'
        f"<a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(told: Cell) -> str:
    edge = f'<a:ln{{}} w="6350">{solid(theme.HATCH)}</a:ln{{}}>'
    sides = "".join(edge.format(s, s) for s in "LRTB")
    fill = solid(told.ground) if told.ground else "<a:noFill/>"
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraph(told.runs, told.align)}</a:txBody>"
        f'<a:tcPr marL="50800" marR="50800" marT="25400" marB="25400" anchor="ctr">'
        f"{sides}{fill}</a:tcPr></a:tc>"
    )


def group(place: int, name: str, room: Room, drawing: Drawing) -> str:
    """A drawing as one group of shapes that people can take apart."""
    unit = room.width / drawing.width
    shapes = "".join(
        _shape(place + n, shape, room, unit) for n, shape in enumerate(drawing.shapes, 1)
    )
    place_ = _place(room).removesuffix("</a:xfrm>")
    child = (
        f'<a:chOff x="{emu(room.x)}" y="{emu(room.y)}"/>'
        f'<a:chExt cx="{emu(room.width)}" cy="{emu(room.height)}"/></a:xfrm>'
    )
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{place}" name={quoteattr(clean(name))}'
        f" descr={quoteattr(clean(drawing.alt))}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{place_}{child}</p:grpSpPr>{shapes}</p:grpSp>"
    )


def _shape(place: int, shape: Shape, room: Room, unit: float) -> str:
    def at(x: float, y: float, width: float, height: float) -> Room:
        return Room(room.x + x * unit, room.y + y * unit, width * unit, height * unit)

    if isinstance(shape, Words):
        return _line_of_words(place, shape, at, unit)
    if isinstance(shape, Disc):
        r = shape.radius
        edge = _edge(shape.stroke, shape.line * unit, "solid")
        return _sp(
            place, at(shape.x - r, shape.y - r, 2 * r, 2 * r), "ellipse", _fill(shape.fill) + edge
        )
    if isinstance(shape, Box):
        fill = _hatched(shape) if shape.hatch else _fill(shape.fill)
        edge = _edge(shape.stroke, shape.line * unit, shape.dash)
        return _sp(place, at(shape.x, shape.y, shape.width, shape.height), "rect", fill + edge)
    return _path(place, shape, at, unit)


def _sp(place: int, room: Room, kind: str, look: str) -> str:
    shape = f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>' if kind else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{place}" name="{kind or "path"} {place}"/><p:cNvSpPr/>'
        f"<p:nvPr/></p:nvSpPr><p:spPr>{_place(room)}{shape}{look}</p:spPr></p:sp>"
    )


def _fill(color: str) -> str:
    return solid(color) if color else "<a:noFill/>"


def _hatched(box: Box) -> str:
    return (
        f'<a:pattFill prst="{_HATCHES[box.hatch]}"><a:fgClr><a:srgbClr val="{theme.HATCH[1:]}"/>'
        f'</a:fgClr><a:bgClr><a:srgbClr val="{(box.fill or theme.GROUND)[1:]}"/></a:bgClr>'
        "</a:pattFill>"
    )


def _edge(color: str, width: float, dash: str) -> str:
    if not color or not width:
        return "<a:ln><a:noFill/></a:ln>"
    return f'<a:ln w="{emu(width)}">{solid(color)}<a:prstDash val="{_DASHES[dash]}"/></a:ln>'


def _path(place: int, path: Path, at: object, unit: float) -> str:
    xs, ys = [x for x, _ in path.spots], [y for _, y in path.spots]
    left, top = min(xs), min(ys)
    room = at(left, top, max(xs) - left, max(ys) - top)  # type: ignore[operator]
    spots = [
        f'<a:pt x="{emu((x - left) * unit)}" y="{emu((y - top) * unit)}"/>' for x, y in path.spots
    ]
    steps = f"<a:moveTo>{spots[0]}</a:moveTo>"
    steps += "".join(f"<a:lnTo>{spot}</a:lnTo>" for spot in spots[1:])
    steps += "<a:close/>" if path.closed else ""
    fill = "" if path.closed else ' fill="none"'
    shape = (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{emu(room.width)}" h="{emu(room.height)}"{fill}>{steps}</a:path>'
        "</a:pathLst></a:custGeom>"
    )
    edge = _edge(path.stroke, path.line * unit, path.dash)
    return _sp(place, room, "", shape + (_fill(path.fill) if path.closed else "<a:noFill/>") + edge)


def _line_of_words(place: int, told: Words, at: object, unit: float) -> str:
    """A box as wide as the words, never broken; its middle stands where theirs does."""
    size = max(r.size for r in told.runs)
    wide = width_of(told.runs) + size
    shift = {"start": 0.0, "middle": wide / 2, "end": wide}[told.anchor]
    room = at(told.x - shift, told.y - size * 1.02, wide, size * 1.35)  # type: ignore[operator]
    runs = [Run(r.text, r.size * unit, r.color, r.bold) for r in told.runs]
    made = words(place, "text", room, [paragraph(runs, _ALIGN[told.anchor])], down="ctr")
    return made.replace('wrap="square"', 'wrap="none"').replace(
        "<a:normAutofit/>", "<a:noAutofit/>"
    )
