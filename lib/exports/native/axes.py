"""The two axes of an office chart: their range, ticks and words (pure)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from lib import theme
from lib.charts.chart import Chart
from lib.exports.native.sheet import serial
from lib.exports.table import clean
from lib.figure.lines import span, value_axis
from lib.figure.text import nice_ticks

ACROSS, UP = 111111111, 222222222
"""Their ids; negative ones, which some writers make, break PowerPoint."""
YEAR, QUARTER = Decimal("365.25"), Decimal("91.3125")
SHORT = 500
"""Days: shorter spans are told in quarters."""


def axes(chart: Chart) -> str:
    """Both axes."""
    return _days(chart) + _values(chart) if chart.kind == "lines" else _bars(chart)


def _days(chart: Chart) -> str:
    """Days as numbers: quarters then begin at most two days beside their last day."""
    first, last = span(chart)
    start = date(first.year - 1, 12, 30)
    step = QUARTER if (last - first).days < SHORT else YEAR
    low = Decimal(serial(start))
    foot = "max" if chart.reversed_values else "min"
    while low + step < serial(first):
        low += step
    return (
        f'<c:valAx><c:axId val="{ACROSS}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{serial(last)}"/><c:min val="{low}"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="yyyy\\-mm" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_line(theme.MUTED)}<c:crossAx val="{UP}"/><c:crosses val="{foot}"/>'
        f'<c:majorUnit val="{step}"/></c:valAx>'
    )


def _values(chart: Chart) -> str:
    ticks, (low, high) = value_axis(chart)
    turned = "maxMin" if chart.reversed_values else "minMax"
    step = ticks[1] - ticks[0] if len(ticks) > 1 else Decimal(1)
    return _value_axis(chart, turned, (low, high, step), "l", "min")


def _value_axis(
    chart: Chart, turned: str, scale: tuple[Decimal, Decimal, Decimal], side: str, crosses: str
) -> str:
    low, high, step = scale
    percent = "&quot;%&quot;" if chart.unit == "%" else ""
    return (
        f'<c:valAx><c:axId val="{UP}"/><c:scaling><c:orientation val="{turned}"/>'
        f'<c:max val="{high:f}"/><c:min val="{low:f}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:majorGridlines>{_line(theme.FAINT)}</c:majorGridlines>'
        f"{_title(chart.unit)}"
        f'<c:numFmt formatCode="#,##0.####{percent}" sourceLinked="0"/>'.replace(
            "0.####", "0" if step == step.to_integral_value() else "0.0###"
        )
        + '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="{ACROSS}"/>'
        f'<c:crosses val="{crosses}"/><c:crossBetween val="{_between(chart)}"/>'
        f'<c:majorUnit val="{step:f}"/></c:valAx>'
    )


def _between(chart: Chart) -> str:
    return "midCat" if chart.kind == "lines" else "between"


def _bars(chart: Chart) -> str:
    ends = [v for s in chart.series for v in s.y if v is not None]
    if chart.kind == "stacked":
        sums = zip(*(s.y for s in chart.series), strict=True)
        ends = [sum((v for v in row if v is not None), Decimal(0)) for row in sums]
    top = max([*ends, Decimal(1)])
    ticks = nice_ticks(Decimal(0), top if chart.kind == "stacked" else top * Decimal("1.05"))
    step = ticks[1] - ticks[0]
    if chart.horizontal and step < 1:
        ticks, step = nice_ticks(Decimal(0), max(top, Decimal(5))), Decimal(1)
    turned, side = ("maxMin", "l") if chart.horizontal else ("minMax", "b")
    words = (
        f'<c:catAx><c:axId val="{ACROSS}"/><c:scaling><c:orientation val="{turned}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_line(theme.MUTED)}<c:crossAx val="{UP}"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="0"/></c:catAx>'
    )
    other, crosses = ("b", "max") if chart.horizontal else ("l", "min")
    return words + _value_axis(chart, "minMax", (Decimal(0), ticks[-1], step), other, crosses)


def _title(unit: str) -> str:
    """The unit beside the axis; a percent sign stands at its numbers."""
    if not unit or unit == "%":
        return ""
    return (
        '<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr>'
        '<a:defRPr b="0"/></a:pPr><a:r><a:rPr lang="zh-CN" b="0"/>'
        f"<a:t>{escape(clean(unit))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _line(color: str) -> str:
    return (
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
        "</a:ln></c:spPr>"
    )
