"""通报: summary, areas, departments, problems and what comes next (pure)."""

from __future__ import annotations

from datetime import date, timedelta

from lib import texts
from lib.charts import finding, words
from lib.charts.status import status_by_area, status_by_department
from lib.progress import Progress, selection
from lib.report import tables
from lib.report.departments import leading
from lib.report.report import Line, Picture, Section, Table
from lib.report.scene import Scene

AHEAD = timedelta(days=92)
"""Deadlines of the next quarter are told."""


def sections(scene: Scene) -> tuple[Section, ...]:
    """The parts of the bulletin in the order in which they are read."""
    areas = (_area(scene, n, zh) for n, zh in enumerate(selection.areas(scene.headlines), 1))
    return (_summary(scene), *areas, _departments(scene), _problems(scene), _next(scene))


def _summary(scene: Scene) -> Section:
    rows = scene.headlines
    return Section(
        name="summary",
        kind="summary",
        title=words.counts(scene.lang, rows),
        blocks=(
            Line(finding.answer(rows, scene.lang, scene.names), "lead"),
            tables.counts(scene, rows),
            Picture(status_by_area(rows, scene.lang, scene.caption)),
        ),
        topic=scene.t("report.topic.standing"),
        targets=tuple(r.target.target_id for r in rows),
    )


def _area(scene: Scene, place: int, zh: str) -> Section:
    rows = [r for r in scene.headlines if r.target.area == zh]
    return Section(
        name=f"area-{place}",
        kind="area",
        title=finding.finding(rows, scene.lang, scene.names),
        blocks=(
            Line(finding.answer(rows, scene.lang, scene.names)),
            tables.targets(scene, rows),
        ),
        topic=scene.name(zh),
        targets=tuple(r.target.target_id for r in rows),
    )


def _departments(scene: Scene) -> Section:
    rows, groups = scene.headlines, tuple(selection.GROUPS)
    body = []
    for zh in leading(scene):
        led = selection.answered_by(rows, zh, "lead")
        standing = selection.standing(led)
        body.append((scene.name(zh), len(led), *(sum(standing[g].values()) for g in groups)))
    columns = (
        *tables.heads(scene, ("department", "leads")),
        *(scene.t(f"group.{g}") for g in groups),
    )
    table = Table(columns, tuple(body), widths=(24, 10, *(9 for _ in groups)))
    picture = Picture(status_by_department(rows, scene.lang, scene.caption))
    late = finding.leads(selection.late(rows), scene.lang, scene.names)
    title = scene.t("report.late_leads", who=late) if late else scene.t("overview.none_late")
    return Section("departments", "department", title, (table, picture), scene.t("column.lead"))


def _problems(scene: Scene) -> Section:
    late, owed = selection.late(scene.headlines), selection.owed(scene.headlines)
    lines = [_problem(scene, r) for r in late]
    lines += [
        scene.t("report.owes", department=scene.name(zh), count=count) for zh, count in owed.items()
    ]
    none = scene.t("overview.none_late")
    title = scene.t("report.problems", count=len(late), owed=len(owed)) if lines else none
    blocks = tuple(Line(line, "item") for line in lines) or (Line(none),)
    ids = tuple(r.target.target_id for r in late)
    return Section("problems", "area", title, blocks, scene.t("report.topic.problems"), targets=ids)


def _problem(scene: Scene, row: Progress) -> str:
    told = {"name": scene.named(row), "finding": scene.finding(row)}
    return scene.t("report.problem", **told, who=scene.leads(row.target))


def _next(scene: Scene) -> Section:
    day, until = scene.known.day, scene.known.day + AHEAD
    found = [(d, kind, r) for r in scene.headlines for d, kind in _days(r) if day <= d <= until]
    found.sort(key=lambda told: told[0])
    body = tuple(
        (d, scene.t(f"report.next.{kind}"), scene.named(r), scene.leads(r.target))
        for d, kind, r in found
    )
    names = ("due", "kind", "indicator", "lead")
    last = texts.day(scene.lang, until)
    title = scene.t("report.ahead", count=len(found), day=last)
    table = Table(tables.heads(scene, names), body, widths=(18, 18, 38, 26))
    blocks = (table,) if found else (Line(title),)
    return Section("next", "area", title, blocks, scene.t("report.topic.next"))


def _days(row: Progress) -> list[tuple[date, str]]:
    """The days of a target on which something is expected."""
    days = ((row.deadline, "deadline"), (row.next_due, "report"))
    return [(day, kind) for day, kind in days if day is not None]
