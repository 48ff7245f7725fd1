"""督办单: per lead department what is behind, overdue or silent, and room for its reply (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.progress import Progress, selection
from lib.report import tables
from lib.report.departments import leading
from lib.report.report import Line, Section, Table
from lib.report.scene import Scene

ASKED = (*selection.SHORTFALLS, "overdue_unreported", "not_reported")
"""What a department has to answer for; what cannot be measured is often nobody's fault."""


def sections(scene: Scene, chosen: Sequence[str] = ()) -> tuple[Section, ...]:
    """A page per department with something to answer; none where all is well."""
    made = []
    for place, zh in enumerate(chosen or leading(scene), 1):
        led = selection.answered_by(scene.headlines, zh, "lead")
        rows = sorted((r for r in led if r.status in ASKED), key=lambda r: ASKED.index(r.status))
        if rows:
            made.append(_section(scene, place, zh, rows))
    return tuple(made)


def _section(scene: Scene, place: int, zh: str, rows: Sequence[Progress]) -> Section:
    short = sum(r.status in selection.SHORTFALLS for r in rows)
    told = {"short": short, "silent": len(rows) - short}
    return Section(
        name=f"notice-{place}",
        kind="notice",
        title=scene.t("report.notice.title", department=scene.name(zh), **told),
        blocks=(
            Line(scene.t("report.notice.ask", day=texts.day(scene.lang, scene.known.day))),
            _items(scene, rows),
            _reply(scene, rows),
        ),
        topic=scene.t("report.form.notice"),
        notes=tuple(f"{scene.named(r)}: {why}" for r in rows for why in scene.why(r)[:1]),
        targets=tuple(r.target.target_id for r in rows),
        alone=True,
    )


def _items(scene: Scene, rows: Sequence[Progress]) -> Table:
    names = ("item", "promise", "reached", "missing", "needed", "status", "deadline")
    body = tuple(
        (
            scene.named(r),
            scene.promise(r),
            scene.reached(r),
            scene.missing(r),
            scene.needed(r),
            texts.status(scene.lang, r.status),
            scene.day(r.deadline),
        )
        for r in rows
    )
    statuses = tuple(r.status for r in rows)
    return Table(tables.heads(scene, names), body, "", statuses, 5, (24, 13, 13, 12, 12, 12, 14))


def _reply(scene: Scene, rows: Sequence[Progress]) -> Table:
    """What the department fills in: cause, measure, day, person."""
    names = ("item", "reply_cause", "reply_measure", "reply_day", "reply_person")
    body = tuple((scene.named(r), "", "", "", "") for r in rows)
    title = scene.t("report.notice.reply")
    return Table(tables.heads(scene, names), body, title, widths=(24, 24, 26, 13, 13), blank=True)
