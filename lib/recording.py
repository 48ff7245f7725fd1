"""From what somebody wants to the records behind it: looks into the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lib import store, texts
from lib.charts import words
from lib.charts.chart import Caption
from lib.exports.dictionary import COLUMNS, listing
from lib.exports.records import Listing, Records, Value
from lib.exports.reported import reported
from lib.fields import ACTUAL_KEY
from lib.office import Office
from lib.plan import Target
from lib.progress import Actual, Progress
from lib.regional import reported_of, themed
from lib.report.ask import Ask
from lib.report.mark import Mark
from lib.report.scene import Scene
from lib.reporting import report, title_of
from lib.world import World, world


def records(office: Office, ask: Ask, mark: Mark | None = None) -> Records:
    """Give the tables of the targets that a report of the same order tells of.

    mark is that report's where it was made already. Raises Refusal as reporting.report does.
    """
    mark = mark or report(office, ask).mark
    now = world(office, ask.seq, ask.day)
    scene = scene_of(office, ask.lang, now)
    told = [now.plan[i] for i in mark.targets]
    rows = [r for r in now.rows if r.target.target_id in set(mark.targets)]
    roots = dict.fromkeys(now.plan.root(t).target_id for t in told)
    history = _history(office, roots, ask.seq)
    actuals = reported_of(office, now, roots)
    times = _times(history)

    def table(name: str, given: Iterable[Mapping[str, Any]]) -> Listing:
        rows = tuple(tuple(_cell(row.get(c)) for c in COLUMNS[name]) for row in given)
        return listing(ask.lang, name, rows)

    return Records(
        ask.lang,
        ask.day,
        ask.seq,
        office.db.demo,
        mark,
        table("targets", (_target(scene, t) for t in told)),
        table("actuals", (_actual(office, scene, a, times[_key(vars(a))]) for a in actuals)),
        table("revisions", (_revision(office, scene, row) for row in history)),
        table("progress", (_progress(scene, row) for row in rows)),
        table("reasons", (r for row in rows for r in _reasons(scene, row))),
        reported(
            actuals,
            now.plan,
            office.regions,
            ask.lang,
            ask.day,
            demo=office.db.demo,
            source=office.title(ask.lang),
        ),
        title_of(office, "everything", ask.lang),
        office.root,
    )


def scene_of(at: Office, lang: str, now: World) -> Scene:
    """A moment of the store as the words of a report see it."""
    caption = Caption(as_of=now.day, demo=at.db.demo, names=at.names)
    known = themed(at, now)
    places = {r.code: r.zh for r in at.regions}
    return Scene(lang, at.names, known, tuple(now.headlines), caption, places)


def _history(at: Office, roots: Iterable[str], seq: int) -> list[dict[str, Any]]:
    """Every value ever reported for these targets, oldest first, and whether it still stands."""
    undone = {s.seq: s.undone_by for s in store.submissions(at.db, seq)}
    out: list[dict[str, Any]] = []
    for root in roots:
        newest: set[tuple[Any, ...]] = set()
        found = []
        for row in store.revisions(at.db, root, seq):  # shared with whoever asks the same
            current = _key(row) not in newest and row["op"] == 1
            found.append({**row, "undone_by": undone[row["seq"]], "current": current})
            newest.add(_key(row))
        out += reversed(found)
    return out


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ACTUAL_KEY)


def _times(history: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], int]:
    """How often each value was written, its first report included."""
    times: dict[tuple[Any, ...], int] = {}
    for row in history:
        times[_key(row)] = times.get(_key(row), 0) + 1
    return times


def _cell(value: Any) -> Value:
    return None if value == "" else value


def _target(scene: Scene, target: Target) -> dict[str, Any]:
    row = {name: getattr(target, name) for name in COLUMNS["targets"]}
    for name in ("lead_departments", "supporting_departments"):
        row[name] = texts.join(scene.lang, [scene.name(d) for d in row[name]])
    row["path_points"] = ";".join(f"{d.isoformat()}={v:f}" for d, v in target.path_points)
    return row | {name: scene.name(row[name]) for name in ("area", "group")}


def _actual(at: Office, scene: Scene, given: Actual, times: int) -> dict[str, Any]:
    row = _reported(at, scene, vars(given))
    return row | {"reported_at": _moment(at, given.reported_at), "revisions": times}


def _revision(at: Office, scene: Scene, row: dict[str, Any]) -> dict[str, Any]:
    more = {
        "action": "reported" if row["op"] == 1 else "removed",
        "department": scene.name(row["department"]),
        "reported_at": _moment(at, row["created_at"]),
    }
    return _reported(at, scene, row) | more


def _reported(at: Office, scene: Scene, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a value and a revision have in common."""
    target = scene.known.plan[row["target_id"]]
    more = {
        "indicator": words.indicator(scene.lang, target),
        "unit": words.unit(target),
        "region_name": scene.place(row["region"]),
        "author": scene.name(row["author"]),
        "period": row["period"] or row["period_end"].isoformat(),
    }
    return {**row, **more}


def _moment(at: Office, value: datetime | None) -> datetime | None:
    """A stored time (naive UTC) by the office's clock."""
    return value.replace(tzinfo=UTC).astimezone(at.settings.zone) if value else None


def _progress(scene: Scene, row: Progress) -> dict[str, Any]:
    more = {
        "target_id": row.target.target_id,
        "year": row.instance,
        "indicator": words.indicator(scene.lang, row.target),
        "unit": words.unit(row.target),
        "leads": scene.leads(row.target),
    }
    return vars(row) | more


def _reasons(scene: Scene, row: Progress) -> Iterable[dict[str, Any]]:
    about = _progress(scene, row)
    for place, (reason, said) in enumerate(zip(row.reasons, scene.why(row), strict=True), 1):
        yield {**about, "place": place, "code": reason.code, "words": said}
