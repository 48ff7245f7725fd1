"""What differs between two moments, the worse first, each with its causes (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.meeting import Difference, Meeting
from lib.report import tables
from lib.report.report import Line, Section, Table
from lib.report.scene import Scene

CAUSES = 2
"""Causes told of one target."""


def section(scene: Scene, last: Meeting, found: Sequence[Difference]) -> Section:
    """How many turned and how many of them for the worse; every difference in a table."""
    day = texts.day(scene.lang, last.day)
    worse = sum(d.worse for d in found)
    title = scene.t("report.changed", count=len(found), worse=worse)
    return Section(
        name="changes",
        kind="changes",
        title=title if found else scene.t("present.unchanged"),
        blocks=(_table(scene, found),) if found else (Line(scene.t("present.unchanged")),),
        topic=scene.t("present.since", title=last.title, day=day),
        notes=tuple(f"{_name(scene, d)}: {w}" for d in found for w in _whys(scene, d)),
        targets=tuple(d.target_id for d in found),
    )


def _table(scene: Scene, found: Sequence[Difference]) -> Table:
    names = ("indicator", "turned", "moved", "causes")
    body = tuple(
        (
            _name(scene, d),
            _way([texts.status(scene.lang, r.status) for r in (d.before, d.after) if r]),
            _way([scene.reached(r) for r in (d.before, d.after) if r]),
            scene.t("report.stop").join(_whys(scene, d)[:CAUSES]),
        )
        for d in found
    )
    statuses = tuple(d.row.status for d in found)
    return Table(tables.heads(scene, names), body, "", statuses, 1, (22, 20, 20, 38))


def _name(scene: Scene, told: Difference) -> str:
    return scene.named(told.row)


def _way(both: Sequence[str]) -> str:
    """Before and after, or the one where they are the same."""
    return " → ".join(dict.fromkeys(both))


def _whys(scene: Scene, told: Difference) -> list[str]:
    return [texts.reason(scene.lang, w.reason) for w in told.whys]
