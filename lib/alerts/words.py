"""A turn in words, the same on a page and in a message (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from lib import fields, texts
from lib.alerts.turns import SILENCES, Turn
from lib.charts import words
from lib.progress import Progress

PACED = ("on_track", "slightly_behind", "behind")
"""After the deadline there is no plan left to be ahead of."""


def named(lang: str, turn: Turn) -> str:
    """The short name of the indicator, with the year of a yearly target."""
    year = f" · {turn.instance}" if turn.instance else ""
    return words.indicator(lang, turn.row.target) + year


def why(lang: str, turn: Turn, names: Mapping[str, str]) -> str:
    """What made it turn: a submission with its department, or a day that passed."""
    row = turn.row
    if turn.cause != "time":
        who = texts.name(lang, turn.department or turn.author, dict(names))
        return texts.t(lang, f"alert.why.{turn.cause}", seq=turn.number, who=who)
    if turn.sent and turn.after in SILENCES:
        return texts.t(lang, "review.sent_on", day=texts.day(lang, turn.sent))
    due = {
        "overdue": ("deadline", row.deadline),
        "overdue_unreported": ("never", row.deadline),
        "not_reported": ("silent", row.report_due),
    }
    code, day = due.get(turn.after, ("time", None))
    if day is None:
        return texts.t(lang, "alert.why.time")
    return texts.t(lang, f"alert.why.{code}", day=texts.day(lang, day))


def standing(lang: str, row: Progress) -> str:
    """Value, target and pace; empty where nobody has reported."""
    if row.light:
        return texts.choice(lang, fields.LIGHTS, row.light)
    if row.actual is None:
        return ""
    said = texts.t(
        lang, "alert.value", value=_value(lang, row), promise=words.promise(lang, row.target)
    )
    if row.points_ahead is None or row.status not in PACED:
        return said
    key = "pace.ahead" if row.points_ahead >= 0 else "pace.behind"
    pace = texts.t(lang, key, points=texts.points(lang, abs(row.points_ahead)))
    return f"{said}，{pace}" if lang == "zh" else f"{said}, {pace}"


def _value(lang: str, row: Progress) -> str:
    """What was reached in the terms of the promise: a growth, a gain in ranks, or the value."""
    target = row.target
    if target.comparison == "avg_growth_at_least" and row.growth is not None:
        return texts.percent(lang, row.growth)
    if (
        target.comparison == "rank_gain_at_least"
        and row.baseline is not None
        and row.actual is not None
    ):
        return texts.number(lang, row.baseline - row.actual, target.unit)
    return words.reached(lang, row)
