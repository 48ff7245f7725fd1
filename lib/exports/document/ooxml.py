"""Paragraphs and runs of a Word document as XML; text never becomes markup (pure)."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from lib.exports.table import clean

SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}"'
    for prefix, path in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "a": "drawingml/2006/main",
        "pic": "drawingml/2006/picture",
        "c": "drawingml/2006/chart",
    }.items()
)
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def run(words: str, *, bold: bool = False, color: str = "", ground: str = "") -> str:
    """Words with a look of their own; line breaks stay."""
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{_hex(color)}"/>' if color else ""
    look += shade(ground) if ground else ""
    pieces = []
    for line in clean(words).replace("\t", "\n\t\n").split("\n"):
        pieces.append(_BREAKS["\t"] if line == "\t" else _text(line))
    joined = _BREAKS["\n"].join(pieces).replace("<w:br/><w:tab/><w:br/>", "<w:tab/>")
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{joined}</w:r>"


def paragraph(style: str, *runs: str, more: str = "") -> str:
    """A paragraph of a style; more goes into its properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{"".join(runs)}</w:p>'


def shade(color: str) -> str:
    """A ground behind words or a cell."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(color)}"/>'


def attribute(text: str) -> str:
    """A quoted attribute, without the line breaks that XML would lose."""
    return quoteattr(clean(text).replace("\n", " "))


def _text(line: str) -> str:
    return f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""


def _hex(color: str) -> str:
    return color.removeprefix("#")
