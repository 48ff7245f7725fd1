"""The fingerprint that every file carries: which moment its numbers are from, and their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from lib.progress import Progress

NAME = "yuxi-targets"
"""Under this name a file carries its mark."""
_JUDGED = ("required", "baseline", "actual", "expected", "completion", "points_ahead", "gap")


@dataclass(frozen=True)
class Mark:
    """Where a file's numbers are from. targets are the ids it tells of, in the plan's order.

    plan is the name of a plan beside the home plan, which is the only one that says so.
    """

    as_of: date
    seq: int
    lang: str
    demo: bool
    targets: tuple[str, ...]
    sha256: str
    plan: str = ""

    @property
    def code(self) -> str:
        """What people compare: the submission and the first signs of the hash."""
        return f"{self.seq}-{self.sha256[:10]}"

    def text(self) -> str:
        """The mark as one line of ASCII, which read() takes back."""
        told = asdict(self) | {"as_of": self.as_of.isoformat()}
        if not self.plan:
            del told["plan"]
        return json.dumps(told, separators=(",", ":"), sort_keys=True)


def read(text: str) -> Mark:
    """Take a mark back from its text; ValueError where it is none."""
    try:
        given = json.loads(text)
        return Mark(
            as_of=date.fromisoformat(given["as_of"]),
            seq=int(given["seq"]),
            lang=str(given["lang"]),
            demo=bool(given["demo"]),
            targets=tuple(str(t) for t in given["targets"]),
            sha256=str(given["sha256"]),
            plan=str(given.get("plan", "")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(text[:80]) from error


def mark(
    rows: Sequence[Progress],
    targets: Iterable[str],
    *,
    seq: int,
    day: date,
    lang: str,
    demo: bool = False,
    plan: str = "",
) -> Mark:
    """Make the mark of a file that tells of some targets; rows is the whole progress table."""
    wanted = set(targets)
    shown = [r for r in rows if r.target.target_id in wanted]
    ids = tuple(dict.fromkeys(r.target.target_id for r in shown))
    return Mark(day, seq, lang, demo, ids, values_hash(shown), plan)


def values_hash(rows: Iterable[Progress]) -> str:
    """SHA-256 over what the rows say: status and every judged number to its last digit."""
    digest = hashlib.sha256()
    for row in rows:
        said = [row.target.target_id, str(row.instance or ""), row.status, row.light]
        said += [row.deadline.isoformat() if row.deadline else ""]
        said += [row.actual_end.isoformat() if row.actual_end else ""]
        said += [_plain(getattr(row, name)) for name in _JUDGED]
        digest.update("\t".join(said).encode() + b"\n")
    return digest.hexdigest()


def _plain(value: Decimal | None) -> str:
    """1.50 and 1.5 are one number."""
    return "" if value is None else f"{value.normalize():f}"
