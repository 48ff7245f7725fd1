"""Entries that each carry the hash of the one before, and the first place where they do not (pure).

Whoever holds the entries can check them without this program: the hash of an entry is SHA-256 over
the hash before it, one line feed, and the entry as canonical() writes it, all in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lib.issues import Refusal

KINDS = (
    "sign_in",
    "sign_in_refused",
    "sign_out",
    "session_ended",
    "password_changed",
    "code_made",
    "account_added",
    "account_changed",
    "refused",
    "submission",
    "undo",
    "plan",
    "thresholds",
    "breakdown",
    "meetings",
    "decisions",
    "proposal",
    "withdrawn",
    "approved",
    "returned",
    "unlocked",
    "review_set",
    "export",
    "backup",
    "restore",
    "migration",
    "clock",
)
"""Everything that is written down; each has its word audit.kind.<kind>."""
START = "0" * 64
"""What the first entry follows."""
LONGEST, MOST = 300, 50
"""Characters of one value, and values of one list."""
SHORTEST_HASH = 12
"""Signs of a hash that are enough to tell it by."""
_NUMBERED = re.compile(rf"(\d{{1,18}})[:-]([0-9a-f]{{{SHORTEST_HASH},64}})(?![0-9a-z])")
_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST_HASH},64}}")


@dataclass(frozen=True)
class Entry:
    """One thing that was done. at is naive UTC; what is canonical JSON.

    who is the name, account what it was signed in with, address where it came from; each is empty
    where nobody knows. n orders the entries: a clock may go back.
    """

    n: int
    at: datetime
    kind: str
    who: str
    account: str
    role: str
    address: str
    what: str
    previous: str = START
    hash: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What was done, as values; nothing where somebody broke the text."""
        try:
            found = json.loads(self.what)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: what is printed, or stands in a backup's name.

    n is None where only a hash was kept; the hash may be its beginning.
    """

    n: int | None
    hash: str
    at: datetime | None = None


@dataclass(frozen=True)
class Broken:
    """The first number that does not hold; until is the last one of a gap.

    why: changed (the entry is not what was hashed), link (it does not follow the one before),
    missing, doubled, cut (the end is gone), beyond (more than the head knows), head (the head is
    another), outside (not what was kept outside), outside_cut, outside_unknown.
    """

    n: int
    why: str
    until: int = 0


@dataclass(frozen=True)
class Verified:
    """What became of a check: the head, and the first broken link where there is one.

    clocks and restores are the numbers of entries that explain a strange time or a gap.
    """

    head: Head
    broken: Broken | None
    clocks: tuple[int, ...] = ()
    restores: tuple[int, ...] = ()


def canonical(entry: Entry) -> str:
    """The one way to write an entry: JSON, keys sorted, no spaces, times in UTC to the µs."""
    return _json(
        {
            "n": entry.n,
            "at": f"{entry.at.isoformat(timespec='microseconds')}Z",
            "kind": entry.kind,
            "who": entry.who,
            "account": entry.account,
            "role": entry.role,
            "address": entry.address,
            "what": entry.what,
        }
    )


def hash_of(previous: str, entry: Entry) -> str:
    """Hash of an entry that follows another."""
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode(errors="replace")).hexdigest()


def written(what: Mapping[str, Any]) -> str:
    """The same for what was done: what is empty is left out, what is long is cut."""
    return _json({key: _plain(v) for key, v in what.items() if v not in (None, "")})


def shown(text: str, longest: int = LONGEST) -> str:
    """One line of text that every database and file can hold; marks where it was cut."""
    text = text if len(text) <= longest else f"{text[: longest - 1]}…"
    if text.isprintable():  # nearly every text
        return text
    return "".join(c if _kept(c) else "\ufffd" for c in text)


def head_told(text: str) -> Head:
    """The head that somebody kept: n:hash, a hash, or a name with n-hash in it.

    Raises Refusal audit_head where there is none.
    """
    given = text.strip().lower()
    if _HASH.fullmatch(given):
        return Head(None, given)
    if found := _NUMBERED.findall(given):
        return Head(int(found[-1][0]), found[-1][1])
    raise Refusal("audit_head", found=text[:100])


def first_broken(
    entries: Iterable[Entry], head: Head, outside: Sequence[Head] = ()
) -> Broken | None:
    """Give the first place where the chain is broken, or None. Entries come in order of n.

    Whoever rewrites every entry and the head leaves a chain that holds: only heads that were kept
    outside tell.
    """
    n, last = 0, START
    kept = {(o.n, o.hash) for o in outside}
    unnumbered = {o.hash for o in outside if o.n is None}
    for entry in entries:
        if entry.n <= n:
            return Broken(entry.n, "doubled")
        if entry.n > n + 1:
            return Broken(n + 1, "missing", entry.n - 1)
        if entry.previous != last:
            return Broken(entry.n, "link")
        if entry.hash != hash_of(last, entry):
            return Broken(entry.n, "changed")
        if head.n is not None and entry.n > head.n:
            return Broken(entry.n, "beyond")
        n, last = entry.n, entry.hash
        if any(at == n and not last.startswith(hash_) for at, hash_ in kept):
            return Broken(n, "outside")
        unnumbered = {hash_ for hash_ in unnumbered if not last.startswith(hash_)}
    if head.n is not None and n < head.n:
        return Broken(n + 1, "cut", head.n)
    if last != head.hash:
        return Broken(n, "head")
    if later := [o.n for o in outside if o.n is not None and o.n > n]:
        return Broken(n + 1, "outside_cut", max(later))
    return Broken(n, "outside_unknown") if unnumbered else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """What JSON holds: numbers that are not whole become text, as do days."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        listed = [_plain(one) for one in value]
        return listed if len(listed) <= MOST else [*listed[:MOST], "…"]
    raise TypeError(type(value).__name__)


def _kept(character: str) -> bool:
    """Neither a control character, nor half of one, nor the end of a line."""
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cs", "Zl", "Zp") and ord(character) & 0xFFFE != 0xFFFE
