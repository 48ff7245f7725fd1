"""Files from a terminal or a nightly job: make one, and tell whether an old one still holds."""

from __future__ import annotations

import argparse
import errno
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from lib import making, terminal, texts, verifying
from lib.exports import FORMATS
from lib.office import Office
from lib.report.ask import CONTENTS, SCALES, Ask
from lib.start import looking

Say = Callable[[argparse.Namespace, dict[str, Any]], None]
WHOLE = ("overview", "everything")
"""What a file tells where nobody says, the first that its format can."""
LISTS = ("targets", "themes", "departments")
"""Contents that an option of the same name chooses from."""


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add export and verify to the commands."""
    command = commands.add_parser("export", parents=[common], help="write a file")
    command.add_argument("format", choices=tuple(FORMATS))
    command.add_argument("--content", choices=CONTENTS, help="what it tells; see the export page")
    command.add_argument("--meeting", default="", help="its id or number: that meeting, or since")
    for name in LISTS:
        command.add_argument(f"--{name}", default="", metavar="A,B", help="only these")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    command.add_argument("--draft", action="store_true")
    command.add_argument("--template", type=Path, metavar="PPTX", help="slides to write into")
    command.add_argument("--scale", type=int, choices=SCALES, default=Ask.scale)
    command.add_argument("--transparent", action="store_true")
    command.add_argument("--out", type=Path, metavar="FILE", help="a file, or a folder for it")
    command.set_defaults(run=lambda given, at: _export(given, at, say), opens=looking)
    command = commands.add_parser(
        "verify", parents=[common], help="are the numbers of a file still the current ones"
    )
    command.add_argument("file", type=Path)
    command.set_defaults(run=lambda given, at: _verify(given, at, say), opens=looking)


def ask(given: argparse.Namespace, at: Office) -> Ask:
    """What a command line asks for. Raises Refusal for a meeting that nobody knows."""
    lists = {name: _parts(getattr(given, name)) for name in LISTS}
    narrowed = [name for name in LISTS if lists[name]]
    meeting = f"M{given.meeting}" if given.meeting.isdecimal() else given.meeting
    able = FORMATS[given.format].contents
    unsaid = ["meeting"] if meeting else [*narrowed, *(c for c in WHOLE if c in able)]
    content = given.content or unsaid[0]
    day = min(given.as_of, at.today()) if given.as_of else None
    seq, day = making.when(at, content, meeting, (at.seq_at(day), day) if day else None)
    chosen = tuple(code for name in narrowed for code in lists[name])
    return Ask(
        content,
        given.format,
        given.lang,
        seq,
        day,
        chosen,
        meeting,
        draft=given.draft,
        scale=given.scale,
        transparent=given.transparent,
    )


def _export(given: argparse.Namespace, at: Office, say: Say) -> int:
    wanted, out = ask(given, at), given.out or Path()
    if not (out.is_dir() or out.parent.is_dir()):  # before the work, not after it
        raise FileNotFoundError(errno.ENOENT, "no such folder", str(out))
    template = given.template.read_bytes() if given.template else b""
    lacking = [f"export.lack.{lack}" for lack in making.lacks(wanted)]
    lacking += ["audit.unrecorded"] if at.copy else []
    made = making.make(at, terminal.person(), wanted, template)
    file = out / made.name if out.is_dir() else out
    write(file, made.data)
    told = {
        "file": str(file),
        "bytes": len(made.data),
        "as_of": wanted.day,
        "submission": wanted.seq,
        "code": made.code,
        "demo": at.db.demo,
        "problems": [{"reason": texts.t(given.lang, lack)} for lack in lacking],
    }
    if not given.json:
        told["demo"] = texts.t(given.lang, "chart.demo")
    say(given, told if at.db.demo or given.json else {k: told[k] for k in told if k != "demo"})
    return 0


def _verify(given: argparse.Namespace, at: Office, say: Say) -> int:
    found = verifying.verify(at, given.file.read_bytes())
    lines = verifying.told(at, found, given.lang)
    told = {"file": str(given.file), "problems": [{"reason": line} for line in lines]}
    if given.json:
        told |= {
            "current": found.current,
            "genuine": found.genuine,
            "as_of": found.mark.as_of,
            "submission": found.mark.seq,
            "code": found.mark.code,
            "changes": [_change(change) for change in found.changes],
            "moved": [_change(change) for change in found.moved],
        }
    say(given, told)
    return 0 if found.current else 1


def _change(change: verifying.Change) -> dict[str, Any]:
    """From what to what, as plain values."""
    before, after = change.statuses
    old, new = change.values
    return {
        "target_id": change.target_id,
        "instance": change.instance,
        "before": {"status": before, "value": old},
        "after": {"status": after, "value": new},
        "submission": change.seq,
        "author": change.author,
    }


def write(file: Path, data: bytes) -> None:
    """Write the whole file or nothing: whoever opens it meanwhile has the old one."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        half.chmod(0o666 & ~_mask())
        half.replace(file)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _mask() -> int:
    """What the system takes from the rights of a new file; a temporary one has the owner's only."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
