"""How many entries of each kind the audit has; reads only those added since the last question."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.store.database import Database


@dataclass(frozen=True)
class Counts:
    """Entries by kind, up to and with the entry of number n."""

    n: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def audit_counts(db: Database, known: Counts | None = None) -> Counts:
    """Count the entries by kind; known is an earlier answer, to which the new ones are added."""
    known = known or Counts()
    with db.reading() as cursor:
        head = cursor.execute("select n from audit_head where id = 1").fetchone()
        if head is None or head[0] < known.n:  # another server put a backup in its place
            known = Counts()
        found = cursor.execute(
            "select kind, count(*), max(n) from audit_log where n > $n group by kind",
            {"n": known.n},
        ).fetchall()
    kinds = dict(known.kinds)
    for kind, count, _ in found:
        kinds[kind] = kinds.get(kind, 0) + count
    return Counts(max([known.n, *(last for *_, last in found)]), kinds)
