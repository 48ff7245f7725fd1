"""Entries of the audit as HTML (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lib.audit import words
from lib.audit.chain import Entry, Head
from lib.screen import pieces
from lib.screen.pieces import Pen

COLUMNS = ("n", "when", "kind", "who", "address", "what")


def listing(pen: Pen, entries: Sequence[Entry]) -> str:
    """The entries as a table; what people typed is text and nothing else."""
    body = [
        [
            f"#{entry.n}",
            # Day and time stay on one line.
            escape(words.when(entry, pen.zone)[:19]).replace(" ", "&nbsp;"),
            escape(words.kind(pen.lang, entry.kind)),
            escape(words.who(pen.lang, entry, pen.names)),
            escape(entry.address),
            _what(pen, entry),
        ]
        for entry in entries
    ]
    return pieces.table([pen.t(f"audit.column.{name}") for name in COLUMNS], body, "audit")


def _what(pen: Pen, entry: Entry) -> str:
    """What was done; the number of a submission leads to it."""
    said = escape(words.what(pen.lang, entry))
    seq = entry.told.get("seq")
    if entry.kind == "export" or not isinstance(seq, int):
        return said
    return f"{said} {pen.go('history', pen.t('audit.see'), 'more', submission=str(seq))}"


def head(pen: Pen, at: Head) -> str:
    """Where the chain ends, to be copied or printed."""
    said = pen.t("audit.head", count=at.n, when=words.when(at, pen.zone)[:19])
    return f'<p class="y quiet">{said} <code>{at.n}:{escape(at.hash)}</code></p>'
