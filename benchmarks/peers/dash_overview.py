"""The overview as somebody who knows Dash would build it: everything in the first layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import content
from content import EVERY, Row
from dash import Dash, Input, Output, State, dash_table, dcc, html, no_update

app = Dash(__name__, title="总览")
server = app.server
ROW = {"display": "flex", "gap": "1rem"}
WIDE = {"flex": "1"}
BAR = {"display": "block", "height": "8px", "background": "#24459b"}
CHOICES = {"area": "领域", "department": "部门", "status": "状态", "year": "年份"}


def layout() -> html.Main:
    """Made at every visit, so that it shows what is stored now."""
    shown = content.rows()
    return html.Main(
        [
            html.H1("玉溪科创目标看板"),
            html.Div([_tile(*group) for group in content.standing(shown).items()], style=ROW),
            html.Div([_card(row) for row in content.featured(shown)], style=ROW),
            html.Div(
                [
                    html.Section(
                        [html.H3("最落后的三个目标"), _lines(content.late(shown)[:3])], style=WIDE
                    ),
                    html.Section(
                        [html.H3("上次会议以来"), _words(content.news("since"))], style=WIDE
                    ),
                    html.Section(
                        [html.H3("最近的变化"), _words(content.news("turned"))], style=WIDE
                    ),
                ],
                style=ROW,
            ),
            html.Div(
                [
                    dcc.Dropdown(content.options(name), id=name, placeholder=f"{words}：{EVERY}")
                    for name, words in CHOICES.items()
                ],
                style=ROW,
            ),
            html.Div(_narrowed(shown), id="content"),
            dcc.Download(id="file"),
        ]
    )


def _tile(group: str, counts: dict[str, int]) -> html.Section:
    lines = [html.Span(f"{status} {count} ") for status, count in counts.items()]
    return html.Section([html.B(str(sum(counts.values()))), html.H4(group), html.P(lines)])


def _card(row: Row) -> html.A:
    share = 0 if row.completion is None else min(max(100 * row.completion, 0), 100)
    return html.A(
        [
            html.Div(row.name),
            html.B(row.value),
            html.Small(f" / {row.promise}"),
            html.Div(html.I(style={**BAR, "width": f"{share}%"})),
            html.Div([_chip(row), f" {row.pace}"]),
            html.Small(row.leads),
        ],
        href=f"/target?target={row.target_id}",
        style=WIDE,
    )


def _chip(row: Row) -> html.Span:
    return html.Span(f"{row.symbol} {row.status}", style={"color": row.color})


def _lines(shown: Sequence[Row]) -> html.Ul:
    return html.Ul(
        [html.Li([_chip(r), f" {r.name} {r.value} / {r.promise} {r.leads}"]) for r in shown]
    )


def _words(lines: Sequence[str]) -> html.Ul:
    return html.Ul([html.Li(line) for line in lines])


def _narrowed(shown: list[Row]) -> list[Any]:
    areas = dict.fromkeys(r.area for r in shown)
    owed = content.owed(shown)
    return [
        html.H3(f"全部 {len(shown)} 个目标"),
        html.Div([_area(a, [r for r in shown if r.area == a]) for a in areas], style=ROW),
        html.H3("滞后与逾期"),
        _lines(content.late(shown)),
        html.H3("尚未报送"),
        _words([f"{department} {count} 项" for department, count in owed.items()]),
        *_chart("by_area", content.by_area(shown), shown),
        *_chart("completions", content.completions(shown), shown),
    ]


def _area(area: str, shown: Sequence[Row]) -> html.Section:
    cells = [
        html.Tr(
            [
                html.Td(r.symbol, style={"color": r.color}, title=r.status),
                html.Td(r.target_id),
                html.Td(html.A(r.name, href=f"/target?target={r.target_id}")),
                html.Td(r.value),
            ]
        )
        for r in shown
    ]
    return html.Section([html.H4(area), html.Table(html.Tbody(cells))])


def _chart(name: str, figure: Any, shown: Sequence[Row]) -> list[Any]:
    # A grid, not a component a cell: those took React seconds.
    heads = [{"name": words, "id": str(n)} for n, words in enumerate(content.HEADINGS)]
    lines = [{str(n): c for n, c in enumerate(cells)} for cells in content.table(shown)]
    return [
        dcc.Graph(id=name, figure=figure, config={"displaylogo": False}),
        html.Button("CSV", id=f"save-{name}"),
        html.Details([html.Summary("数据表"), dash_table.DataTable(lines, heads)]),
    ]


app.layout = layout
CHOSEN = {name: Input(name, "value") for name in CHOICES}


@app.callback(Output("content", "children"), CHOSEN, prevent_initial_call=True)
def narrow(**chosen: str | None) -> list[Any]:
    """What is below the choices, anew."""
    return _narrowed(content.rows(**{k: v or "" for k, v in chosen.items()}))


for chart in ("by_area", "completions"):

    @app.callback(
        Output("file", "data", allow_duplicate=True),
        {"clicks": Input(f"save-{chart}", "n_clicks")}
        | {name: State(name, "value") for name in CHOICES},
        prevent_initial_call=True,
    )
    def save(clicks: int | None, **chosen: str | None) -> Any:
        """The table as a file."""
        if not clicks:
            return no_update
        shown = content.rows(**{k: v or "" for k, v in chosen.items()})
        return dcc.send_string(content.as_csv(shown), "table.csv")
