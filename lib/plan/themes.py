"""themes.csv to themes (pure): which targets are shown together, and in what kind of chart."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from lib.issues import BrokenPlan, Issue

COLUMNS = ("theme", "theme_zh", "theme_en", "chart", "target_id", "zh", "en")
RUNGS = frozenset({"ladder", "pyramid"})
"""Charts with named places, of which some may have no target."""
ALL = frozenset({"promises", "milestones"})
"""Charts that take every target of their kind and so name none."""
CHARTS = (
    *("ladder", "pyramid", "board", "fund", "growth", "rank"),
    *("trajectory", "pairs", "promises", "milestones", "regions"),
)


@dataclass(frozen=True)
class Part:
    """One line of a theme: a kind of chart, a target's id, and its name in both languages.

    target_id is empty for a rung that the plan gives no number, and for charts of every target of
    a kind; the name is empty where the indicator's own name serves.
    """

    chart: str
    target_id: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Theme:
    """Targets that answer one question together; parts in the order of the file."""

    code: str
    zh: str
    en: str
    parts: tuple[Part, ...]

    def of(self, chart: str) -> tuple[Part, ...]:
        """Give the parts of one kind of chart."""
        return tuple(p for p in self.parts if p.chart == chart)

    @property
    def charts(self) -> tuple[str, ...]:
        """Name the kinds of chart, each once, in the order of the file."""
        return tuple(dict.fromkeys(p.chart for p in self.parts))


def load_themes(text: str) -> tuple[Theme, ...]:
    """The themes of a table with COLUMNS, in its order; one line per part.

    Raises BrokenPlan file_themes naming every row that breaks a rule.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BrokenPlan("file_themes", (Issue("theme_columns", row=1),))
    names: dict[str, tuple[str, str]] = {}
    parts: dict[str, list[Part]] = {}
    issues: list[Issue] = []
    for record in reader:
        line = reader.line_num
        if None in record or None in record.values():
            issues.append(Issue("theme_ragged", row=line, params={"expected": len(COLUMNS)}))
            continue
        cells = {name: record[name].strip() for name in COLUMNS}
        code, named = cells["theme"], (cells["theme_zh"], cells["theme_en"])
        part = Part(cells["chart"], cells["target_id"], cells["zh"], cells["en"])
        if not code or not all(named):
            issues.append(Issue("theme_nameless", row=line, column="theme", found=code))
        elif names.setdefault(code, named) != named:
            issues.append(Issue("theme_two_names", row=line, column="theme_zh", found=named[0]))
        issues += _problems(part, parts.setdefault(code, []), line)
        parts[code].append(part)
    if issues:
        raise BrokenPlan("file_themes", tuple(issues))
    return tuple(Theme(code, *names[code], tuple(parts[code])) for code in parts)


def _problems(part: Part, before: list[Part], line: int) -> list[Issue]:
    if part.chart not in CHARTS:
        allowed = {"allowed": CHARTS}
        return [Issue("theme_chart", row=line, column="chart", found=part.chart, params=allowed)]
    issues = []
    if bool(part.zh) != bool(part.en) or (
        part.chart in RUNGS and not part.target_id and not part.zh
    ):
        issues.append(Issue("theme_label", row=line, column="zh", found=part.zh or part.en))
    if part.chart in ALL and part.target_id:
        issues.append(Issue("theme_takes_all", row=line, column="target_id", found=part.target_id))
    if part.chart not in ALL | RUNGS and not part.target_id:
        issues.append(Issue("theme_no_target", row=line, column="target_id"))
    if any((p.chart, p.target_id, p.zh) == (part.chart, part.target_id, part.zh) for p in before):
        found = part.target_id or part.zh or part.chart
        issues.append(Issue("theme_repeated", row=line, column="target_id", found=found))
    return issues
