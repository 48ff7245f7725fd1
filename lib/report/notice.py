"""督办单: per lead department what is behind, overdue or silent, and room for its reply (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lib import texts
from lib.progress import Progress, selection
from lib.progress.due import Cell, sent_for
from lib.report import tables
from lib.report.departments import leading
from lib.report.report import Line, Section, Table
from lib.report.scene import Scene

SILENT = ("overdue_unreported", "not_reported")
ASKED = (*selection.SHORTFALLS, *SILENT)
"""What a department has to answer for; what cannot be measured is often nobody's fault."""


Sent = Mapping[str, date]
"""Targets whose missing reports wait for a reviewer, and since which day."""


def sections(
    scene: Scene, chosen: Sequence[str] = (), waiting: Mapping[Cell, date] | None = None
) -> tuple[Section, ...]:
    """A page per department with something to answer; none where all is well.

    waiting has what was sent and waits for a reviewer: it is told, and nobody is asked for it.
    """
    made = []
    for place, zh in enumerate(chosen or leading(scene), 1):
        led = selection.answered_by(scene.headlines, zh, "lead")
        rows = sorted((r for r in led if r.status in ASKED), key=lambda r: ASKED.index(r.status))
        sent = _sent(scene, rows, waiting or {})
        if any(r.target.target_id not in sent for r in rows):
            made.append(_section(scene, place, zh, rows, sent))
    return tuple(made)


def _sent(scene: Scene, rows: Sequence[Progress], waiting: Mapping[Cell, date]) -> Sent:
    plan, actuals = scene.known.plan, scene.known.actuals
    silent = (r for r in rows if r.status in SILENT)
    found = {r.target.target_id: sent_for(plan, actuals, r, waiting) for r in silent}
    return {target: day for target, day in found.items() if day}


def _section(scene: Scene, place: int, zh: str, rows: Sequence[Progress], sent: Sent) -> Section:
    asked = [r for r in rows if r.target.target_id not in sent]
    short = sum(r.status in selection.SHORTFALLS for r in asked)
    told = {"short": short, "silent": len(asked) - short}
    return Section(
        name=f"notice-{place}",
        kind="notice",
        title=scene.t("report.notice.title", department=scene.name(zh), **told),
        blocks=(
            Line(scene.t("report.notice.ask", day=texts.day(scene.lang, scene.known.day))),
            _items(scene, rows, sent),
            _reply(scene, asked),
        ),
        topic=scene.t("report.form.notice"),
        notes=tuple(f"{scene.named(r)}: {why}" for r in rows for why in scene.why(r)[:1]),
        targets=tuple(r.target.target_id for r in rows),
        alone=True,
    )


def _items(scene: Scene, rows: Sequence[Progress], sent: Sent) -> Table:
    names = ("item", "promise", "reached", "missing", "needed", "status", "deadline")
    body = tuple(
        (
            scene.named(r),
            scene.promise(r),
            scene.reached(r),
            scene.missing(r),
            scene.needed(r),
            _state(scene, r, sent.get(r.target.target_id)),
            scene.day(r.deadline),
        )
        for r in rows
    )
    statuses = tuple(r.status for r in rows)
    return Table(tables.heads(scene, names), body, "", statuses, 5, (24, 13, 13, 12, 12, 12, 14))


def _state(scene: Scene, row: Progress, sent: date | None) -> str:
    if sent:
        return scene.t("review.sent_on", day=texts.day(scene.lang, sent))
    return texts.status(scene.lang, row.status)


def _reply(scene: Scene, rows: Sequence[Progress]) -> Table:
    """What the department fills in: cause, measure, day, person."""
    names = ("item", "reply_cause", "reply_measure", "reply_day", "reply_person")
    body = tuple((scene.named(r), "", "", "", "") for r in rows)
    title = scene.t("report.notice.reply")
    return Table(tables.heads(scene, names), body, title, widths=(24, 24, 26, 13, 13), blank=True)
