"""The role of each column, from what stands above it and a sample of what it holds (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lib.upload.foreign.above import groups, of_path
from lib.upload.foreign.header import filled, sort_of
from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.labels import Labels
from lib.upload.foreign.meaning import Meaning
from lib.upload.foreign.reading import LABEL_ROLES, ColumnReading, Reading
from lib.upload.foreign.words import KIND_OF, ROLE_OF
from lib.values import unit

MOST = 0.5
"""A column is what at least so many of its cells are."""
NEARLY_ALL = 0.8
MOST_TEXTS = 100
"""So many distinct texts of a column are looked into."""
IGNORED = ("change", "plan", "previous", "total")


@dataclass(frozen=True)
class Sample:
    """Rows of the body that have a label and a figure, as far as they were looked at."""

    rows: tuple[tuple[str, ...], ...]

    def cells(self, at: int) -> list[str]:
        """The texts of a column that are not empty."""
        return [row[at].strip() for row in self.rows if row[at].strip()]


def sample_of(rows: Sequence[Sequence[str]], width: int) -> Sample:
    """The rows with more than one text; where there is none, all of them."""
    padded = [(*row[:width], *[""] * (width - len(row))) for row in rows]
    full = [row for row in padded if len(filled(row)) > 1]
    return Sample(tuple(full or padded))


def columns_of(
    paths: Sequence[tuple[str, ...]], sample: Sample, known: Known
) -> tuple[ColumnReading, ...]:
    """Every column with its role."""
    harmless = groups(paths, known)
    labels = Labels(Reading(), known)
    first = True
    found = []
    for at, path in enumerate(paths):
        cells = sample.cells(at)
        column = _column(at, path, cells, labels, harmless, first)
        first = first and (not cells or column.code == "layout_column_number")
        found.append(column)
    return _settled(tuple(found), sample, known)


def _column(
    at: int,
    path: tuple[str, ...],
    cells: list[str],
    labels: Labels,
    harmless: frozenset[str],
    first: bool,
) -> ColumnReading:
    head = "/".join(path)
    if not path and not cells:
        return ColumnReading(at)
    word = _word(path)
    sorts = Counter(map(sort_of, cells))
    share = _shares(cells, labels)
    if word == "number" and max(share["region"], share["target"]) < NEARLY_ALL:
        return ColumnReading(at, head, "ignore", "layout_column_number")
    meaning = of_path(path, labels.known, harmless)
    role = _label_role(word, meaning, cells, sorts, share, first)
    if role == "ignore":
        return ColumnReading(at, head, "ignore", "layout_column_other")
    if role == "unclear":
        return ColumnReading(at, head, role, "layout_column_text", rest=meaning.rest)
    if role:
        return ColumnReading(at, head, role, unit=meaning.unit if role == "value" else "")
    return _of_values(ColumnReading(at, head), meaning)


def _word(path: tuple[str, ...]) -> str:
    """The role that the heading itself names."""
    texts = [plain(text) for text in (*reversed(path), "".join(path))]
    return next((ROLE_OF[t] for t in texts if t in ROLE_OF), "")


def _shares(cells: list[str], labels: Labels) -> dict[str, float]:
    """Which part of the cells name a region, a target, a period, a unit, a kind of figure."""
    count = dict(islice(Counter(cells).items(), MOST_TEXTS))
    total = max(1, sum(count.values()))
    found: Counter[str] = Counter()
    for text, n in count.items():
        sort = sort_of(text)
        found["period"] += n * (sort in ("year", "period"))
        if sort != "text":
            found["region"] += n * bool(labels.known.region(text))
            found["unit"] += n * _is_unit(text)
            continue
        said = labels.said(text)
        found["region"] += n * bool(said.region and not said.ids and not said.rest)
        found["target"] += n * bool(said.ids and not said.rest)
        found["period"] += n * bool(said.period or said.part)
        found["unit"] += n * _is_unit(text)
        found["measure"] += n * (KIND_OF.get(plain(text), "total") != "total")
    names = ("region", "target", "period", "unit", "measure")
    return {name: found[name] / total for name in names}


def _is_unit(text: str) -> bool:
    try:
        unit(text)
    except ValueError:
        return False
    return True


def _label_role(
    word: str,
    meaning: Meaning,
    cells: list[str],
    sorts: Mapping[str, int],
    share: Mapping[str, float],
    first: bool,
) -> str:
    """A role of LABEL_ROLES, ignore or unclear; value for values that are words; else empty."""
    if not cells:
        return word if word in LABEL_ROLES else "ignore" if word == "other" else ""
    figures = sum(sorts.get(s, 0) for s in ("number", "year", "absent"))
    if share["region"] >= (MOST if figures < len(cells) / 2 else NEARLY_ALL):
        return "region"
    if figures > len(cells) / 2:
        return _role_of_figures(word, cells, sorts, first)
    if word == "target_id":
        return word
    for name, least in (("target", MOST), ("period", MOST), ("unit", NEARLY_ALL)):
        if share[name] >= least:
            return name
    if share["measure"] >= NEARLY_ALL and word != "value":
        return "measure"
    if word in LABEL_ROLES and word != "unit":
        return word
    if word == "other":
        return "ignore"
    if word == "value" or meaning.ids or meaning.region or meaning.period or meaning.kind:
        return ""
    return "unclear"


def _role_of_figures(word: str, cells: list[str], sorts: Mapping[str, int], first: bool) -> str:
    if first and sorts.get("year", 0) == len(cells) and len(set(cells)) == len(cells) > 1:
        return "period"
    if word in ("period", "region", "note", "source", "target_id"):
        return word
    return "ignore" if word == "other" else ""


def _of_values(column: ColumnReading, meaning: Meaning) -> ColumnReading:
    """A column of values with its meaning, or why it is none."""
    column = replace(
        column,
        region=meaning.region,
        period=meaning.period,
        unit=meaning.unit,
        rest=meaning.rest,
    )
    if meaning.kind in IGNORED:
        return replace(column, role="ignore", code=f"layout_column_{meaning.kind}", rest="")
    if not column.head:
        return replace(column, role="unclear", code="layout_column_nameless")
    if meaning.rest or len(meaning.ids) > 1:
        return replace(column, role="unclear", code="layout_column_unclear")
    target = meaning.ids[0] if meaning.ids else ""
    return replace(column, role="value", target=target, code=meaning.problem)


def _settled(
    columns: tuple[ColumnReading, ...], sample: Sample, known: Known
) -> tuple[ColumnReading, ...]:
    """Of two columns of one role one is left out if it says nothing new; else a person is asked."""
    found = list(columns)
    for role in ("region", "target", "unit", "note", "source", "measure", "target_id"):
        same = [c for c in found if c.role == role]
        if len(same) < 2:
            continue
        kept = _kept(same, sample, known, role)
        for c in same:
            if c not in kept:
                code = "layout_column_again" if len(kept) == 1 else "layout_column_double"
                found[c.at] = replace(c, role="ignore" if len(kept) == 1 else "unclear", code=code)
    return tuple(found)


def _kept(
    same: list[ColumnReading], sample: Sample, known: Known, role: str
) -> list[ColumnReading]:
    """The one column that counts; nothing where that cannot be told."""
    if role in ("note", "source"):
        return same[:1]
    if role == "region":
        read = {c.at: [known.region(row[c.at]) for row in sample.rows] for c in same}
        named = [c for c in same if not all(t.isascii() for t in sample.cells(c.at))] or same
        if all(read[c.at] == read[named[0].at] for c in same):
            return named[:1]
        same = [c for c in same if len(set(read[c.at])) > 1]
        return same if len(same) == 1 else []
    if role == "target":
        exact = [c for c in same if any(known.target(t) for t in sample.cells(c.at))]
        return exact if len(exact) == 1 else []
    return []
