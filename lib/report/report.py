"""The one description of a report that slides, documents, pages and pictures are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from lib.charts.chart import Chart
from lib.report.mark import Mark

Cell = str | Decimal | int | date | None


@dataclass(frozen=True)
class Line:
    """A paragraph. role: lead (the sentence to remember), body, why, item (of a list), small."""

    words: str
    role: str = "body"


@dataclass(frozen=True)
class Facts:
    """Short labels with short values, few enough for one glance."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows as long as columns. Numbers stay decimals; their unit stands in the heading.

    statuses has the code of progress.STATUSES of each row, or is empty: the cell in status_column
    then carries that status's symbol, word and colour. widths are shares of the width, or empty.
    blank says that the rows are for a person to fill in.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    statuses: tuple[str, ...] = ()
    status_column: int = -1
    widths: tuple[int, ...] = ()
    blank: bool = False


@dataclass(frozen=True)
class Picture:
    """A chart; numbers says that its table stands beside it where there is room for it."""

    chart: Chart
    numbers: bool = False


Block = Line | Facts | Table | Picture


@dataclass(frozen=True)
class Section:
    """One thought: a slide or more, a heading with what follows, a part of a page.

    kind: opening, glance, target, theme, department, area, changes, tasks, decisions, notice,
    sheet, summary. title is the finding, topic what it is about (stands small above the title, or
    is empty). status is a code of progress.STATUSES or empty. level 1 begins a part, 2 stands in
    it. notes are the speaker's: the why and the inputs. source names the clauses. alone begins a
    new page in documents.
    """

    name: str
    kind: str
    title: str
    blocks: tuple[Block, ...] = ()
    topic: str = ""
    status: str = ""
    level: int = 1
    notes: tuple[str, ...] = ()
    source: str = ""
    targets: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class Stamp:
    """What every page of a file says at its foot, ready to be printed.

    moment: "as of" with the submission. demo: 演示数据, or empty. draft: 草稿, or empty. code: the
    short fingerprint with its label. made is naive UTC.
    """

    moment: str
    demo: str
    draft: str
    code: str
    made: datetime

    def line(self, source: str = "") -> str:
        """One line for the foot of a page: what is empty is left out."""
        return "  ".join(part for part in (source, self.moment, self.code) if part)


@dataclass(frozen=True)
class Report:
    """A whole file in one language. name is a slug for the file; issuer signs it.

    form: plain, bulletin (通报), notice (督办单), sheet (一页纸). A document is set by it.
    """

    name: str
    title: str
    lang: str
    stamp: Stamp
    mark: Mark
    sections: tuple[Section, ...]
    subtitle: str = ""
    issuer: str = ""
    form: str = "plain"
    day: date = field(default=date.min)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart with something to draw, each once, in order."""
        found = {
            b.chart.name: b.chart
            for s in self.sections
            for b in s.blocks
            if isinstance(b, Picture) and b.chart.series
        }
        return tuple(found.values())
