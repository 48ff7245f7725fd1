"""The styles of a Word document: which face, how large, how far apart (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from lib import theme
from lib.exports.document.ooxml import SPACES
from lib.exports.layout import Look, look
from lib.report import Report

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体", "仿宋"
TITLE = "方正小标宋简体"
INSTEAD = {TITLE: SONG, FANG: "仿宋_GB2312", KAI: "楷体_GB2312"}
"""What Word takes where a face is not installed."""
SERIF, SANS = "Times New Roman", "Arial"
TIGHT = -4
"""Twentieths of a point between characters: with it 28 of them fill a line."""


@dataclass(frozen=True)
class Style:
    """One paragraph style; sizes in points, indent in characters, line 0: as high as it must."""

    latin: str
    east: str
    size: float
    line: float = 0
    before: float = 0
    after: float = 0
    indent: int = 0
    align: str = "left"
    bold: bool = False
    color: str = theme.INK
    keep: bool = False
    level: int = -1
    tight: bool = False


def styles(report: Report) -> dict[str, Style]:
    """Every style of a report by its name in Word."""
    it = look(report)
    zh = report.lang == "zh"
    head = SERIF if zh else SANS
    gap = 0 if zh else 6
    side = "both" if zh else "left"
    above = 0 if zh else 10
    body = Style(SERIF, FANG if zh else SONG, it.size, it.line, after=gap, align=side, tight=zh)
    return {
        "Normal": body,
        "Body Text": _with(body, indent=it.indent),
        "Title": Style(
            head, TITLE if zh else HEI, it.title, it.title * 1.5, 0, 6, align="center", bold=not zh
        ),
        "Subtitle": Style(
            SERIF, KAI, it.size, it.line, after=it.line * 0.6, align="center", color=theme.MUTED
        ),
        "Heading 1": _heading(it, head, HEI, above, level=0, bold=not zh),
        "Heading 2": _heading(it, head, KAI, above, level=1, bold=not zh),
        "Heading 3": _heading(it, head, FANG, above, level=2, bold=True),
        "Finding": _with(body, indent=it.indent, bold=True, keep=True),
        "Caption": Style(head, HEI, it.cell, before=6, after=3, keep=True),
        "Chart": Style(SERIF, FANG, it.cell, before=4, after=2, align="center", keep=True),
        "Cell": Style(SERIF, FANG if zh else SONG, it.cell),
        "Cell Head": Style(head, HEI, it.cell, bold=not zh, keep=True),
        "Small": Style(SERIF, FANG if zh else SONG, 9, before=2, after=4, color=theme.MUTED),
        "Signature": _with(body, align="right", keep=True),
        "Footer": Style(SERIF, SONG, 9, color=theme.MUTED),
        "Header": Style(SERIF, HEI, 9, align="right"),
    }


def _heading(it: Look, latin: str, east: str, before: float, *, level: int, bold: bool) -> Style:
    return Style(
        latin,
        east,
        it.size,
        it.line,
        before,
        indent=it.indent,
        bold=bold,
        keep=True,
        level=level,
    )


def _with(style: Style, **changed: object) -> Style:
    return Style(**{**vars(style), **changed})  # type: ignore[arg-type]


def apply(document: Document, report: Report) -> None:
    """Put the styles into a document in place of those it came with."""
    for name, style in styles(report).items():
        known = [s.name for s in document.styles]
        if name not in known:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        element = document.styles[name].element
        for tag in ("pPr", "rPr"):
            for old in element.findall(f"{{{element.nsmap['w']}}}{tag}"):
                element.remove(old)
        element.append(parse_xml(_paragraph(style)))
        element.append(parse_xml(_run(style, report.lang)))


def _paragraph(style: Style) -> str:
    rule = "exact" if style.line else "auto"
    line = round(style.line * 20) if style.line else 240
    first = f' w:firstLineChars="{style.indent * 100}"' if style.indent else ""
    indent = round(style.indent * style.size * 20)
    return (
        f"<w:pPr {SPACES}>{'<w:keepNext/>' if style.keep else ''}"
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"'
        f' w:line="{line}" w:lineRule="{rule}"/>'
        f'<w:ind{first} w:firstLine="{indent}"/><w:jc w:val="{style.align}"/>'
        + (f'<w:outlineLvl w:val="{style.level}"/>' if style.level >= 0 else "")
        + "</w:pPr>"
    )


def _run(style: Style, lang: str) -> str:
    size = round(style.size * 2)
    tight = f'<w:spacing w:val="{TIGHT}"/>' if style.tight else ""
    told = "zh-CN" if lang == "zh" else "en-GB"
    return (
        f"<w:rPr {SPACES}>"
        f'<w:rFonts w:ascii="{style.latin}" w:hAnsi="{style.latin}" w:cs="{style.latin}"'
        f' w:eastAsia="{style.east}"/><w:b w:val="{int(style.bold)}"/>'
        f'<w:color w:val="{style.color.removeprefix("#")}"/>{tight}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{told}" w:eastAsia="zh-CN"/></w:rPr>'
    )
