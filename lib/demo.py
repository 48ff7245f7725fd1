"""Fills a demonstration database with made-up reports on simulated days; never a real one."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from lib import demo_meetings, store, texts
from lib.access import User
from lib.bringing import bring_plan
from lib.changes import Changes, with_reason
from lib.demo_meetings import MEETINGS, Step, steps
from lib.door import Preview, preview
from lib.fields import UPLOAD_FIELDS
from lib.issues import Refusal
from lib.office import Office
from lib.settings import HOME, Settings, load_settings
from lib.start import opened

ACTUALS = HOME / "data" / "demo_actuals.csv"
"""SENT_BY and the columns of fields.UPLOAD_FIELDS, oldest day first; every value is made up."""
SENT_BY = ("报送日期", "动作", "报送人", "报送部门")
FIRST_DAY = date(2021, 1, 4)
"""The simulated day on which the plan enters, before anybody reports."""
MORNING, APART = time(9), timedelta(minutes=10)
"""When a day's first submission is sent, and how long after it the next one."""
REPORT, UNDO = "报送", "撤销"
HEADERS = [f.zh for f in UPLOAD_FIELDS]
PLAN_SUBMISSIONS = 2
"""Thresholds and targets."""


@dataclass(frozen=True)
class Sending:
    """What one person sends on one day: rows to report, or the wish to undo their last sending.

    rows are the cells of UPLOAD_FIELDS in that order; line is the first row's in the demo file.
    """

    line: int
    day: date
    action: str
    user: User
    rows: tuple[tuple[str, ...], ...]
    note: str

    @property
    def name(self) -> str:
        """Name of the file as the person would have called it."""
        return f"{self.user.department}{self.day:%Y%m%d}.csv"

    @property
    def data(self) -> bytes:
        """The rows as the file that somebody would have uploaded."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([HEADERS, *self.rows])
        return out.getvalue().encode()


def sendings(text: str) -> list[Sending]:
    """Read the demo file: neighbouring rows of one day, person and action are sent together.

    Raises Refusal demo_row for an action that is none.
    """
    lines = enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), 2)
    made = []
    for (day, action, name, department), run in groupby(
        lines, lambda pair: tuple(pair[1][column] for column in SENT_BY)
    ):
        rows = list(run)
        line, first = rows[0]
        if action not in (REPORT, UNDO):
            raise Refusal("demo_row", row=line, found=action)
        made.append(
            Sending(
                line,
                date.fromisoformat(day),
                action,
                User(name, "statistician", department),
                tuple(tuple(cells.get(h, "") for h in HEADERS) for _, cells in rows),
                first["说明"] if action == UNDO else "",
            )
        )
    return made


def fill(office: Office, file: Path = ACTUALS, meetings: Path = MEETINGS) -> int:
    """Send every submission of the demo files through the door of the pages; gives their number.

    What was reported on a day comes before that day's meeting. An undo takes back that person's
    last sending that still stands.
    Raises Refusal demo_real where the values would stand among real ones, demo_not_empty,
    demo_row, demo_held naming what the entry rules do not take.
    """
    if not office.db.demo:
        raise Refusal("demo_real", path=office.db.name)
    if store.head(office.db):
        raise Refusal("demo_not_empty", path=office.db.name, seq=store.head(office.db))
    everything = _everything(file, meetings)
    bring_plan(office.db, office.settings.plan_path, at=_at(office, FIRST_DAY, 0))
    standing: dict[User, list[int]] = {}
    for sending, at in _timed(office, everything):
        if isinstance(sending, Step):
            demo_meetings.take(office, sending, at)
            continue
        sent = standing.setdefault(sending.user, [])
        if sending.action == UNDO:
            store.undo(office.db, sent.pop(), sending.user, note=sending.note, at=at)
        else:
            sent.append(_report(office, sending, at))
    return len(everything)


def _everything(file: Path, meetings: Path) -> list[Sending | Step]:
    """Reports and meetings in the order of their days, a day's reports first."""
    sent: list[Sending | Step] = [*sendings(file.read_text(encoding="utf-8-sig"))]
    if meetings.exists():  # an example beside the home plan may do without
        sent += steps(meetings.read_text(encoding="utf-8-sig"))
    return sorted(sent, key=lambda given: given.day)


def _timed(
    office: Office, everything: list[Sending | Step]
) -> Iterator[tuple[Sending | Step, datetime]]:
    for day, sent in groupby(everything, lambda sending: sending.day):
        for number, sending in enumerate(sent):
            yield sending, _at(office, day, number)


def _at(office: Office, day: date, number: int) -> datetime:
    """The moment of a day's submission, in naive UTC as the log keeps it."""
    local = datetime.combine(day, MORNING, office.settings.zone) + number * APART
    return local.astimezone(UTC).replace(tzinfo=None)


def _report(office: Office, sending: Sending, at: datetime) -> int:
    seen = preview(
        office.db,
        sending.data,
        sending.name,
        office.regions,
        sending.day,
        departments=[sending.user.department],
        aliases=office.aliases,
        max_bytes=office.settings.upload_bytes,
    )
    changes = _refuse_held(sending, seen)
    receipt = store.commit(
        office.db,
        with_reason(changes, "revision"),
        sending.user,
        sent=seen.sent(sending.data),
        at=at,
    )
    return receipt.seq


def _refuse_held(sending: Sending, seen: Preview) -> Changes:
    """The demo file must show the product at work, not its refusals: every row has to count."""
    checked, changes = seen.checked, seen.changes
    assert checked is not None  # the rows are in our own columns
    assert changes is not None
    if checked.rows.num_rows == checked.rows_read:
        return changes
    stopped = checked.held | checked.rejected | {s.line for s in checked.skipped}
    shift = sending.line - 2  # both files have one line of headers
    issues = tuple(
        replace(issue, row=issue.row + shift) for issue in checked.issues if issue.row in stopped
    )
    rows = tuple(str(int(line) + shift) for line in sorted(stopped))
    raise Refusal("demo_held", issues, rows=rows, count=len(stopped))


def main() -> int:
    """Fill the database of the settings; one that is filled already is left as it is."""
    settings = load_settings()
    lang = settings.language
    try:
        if settings.kind != "demo":  # before anything is opened: that would make a real database
            raise Refusal("demo_real", path=settings.database)
        for said in (_fill_once(settings, plan) for plan in _shown(settings)):
            sys.stdout.write(said + "\n")
    except Refusal as refused:
        words = [texts.refusal(lang, refused), *(texts.issue(lang, i) for i in refused.issues)]
        sys.stderr.write("\n".join(words) + "\n")
        return 1
    return 0


def _shown(settings: Settings) -> list[str]:
    """The home plan, and those beside it that have something made up to show."""
    beside = [
        p for p in settings.plan_folders if (settings.of(p).plan_path / ACTUALS.name).exists()
    ]
    return ["", *beside]


def _fill_once(settings: Settings, plan: str) -> str:
    """Fill the database of one plan, and give the sentence that says what was done."""
    own = settings.of(plan)
    files = (own.plan_path / ACTUALS.name, own.plan_path / MEETINGS.name)
    if not plan:
        files = (ACTUALS, MEETINGS)
    count, office = len(_everything(*files)), opened(own, plan)
    try:
        said = "demo.already"
        if store.head(office.db) < PLAN_SUBMISSIONS + count:
            said = "demo.filled"
            fill(office, *files)
        return texts.t(settings.language, said, path=office.db.name, count=count)
    finally:
        office.db.close()


if __name__ == "__main__":
    sys.exit(main())
