"""The only SQL: open, read as of, commit, undo, history."""

from lib.store.database import Database, open_database
from lib.store.read import (
    Submission,
    actuals,
    changes_of,
    head,
    last_report,
    last_values,
    latest,
    latest_of,
    plan,
    promises,
    revisions,
    same_file,
    seq_at,
    submission,
    submissions,
    thresholds,
)
from lib.store.rows import plan_rows, threshold_rows
from lib.store.story import Blocking, blocking, reasons, value_story
from lib.store.uploads import Sent, readings, sent_with
from lib.store.write import Receipt, commit, receipt, undo

__all__ = [
    "Blocking",
    "Database",
    "Receipt",
    "Sent",
    "Submission",
    "actuals",
    "blocking",
    "changes_of",
    "commit",
    "head",
    "last_report",
    "last_values",
    "latest",
    "latest_of",
    "open_database",
    "plan",
    "plan_rows",
    "promises",
    "readings",
    "reasons",
    "receipt",
    "revisions",
    "same_file",
    "sent_with",
    "seq_at",
    "submission",
    "submissions",
    "threshold_rows",
    "thresholds",
    "undo",
    "value_story",
]
