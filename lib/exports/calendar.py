"""Days on which reports or promises fall due -> an iCalendar file (RFC 5545); no links in it.

One entry a day and kind, however many reports fall due on it: a calendar is to remind, not to list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from lib import texts
from lib.charts import words
from lib.exports.table import clean
from lib.fields import CONTRIBUTORS
from lib.progress import Progress
from lib.progress.due import Report, led_by
from lib.progress.waiting import REACHED

ICS_TYPE = "text/calendar; charset=utf-8"
MAKER = "yuxi-innovation-targets"
ALARM = timedelta(days=-7, hours=9)
"""Seven days before, at nine in the morning: a whole day begins at midnight, people do not."""


@dataclass(frozen=True)
class Day:
    """What falls due on one day: reports, or promises whose deadline it is."""

    day: date
    reports: tuple[Report, ...] = ()
    promises: tuple[Progress, ...] = ()


def days(
    found: Iterable[Report], rows: Iterable[Progress], department: str | None = None
) -> list[Day]:
    """The days to come, first days first; promises once and whole, and not those kept already.

    found and rows are of one moment. A department sees what it leads; None is everything.
    """
    due: dict[date, list[Report]] = {}
    for r in led_by(found, department):
        if r.state in ("due", "upcoming") and r.due_on:
            due.setdefault(r.due_on, []).append(r)
    ends: dict[date, list[Progress]] = {}
    for row in rows:
        target = row.target
        if target.same_as or target.part_of or row.status in REACHED:
            continue
        own = department is None or department in target.lead_departments
        if own and row.deadline and row.deadline >= row.as_of:
            ends.setdefault(row.deadline, []).append(row)
    made = [Day(day, reports=tuple(own)) for day, own in due.items()]
    made += [Day(day, promises=tuple(own)) for day, own in ends.items()]
    return sorted(made, key=lambda d: (d.day, bool(d.promises)))


def ics(
    given: Sequence[Day],
    lang: str,
    *,
    stamp: datetime,
    seq: int,
    names: Mapping[str, str],
    department: str | None = None,
    demo: bool = False,
    plan: str = "",
    short: str = "",
) -> bytes:
    """The file. A later import of the same day updates its entry: it has the same id.

    stamp (aware, UTC) and seq, the last submission's number, tell which of two is newer. names
    has the English names of departments. plan and short are the name and the short title of a plan
    beside the home plan. Nothing but day, kind, department, plan and demo makes the id.
    """
    book = Calendar()
    book.add("prodid", f"-//{MAKER}//{lang.upper()}")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    title = texts.t(lang, "calendar.title_in", plan=short)
    if not short:
        short, title = texts.t(lang, "calendar.short"), texts.t(lang, "calendar.title")
    if department:
        who, within = texts.name(lang, department, dict(names)), short[:1].lower() + short[1:]
        title = texts.t(lang, "calendar.title_of", department=who, plan=within)
    book.add("x-wr-calname", _marked(lang, title, demo))
    for one in given:
        event = Event()
        event.add("uid", _uid(one, department, demo, plan))
        event.add("dtstamp", stamp)
        event.add("sequence", seq)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", _marked(lang, _summary(lang, one, short), demo))
        event.add("description", _marked(lang, _description(lang, one, seq, dict(names)), demo))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", ALARM)
        alarm.add("description", _marked(lang, _summary(lang, one, short), demo))
        event.add_component(alarm)
        book.add_component(event)
    return book.to_ical()


def _uid(one: Day, department: str | None, demo: bool, plan: str) -> str:
    """Made of ASCII alone; a demonstration never overwrites the real calendar, nor another plan."""
    kind = "promises" if one.promises else "reports"
    whose = sha256((department or "").encode()).hexdigest()[:12]
    which = ".".join(filter(None, (plan, "demo" if demo else "", MAKER)))
    return f"{kind}-{one.day:%Y%m%d}-{whose}@{which}"


def _marked(lang: str, said: str, demo: bool) -> str:
    said = clean(said)
    return texts.t(lang, "calendar.demo", said=said) if demo else said


def _summary(lang: str, one: Day, short: str) -> str:
    kind, count = ("promise", len(one.promises)) if one.promises else ("report", len(one.reports))
    if count > 1:
        return texts.t(lang, f"calendar.{kind}s", plan=short, count=count)
    target = (one.promises or one.reports)[0].target
    return texts.t(lang, f"calendar.{kind}", plan=short, indicator=words.indicator(lang, target))


def _description(lang: str, one: Day, seq: int, names: dict[str, str]) -> str:
    """A line a report: number, indicator, what is asked for, who leads it."""
    lines = []
    for r in one.reports:
        payer = texts.choice(lang, CONTRIBUTORS, r.contributor)
        asked = texts.join(lang, [p for p in (payer, texts.period(lang, r.period.label)) if p])
        lines.append((r.target, asked, r.leads))
    for row in one.promises:
        lines.append((row.target, words.promise(lang, row.target), row.target.lead_departments))
    said = [
        texts.t(
            lang,
            "calendar.line",
            target=target.target_id,
            indicator=words.indicator(lang, target),
            asked=asked,
            leads=texts.join(lang, [texts.name(lang, d, names) for d in leads]),
        )
        for target, asked, leads in lines
    ]
    return "\n".join([*said, texts.t(lang, "calendar.as_of", seq=seq)])
