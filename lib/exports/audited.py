"""Entries of the audit as a table that others can check without this program (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from lib import texts
from lib.audit import words
from lib.audit.chain import Entry, canonical
from lib.exports.table import Cell, Table

COLUMNS = (
    "n",
    "when",
    "kind",
    "who",
    "account",
    "role",
    "address",
    "what",
    "previous",
    "entry",
    "hash",
)
"""The first eight are for people; entry is what was hashed, letter by letter."""


def audited(entries: Iterable[Entry], lang: str, zone: ZoneInfo, names: dict[str, str]) -> Table:
    """The entries in the order given; the last line says how to check them."""
    heads = tuple(texts.t(lang, f"audit.column.{name}") for name in COLUMNS)
    rows = [_row(entry, lang, zone, names) for entry in entries]
    return Table(heads, rows, texts.t(lang, "audit.title"), texts.t(lang, "audit.recipe"))


def _row(entry: Entry, lang: str, zone: ZoneInfo, names: dict[str, str]) -> Sequence[Cell]:
    return [
        entry.n,
        words.when(entry, zone),
        words.kind(lang, entry.kind),
        texts.name(lang, entry.who, names),
        entry.account,
        entry.role,
        entry.address,
        words.what(lang, entry),
        entry.previous,
        canonical(entry),
        entry.hash,
    ]
