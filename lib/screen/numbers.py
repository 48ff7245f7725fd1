"""The table beside a chart, as HTML (pure)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape

from lib import texts
from lib.charts.chart import Chart
from lib.screen.pieces import Pen

MOST = 100
"""Rows; a longer table comes as a file."""

Cell = str | Decimal | date | None


def numbers(pen: Pen, chart: Chart) -> str:
    """What a chart shows as a closed table, opened by a click or a key; empty without rows."""
    if not chart.rows:
        return ""
    head = "".join(f"<th scope=col>{escape(column)}</th>" for column in chart.columns)
    body = "".join(f"<tr>{''.join(_cell(pen, c) for c in row)}</tr>" for row in chart.rows[:MOST])
    left = len(chart.rows) - MOST
    more = f'<p class="quiet">{pen.t("chart.more_rows", count=left)}</p>' if left > 0 else ""
    return (
        f'<details class="y numbers"><summary>{pen.t("chart.table")}</summary>'
        f'<div class="scroll"><table><caption>{escape(chart.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}</details>"
    )


def _cell(pen: Pen, cell: Cell) -> str:
    """Numbers without their unit, which stands in the heading."""
    if isinstance(cell, Decimal):
        return f'<td class="num">{escape(texts.number(pen.lang, cell))}</td>'
    if isinstance(cell, date):
        return f'<td class="nb">{escape(texts.day(pen.lang, cell))}</td>'
    return f"<td>{escape(cell or '')}</td>"
