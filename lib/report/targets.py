"""One section per target: where it stands, its chart, and for the speaker why (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from lib import texts
from lib.charts.chart import Chart
from lib.charts.fund import fund
from lib.charts.trajectory import trajectory
from lib.charts.yearly import yearly
from lib.progress import Progress
from lib.progress.fund import fund_table
from lib.report.report import Facts, Picture, Section
from lib.report.scene import Scene
from lib.screen import detail


def sections(scene: Scene, rows: Sequence[Progress]) -> tuple[Section, ...]:
    """A section per row, in the order given."""
    return tuple(section(scene, row) for row in rows)


def section(scene: Scene, row: Progress) -> Section:
    """Title is what it comes to, the indicator stands small above it."""
    return Section(
        name=f"target-{row.target.target_id}",
        kind="target",
        title=scene.finding(row),
        blocks=(facts(scene, row), Picture(chart(scene, row))),
        topic=f"{row.target.target_id} {scene.named(row)}",
        status=row.status,
        level=2,
        notes=(*scene.why(row), *scene.inputs(row)),
        source=scene.source(row.target),
        targets=(row.target.target_id,),
    )


def facts(scene: Scene, row: Progress) -> Facts:
    """Target, actual, gap, needed rate, deadline, lead: each only where it is known."""
    actual = scene.reached(row)
    if row.actual_end is not None:
        told = {"value": actual, "day": texts.day(scene.lang, row.actual_end)}
        actual = scene.t("target.actual_dated", **told)
    pairs = (
        (scene.t("target.value"), scene.promise(row)),
        (scene.t("target.actual"), actual),
        (scene.t("target.shortfall"), scene.missing(row)),
        (scene.t("target.needed"), scene.needed(row)),
        (scene.t("column.deadline"), scene.day(row.deadline)),
        (scene.t("column.lead"), scene.leads(row.target)),
    )
    return Facts(tuple(pair for pair in pairs if pair[1]))


def chart(scene: Scene, row: Progress) -> Chart:
    """The one chart that answers the target's question: fund, years side by side, or the way."""
    known = scene.known
    if detail.is_fund(known.plan, row):
        root = known.plan.root(row.target)
        money = fund_table(known.plan, known.actuals, known.day, root.target_id)
        return fund(money, scene.lang, scene.caption, root)
    years = [r for r in known.rows if r.target.target_id == row.target.target_id]
    if row.instance is not None and len(years) > 1:
        return yearly(years, scene.lang, scene.caption)
    return trajectory(row, scene.lang, scene.caption, detail.cone(detail.road(row)))
