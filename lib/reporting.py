"""From what somebody wants to the report that every writer reads: looks into the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lib import store, texts
from lib.charts.chart import Caption
from lib.issues import Refusal
from lib.meeting import Meeting, carried, previous
from lib.moment import changed, moment
from lib.office import Office, called
from lib.plan.themes import Theme
from lib.progress import Progress, selection
from lib.regional import themed
from lib.report import bulletin, changes, departments, meetings, notice, overview, sheet
from lib.report import targets as of_targets
from lib.report import tasks as of_tasks
from lib.report import themes as of_themes
from lib.report.ask import Ask
from lib.report.mark import Mark, mark
from lib.report.report import Report, Section, Stamp
from lib.report.scene import Scene
from lib.world import World, waiting_at, world

AGENDA = 12
"""Targets told of in a meeting that has no agenda."""
FORMS = ("bulletin", "notice", "sheet")


@dataclass(frozen=True)
class Told:
    """What the sections of one order rest on."""

    at: Office
    ask: Ask
    now: World
    scene: Scene


def report(office: Office, ask: Ask) -> Report:
    """Make the report that somebody asked for.

    Raises Refusal for targets, themes, departments or a meeting that nobody knows, and where there
    is nothing to tell.
    """
    now = world(office, ask.seq, ask.day)
    if ask.content not in _BUILD or not now.rows:
        raise Refusal("report_nothing")
    told = Told(office, ask, now, _scene(office, ask, now))
    sections = _BUILD[ask.content](told)
    if not sections:
        raise Refusal("report_nothing")
    ids = (t for s in sections for t in s.targets)
    about = {"demo": office.db.demo, "plan": office.plan}
    carries = mark(now.rows, ids, seq=ask.seq, day=ask.day, lang=ask.lang, **about)
    title = title_of(office, ask.content, ask.lang)
    subtitle = texts.t(ask.lang, "chart.as_of", day=texts.day(ask.lang, ask.day))
    if ask.content == "meeting":
        subtitle, title = title, _meeting(told).title
    return Report(
        name="-".join(
            filter(None, ("yuxi", office.plan, ask.content, ask.day.isoformat(), ask.lang))
        ),
        title=title,
        lang=ask.lang,
        stamp=_stamp(ask, carries),
        mark=carries,
        sections=sections,
        subtitle=subtitle,
        issuer=office.title(ask.lang),
        form=ask.content if ask.content in FORMS else "plain",
        day=ask.day,
    )


def title_of(office: Office, content: str, lang: str) -> str:
    """What a file of a content is called, with the plan it is about."""
    short = called(office.about, lang)[1]
    within = short[:1].lower() + short[1:]
    return texts.t(lang, f"report.title.{content}", plan=short, within=within)


def _scene(at: Office, ask: Ask, now: World) -> Scene:
    caption = Caption(as_of=ask.day, demo=at.db.demo, names=at.names)
    known = themed(at, now)
    places = {r.code: r.zh for r in at.regions}
    return Scene(ask.lang, at.names, known, tuple(now.headlines), caption, places)


def _stamp(ask: Ask, carries: Mark) -> Stamp:
    def t(key: str, **params: object) -> str:
        return texts.t(ask.lang, key, **params)

    return Stamp(
        moment=t("present.pinned", day=texts.day(ask.lang, ask.day), seq=ask.seq),
        demo=t("chart.demo") if carries.demo else "",
        draft=t("report.draft") if ask.draft else "",
        code=t("report.code", code=carries.code),
        made=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
    )


def _targets(told: Told) -> tuple[Section, ...]:
    return of_targets.sections(told.scene, _rows(told))


def _sheet(told: Told) -> tuple[Section, ...]:
    return sheet.sections(told.scene, _rows(told))


def _themes(told: Told) -> tuple[Section, ...]:
    return of_themes.sections(told.scene, _chosen_themes(told))


def _departments(told: Told) -> tuple[Section, ...]:
    return departments.sections(told.scene, _leads(told) or departments.leading(told.scene))


def _changes(told: Told) -> tuple[Section, ...]:
    since = _meeting(told) if told.ask.meeting else _last(told)
    if since is None:
        raise Refusal("report_no_meeting")
    return (_since(told, since),)


def _overview(told: Told) -> tuple[Section, ...]:
    last = _last(told)
    moved = (_since(told, last),) if last else ()
    return (*overview.sections(told.scene), *moved)


def _everything(told: Told) -> tuple[Section, ...]:
    scene = told.scene
    return (
        *_overview(told),
        *of_themes.sections(scene, told.at.themes),
        *of_targets.sections(scene, told.now.headlines),
        *departments.sections(scene, departments.leading(scene)),
        of_tasks.section(scene),
    )


def _of_meeting(told: Told) -> tuple[Section, ...]:
    """Opening, what changed, what is left open, the agenda, what was decided."""
    at, meeting, scene, day = told.at, _meeting(told), told.scene, told.ask.day
    known = [m for m in store.meetings(at.db, store.head(at.db)) if m != meeting]
    rows = _agenda(told, meeting)
    last = previous(known, meeting.day, told.ask.seq)
    left = carried([*known, meeting], store.decisions(at.db, told.ask.seq), meeting, day)
    # What a meeting decided is recorded after the moment it looked at.
    all_made = store.decisions(at.db, store.head(at.db))
    made = [d for d in all_made if d.meeting_id == meeting.meeting_id]
    return (
        meetings.opening(scene, meeting, len(rows)),
        *((_since(told, last),) if last else ()),
        meetings.open_tasks(scene, left, day),
        *of_targets.sections(scene, rows),
        meetings.decided(scene, made, day),
    )


_BUILD: dict[str, Callable[[Told], tuple[Section, ...]]] = {
    "overview": _overview,
    "targets": _targets,
    "themes": _themes,
    "departments": _departments,
    "tasks": lambda told: (of_tasks.section(told.scene),),
    "changes": _changes,
    "meeting": _of_meeting,
    "bulletin": lambda told: bulletin.sections(told.scene),
    "notice": lambda told: _notice(told),
    "sheet": _sheet,
    "everything": _everything,
}


def _notice(told: Told) -> tuple[Section, ...]:
    return notice.sections(
        told.scene, _leads(told), waiting_at(told.at, told.now.seq, told.now.day)
    )


def _rows(told: Told) -> list[Progress]:
    """The chosen targets, or every one that counts once."""
    chosen = told.ask.chosen
    if not chosen:
        return told.now.headlines
    found = {i: row for i in chosen if (row := told.now.row(i))}
    _refuse_unknown("report_targets", chosen, found)
    return list(found.values())


def _chosen_themes(told: Told) -> Sequence[Theme]:
    known = {t.code: t for t in told.at.themes}
    _refuse_unknown("report_themes", told.ask.chosen, known)
    return [known[c] for c in told.ask.chosen] or told.at.themes


def _leads(told: Told) -> tuple[str, ...]:
    _refuse_unknown("report_departments", told.ask.chosen, departments.leading(told.scene))
    return told.ask.chosen


def _refuse_unknown(code: str, chosen: Sequence[str], known: Collection[str]) -> None:
    unknown = tuple(c for c in chosen if c not in known)
    if unknown:
        raise Refusal(code, found=unknown)


def _meeting(told: Told) -> Meeting:
    known = store.meetings(told.at.db, store.head(told.at.db))
    found = next((m for m in known if m.meeting_id == told.ask.meeting), None)
    if found is None:
        raise Refusal("report_meeting", found=told.ask.meeting)
    return found


def _last(told: Told) -> Meeting | None:
    # Today's own meeting is not the last one: it is the one that asks what moved.
    return previous(store.meetings(told.at.db, told.now.seq), told.now.day, 0)


def _since(told: Told, last: Meeting) -> Section:
    found = changed(told.at, moment(told.at, last), (told.now.seq, told.now.day))
    return changes.section(told.scene, last, found)


def _agenda(told: Told, meeting: Meeting) -> list[Progress]:
    """The meeting's targets; without any the big promises and what is late."""
    if told.ask.chosen:
        return _rows(told)
    if meeting.agenda:
        return [r for i in meeting.agenda if (r := told.now.row(i))]
    rows = [*selection.featured(told.now.headlines), *selection.late(told.now.headlines)]
    return list({r.target.target_id: r for r in rows}.values())[:AGENDA]
