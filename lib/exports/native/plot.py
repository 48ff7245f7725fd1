"""A chart as an OOXML chart part and its workbook; None where no honest native chart exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.sax.saxutils import escape

from lib import theme
from lib.charts.chart import Chart
from lib.exports.native import axes
from lib.exports.native.columns import NATIVE, Column, columns, look
from lib.exports.native.sheet import places, reference, serial, workbook
from lib.exports.table import clean

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
EMU = 12700
"""In a point."""
_DASHES = {"solid": "solid", "dash": "dash", "dot": "sysDot"}
_HATCHES = {"/": "ltUpDiag", "\\": "ltDnDiag", ".": "pct20"}


@dataclass(frozen=True)
class Plot:
    """xml is a whole chart part without the relation to its data; workbook is that data."""

    xml: bytes
    workbook: bytes


def plot(chart: Chart, lang: str, size: float = 12) -> Plot | None:
    """The editable chart with words of a size in points."""
    if chart.kind not in NATIVE or not chart.series:
        return None
    told = columns(chart, lang)
    groups = chart.groups if chart.kind != "lines" else ()
    at = places(told, bool(groups))
    rows = max(len(column.x) for column in told)
    drawn = "".join(_series(n, told[n], chart, at[n], rows) for n in range(len(told)))
    area = _lines(drawn) if chart.kind == "lines" else _bars(drawn, chart)
    silent = "".join(
        f'<c:legendEntry><c:idx val="{n}"/><c:delete val="1"/></c:legendEntry>'
        for n, column in enumerate(told)
        if not column.listed
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {SPACES}>'
        '<c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f"{area}{axes.axes(chart)}</c:plotArea>"
        f'<c:legend><c:legendPos val="t"/>{silent}<c:overlay val="0"/></c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{words(size, theme.INK)}</c:chartSpace>"
    )
    return Plot(xml.encode(), workbook(told, groups))


def words(size: float, color: str) -> str:
    """The look of words; the faces are those of the file's own theme."""
    return (
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'{look_of(size, color, "defRPr")}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def look_of(size: float, color: str, tag: str) -> str:
    """Properties of a run; without a size the chart's own."""
    sized = f' sz="{round(size * 100)}"' if size else ""
    return (
        f'<a:{tag}{sized}><a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
        f'<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/></a:{tag}>'
    )


def _lines(drawn: str) -> str:
    return (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{drawn}<c:axId val="{axes.ACROSS}"/><c:axId val="{axes.UP}"/></c:scatterChart>'
    )


def _bars(drawn: str, chart: Chart) -> str:
    lying = "bar" if chart.horizontal else "col"
    grouping = "stacked" if chart.kind == "stacked" else "clustered"
    # Office bars of one chart are equally wide: over one another the plan would be hidden.
    overlap = 0 if chart.kind == "bars" else 100
    return (
        f'<c:barChart><c:barDir val="{lying}"/><c:grouping val="{grouping}"/>'
        f'<c:varyColors val="0"/>{drawn}<c:gapWidth val="55"/><c:overlap val="{overlap}"/>'
        f'<c:axId val="{axes.ACROSS}"/><c:axId val="{axes.UP}"/></c:barChart>'
    )


def _series(place: int, column: Column, chart: Chart, at: tuple[int, int], last: int) -> str:
    """One series over so many rows: where rows differ, LibreOffice loses the shorter ones."""
    keys, values = at
    title = (
        f'<c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef>'
        f"<c:f>{reference(values, 0, 0)}</c:f>{_cache([column.name], 'str')}</c:strRef></c:tx>"
    )
    numbers = _numbers(reference(values, 1, last), column.y, last)
    labels = _labels(column, chart)
    if chart.kind == "lines":
        days = _numbers(reference(keys, 1, last), [Decimal(serial(x)) for x in column.x], last)
        return (
            f"<c:ser>{title}{_stroke(column)}{labels}<c:xVal>{days}</c:xVal>"
            f'<c:yVal>{numbers}</c:yVal><c:smooth val="0"/></c:ser>'
        )
    return (
        f'<c:ser>{title}<c:spPr>{_fill(column)}</c:spPr><c:invertIfNegative val="0"/>{labels}'
        f"<c:cat>{_categories(column, chart, keys)}</c:cat><c:val>{numbers}</c:val></c:ser>"
    )


def _categories(column: Column, chart: Chart, keys: int) -> str:
    """One level of words, or two where categories stand in groups."""
    last = len(column.x)
    inner = [str(x) for x in column.x]
    if not chart.groups:
        return f"<c:strRef><c:f>{reference(keys, 1, last)}</c:f>{_cache(inner, 'str')}</c:strRef>"
    firsts = {n: g for n, g in enumerate(chart.groups) if not n or chart.groups[n - 1] != g}
    outer = "".join(_point(n, g) for n, g in firsts.items())
    return (
        f"<c:multiLvlStrRef><c:f>{reference(0, 1, last, to=keys)}</c:f><c:multiLvlStrCache>"
        f'<c:ptCount val="{last}"/><c:lvl>{"".join(map(_point, range(last), inner))}</c:lvl>'
        f"<c:lvl>{outer}</c:lvl></c:multiLvlStrCache></c:multiLvlStrRef>"
    )


def _cache(found: Sequence[str], kind: str) -> str:
    points = "".join(_point(n, text) for n, text in enumerate(found))
    return f'<c:{kind}Cache><c:ptCount val="{len(found)}"/>{points}</c:{kind}Cache>'


def _point(place: int, text: str) -> str:
    return f'<c:pt idx="{place}"><c:v>{escape(clean(text))}</c:v></c:pt>'


def _numbers(cells: str, found: Sequence[Decimal | None], rows: int) -> str:
    points = "".join(_point(n, f"{value:f}") for n, value in enumerate(found) if value is not None)
    return (
        f"<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{rows}"/>{points}</c:numCache></c:numRef>'
    )


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'


def _edge(color: str, width: float, dash: str = "solid") -> str:
    return (
        f'<a:ln w="{round(width * EMU)}" cap="flat">{_solid(color)}'
        f'<a:prstDash val="{_DASHES[dash]}"/><a:round/></a:ln>'
    )


def _stroke(column: Column) -> str:
    style = look(column)
    line = _edge(style.color, 0.8 if column.thin else max(style.width * 0.8, 0.8), style.dash)
    marker = '<c:marker><c:symbol val="none"/></c:marker>'
    if column.dots:
        ground = f"<c:spPr>{_solid(style.color)}{_edge(theme.GROUND, 1)}</c:spPr>"
        marker = f'<c:marker><c:symbol val="circle"/><c:size val="7"/>{ground}</c:marker>'
    return f"<c:spPr>{line}</c:spPr>{marker}"


def _fill(column: Column) -> str:
    """Filled for a fact, outlined for a plan, hatched for silence."""
    style = look(column)
    if not style.hollow:
        return _solid(style.color) + _edge(theme.GROUND, 0.75)
    code = column.role.removeprefix("status.")
    hatch = theme.STATUS[code].hatch if column.role != code else ""
    ground = _solid(theme.PANEL)
    if hatch:
        ground = (
            f'<a:pattFill prst="{_HATCHES[hatch]}"><a:fgClr><a:srgbClr val="{theme.HATCH[1:]}"/>'
            f'</a:fgClr><a:bgClr><a:srgbClr val="{theme.GROUND[1:]}"/></a:bgClr></a:pattFill>'
        )
    return ground + _edge(style.color, 1)


def _labels(column: Column, chart: Chart) -> str:
    """Words at points: the value itself where that is what they say, so that it follows edits."""
    flags = "".join(
        f'<c:show{what} val="{{}}"/>' if what == "Val" else f'<c:show{what} val="0"/>'
        for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    made = ""
    for n, label in enumerate(column.labels):
        if not label or column.y[n] is None:
            continue
        code = _code(label, column.y[n])
        ink = _ink(column, chart)
        shown = f'<c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr/>{words(0, ink)}'
        if not code:
            lines = clean(label).split("\n")
            rich = "".join(
                f"<a:p><a:r>{look_of(0, ink, 'rPr')}<a:t>{escape(x)}</a:t></a:r></a:p>"
                for x in lines
            )
            shown = f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/>{rich}</c:rich></c:tx>"
        made += (
            f'<c:dLbl><c:idx val="{n}"/>{shown}<c:dLblPos val="{column.beside}"/>'
            f"{flags.format(1)}</c:dLbl>"
        )
    return f"<c:dLbls>{made}{flags.format(0)}</c:dLbls>"


def _ink(column: Column, chart: Chart) -> str:
    style = look(column)
    if chart.kind != "stacked" or style.hollow:
        return style.ink
    grounds = (theme.GROUND, theme.ON_BAR)
    return max(grounds, key=lambda ink: theme.contrast(ink, style.color))


def _code(label: str, value: Decimal | None) -> str:
    """The number format that writes a value as its label; empty where the label says more."""
    sign = '"%"' if label.endswith("%") else ""
    text = label.removesuffix("%").replace(",", "")
    try:
        shown = Decimal(text)
    except InvalidOperation:
        return ""
    exponent = shown.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if value is None or round(value, digits) != shown:
        return ""
    return escape("#,##0" + ("." + "0" * digits if digits else "") + sign, {'"': "&quot;"})
