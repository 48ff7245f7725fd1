"""Two forms of a text: narrow for reading, and a key for matching names (pure)."""

from __future__ import annotations

import re
import unicodedata

# Full-width forms and the mathematical minus as Chinese input methods write them. Not NFKC: that
# also turns a superscript two or a circled one into a digit, and 202 with a footnote into 2022.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
EDGES = " \t\r\n\u00a0\u200b\ufeff"
"""What an input method or a web page leaves around a text."""


def fold(text: str) -> str:
    """Full-width characters made narrow, blanks at the edges removed; digits stay what they are."""
    return (text if text.isascii() else text.translate(_NARROW)).strip(EDGES)


_LOOK_ALIKE = str.maketrans(
    # Cyrillic, then Greek: letters that the eye takes for Latin ones.
    "АВЕЅІЈКМНОРСТХУаеѕіјорсху" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaesijopcxy" + "ABEZHIKMNOPTYXo",
)
_MARKS = (
    dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58"), "-")
    | dict.fromkeys(map(ord, "•‧∙⋅・･"), "·")
    | dict.fromkeys(map(ord, "“”„‟「」『』〝〞"), '"')
    | dict.fromkeys(map(ord, "‘’‚‛"), "'")
    | dict.fromkeys(map(ord, "【〔〖"), "[")
    | dict.fromkeys(map(ord, "】〕〗"), "]")
)
_SAME = _LOOK_ALIKE | _MARKS
HAN = "\u3001-\u303f\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters and their punctuation, for use inside a character class."""
BESIDE_HAN = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
"""A blank that Chinese does without: people put it there to fill a line."""


def key(text: str) -> str:
    """Form for matching names, for the eye the same: not for storing and not for showing.

    NFKC; no zero-width or control characters; one kind of dash, dot, quote and bracket; Latin for
    its look-alikes; single blanks, and none beside a Chinese character.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text)
        category = unicodedata.category
        text = "".join(c for c in text if c.isspace() or category(c) not in ("Cf", "Cc"))
        text = BESIDE_HAN.sub("", text.translate(_SAME))
    return " ".join(text.split())
