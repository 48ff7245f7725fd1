"""Text that a spreadsheet would run as a formula, made harmless and back (pure)."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def guard(text: str) -> str:
    """The text for a CSV cell: an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """What guard was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
