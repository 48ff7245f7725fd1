"""The words of the themes page around its charts as pieces of HTML (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lib import texts
from lib.charts.finding import answer
from lib.plan.themes import Theme
from lib.progress import Progress
from lib.screen import pieces
from lib.screen.pieces import Pen


def name(pen: Pen, theme: Theme) -> str:
    """A theme's name in the reader's language, as plain text."""
    return theme.zh if pen.lang == "zh" else theme.en


def answered(pen: Pen, theme: Theme, rows: Sequence[Progress]) -> str:
    """One line that is read from afar: the one target's verdict, or how many are met and short."""
    if len(theme.parts) == 1 and theme.parts[0].target_id:
        return pieces.verdict(pen, rows[0])
    said = escape(answer(rows, pen.lang, pen.names))
    return f'<p class="y answer"><b>{escape(name(pen, theme))}</b>{said}</p>'


def absent(pen: Pen, theme: Theme, ids: Sequence[str]) -> str:
    """What a theme names and the plan of the moment does not have."""
    words = pen.t("themes.missing", name=name(pen, theme), targets=texts.join(pen.lang, list(ids)))
    return f'<p class="y quiet">{words}</p>'
