"""The same doors as the pages for a nightly job or a terminal: data in, files out, status."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from lib import cli_audit, cli_backup, cli_export, cli_people, cli_review, said, store, texts
from lib.access import User
from lib.alerts.letter import Letter
from lib.alerts.sending import channels
from lib.changes import with_reason
from lib.door import Preview, preview
from lib.exports import calendar
from lib.fields import REASONS
from lib.issues import Refusal
from lib.office import Office
from lib.plan.divisions import load_divisions, regions_csv
from lib.progress import Progress, due
from lib.settings import HOME, Settings, settings_of
from lib.start import looking, office
from lib.upload.work import Choices
from lib.world import World, waiting_at, world


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is done, 1 is refused or held, 2 is a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a Windows console is not
    given = _parser().parse_args(arguments)
    try:
        return given.run(given, given.opens(given.plan))
    except Refusal as refused:
        if given.json:
            _print_json(said.refusal(given.lang, refused))
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
    common.add_argument("--plan", default="", metavar="NAME", help="one beside the home plan")
    person = argparse.ArgumentParser(add_help=False)
    person.add_argument("--as", dest="user", required=True, metavar="USER")
    person.add_argument("--department", default="")
    person.add_argument("--note", default="")
    parser.set_defaults(opens=office)
    commands = parser.add_subparsers(required=True)

    reading = argparse.ArgumentParser(add_help=False)
    reading.add_argument("file", type=Path)
    reading.add_argument("--encoding", default="", help="where the rule chose the wrong one")
    reading.add_argument("--sheet", default="", help="of a workbook with several")
    reading.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="corrections",
        help="correct how a foreign table is read; check lists the names",
    )  # fmt: skip
    command = commands.add_parser("check", parents=[common, reading], help="what a file would do")
    command.add_argument("--department", default="")
    command.set_defaults(run=_check)
    command = commands.add_parser("import", parents=[common, person, reading], help="commit a file")
    command.add_argument("--only-accepted", action="store_true", help="leave held rows out")
    command.add_argument("--reason", choices=tuple(REASONS), default="", help="of corrections")
    command.set_defaults(run=_import)
    command = commands.add_parser("status", parents=[common], help="print the progress table")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    command.set_defaults(run=_status, opens=looking)
    command = commands.add_parser("due", parents=[common], help="which reports are owed")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    command.add_argument("--department", default=None)
    command.add_argument("--ics", type=Path, metavar="FILE", help="write the days as a calendar")
    command.set_defaults(run=_due, opens=looking)
    command = commands.add_parser("undo", parents=[common, person], help="undo a submission")
    command.add_argument("number", type=int)
    command.set_defaults(run=_undo)
    cli_export.add(commands, common, _report)
    cli_audit.add(commands, common, _report)
    cli_people.add(commands, common, _report)
    cli_backup.add(commands, common, _report)
    cli_review.add(commands, common, _report)
    command = commands.add_parser("regions", parents=[common], help="a plan's regions.csv")
    command.add_argument("code", help="of GB/T 2260, like 530000: with all below it")
    command.set_defaults(run=_regions, opens=settings_of)
    command = commands.add_parser("alert", parents=[common], help="where alerts go; may try it")
    command.add_argument("--test", action="store_true", help="send a test through each channel")
    # It never opens the database, so it works while the server holds it.
    command.set_defaults(run=_alert, opens=settings_of)
    return parser


def _look(given: argparse.Namespace, at: Office) -> tuple[bytes, Preview]:
    data = given.file.read_bytes()
    choices = Choices(given.encoding, given.sheet, _pairs(given))
    seen = preview(
        at.db,
        data,
        given.file.name,
        at.regions,
        at.today(),
        departments=[given.department] if given.department else None,
        aliases=at.aliases,
        choices=choices,
        max_bytes=at.settings.upload_bytes,
    )
    return data, seen


def _pairs(given: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """How the reading of the file is corrected."""
    pairs = (text.partition("=") for text in given.corrections)
    return tuple((name, value) for name, _, value in pairs)


def _person(given: argparse.Namespace) -> User:
    """Whoever may open the database file at a terminal is trusted to say who reports."""
    return User(given.user, "statistician", given.department, address="console")


def _check(given: argparse.Namespace, at: Office) -> int:
    _, seen = _look(given, at)
    _report(given, said.preview(given.lang, seen))
    return 0 if seen.clean else 1


def _import(given: argparse.Namespace, at: Office) -> int:
    data, seen = _look(given, at)
    summary = said.preview(given.lang, seen)
    if seen.changes is None or not (seen.clean or given.only_accepted):
        _report(given, summary)
        return 1
    changes, user = with_reason(seen.changes, given.reason), _person(given)
    told = {"note": given.note, "token": seen.token, "sent": seen.sent(data)}
    receipt = store.receipt(at.db, seen.token)
    if receipt is None and store.needs_review(at.db, changes, user.department):
        pairs = _pairs(given)
        made = store.propose(at.db, changes, user, **told, corrections=pairs)
        state = texts.t(given.lang, f"review.state.{made.state}")
        _report(given, {**summary, "proposal": made.n, "state": state})
        return 0
    receipt = receipt or store.commit(at.db, changes, user, **told)
    _report(given, {**summary, "submission": receipt.seq, "repeated": receipt.repeated})
    return 0


def _board(given: argparse.Namespace, at: Office) -> World:
    day = given.as_of or at.today()
    seq = at.seq_at(day)
    return world(at, seq, day)


def _status(given: argparse.Namespace, at: Office) -> int:
    board = _board(given, at)
    table = [_row(given.lang, row) for row in board.rows]
    if given.json:
        head = {"as_of": board.day, "submission": board.seq, "demo": at.db.demo}
        _print_json({**head, "rows": table})
    else:
        for row in table:
            year = f" {row['instance']}" if row["instance"] else ""
            print(f"{row['target_id']}{year}\t{row['indicator']}\t{row['status_word']}")
    return 0


def _due(given: argparse.Namespace, at: Office) -> int:
    board = _board(given, at)
    known = due.departments(board.plan)
    if given.department is not None and given.department not in known:
        raise Refusal("no_such_department", found=given.department, known="、".join(known))
    ahead = board.day + timedelta(days=366) if given.ics else None
    found = due.reports(board.plan, board.actuals, board.rows, ahead=ahead)
    found = due.led_by(found, given.department)
    sent = waiting_at(at, board.seq, board.day)
    if given.ics:
        local = datetime.combine(board.day, time(), at.settings.zone)
        data = calendar.ics(
            calendar.days(found, board.rows, given.department),
            given.lang,
            stamp=local.astimezone(UTC),
            seq=board.seq,
            names=at.names,
            department=given.department,
            demo=at.db.demo,
            plan=at.plan,
            short=at.about.short(given.lang),
        )
        given.ics.write_bytes(data)
    if given.json:
        head = {"as_of": board.day, "submission": board.seq, "demo": at.db.demo}
        rows = [due.record(r) | {"sent": due.sent_on(r, sent)} for r in found]
        _print_json({**head, "rows": rows})
        return 0
    for report in found:
        state = texts.t(given.lang, f"due.state.{report.state}")
        zh = given.lang == "zh"
        name = report.target.indicator_zh if zh else report.target.indicator_en
        told = [report.target.target_id, name, report.period.label, state]
        if day := due.sent_on(report, sent):
            told.append(texts.t(given.lang, "review.sent_on", day=texts.day(given.lang, day)))
        print("\t".join(told))
    return 0


def _undo(given: argparse.Namespace, at: Office) -> int:
    user = _person(given)
    receipt = store.undo(at.db, given.number, user, note=given.note)
    _report(given, {"undone": given.number, "submission": receipt.seq, "rows": receipt.n_rows})
    return 0


def _regions(given: argparse.Namespace, settings: Settings) -> int:
    divisions = load_divisions((HOME / "data" / "divisions.csv").read_text(encoding="utf-8"))
    sys.stdout.write(regions_csv(divisions, given.code))
    return 0


def _alert(given: argparse.Namespace, settings: Settings) -> int:
    letter = Letter(given.lang, demo=settings.kind == "demo", site=settings.site_url)
    out = []
    for channel in channels(settings):
        said, code = texts.t(given.lang, "delivery.told" if given.test else "delivery.set"), ""
        try:
            if given.test and (rest := channel.send(letter)):
                said = texts.t(given.lang, "refusal.undelivered_some", place="", found=rest)
        except Refusal as refused:
            said, code = texts.refusal(given.lang, refused), refused.code
        out.append({"channel": channel.name, "place": channel.place, "said": said, "trouble": code})
    if given.json:
        _print_json({"tested": given.test, "channels": out})
    for line in () if given.json else out:
        place = "" if line["trouble"] else f"{line['place']} "
        print(f"{texts.t(given.lang, 'channel.' + line['channel'])} {place}{line['said']}")
    if not out and not given.json:
        print(texts.t(given.lang, "delivery.no_channel"))
    return 1 if any(line["trouble"] for line in out) or (given.test and not out) else 0


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
        if not isinstance(value, list | dict):
            print(f"{texts.t(given.lang, f'cli.{key}')}: {value}")
    for problem in (*result.get("questions", ()), *result.get("problems", ())):
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
