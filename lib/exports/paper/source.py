"""A report -> typst source: the template's names, then calls with the report's words (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count

from lib import texts, theme
from lib.charts.chart import Chart
from lib.drawing import draw
from lib.exports import layout
from lib.exports.layout import DRAWN, UNIT, Part, chip, look, parts
from lib.exports.markup import markup, quoted
from lib.exports.paper.faces import Faces
from lib.exports.paper.template import TEMPLATE
from lib.report import Block, Facts, Line, Picture, Report, Section, Table
from lib.report.report import Cell

BREAK = "#pagebreak(weak: true)\n"


def source(report: Report, faces: Faces) -> str:
    """Everything typst needs to set the report; faces are those that are installed."""
    return _document(report) + _names(report, faces) + TEMPLATE + _body(report)


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _document(report: Report) -> str:
    made = report.stamp.made
    when = f"datetime(year: {made.year}, month: {made.month}, day: {made.day}, "
    when += f"hour: {made.hour}, minute: {made.minute}, second: {made.second})"
    return (
        f"#set document(title: {quoted(report.title)}, author: {quoted(report.issuer)},"
        f" description: {quoted(report.stamp.line())},"
        f" keywords: ({quoted(report.mark.text())},), date: {when})\n"
        f"#set text(lang: {quoted(report.lang)}"
        + (', region: "cn")\n' if report.lang == "zh" else ")\n")
    )


def _names(report: Report, faces: Faces) -> str:
    it, zh = look(report), report.lang == "zh"
    stamps = [s for s in (report.stamp.demo, report.stamp.draft) if s]
    told = {
        "at-top": f"{layout.TOP}mm",
        "at-bottom": f"{layout.BOTTOM}mm",
        "at-left": f"{layout.LEFT}mm",
        "at-right": f"{layout.RIGHT}mm",
        "size": f"{it.size}pt",
        "step": f"{it.line}pt",
        "title-size": f"{it.title}pt",
        "cell-size": f"{it.cell}pt",
        "indent": f"{it.indent * it.size}pt",
        # With it 28 characters fill a line, as the standard asks.
        "tracking": "-0.2pt" if zh and report.form != "sheet" else "0pt",
        "before": "0pt" if zh else "6pt",
        "after": "0pt" if zh else "4pt",
        "justified": "true" if zh else "false",
        "bold": "false" if zh else "true",
        "body": _array(map(_face, faces.body)),
        "heads": _array(map(_face, faces.heads)),
        "seconds": _array(map(_face, faces.seconds)),
        "titles": _array(map(_face, faces.titles)),
        "stamps": _array(map(quoted, stamps)),
        "moment": quoted(report.stamp.line()),
    }
    colors = ("ink", "muted", "panel", "hatch", "notice")
    told |= {name: _color(getattr(theme, name.upper())) for name in colors}
    return "".join(f"#let {name} = {value}\n" for name, value in told.items())


def _face(name: str) -> str:
    """A Latin face leaves the quotation marks of Chinese text to the Chinese one."""
    latin = name in Faces.latin
    return f'(name: {quoted(name)}, covers: "latin-in-cjk")' if latin else quoted(name)


def _color(color: str) -> str:
    return f'rgb("{color}")'


def _body(report: Report) -> str:
    by_page = report.form in ("notice", "sheet")
    out = "" if by_page else _titled(report.title, report.subtitle, 0)
    for place, part in enumerate(parts(report)):
        out += BREAK if part.section.alone and place else ""
        told = _part(report, part)
        out += f"#one-page[\n{told}]\n" if report.form == "sheet" else told
    return out + (_signed(report) if report.form == "bulletin" else "")


def _titled(words: str, under: str, level: int) -> str:
    return f"#titled({quoted(words)}, {quoted(under)}, {level})\n"


def _signed(report: Report) -> str:
    day = texts.day(report.lang, report.day)
    return f"#signed({quoted(report.issuer)}, {quoted(day)})\n"


def _part(report: Report, part: Part) -> str:
    if report.form == "notice":
        out = _titled(report.title, report.subtitle, 1)
    elif report.form == "sheet":
        out = _titled(part.heading, "", 1)
    else:
        out = f"#heading(level: {part.level}, {quoted(part.heading)})\n"
    section = part.section
    if part.finding or section.status:
        out += _finding(report.lang, part.finding, section.status)
    out += _blocks(report, section)
    told = layout.source_below(section)
    return out + (f"#small({quoted(told)})\n" if told else "")


def _finding(lang: str, words: str, status: str) -> str:
    sign, color = layout.sign_before(lang, words, status), theme.INK
    if status:
        color = theme.STATUS[status].ink
    return f"#finding({quoted(words)}, {quoted(sign)}, {_color(color)})\n"


def _blocks(report: Report, section: Section) -> str:
    out, items = "", count(1)
    for block in section.blocks:
        if isinstance(block, Table) and block.blank:
            # The office signs what it asks before the department's own part begins.
            out += "".join(_line(Line(note, "why"), 0) for note in section.notes)
            out += _signed(report)
        place = next(items) if isinstance(block, Line) and block.role == "item" else 0
        out += _block(report, block, place)
    return out


def _block(report: Report, block: Block, place: int) -> str:
    if isinstance(block, Line):
        return _line(block, place)
    if isinstance(block, Facts):
        cells = [quoted(w) for pair in block.pairs for w in pair]
        cells += ['""', '""'] * (len(block.pairs) % 2)
        return f"#facts({', '.join(cells)})\n"
    if isinstance(block, Table):
        return _table(block, report.lang)
    return _picture(block, report)


def _line(told: Line, place: int) -> str:
    if told.role in ("why", "small"):
        return f"#small({quoted(f'· {told.words}')})\n"
    number = f"{place}. " if told.role == "item" else ""
    words = f"#{quoted(number + told.words)}"
    return f"#par[*{words}*]\n" if told.role == "lead" else f"#par[{words}]\n"


def _table(told: Table, lang: str) -> str:
    widths = _array(f"{share:.4f}" for share in _shares(told, lang))
    heads = _array(map(quoted, told.columns))
    height = f"{layout.ROOM}mm" if told.blank else "auto"
    cells = [
        _cell(cell, lang, layout.status_at(told, place, n))
        for place, row in enumerate(told.rows)
        for n, cell in enumerate(row)
    ]
    return f"#listed({quoted(told.title)}, {widths}, {heads}, {height}, {', '.join(cells)})\n"


def _shares(told: Table, lang: str) -> tuple[float, ...]:
    room = layout.places(layout.INNER * layout.POINTS, layout.CELL[lang])
    return layout.shares(told, lang, room)


def _cell(cell: Cell, lang: str, status: str) -> str:
    if status:
        style = theme.STATUS[status]
        return f"({quoted(chip(lang, status))}, {_color(style.ink)}, {_color(style.ground)})"
    words = quoted(layout.words(lang, cell))
    return f"({words},)" if isinstance(cell, Decimal | int) else words


def _picture(block: Picture, report: Report) -> str:
    chart = block.chart
    if not chart.series:
        return f"#small({quoted(chart.empty)})\n" if chart.empty else ""
    out = _drawn(chart)
    if block.numbers and chart.rows and report.form != "sheet":
        out += _table(layout.numbers_of(chart), report.lang)
    return out


def _drawn(chart: Chart) -> str:
    return f"#drawn({quoted(chart.alt or chart.title)})[{markup(draw(chart, DRAWN), UNIT)}]\n"
