"""What a meeting might put on its agenda (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib.meeting.differences import Difference
from lib.progress import Progress
from lib.progress.selection import featured, late

LONGEST = 12
"""More than a meeting gets through."""


def suggested(rows: Sequence[Progress], found: Iterable[Difference] = ()) -> list[str]:
    """Name the targets to call: the big promises, what got worse, what is late, what changed.

    rows are one per target; found is what changed since the last meeting, worse first.
    """
    found = list(found)
    order = [
        *(r.target.target_id for r in featured(rows)),
        *(d.target_id for d in found if d.worse or d.promised),
        *(r.target.target_id for r in late(rows)),
        *(d.target_id for d in found if d.turned),
    ]
    known = {r.target.target_id for r in rows}
    return [t for t in dict.fromkeys(order) if t in known][:LONGEST]
