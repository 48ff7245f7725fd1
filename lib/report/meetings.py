"""A meeting from its opening to what it decided (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lib import texts
from lib.charts import words
from lib.meeting import Decision, Meeting, overdue
from lib.report import tables
from lib.report.report import Line, Section
from lib.report.scene import Scene


def opening(scene: Scene, meeting: Meeting, count: int) -> Section:
    """Which meeting, where all targets stand, how long the agenda is."""
    agenda = scene.t("present.agenda", targets=len(scene.headlines), count=count)
    return Section(
        name="opening",
        kind="opening",
        title=words.counts(scene.lang, scene.headlines),
        blocks=(Line(agenda, "lead"), tables.counts(scene, scene.headlines)),
        topic=f"{meeting.title} · {texts.day(scene.lang, meeting.day)}",
        targets=tuple(r.target.target_id for r in scene.headlines),
    )


def open_tasks(scene: Scene, left: Sequence[Decision], day: date) -> Section:
    """What earlier meetings left open, the overdue first."""
    late = sum(overdue(d, day) for d in left)
    title = scene.t("report.left_open", count=len(left), late=late)
    nothing = scene.t("present.nothing_open")
    return _listed(scene, "open", (title, nothing, scene.t("present.open")), left, day)


def decided(scene: Scene, made: Sequence[Decision], day: date) -> Section:
    """What this meeting decided, who does it, until when."""
    title = scene.t("report.decided", count=len(made))
    nothing = scene.t("present.nothing_decided")
    return _listed(scene, "decisions", (title, nothing, scene.t("present.decided")), made, day)


def _listed(
    scene: Scene, name: str, said: tuple[str, str, str], given: Sequence[Decision], day: date
) -> Section:
    title, nothing, topic = said
    if not given:
        return Section(name, "decisions", nothing, (Line(nothing),), topic)
    ids = tuple(dict.fromkeys(d.target_id for d in given))
    blocks = (tables.decisions(scene, given, day),)
    return Section(name, "decisions", title, blocks, topic, targets=ids)
