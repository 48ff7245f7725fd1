"""plan.csv to what a plan is called (pure): the whole title, and a short name for narrow places."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from lib.issues import BrokenPlan, Issue

LONGEST = {"title_zh": 30, "title_en": 60, "short_zh": 8, "short_en": 20}
"""Columns, and the most characters of each: more has no room in the frame."""


@dataclass(frozen=True)
class About:
    """What a plan is called. The home plan may say nothing: then it is called like the product."""

    title_zh: str = ""
    title_en: str = ""
    short_zh: str = ""
    short_en: str = ""

    def title(self, lang: str) -> str:
        """The whole title, empty where the plan says none."""
        return self.title_zh if lang == "zh" else self.title_en

    def short(self, lang: str) -> str:
        """The short name, empty where the plan says none."""
        return self.short_zh if lang == "zh" else self.short_en


NAMELESS = About()


def load_about(text: str) -> About:
    """Read a table of LONGEST's columns with one row.

    Raises BrokenPlan file_about naming every cell that is empty or too long.
    """
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    if len(rows) != 1:
        raise BrokenPlan("file_about", (Issue("about_rows", found=str(len(rows))),))
    cells = {name: (rows[0].get(name) or "").strip() for name in LONGEST}
    issues = [
        Issue("about_cell", 2, name, cells[name], params={"most": most})
        for name, most in LONGEST.items()
        if not 0 < len(cells[name]) <= most
    ]
    if issues:
        raise BrokenPlan("file_about", tuple(issues))
    return About(**cells)
