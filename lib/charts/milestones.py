"""What is either done or not: when it was due, when it was done, and how far apart the two lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lib import texts
from lib.charts import timeline, words
from lib.charts.chart import Caption, Chart, Mark, Series
from lib.progress import STATUSES, Progress

COLUMNS = ("milestone", "deadline", "done_on", "status", "department")
KEPT = ("achieved", "achieved_late")


def milestones(rows: Sequence[Progress], lang: str, caption: Caption) -> Chart:
    """rows of which those with comparison done are shown, earliest deadline first.

    What has no deadline comes last and gets no day; what is not done has no day of its own either,
    but a line from its deadline to the as-of day where somebody said that it is not done.
    """
    shown = sorted(
        (r for r in rows if r.target.comparison == "done" and r.headline and not r.target.same_as),
        key=lambda r: (r.deadline or date.max, r.target.task_no, r.target.target_id),
    )
    series = (*_deadlines(shown, lang), *_distances(shown, lang), *_verdicts(shown, lang))
    days = [d for s in series for d in s.x if isinstance(d, date)]
    starts = [r.start for r in shown]
    subtitle = words.counts(lang, shown)
    today = Mark(
        "x",
        caption.as_of,
        texts.t(lang, "chart.mark.as_of", day=texts.day(lang, caption.as_of)),
        "as_of",
    )
    return Chart(
        name="milestones",
        title=texts.t(lang, "chart.milestones.title"),
        kind="timeline",
        x_kind="date",
        unit="",
        series=series,
        marks=(today,) if shown else (),
        groups=tuple(words.indicator(lang, r.target) for r in shown),
        ticks=timeline.ticks([*days, *starts, caption.as_of], lang) if shown else (),
        subtitle=subtitle if shown else "",
        source=words.source(lang, caption),
        empty="" if shown else texts.t(lang, "chart.milestones.empty"),
        alt=subtitle,
        columns=tuple(texts.t(lang, f"chart.column.{c}") for c in COLUMNS),
        rows=tuple(_row(r, lang, caption) for r in shown),
    )


def _done(row: Progress) -> date | None:
    """The day it was done; None for anything else, also for the day of a report that says no."""
    return row.actual_end if row.status in KEPT else None


def _deadlines(shown: list[Progress], lang: str) -> tuple[Series, ...]:
    dated = [(i, r.deadline) for i, r in enumerate(shown) if r.deadline is not None]
    if not dated:
        return ()
    return (
        Series(
            texts.t(lang, "chart.milestones.deadline"),
            "target",
            "points",
            tuple(day for _, day in dated),
            tuple(Decimal(i) for i, _ in dated),
            hover=tuple(
                f"{words.indicator(lang, shown[i].target)}\n"
                + texts.t(lang, "chart.mark.deadline", day=texts.day(lang, day))
                for i, day in dated
            ),
        ),
    )


def _distances(shown: list[Progress], lang: str) -> tuple[Series, ...]:
    """From the deadline to the day it was done, or to the as-of day where it is known not to be."""
    found = []
    for status in ("achieved_late", "overdue"):
        ends = [
            (Decimal(i), r.deadline, _done(r) or r.as_of)
            for i, r in enumerate(shown)
            if r.status == status and r.deadline is not None
        ]
        if ends:
            found.append(
                Series(
                    texts.t(lang, f"chart.milestones.{status}"),
                    f"status.{status}",
                    "line",
                    tuple(day for _, first, last in ends for day in (first, last, last)),
                    tuple(at for i, _, _ in ends for at in (i, i, None)),
                )
            )
    return tuple(found)


def _verdicts(shown: list[Progress], lang: str) -> list[Series]:
    """One series per status that occurs; the words stand at the end of the row."""
    made = []
    for status in (s for s in STATUSES if any(r.status == s for r in shown)):
        own = [(i, r) for i, r in enumerate(shown) if r.status == status]
        made.append(
            Series(
                texts.status(lang, status),
                f"status.{status}",
                "points",
                tuple(_done(r) for _, r in own),
                tuple(Decimal(i) for i, _ in own),
                labels=tuple(_said(r, lang) for _, r in own),
                hover=tuple(f"{words.indicator(lang, r.target)}\n{_said(r, lang)}" for _, r in own),
            )
        )
    return made


def _said(row: Progress, lang: str) -> str:
    """The verdict; below it the day it was done and its distance from the deadline."""
    parts = []
    done = _done(row)
    if done is not None:
        parts.append(texts.day(lang, done))
    if row.deadline is None:
        parts.append(texts.t(lang, "chart.milestones.no_deadline"))
    elif done is not None:
        days = (done - row.deadline).days
        key = "late" if days > 0 else "early" if days < 0 else "same_day"
        parts.append(texts.t(lang, f"chart.milestones.{key}", days=abs(days)))
    else:
        days = (row.as_of - row.deadline).days
        key = "past" if days > 0 else "left"
        parts.append(texts.t(lang, f"chart.milestones.{key}", days=abs(days)))
    return f"{words.verdict(lang, row)}\n{texts.t(lang, 'chart.stop').join(parts)}"


def _row(row: Progress, lang: str, caption: Caption) -> tuple[str | date | None, ...]:
    return (
        words.indicator(lang, row.target),
        row.deadline,
        _done(row),
        texts.status(lang, row.status),
        words.leads(lang, row.target, caption.names),
    )
