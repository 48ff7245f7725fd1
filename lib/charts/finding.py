"""What several targets come to, in one sentence: how many are met, who is short, who is silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib import texts
from lib.charts import words
from lib.progress import Progress

MET = ("achieved", "achieved_late")
SHORT = ("overdue", "behind", "slightly_behind")
"""A measured shortfall."""
NAMED = 4
"""So many shortfalls are named one by one, then counted."""


def silent(row: Progress) -> bool:
    """Nothing was reported although somebody should have."""
    return row.actual is None and not row.light and row.status != "not_due"


def _moving(row: Progress) -> bool:
    """Something was reported by which nobody can judge yet."""
    return row.status in ("in_progress", "cannot_measure", "not_reported") and not silent(row)


def answer(rows: Sequence[Progress], lang: str, names: dict[str, str]) -> str:
    """Counts by what they mean, with the lead departments of shortfalls and silence."""
    short = [r for r in rows if r.status in SHORT]
    quiet = [r for r in rows if silent(r)]
    parts = [
        texts.t(lang, "finding.met", total=len(rows), met=sum(r.status in MET for r in rows)),
        *(_counted(lang, "finding.on_track", sum(r.status == "on_track" for r in rows))),
        *(_counted(lang, "finding.in_progress", sum(_moving(r) for r in rows))),
        *(_counted(lang, "finding.short", len(short), leads(short, lang, names))),
        *(_counted(lang, "finding.silent", len(quiet), leads(quiet, lang, names))),
        *(_counted(lang, "finding.not_due", sum(r.status == "not_due" for r in rows))),
    ]
    return texts.t(lang, "chart.stop").join(parts)


def finding(rows: Sequence[Progress], lang: str, names: dict[str, str]) -> str:
    """Every shortfall by name and amount, and who should report the rest."""
    short = [r for r in rows if r.status in SHORT]
    quiet = [r for r in rows if silent(r)]
    parts = [gap(r, lang) for r in short[:NAMED]]
    parts += _counted(lang, "finding.more", len(short) - NAMED)
    if len(quiet) == len(rows):
        return texts.t(lang, "finding.all_silent", department=leads(quiet, lang, names))
    parts += _counted(lang, "finding.silent", len(quiet), leads(quiet, lang, names))
    if not parts:
        key = "finding.all_met" if all(r.status in MET for r in rows) else "finding.none_short"
        return texts.t(lang, key, total=len(rows))
    return texts.t(lang, "chart.stop").join(parts)


def gap(row: Progress, lang: str) -> str:
    """One shortfall: 高新技术企业数还差 12 户."""
    name = words.indicator(lang, row.target)
    if row.shortfall is None:
        return texts.t(lang, "finding.short_of", name=name)
    amount = texts.number(lang, row.shortfall, words.unit(row.target))
    return texts.t(lang, "finding.short_by", name=name, amount=amount)


def leads(rows: Iterable[Progress], lang: str, names: dict[str, str]) -> str:
    """The lead departments of several targets, each once, in the plan's order."""
    found = dict.fromkeys(d for r in rows for d in r.target.lead_departments)
    return texts.join(lang, [texts.name(lang, d, names) for d in found])


def _counted(lang: str, key: str, count: int, department: str = "") -> list[str]:
    return [texts.t(lang, key, count=count, department=department)] if count > 0 else []
