"""Turns as a mail (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from lib import texts, theme
from lib.alerts import words
from lib.alerts.letter import Letter, one_line, said, status
from lib.alerts.turns import Turn

LONGEST_LIST = 100
"""Targets named in one mail."""


def mail(letter: Letter, sender: str, to: Sequence[str], at: datetime) -> EmailMessage:
    """A mail with a plain and an HTML part.

    at is aware. A message tried again has the same Message-ID, so that a mail server which has it
    already can tell.
    """
    made = EmailMessage()
    made["Subject"] = one_line(letter.title)
    made["From"] = sender
    made["To"] = ", ".join(to)
    made["Date"] = format_datetime(at)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    shown, rest = letter.turns[:LONGEST_LIST], len(letter.turns[LONGEST_LIST:])
    more = [texts.t(letter.lang, "alert.more", count=rest)] if rest else []
    plain = _plain(letter, shown, more)
    made["Message-ID"] = f"<{_mark(letter, plain, at)}@{sender.rpartition('@')[2]}>"
    made.set_content(plain)
    made.add_alternative(_html(letter, shown, more), subtype="html")
    return made


def _mark(letter: Letter, plain: str, at: datetime) -> str:
    """What makes this mail one of its kind: its words, and for a trial its time."""
    trial = "" if letter.turns else at.isoformat()
    told = f"{letter.site} {letter.number} {letter.day} {trial} {plain}"
    return "alert." + hashlib.sha256(told.encode()).hexdigest()[:32]


def _plain(letter: Letter, turns: Sequence[Turn], more: Sequence[str]) -> str:
    blocks = [letter.title, letter.lead]
    for turn in turns:
        first = f"{status(letter, turn)}  {one_line(words.named(letter.lang, turn))}"
        blocks.append("\n  ".join([first, *said(letter, turn), letter.link(turn)]).rstrip())
    return "\n\n".join(part for part in [*blocks, *more, letter.home] if part) + "\n"


def _html(letter: Letter, turns: Sequence[Turn], more: Sequence[str]) -> str:
    out = [f"<h3>{escape(letter.title)}</h3>", f"<p>{escape(letter.lead)}</p>" * bool(letter.lead)]
    for turn in turns:
        look = theme.STATUS[turn.after]
        name = escape(one_line(words.named(letter.lang, turn)))
        link = letter.link(turn)
        out.append(
            f'<p><b style="color:{look.ink}">{escape(status(letter, turn))}</b> '
            + (f'<a href="{escape(link)}">{name}</a>' if link else f"<b>{name}</b>")
            + "".join(f"<br>{escape(line)}" for line in said(letter, turn))
            + "</p>"
        )
    out += [f"<p>{escape(line)}</p>" for line in more]
    if letter.home:
        label = escape(texts.t(letter.lang, "alert.open"))
        out.append(f'<p><a href="{escape(letter.home)}">{label}</a></p>')
    lang = "zh-CN" if letter.lang == "zh" else letter.lang
    return f'<html lang="{lang}"><body>{"".join(out)}</body></html>'
