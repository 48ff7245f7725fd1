"""Sections and their blocks as HTML; every word is escaped (pure)."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from lib import texts
from lib.exports.layout import chip, numbers_of, sign_before, status_at, words
from lib.exports.table import clean
from lib.report.report import Block, Facts, Line, Picture, Report, Section, Table


def contents(report: Report) -> str:
    """The list of sections, each a link inside the page."""
    items = "".join(
        f'<li class=l{one.level}><a href="#s{n}">{_say(one.topic or one.title)}</a></li>'
        for n, one in enumerate(report.sections, 1)
    )
    head = _say(texts.t(report.lang, "leaf.contents"))
    return f"<nav><details open><summary>{head}</summary><ol>{items}</ol></details></nav>"


def section(report: Report, number: int, one: Section) -> str:
    """Topic, finding with its status, what it rests on, the why, the source."""
    topic = f"<p class=topic>{_say(one.topic)}</p>" if one.topic else ""
    sign = sign_before(report.lang, one.title, one.status)
    mark = f"<span class='chip {_named(one.status)}'>{_say(sign)}</span> " if sign else ""
    blocks = "".join(_block(report, block) for block in one.blocks)
    notes = ""
    if one.notes:
        items = "".join(f"<li>{_say(note)}</li>" for note in one.notes)
        head = _say(texts.t(report.lang, "leaf.why"))
        notes = f"<details class=why><summary>{head}</summary><ul>{items}</ul></details>"
    foot = _say(report.stamp.line(one.source))
    stamp = f"<b>{_say(report.stamp.demo)}</b> " if report.stamp.demo else ""
    kind = f"l{one.level} alone" if one.alone else f"l{one.level}"
    return (
        f'<section id=s{number} class="{kind}">{topic}<h2>{mark}{_say(one.title)}</h2>'
        f"{blocks}{notes}<p class=foot>{stamp}{foot}</p></section>\n"
    )


def _say(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def _named(code: str) -> str:
    return f"is-{code.replace('_', '-')}" if code else ""


def _block(report: Report, block: Block) -> str:
    if isinstance(block, Line):
        return f"<p class={block.role}>{_say(block.words)}</p>"
    if isinstance(block, Facts):
        pairs = (f"<div><dt>{_say(k)}</dt><dd>{_say(v)}</dd></div>" for k, v in block.pairs)
        return f"<dl>{''.join(pairs)}</dl>"
    if isinstance(block, Table):
        return _table(report.lang, block)
    return _picture(report, block)


def _table(lang: str, table: Table) -> str:
    title = f"<caption>{_say(table.title)}</caption>" if table.title else ""
    head = "".join(f"<th scope=col>{_say(c)}</th>" for c in table.columns)
    rows = "".join(f"<tr>{_cells(lang, table, n)}</tr>" for n in range(len(table.rows)))
    kind = " class=blank" if table.blank else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f"<div class=wide tabindex=0><table{kind}>{title}{body}</table></div>"


def _cells(lang: str, table: Table, row: int) -> str:
    out = ""
    for column, cell in enumerate(table.rows[row]):
        if code := status_at(table, row, column):
            shown = f"<span class='chip {_named(code)}'>{_say(chip(lang, code))}</span>"
            out += f"<td>{shown}</td>"
        else:
            number = isinstance(cell, Decimal | int)
            out += f"<td{' class=n' if number else ''}>{_say(words(lang, cell))}</td>"
    return out


def _picture(report: Report, block: Picture) -> str:
    """The chart, and its numbers for whoever wants them or cannot see it."""
    chart = block.chart
    if not chart.series:
        return f"<p class=empty><b>{_say(chart.title)}</b><br>{_say(chart.empty)}</p>"
    head = _say(texts.t(report.lang, "leaf.numbers"))
    numbers = _table(report.lang, numbers_of(chart))
    opened = " open" if block.numbers else ""
    alt = escape(clean(chart.alt or chart.title))
    return (
        f'<figure><div class=wide tabindex=0><div class=plot data-figure="{escape(chart.name)}" '
        f'role=img aria-label="{alt}"></div></div>'
        f"<details{opened}><summary>{head}</summary>{numbers}</details></figure>"
    )
