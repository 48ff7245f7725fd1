"""aliases.csv to other names of targets (pure); whose they are is the plan's business."""

from __future__ import annotations

import csv
import io

from lib.issues import BrokenPlan, Issue

COLUMNS = ("target_id", "aliases")


def load_aliases(text: str) -> dict[str, tuple[str, ...]]:
    """Other names (separated by 、) by target id.

    Raises BrokenPlan file_aliases naming every row that is not an id and its names, or whose id
    came before.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BrokenPlan("file_aliases", (Issue("alias_columns", row=1),))
    found: dict[str, tuple[str, ...]] = {}
    issues = []
    for record in reader:
        target_id = (record["target_id"] or "").strip()
        names = tuple(a.strip() for a in (record["aliases"] or "").split("、") if a.strip())
        if not target_id or not names or None in record or target_id in found:
            issues.append(Issue("alias_row", row=reader.line_num, found=target_id))
        found[target_id] = names
    if issues:
        raise BrokenPlan("file_aliases", tuple(issues))
    return found
