"""Places with a number planned and a number reached, each on its own scale; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts, theme
from lib.charts import words
from lib.charts.chart import Caption, Chart, Series
from lib.charts.finding import finding
from lib.progress import STATUSES, Progress


@dataclass(frozen=True)
class Rung:
    """One place by its name; row is None where the policy names it without a number."""

    label: str
    row: Progress | None = None


def rungs(
    kind: str,
    places: Sequence[Rung],
    lang: str,
    caption: Caption,
    title: str,
    *,
    name: str = "",
    remark: str = "",
) -> Chart:
    """A chart of one of the kinds ladder, pyramid and tally. remark is said after the finding."""
    rows = [p.row for p in places if p.row is not None]
    labels = tuple(p.label for p in places)
    said = finding(rows, lang, caption.names) if rows else texts.t(lang, "finding.no_number")
    subtitle = texts.t(lang, "chart.stop").join(part for part in (said, remark) if part)
    return Chart(
        name=name or kind,
        title=title,
        kind=kind,
        x_kind="category",
        unit="",
        series=(_planned(places, labels, lang), *_reached(places, labels, lang, caption))
        if places
        else (),
        subtitle=subtitle,
        source=words.source(lang, caption),
        empty="" if places else texts.t(lang, "chart.rungs.empty"),
        alt=f"{title} {subtitle}",
        columns=tuple(
            texts.t(lang, f"chart.column.{c}")
            for c in ("target", "promise", "reached", "status", "department")
        ),
        rows=tuple(_row(p, lang, caption) for p in places),
    )


def _planned(places: Sequence[Rung], labels: tuple[str, ...], lang: str) -> Series:
    return Series(
        texts.t(lang, "chart.planned"),
        "planned",
        "bar",
        labels,
        tuple(p.row.required if p.row else None for p in places),
        labels=tuple(_promise(p, lang) for p in places),
    )


def _promise(place: Rung, lang: str) -> str:
    if place.row is None:
        return texts.t(lang, "chart.rungs.no_number")
    value = words.promise(lang, place.row.target)
    return texts.t(lang, "chart.mark.target", value=value)


def _reached(
    places: Sequence[Rung], labels: tuple[str, ...], lang: str, caption: Caption
) -> list[Series]:
    """One series per status that occurs, so that its colour and word go together."""
    made = []
    for status in STATUSES:
        own = [p.row if p.row and p.row.status == status else None for p in places]
        if not any(own):
            continue
        made.append(
            Series(
                texts.status(lang, status),
                f"status.{status}",
                "bar",
                labels,
                tuple(r.actual if r else None for r in own),
                labels=tuple(_label(r, lang, caption) if r else "" for r in own),
                hover=tuple(_hover(r, lang) if r else "" for r in own),
            )
        )
    return made


def _label(row: Progress, lang: str, caption: Caption) -> str:
    """The value with its symbol; where nothing was reported, the word and who should report."""
    if row.actual is None:
        return texts.t(
            lang,
            "chart.rungs.silent",
            verdict=words.verdict(lang, row),
            department=words.leads(lang, row.target, caption.names),
        )
    return f"{theme.STATUS[row.status].symbol} {words.reached(lang, row)}"


def _hover(row: Progress, lang: str) -> str:
    lines = [
        f"{words.indicator(lang, row.target)}  {words.promise(lang, row.target)}",
        words.verdict(lang, row),
    ]
    if row.actual is not None and row.actual_end is not None:
        day, value = texts.day(lang, row.actual_end), words.reached(lang, row)
        lines.append(texts.t(lang, "chart.latest", day=day, value=value))
    return "\n".join(lines)


def _row(place: Rung, lang: str, caption: Caption) -> tuple[str, ...]:
    if place.row is None:
        return (place.label, texts.t(lang, "chart.rungs.no_number"), "", "", "")
    row = place.row
    return (
        place.label,
        words.promise(lang, row.target),
        texts.t(lang, "chart.no_data") if row.actual is None else words.reached(lang, row),
        texts.status(lang, row.status),
        words.leads(lang, row.target, caption.names),
    )
