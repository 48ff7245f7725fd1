"""The same doors as the pages for a nightly job or a terminal: check, import, status, undo."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lib import store, texts
from lib.access import User
from lib.door import Preview, preview
from lib.issues import Refusal
from lib.progress import Progress, assess
from lib.start import Office, office


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is done, 1 is refused or held, 2 is a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a Windows console is not
    given = _parser().parse_args(arguments)
    try:
        return given.run(given, office())
    except Refusal as refused:
        if given.json:
            _print_json(_refusal(given.lang, refused))
        else:
            print(texts.refusal(given.lang, refused), file=sys.stderr)
            for issue in refused.issues:
                print(texts.issue(given.lang, issue), file=sys.stderr)
        return 1
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        print(texts.t(given.lang, "cli.no_file", file=error.filename), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib.cli", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--lang", choices=texts.LANGS, default="zh")
    person = argparse.ArgumentParser(add_help=False)
    person.add_argument("--as", dest="user", required=True, metavar="USER")
    person.add_argument("--department", default="")
    person.add_argument("--note", default="")
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("check", parents=[common], help="say what a file would change")
    command.add_argument("file", type=Path)
    command.set_defaults(run=_check)
    command = commands.add_parser("import", parents=[common, person], help="commit a file")
    command.add_argument("file", type=Path)
    command.set_defaults(run=_import)
    command = commands.add_parser("status", parents=[common], help="print the progress table")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    command.set_defaults(run=_status)
    command = commands.add_parser("undo", parents=[common, person], help="undo a submission")
    command.add_argument("number", type=int)
    command.set_defaults(run=_undo)
    return parser


def _look(given: argparse.Namespace, at: Office) -> Preview:
    return preview(
        at.db,
        given.file.read_bytes(),
        given.file.name,
        at.regions,
        at.today(),
        max_bytes=at.settings.upload_bytes,
    )


def _check(given: argparse.Namespace, at: Office) -> int:
    seen = _look(given, at)
    _report(given, _summary(given.lang, seen))
    return 1 if seen.checked.held or seen.checked.rejected else 0


def _import(given: argparse.Namespace, at: Office) -> int:
    seen = _look(given, at)
    if seen.checked.held or seen.checked.rejected:
        _report(given, _summary(given.lang, seen))
        return 1
    receipt = store.commit(
        at.db,
        seen.changes,
        User(given.user, "statistician", given.department),
        note=given.note,
        filename=given.file.name,
        sha256=seen.sheet.sha256,
    )
    _report(given, {**_summary(given.lang, seen), "submission": receipt.seq})
    return 0


def _status(given: argparse.Namespace, at: Office) -> int:
    day = given.as_of or at.today()
    seq = at.seq_at(day)
    rows = assess(
        store.plan(at.db, seq),
        store.actuals(at.db, seq),
        day,
        store.thresholds(at.db, seq),
        regions=at.parts,
    )
    table = [_row(given.lang, row) for row in rows]
    if given.json:
        _print_json({"as_of": day, "submission": seq, "demo": at.db.demo, "rows": table})
    else:
        for row in table:
            year = f" {row['instance']}" if row["instance"] else ""
            print(f"{row['target_id']}{year}\t{row['indicator']}\t{row['status_word']}")
    return 0


def _undo(given: argparse.Namespace, at: Office) -> int:
    user = User(given.user, "statistician", given.department)
    receipt = store.undo(at.db, given.number, user, note=given.note)
    _report(given, {"undone": given.number, "submission": receipt.seq, "rows": receipt.n_rows})
    return 0


def _summary(lang: str, seen: Preview) -> dict[str, Any]:
    checked = seen.checked
    return {
        "file": seen.sheet.name,
        "encoding": seen.sheet.encoding,
        "rows_read": checked.rows_read,
        "accepted": len(checked.rows),
        "held": len(checked.held),
        "rejected": len(checked.rejected),
        "skipped": len(checked.skipped),
        "new": seen.changes.count("new"),
        "changed": seen.changes.count("changed"),
        "unchanged": seen.changes.unchanged,
        "problems": [_issue(lang, issue) for issue in checked.issues],
    }


def _issue(lang: str, issue: Any) -> dict[str, Any]:
    return {
        "row": issue.row,
        "column": issue.column,
        "found": issue.found,
        "severity": issue.severity,
        "code": issue.code,
        "reason": texts.issue(lang, issue),
    }


def _refusal(lang: str, refused: Refusal) -> dict[str, Any]:
    return {
        "refused": refused.code,
        "reason": texts.refusal(lang, refused),
        "problems": [_issue(lang, issue) for issue in refused.issues],
    }


def _row(lang: str, row: Progress) -> dict[str, Any]:
    target = row.target
    out: dict[str, Any] = {
        "target_id": target.target_id,
        "task_no": target.task_no,
        "indicator": target.indicator_zh if lang == "zh" else target.indicator_en,
        "unit": target.actual_unit or target.unit,
        "status_word": texts.status(lang, row.status),
    }
    left_out = {"target", "reasons", "inputs", "history", "as_of"}
    for item in dataclasses.fields(row):
        if item.name not in left_out:
            out[item.name] = getattr(row, item.name)
    out["reasons"] = [texts.reason(lang, reason) for reason in row.reasons]
    out["inputs"] = [
        {"submission": a.seq, "period": a.period, "value": a.value} for a in row.inputs
    ]
    return out


def _report(given: argparse.Namespace, result: dict[str, Any]) -> None:
    if given.json:
        _print_json(result)
        return
    for key, value in result.items():
        if key != "problems":
            print(f"{texts.t(given.lang, f'cli.{key}')}: {value}")
    for problem in result.get("problems", ()):
        print(problem["reason"])


def _print_json(value: Any) -> None:
    # Decimals go out as text so that no digit is lost on the way.
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    sys.exit(main())
