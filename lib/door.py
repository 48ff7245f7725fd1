"""From a file's bytes to what it would change: read, check, compare; never writes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from lib import events, store
from lib.changes import ACTUALS, BREAKDOWN, PLAN, THRESHOLDS, Changes, compare, demoted
from lib.exports.reported import is_demo
from lib.issues import Issue, UnreadableFile
from lib.plan import Plan, Target, parse_plan
from lib.plan.breakdown import load_breakdown
from lib.plan.regions import Region
from lib.plan.thresholds import parse_thresholds
from lib.upload import worker
from lib.upload.foreign.reading import to_json
from lib.upload.kind import kind_of
from lib.upload.validate import Checked
from lib.upload.work import Choices, Understood, World, understand

SMALL = 256 * 1024
"""Text files up to this size are read at once; all others in a process of their own."""
SECONDS, MEGABYTES = 120, 1024
"""What that process may take."""
UNSAID = ("source", "note", "finality")
"""Columns a file may leave out; what is stored in them then stays with an unchanged value."""


@dataclass(frozen=True)
class Preview:
    """A file as understood, and what it would change: nothing while questions are open."""

    found: Understood
    checked: Checked | None
    changes: Changes | None

    @property
    def sha256(self) -> str:
        """Fingerprint of the file's bytes."""
        return self.found.sha256

    @property
    def clean(self) -> bool:
        """Say whether every row read can be written."""
        return self.checked is not None and not (self.checked.held or self.checked.rejected)

    @property
    def counts(self) -> dict[str, int]:
        """What became of everything that was read, and what would change; empty while asked."""
        checked, changes = self.checked, self.changes
        if checked is None or changes is None:
            return {}
        return {
            "rows_read": checked.rows_read,
            "accepted": checked.rows.num_rows,
            "held": len(checked.held),
            "rejected": len(checked.rejected),
            "skipped": len(checked.skipped),
            "new": changes.count("new"),
            "changed": changes.count("changed"),
            "unchanged": changes.unchanged,
        }

    @property
    def token(self) -> str:
        """The same for every sending of the same rows of the same file."""
        assert self.checked is not None  # nobody sends what has open questions
        lines, cells = self.checked.rows["line"], self.checked.rows["cell"]
        said = [self.sha256, self.found.sheet, self.reading]
        digest = hashlib.sha256("\n".join(said).encode())
        digest.update(lines.to_numpy().tobytes())
        digest.update("\n".join(c or "" for c in cells.unique().to_pylist()).encode())
        return digest.hexdigest()

    @property
    def reading(self) -> str:
        """How a foreign table was read, as text; empty for our own."""
        return to_json(self.found.reading) if self.found.reading else ""

    def sent(self, data: bytes) -> store.Sent:
        """The file as it is kept with its submission."""
        found = self.found
        return store.Sent(
            found.name,
            data,
            found.sha256,
            found.encoding,
            found.sheet,
            self.reading,
            found.shape,
        )


@events.timed("upload")
def preview(
    db: store.Database,
    data: bytes,
    name: str,
    regions: Sequence[Region],
    today: date,
    *,
    departments: Sequence[str] | None = None,
    aliases: dict[str, tuple[str, ...]] | None = None,
    choices: Choices | None = None,
    base: int | None = None,
    max_bytes: int,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Preview:
    """Read, check and compare a file of actuals with what is stored now.

    departments limits what may be reported to targets they lead or support. base compares with
    what was stored then: what a person saw is what is committed, or refused.
    Raises UnreadableFile.
    """
    base = store.head(db) if base is None else base
    world = World(
        store.plan(db, base),
        tuple(regions),
        today,
        None if departments is None else tuple(departments),
        store.last_values(db, base),
        aliases or {},
        store.readings(db, (departments or [""])[0]),
    )
    job = (data, name, world, choices or Choices(), max_bytes)
    if len(data) <= SMALL and kind_of(data) == "csv":
        found = understand(*job)
    else:
        found = worker.run(
            understand, *job, seconds=SECONDS, megabytes=MEGABYTES, on_progress=on_progress
        )
    if found.checked is None:
        return Preview(found, None, None)
    if not db.demo and any(
        s.code == "hint_line" and is_demo(s.text) for s in found.checked.skipped
    ):
        raise UnreadableFile("file_is_demo")
    unsaid = [name for name in UNSAID if name not in found.headers]
    changes = compare_actuals(db, found.checked.rows, base, unsaid)
    return Preview(found, *_held_back(found.checked, changes))


def compare_actuals(
    db: store.Database, rows: pa.Table, base: int, unsaid: Sequence[str] = ()
) -> Changes:
    """Compare checked rows with the stored ones of the same keys."""
    current = store.latest_of(db, ACTUALS, rows, base)
    return compare(ACTUALS, current, rows, base, unsaid=unsaid)


def _held_back(checked: Checked, changes: Changes) -> tuple[Checked, Changes]:
    """Hold the provisional figures that would replace a final one: only the stored side knows."""
    mask = demoted(changes)
    if not mask.any():
        return checked, changes
    held = changes.records(np.flatnonzero(mask).tolist())
    places = {row["cell"] or row["line"] for row in held}
    issues = [
        Issue("final_to_provisional", row["line"], row["cell"], str(row["value"] or row["light"]))
        for row in held
    ]
    lines, cells = checked.rows["line"].to_pylist(), checked.rows["cell"].to_pylist()
    stays = [(cell or line) not in places for line, cell in zip(lines, cells, strict=True)]
    checked = replace(
        checked,
        rows=checked.rows.filter(pa.array(stays)),
        issues=sorted([*checked.issues, *issues], key=lambda issue: issue.row or 0),
        held=checked.held | places,
    )
    return checked, changes.only(~mask)


def compare_plan(db: store.Database, text: str) -> Changes:
    """Compare the text of a targets.csv with the stored plan.

    Raises BrokenPlan with every problem at once.
    """
    base = store.head(db)
    rows = store.plan_rows(Plan(tuple(parse_plan(text))))
    return compare(PLAN, store.latest(db, PLAN, base), rows, base, complete=True)


def compare_breakdown(
    db: store.Database, text: str, targets: Sequence[Target], regions: Sequence[Region]
) -> Changes:
    """Compare the text of a breakdown.csv with the stored shares; targets are those it is for.

    No text means that no region is asked for anything of its own.
    Raises BrokenPlan with every problem at once.
    """
    base = store.head(db)
    rows = store.share_rows(load_breakdown(text, targets, regions) if text else ())
    return compare(BREAKDOWN, store.latest(db, BREAKDOWN, base), rows, base, complete=True)


def compare_thresholds(db: store.Database, text: str) -> Changes:
    """Compare the text of a thresholds.csv with the stored thresholds.

    Raises BrokenPlan with every problem at once.
    """
    base = store.head(db)
    rows = store.threshold_rows(parse_thresholds(text))
    return compare(THRESHOLDS, store.latest(db, THRESHOLDS, base), rows, base, complete=True)
