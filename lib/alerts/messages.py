"""Turns as messages: both robots' markdown, and JSON for anything else (pure).

The robots' rules as their makers document them:
- 企业微信: markdown.content at most 4,096 bytes of UTF-8, 20 messages a minute; headings, bold,
  links, quotes and three colours of font; no way to escape a sign; `<@name>` calls a person.
- 钉钉: a message at most 20,000 bytes, 20 a minute, else it is muted for ten minutes; needs a title
  beside the text; two line ends make a new line; no way to escape a sign. A robot that asks for a
  keyword takes only messages that hold it: every title begins with 预警 / Alert.

Because no sign can be escaped, those that mean something in markdown are replaced by their
full-width twins in whatever people typed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lib import texts
from lib.alerts import words
from lib.alerts.letter import Letter, one_line, said, status
from lib.alerts.turns import Turn
from lib.progress.selection import SHORTFALLS

WECOM_BYTES = 4096
DINGTALK_BYTES = 20_000
TWINS = str.maketrans("<>[]*_`~|@\\", "＜＞［］＊＿｀～｜＠＼")
MARKS = {"better": "info", "short": "warning", "silent": "comment"}
"""The colours 企业微信 has: green, orange, grey."""


def wecom(letter: Letter) -> dict[str, Any]:
    """The body for a 企业微信 robot."""

    def body(content: str) -> dict[str, Any]:
        return {"msgtype": "markdown", "markdown": {"content": content}}

    def block(turn: Turn) -> str:
        kind = "better" if turn.better else "short" if turn.after in SHORTFALLS else "silent"
        first = f'<font color="{MARKS[kind]}">{status(letter, turn)}</font> {_name(letter, turn)}'
        return "\n> ".join([first, *_lines(letter, turn)])

    def fits(content: str) -> bool:
        return len(content.encode()) <= WECOM_BYTES

    return body(_cut(letter, block, "\n\n", fits))


def dingtalk(letter: Letter) -> dict[str, Any]:
    """The body for a 钉钉 robot."""

    def body(content: str) -> dict[str, Any]:
        return {"msgtype": "markdown", "markdown": {"title": letter.title, "text": content}}

    def block(turn: Turn) -> str:
        first = f"**{status(letter, turn)}** {_name(letter, turn)}"
        return "\n\n> ".join([first, *_lines(letter, turn)])

    def fits(content: str) -> bool:
        return len(packed(body(content))) <= DINGTALK_BYTES

    return body(_cut(letter, block, "\n\n", fits))


def generic(letter: Letter) -> dict[str, Any]:
    """Everything as plain values, for a program of the office's own; decimals as text."""
    return {
        "event": "alert" if letter.turns else "test",
        "title": letter.title,
        "demo": letter.demo,
        "submission": letter.number,
        "day": letter.day.isoformat() if letter.day else None,
        "link": letter.home,
        "turns": [_record(letter, turn) for turn in letter.turns],
        **({"plan": letter.plan} if letter.plan else {}),
    }


def packed(body: Mapping[str, Any]) -> bytes:
    """A body as it is sent."""
    return json.dumps(body, ensure_ascii=False).encode()


def harmless(text: str) -> str:
    """A line that a robot's markdown takes nothing of for its own."""
    return text.translate(TWINS).replace("://", "：//")


def _name(letter: Letter, turn: Turn) -> str:
    name = harmless(one_line(words.named(letter.lang, turn)))
    link = letter.link(turn)
    return f"[{name}]({link})" if link else f"**{name}**"


def _lines(letter: Letter, turn: Turn) -> list[str]:
    return [harmless(line) for line in said(letter, turn)]


def _cut(
    letter: Letter, block: Callable[[Turn], str], between: str, fits: Callable[[str], bool]
) -> str:
    """As many whole turns as fit, with the number of those that do not."""
    link = f"[{texts.t(letter.lang, 'alert.open')}]({letter.home})" if letter.home else ""

    def joined(blocks: Sequence[str]) -> str:
        rest = len(letter.turns) - len(blocks)
        more = texts.t(letter.lang, "alert.more", count=rest) if rest else ""
        parts = [f"### {letter.title}", letter.lead, *blocks, more, link]
        return between.join(part for part in parts if part)

    kept: list[str] = []
    for turn in letter.turns:
        if not fits(joined([*kept, block(turn)])):
            break
        kept.append(block(turn))
    return joined(kept)


def _record(letter: Letter, turn: Turn) -> dict[str, Any]:
    row, target = turn.row, turn.row.target
    return {
        "target_id": turn.target_id,
        "year": turn.instance,
        "indicator": words.named(letter.lang, turn),
        "leads": list(target.lead_departments),
        "before": turn.before,
        "after": turn.after,
        "after_word": texts.status(letter.lang, turn.after),
        "better": turn.better,
        "on": turn.on.isoformat(),
        "why": words.why(letter.lang, turn, letter.names),
        "cause": turn.cause,
        "submission": turn.number,
        "actual": _number(row.actual),
        "required": _number(row.required),
        "unit": target.actual_unit or target.unit,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "link": letter.link(turn),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
