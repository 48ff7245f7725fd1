"""From what somebody wants to a finished file: gathered here, written in a child process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib import events, store, texts
from lib.access import User
from lib.exports import FORMATS, called
from lib.exports.table import file_stem
from lib.issues import Refusal
from lib.moment import moment
from lib.office import Office
from lib.recording import records
from lib.report import Ask
from lib.reporting import report
from lib.taking import taken
from lib.upload.worker import run
from lib.writing import Beat, Look, Order, looked, written

SECONDS, MEGABYTES = 120, 1536
"""What one file may take. The longest deck of the plan takes a few seconds and 200 MB."""
REWORDED = {
    "file_too_slow": "export_too_slow",
    "file_too_heavy": "export_too_heavy",
    "file_broken": "export_broken",
}
"""The child was made for reading files and says so; here it writes one."""


@dataclass(frozen=True)
class Made:
    """A finished file. code is its short fingerprint, as every page of it says."""

    name: str
    mime: str
    data: bytes
    code: str


def make(
    office: Office, user: User, ask: Ask, template: bytes = b"", tell: Beat | None = None
) -> Made:
    """Make the file that somebody asked for, and write down that they did.

    tell hears from it while it is written. Nothing is written down in a copy of the database.
    Raises NotAllowed, Refusal for what cannot be told or written, and whatever tell raises, which
    ends it.
    """
    known = ask.format if ask.format in FORMATS else "unknown"
    about = {"content": ask.content, "format": ask.format}
    with events.timed("export", format=known), taken(office, user, **about) as told:
        given = order(office, ask, template)
        data = _child(written, given, tell)
        made = Made(file_name(given), given.mime, data, given.report.mark.code)
        told.update(_taken(ask, made))
    return made


def look(office: Office, ask: Ask, template: bytes = b"", tell: Beat | None = None) -> Look:
    """Tell how long that file would be, and draw its first page; raises as make does."""
    return _child(looked, order(office, ask, template), tell)


def order(office: Office, ask: Ask, template: bytes = b"") -> Order:
    """Gather everything that the file needs, and refuse what its format cannot tell."""
    kind = FORMATS.get(ask.format)
    if kind is None or ask.content not in kind.contents:
        raise Refusal("export_content", found=ask.content, format=ask.format)
    told = report(office, ask)
    if kind.counted == "pictures" and not told.charts:
        raise Refusal("export_no_pictures")
    tables = records(office, ask, told.mark) if "records" in kind.needs else None
    return Order(ask, told, tables, template if "template" in kind.needs else b"")


def when(
    office: Office, content: str, meeting: str, asked: tuple[int, date] | None = None
) -> tuple[int, date]:
    """Give the moment of a file: a meeting's own, the one asked for where it is earlier, or now.

    Raises Refusal for a meeting that nobody knows.
    """
    today = office.today()
    now = asked or (office.seq_at(today), today)
    if content != "meeting":
        return now
    known = {m.meeting_id: m for m in store.meetings(office.db, store.head(office.db))}
    if meeting not in known:
        raise Refusal("report_meeting", found=meeting)
    return min(moment(office, known[meeting]), now)


def lacks(ask: Ask) -> tuple[str, ...]:
    """Name what this machine lacks for what it sets itself: pictures and PDF."""
    if FORMATS[ask.format].counted != "pictures" and ask.format != "pdf":
        return ()
    return called("lib.exports.lacking.lacking", ask.format, ask.lang)


def file_name(given: Order) -> str:
    """A name that is safe on Windows and sorts by content, then by the moment.

    It says content, day, language, and whether the numbers are made up or the text is a draft.
    """
    ask, mark = given.ask, given.report.mark
    parts = [texts.t(ask.lang, f"export.content.{ask.content}"), ask.meeting, *_which(ask)]
    stem = file_stem("-".join(filter(None, parts)), ask.day, plan=mark.plan)
    # Packets of several kinds end in zip.
    notes = [given.format.kind or ask.format] if given.ending == "zip" else []
    notes += [ask.lang]
    notes += [texts.t(ask.lang, "export.name_draft")] if ask.draft else []
    notes += [texts.t(ask.lang, "export.name_demo")] if mark.demo else []
    return f"{'-'.join((stem, *notes))}.{given.ending}"


def _taken(ask: Ask, made: Made) -> dict[str, object]:
    """What is written down of a file."""
    return {
        "content": ask.content,
        "format": ask.format,
        "language": ask.lang,
        "as_of": ask.day,
        "seq": ask.seq,
        "chosen": ask.chosen,
        "meeting": ask.meeting,
        "file": made.name,
        "mark": made.code,
    }


def _which(ask: Ask) -> tuple[str, ...]:
    """What was chosen, or how many where the name would grow long."""
    if len(ask.chosen) <= 1:
        return ask.chosen
    return (texts.t(ask.lang, "export.name_several", count=len(ask.chosen)),)


def _child(work: Callable[..., Any], given: Order, tell: Beat | None) -> Any:
    """Have the child process work; turns are taken by whoever starts several (lib/jobs.py)."""
    try:
        return run(
            work,
            given,
            seconds=SECONDS,
            megabytes=MEGABYTES,
            on_progress=tell or _unheard,
            turns=nullcontext(),
        )
    except Refusal as refused:
        if refused.code in REWORDED:
            raise Refusal(REWORDED[refused.code], **refused.params) from refused
        raise


def _unheard(*_: object) -> None:
    """Nobody waits to hear of the progress."""
