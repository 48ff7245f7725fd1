"""What a row of any engine is as text, and what a whole table is as one number (pure)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

MODULUS = 1 << 256


@dataclass(frozen=True)
class Fingerprint:
    """One table: its rows, and the sum of a SHA-256 of each.

    A sum, because no engine says in which order its rows lie: equal rows in any order are equal,
    a row that is lost, changed or there twice is not.
    """

    rows: int = 0
    total: int = 0

    def with_rows(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Fingerprint:
        """Add rows whose values stand in the order of columns."""
        order = sorted(range(len(columns)), key=columns.__getitem__)
        count, total = self.rows, self.total
        for row in rows:
            text = json.dumps([_plain(row[i]) for i in order], ensure_ascii=True)
            total += int.from_bytes(sha256(text.encode()).digest(), "big")
            count += 1
        return Fingerprint(count, total % MODULUS)


def _plain(value: Any) -> Any:
    """A value in words that do not depend on how an engine gave it."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, Decimal):
        return ["number", format(value.normalize(), "f")]
    if isinstance(value, datetime):
        return ["time", value.isoformat(timespec="microseconds")]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    raise TypeError(type(value))
