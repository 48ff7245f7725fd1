"""How the data lie and which backups there are, as HTML (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lib import texts
from lib.keeping import Condition
from lib.screen import pieces
from lib.screen.pieces import Pen
from lib.settings import Settings
from lib.store import Backup, Standin, Submission
from lib.store.database import Space

COLUMNS = ("made", "why", "seq", "entries", "size", "name")
MOST = 20
"""Submissions that are listed before a restore; the rest is counted."""


def facts(
    pen: Pen, now: Condition, name: str, lies: Space, at: Settings, standin: Standin | None
) -> str:
    """What an administrator looks at first: name is the database's, lies the room it takes.

    Of a copy that stands in nobody wants to know where it lies: named is the file in trouble.
    """
    newest = now.newest
    room = size(lies.size + lies.log)
    daily = "backups.daily_off" if at.backup_hour == "off" else "backups.daily_at"
    pairs = (
        ("backups.trouble", texts.refusal(pen.lang, standin.trouble) if standin else ""),
        ("backups.database", str(at.database_path) if standin else f"{name} · {room}"),
        ("backups.log", "" if standin else size(lies.log)),
        ("backups.free", size(now.free)),
        ("backups.newest", pen.moment(newest.made_at) if newest else pen.t("backups.none_yet")),
        ("backups.daily", pen.t(daily, hour=at.backup_hour, keep=at.backup_keep)),
        ("backups.folder", str(at.backup_path)),
    )
    return pieces.facts((pen.t(key), escape(words)) for key, words in pairs if words)


def listing(pen: Pen, known: Sequence[Backup]) -> str:
    """Every backup in a row."""
    rows = [
        [
            escape(pen.moment(b.made_at)),
            escape(pen.t(f"backups.why.{b.why}")),
            f"#{b.seq}",
            f"{b.entries:,}",
            escape(size(b.size)),
            f"<small>{escape(b.name)}</small>",
        ]
        for b in known
    ]
    return pieces.table([escape(pen.t(f"backups.column.{c}")) for c in COLUMNS], rows)


def label(pen: Pen, backup: Backup) -> str:
    """One backup in a line, for the choice."""
    why = pen.t(f"backups.why.{backup.why}")
    return f"{pen.moment(backup.made_at)} · #{backup.seq} · {why}"


def loses(pen: Pen, lost: Sequence[Submission]) -> str:
    """The submissions that a restore takes back."""
    if not lost:
        return f'<p class="y">{escape(pen.t("backups.nothing_lost"))}</p>'
    items = "".join(
        f"<li>#{s.seq} · {escape(pen.moment(s.created_at))} · "
        f"{escape(texts.name(pen.lang, s.author, pen.names))} · {s.n_rows:,}</li>"
        for s in lost[:MOST]
    )
    more = "<li>…</li>" if len(lost) > MOST else ""
    words = escape(pen.t("backups.loses", count=len(lost)))
    return f'<div class="y"><p>{words}</p><ul>{items}{more}</ul></div>'


def size(count: int) -> str:
    """Bytes for people."""
    if count >= 1_000_000_000:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.1f} MB"
