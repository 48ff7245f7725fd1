"""How many promises stand where, by area and by department; counts only, never a score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib import texts
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.progress import STATUSES, Progress


def status_by_area(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """Stacked counts, areas in the order of the policy."""
    shown = sorted(words.counted(rows), key=lambda r: r.target.task_no)
    pairs = [(r.target.area, r.status) for r in shown]
    return _stacked("status_by_area", pairs, len(shown), lang, caption)


def status_by_department(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """Stacked counts by lead department, most promises first; joint leads count for each."""
    shown = sorted(words.counted(rows), key=lambda r: r.target.task_no)
    pairs = [(lead, r.status) for r in shown for lead in r.target.lead_departments]
    load = {lead: sum(1 for who, _ in pairs if who == lead) for lead, _ in pairs}
    pairs.sort(key=lambda pair: -load[pair[0]])
    return _stacked("status_by_department", pairs, len(shown), lang, caption)


def _stacked(
    name: str, pairs: list[tuple[str, str]], total: int, lang: str, caption: Caption
) -> Chart:
    """pairs are (heading, status); headings appear in the order of their first pair."""
    headings = tuple(dict.fromkeys(heading for heading, _ in pairs))
    said = tuple(texts.name(lang, h, caption.names) for h in headings)
    present = [s for s in STATUSES if any(status == s for _, status in pairs)]
    counts = {s: tuple(pairs.count((h, s)) for h in headings) for s in present}
    series = tuple(
        Series(
            name=texts.status(lang, s),
            role=f"status.{s}",
            shape="bar",
            x=said,
            y=tuple(Decimal(n) or None for n in counts[s]),
            labels=tuple(str(n) if n else "" for n in counts[s]),
            hover=tuple(
                texts.t(lang, "chart.status.hover", heading=h, status=texts.status(lang, s), n=n)
                for h, n in zip(said, counts[s], strict=True)
            ),
        )
        for s in present
    )
    subtitle = texts.t(lang, f"chart.{name}.subtitle", total=total)
    return Chart(
        name=name,
        title=texts.t(lang, f"chart.{name}.title"),
        kind="stacked",
        x_kind="category",
        unit=texts.t(lang, "chart.status.unit"),
        series=series,
        horizontal=True,
        subtitle=subtitle,
        source=words.source(lang, caption),
        empty="" if series else texts.t(lang, "chart.status.empty"),
        alt=subtitle,
        columns=(texts.t(lang, f"chart.{name}.heading"), *(texts.status(lang, s) for s in present)),
        rows=tuple(
            (heading, *(Decimal(counts[s][i]) for s in present)) for i, heading in enumerate(said)
        ),
    )
