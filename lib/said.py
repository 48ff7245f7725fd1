"""What the door says of a file, as plain values for the command line; pages draw the same."""

from __future__ import annotations

from typing import Any

from lib import texts
from lib.door import Preview
from lib.issues import Issue, Refusal


def preview(lang: str, seen: Preview) -> dict[str, Any]:
    """The file, what became of each of its rows, and what it would change."""
    found, checked = seen.found, seen.checked
    out: dict[str, Any] = {
        "file": found.name,
        "kind": found.kind,
        "encoding": found.encoding,
        "sha256": found.sha256,
        "sheet": found.sheet,
        "sheets": [{"name": name, "hidden": hidden} for name, hidden in found.sheets],
        "remarks": [texts.issue(lang, Issue(code)) for code in found.remarks],
        "questions": [issue(lang, question) for question in found.questions],
        "reading": seen.reading,
        "corrections": [
            {"name": c.name, "now": c.now, "about": c.found, "open": c.open} for c in found.controls
        ],
    }
    if checked is None:
        return out
    return (
        out
        | seen.counts
        | {
            "problems": [issue(lang, problem) for problem in checked.issues],
            "skipped_rows": [
                {
                    "row": s.line,
                    "found": s.text,
                    "code": s.code,
                    "reason": texts.issue(lang, Issue(s.code, s.line, found=s.text)),
                }
                for s in checked.skipped
            ],
        }
    )


def issue(lang: str, problem: Issue) -> dict[str, Any]:
    """One problem with its sentence."""
    return {
        "row": problem.row,
        "column": problem.column,
        "found": problem.found,
        "severity": problem.severity,
        "code": problem.code,
        "reason": texts.issue(lang, problem),
    }


def refusal(lang: str, refused: Refusal) -> dict[str, Any]:
    """A refusal with its sentence and every single place."""
    return {
        "refused": refused.code,
        "reason": texts.refusal(lang, refused),
        "problems": [issue(lang, problem) for problem in refused.issues],
    }
