"""Entries of the chain and what became of a check, in words (pure)."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from lib import texts
from lib.audit.chain import Entry, Head, Verified

WORDED = {
    "table": "kind",
    "content": "export.content",
    "format": "export.format",
    "role": "role",
    "right": "right",
    "page": "nav",
    "why": "audit.why",
    "by": "audit.by",
    "password": "audit.done",
    "code": "audit.done",
    "language": "audit.language",
}
"""Values that are codes, and where their words stand."""


def when(entry: Entry | Head, zone: ZoneInfo) -> str:
    """The time on the office's clock, to the second, with its distance from UTC."""
    if entry.at is None:
        return ""
    return entry.at.replace(tzinfo=UTC).astimezone(zone).isoformat(" ", "seconds")


def kind(lang: str, code: str) -> str:
    """What was done, in a word."""
    return _word(lang, "audit.kind", code)


def who(lang: str, entry: Entry, names: dict[str, str]) -> str:
    """Name and account."""
    name = texts.name(lang, entry.who, names)
    if entry.account in ("", entry.who):
        return name
    return f"{name}（{entry.account}）" if lang == "zh" else f"{name} ({entry.account})"


def what(lang: str, entry: Entry) -> str:
    """What was done, in a line: names and values."""
    changed = entry.kind.startswith("account_")
    told = entry.told or ({"": entry.what} if entry.what not in ("", "{}") else {})
    colon, between = ("：", "；") if lang == "zh" else (": ", "; ")
    return between.join(
        f"{_word(lang, 'audit.what', key)}{colon}{_value(lang, key, value, changed)}"
        for key, value in told.items()
    )


def verdict(lang: str, found: Verified) -> list[str]:
    """What became of a check, and which entries explain a strange time or a gap, in sentences."""
    broken = found.broken
    if broken is None:
        lines = [texts.t(lang, "audit.whole", count=found.head.n)]
    else:
        lines = [texts.t(lang, f"audit.broken.{broken.why}", n=broken.n, until=broken.until)]
    for kind, numbers in (("clock", found.clocks), ("restore", found.restores)):
        if numbers:
            listed = texts.join(lang, [f"#{n}" for n in numbers])
            lines.append(texts.t(lang, f"audit.noted_{kind}", numbers=listed))
    return lines


def _value(lang: str, key: str, value: Any, changed: bool) -> str:
    if isinstance(value, bool):
        return texts.t(lang, f"audit.{'yes' if value else 'no'}")
    if isinstance(value, list):
        parts = [_value(lang, key, one, False) for one in value]
        # Of an account both sides of a change are told.
        return " → ".join(p or "—" for p in parts) if changed else texts.join(lang, parts)
    return _word(lang, WORDED[key], value) if key in WORDED else str(value)


def _word(lang: str, group: str, code: Any) -> str:
    """The word of a code; entries outlive the programs that wrote them, so it may have none."""
    try:
        return texts.t(lang, f"{group}.{code}")
    except KeyError:
        return str(code)
