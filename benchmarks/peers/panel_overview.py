"""The overview as somebody who knows Panel would build it: pieces of HTML, two Plotly panes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any

import content
import panel as pn
from content import EVERY, Row

pn.extension("plotly", sizing_mode="stretch_width")
CHOICES = {"area": "领域", "department": "部门", "status": "状态", "year": "年份"}


def _html(body: str) -> pn.pane.HTML:
    return pn.pane.HTML(body)


def _chip(row: Row) -> str:
    return f'<span style="color:{row.color}">{row.symbol} {escape(row.status)}</span>'


def _lines(shown: Sequence[Row]) -> str:
    lines = (
        f"<li>{_chip(r)} {escape(f'{r.name} {r.value} / {r.promise} {r.leads}')}</li>"
        for r in shown
    )
    return f"<ul>{''.join(lines)}</ul>"


def _words(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _tiles(shown: Sequence[Row]) -> str:
    tiles = (
        f"<section><b>{sum(counts.values())}</b><h4>{escape(group)}</h4>"
        f"<p>{' '.join(f'{escape(s)} {n}' for s, n in counts.items())}</p></section>"
        for group, counts in content.standing(shown).items()
    )
    return f'<div style="display:flex;gap:1rem">{"".join(tiles)}</div>'


def _cards(shown: Sequence[Row]) -> str:
    cards = []
    for row in content.featured(shown):
        share = 0 if row.completion is None else min(max(100 * row.completion, 0), 100)
        cards.append(
            f'<a style="flex:1" href="target?target={row.target_id}"><div>{escape(row.name)}</div>'
            f"<b>{escape(row.value)}</b><small> / {escape(row.promise)}</small>"
            f'<div style="background:#eee"><i style="display:block;height:8px;width:{share}%;'
            f'background:#24459b"></i></div><div>{_chip(row)} {escape(row.pace)}</div>'
            f"<small>{escape(row.leads)}</small></a>"
        )
    return f'<div style="display:flex;gap:1rem">{"".join(cards)}</div>'


def _board(shown: Sequence[Row]) -> str:
    out = []
    for area in dict.fromkeys(r.area for r in shown):
        lines = "".join(
            f'<tr><td style="color:{r.color}" title="{escape(r.status)}">{r.symbol}</td>'
            f'<td>{r.target_id}</td><td><a href="target?target={r.target_id}">'
            f"{escape(r.name)}</a></td><td>{escape(r.value)}</td></tr>"
            for r in shown
            if r.area == area
        )
        out.append(f"<section><h4>{escape(area)}</h4><table>{lines}</table></section>")
    return f'<div style="display:flex;gap:1rem">{"".join(out)}</div>'


def _table(shown: Sequence[Row]) -> str:
    head = "".join(f"<th>{escape(words)}</th>" for words in content.HEADINGS)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for cells in content.table(shown)
    )
    return f"<details><summary>数据表</summary><table><tr>{head}</tr>{body}</table></details>"


def _narrowed(area: str, department: str, status: str, year: str) -> pn.Column:
    chosen = (area, department, status, year)
    shown = content.rows(*("" if c == EVERY else c for c in chosen))
    owed = content.owed(shown)
    return pn.Column(
        _html(
            f"<h3>全部 {len(shown)} 个目标</h3>{_board(shown)}"
            f"<h3>滞后与逾期</h3>{_lines(content.late(shown))}"
            f"<h3>尚未报送</h3>{_words([f'{d} {n} 项' for d, n in owed.items()])}"
        ),
        *_chart(content.by_area(shown), shown),
        *_chart(content.completions(shown), shown),
    )


def _chart(figure: Any, shown: Sequence[Row]) -> list[Any]:
    def file() -> io.StringIO:
        return io.StringIO(content.as_csv(shown))

    return [
        pn.pane.Plotly(figure, config={"displaylogo": False}),
        pn.widgets.FileDownload(callback=file, filename="table.csv", label="CSV"),
        _html(_table(shown)),
    ]


every = content.rows()
chosen = {
    name: pn.widgets.Select(name=words, options=[EVERY, *content.options(name)])
    for name, words in CHOICES.items()
}
columns = (
    ("最落后的三个目标", _lines(content.late(every)[:3])),
    ("上次会议以来", _words(content.news("since"))),
    ("最近的变化", _words(content.news("turned"))),
)
glance = "".join(f'<section style="flex:1"><h3>{t}</h3>{b}</section>' for t, b in columns)
pn.Column(
    _html(f"<h1>玉溪科创目标看板</h1>{_tiles(every)}{_cards(every)}"),
    _html(f'<div style="display:flex;gap:1rem">{glance}</div>'),
    pn.Row(*chosen.values()),
    pn.bind(_narrowed, **chosen),
).servable(title="总览")
