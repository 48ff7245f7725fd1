"""The plan's files into the database at the start: only what differs, all of it or nothing."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from lib import door, store, texts
from lib.access import SYSTEM
from lib.issues import Refusal
from lib.office import Office
from lib.plan import parse_plan
from lib.plan.regions import load_regions


def bring(ready: Office) -> None:
    """Bring the plan of the files, and into a new database what was published."""
    folder = ready.settings.plan_path
    bring_plan(ready.db, folder)
    published = folder / "actuals_published.csv"
    untouched = store.only_planned(ready.db)
    untouched &= not store.reviewing(ready.db)  # then somebody has to look at them first
    if untouched and not ready.db.demo and published.exists():
        _bring_published(ready, published)


def bring_plan(db: store.Database, folder: Path, *, at: datetime | None = None) -> None:
    """Commit targets.csv, thresholds.csv and breakdown.csv where they differ from what is stored.

    All are read before one is written; a plan may do without the last. Raises BrokenPlan.
    """
    written = {name: read(folder / name) for name in ("thresholds.csv", "targets.csv")}
    asked = folder / "breakdown.csv"
    written["breakdown.csv"] = read(asked) if asked.exists() else ""
    targets = parse_plan(written["targets.csv"]) if asked.exists() else ()
    regions = load_regions(read(folder / "regions.csv")) if asked.exists() else ()
    compared = {
        "thresholds.csv": door.compare_thresholds(db, written["thresholds.csv"]),
        "targets.csv": door.compare_plan(db, written["targets.csv"]),
        "breakdown.csv": door.compare_breakdown(db, written["breakdown.csv"], targets, regions),
    }
    for name, changes in compared.items():
        if len(changes):
            sha256 = hashlib.sha256(written[name].encode()).hexdigest()
            store.commit(db, changes, SYSTEM, filename=name, sha256=sha256, at=at)


def _bring_published(ready: Office, file: Path) -> None:
    data = file.read_bytes()
    seen = door.preview(
        ready.db,
        data,
        file.name,
        ready.regions,
        ready.today(),
        aliases=ready.aliases,
        max_bytes=ready.settings.upload_bytes,
    )
    if seen.changes is None or not seen.clean:
        count = len(seen.checked.issues if seen.checked else seen.found.questions)
        raise Refusal("published_held", file=file.name, count=count)
    store.commit(
        ready.db,
        seen.changes,
        SYSTEM,
        note=texts.t(ready.settings.language, "start.published"),
        sent=seen.sent(data),
    )


def read(file: Path) -> str:
    """A file of the plan; a spreadsheet program may have put a mark at its beginning."""
    return file.read_text(encoding="utf-8-sig")
