"""What lines, columns and table say together about every value, as columns of texts (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from lib.upload.foreign import periods
from lib.upload.foreign.labels import Labels
from lib.upload.foreign.reading import ColumnReading, Reading

MOST_JOINED = 50_000
"""So many pairs of a line's and a column's period are understood; beyond that, none."""
MOST_AT_ONCE = 20_000
Join = Callable[[str, str], str]
Coded = tuple[np.ndarray, list[str]]
"""Code of each item and the texts of the codes."""


class Places:
    """Lines times columns, line by line."""

    def __init__(self, lines: int, columns: int) -> None:
        self.lines, self.columns, self.count = lines, columns, lines * columns

    def of_lines(self, codes: np.ndarray) -> np.ndarray:
        """One code per line to one per place."""
        return np.repeat(codes, self.columns)

    def of_columns(self, codes: np.ndarray) -> np.ndarray:
        """One code per column to one per place."""
        return np.tile(codes, self.lines)

    def array(self, codes: np.ndarray, texts: Sequence[str]) -> pa.Array:
        """Texts by their code; an empty one is null."""
        distinct = {text: i for i, text in enumerate(dict.fromkeys(filter(None, texts)))}
        to = np.array([distinct.get(text, -1) for text in texts], dtype=np.int32)[codes]
        indices = pa.array(to, mask=to < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(distinct), pa.string()))

    def joined(self, line: Coded, column: Coded, join: Join) -> pa.Array:
        """A text for every pair of a line's text and a column's."""
        height, width = len(line[1]), len(column[1])
        pairs = self.of_lines(line[0]) * width + self.of_columns(column[0])
        if height * width <= MOST_AT_ONCE:
            return self.array(pairs, [join(a, b) for a in line[1] for b in column[1]])
        used, codes = np.unique(pairs, return_inverse=True)
        split = [divmod(pair, width) for pair in used.tolist()]
        return self.array(codes, [join(line[1][i], column[1][j]) for i, j in split])


def _coded(texts: Sequence[str]) -> Coded:
    distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return np.array([distinct[t] for t in texts], dtype=np.int64), list(distinct)


def dimensions(
    reading: Reading,
    columns: Sequence[ColumnReading],
    texts: Mapping[str, list[list[str]]],
    labels: Labels,
    places: Places,
) -> dict[str, pa.Array]:
    """Every field that the table gives, but the value. texts are the lines' labels by role."""
    said = _of_lines(texts, labels, places.lines)

    def spread(own: Sequence[str], heads: Sequence[str], join: Join) -> pa.Array:
        return places.joined(_coded(own), _coded(heads), join)

    found = _targets(reading, columns, texts, said["target"], labels, spread)
    whole = labels.region(reading.region)
    heads = [labels.known.places.get(c.region, c.region) for c in columns]
    if whole or any(heads) or any(said["region"]):
        found["region"] = spread(said["region"], heads, lambda a, b: one(a, b) or whole)
    found["period"] = spread(said["period"], [c.period for c in columns], _period(reading))
    units = [c.unit for c in columns]
    if reading.unit or any(units) or any(said["unit"]):
        found["unit"] = spread(said["unit"], units, lambda a, b: one(a, b) or reading.unit)
    for role in ("source", "note", "finality", "contributor", "reason"):
        if role in texts:
            found[role] = spread(texts[role][0], [""] * len(columns), one)
    return found


def one(line: str, column: str) -> str:
    """What two places say; where they contradict each other, both: nobody takes that."""
    if line and column and line != column:
        return f"{line}/{column}"
    return line or column


def _of_lines(
    texts: Mapping[str, list[list[str]]], labels: Labels, count: int
) -> dict[str, list[str]]:
    """What all labels of a line say about each dimension; a target's name may hold a region, a
    period or a unit. The periods of a line stand below each other, still apart.
    """
    said = {name: [""] * count for name in ("target", "region", "period", "unit")}
    for text in texts.get("unit", []):
        said["unit"] = text
    for role in ("region", "target", "period"):
        for column in texts.get(role, []):
            means = {text: _means(text, role, labels) for text in set(column)}
            for name, own in said.items():
                if name == "period":
                    pairs = zip(own, column, strict=True)
                    said[name] = [f"{a}\n{means[t][name]}".strip() for a, t in pairs]
                elif any(m[name] for m in means.values()):
                    join = one if name != "unit" else _first
                    said[name] = [join(a, means[t][name]) for a, t in zip(own, column, strict=True)]
    return said


def _first(line: str, name: str) -> str:
    """A column of units counts before a unit in brackets."""
    return line or name


def _means(text: str, role: str, labels: Labels) -> dict[str, str]:
    """What a label says by dimension; in its own one a text without meaning stands as it is."""
    if not text:
        return dict.fromkeys(("target", "region", "period", "unit"), "")
    said = labels.said(text)
    return {
        "target": labels.target(text) or (text if role == "target" else ""),
        "region": labels.region(text) if role == "region" or said.region else "",
        "period": text if role == "period" else said.period or said.part,
        "unit": said.unit if role == "target" else "",
    }


def _targets(
    reading: Reading,
    columns: Sequence[ColumnReading],
    texts: Mapping[str, list[list[str]]],
    named: list[str],
    labels: Labels,
    spread: Callable[[Sequence[str], Sequence[str], Join], pa.Array],
) -> dict[str, pa.Array]:
    """target_id where the target is known; else the name stands as it is and the rules refuse it
    with the nearest ones. Where the file has ids of its own, the rules compare them with its names.
    """
    heads = [c.target for c in columns]
    if "target_id" in texts:
        found = {"target_id": spread(texts["target_id"][0], heads, one)}
        if "target" in texts:
            found["indicator"] = spread(texts["target"][0], [""] * len(columns), one)
        return found
    known, table = labels.known.indicators, reading.target

    def about(line: str, column: str) -> str:
        return one(line, column) or table

    return {
        "target_id": spread(named, heads, lambda a, b: t if (t := about(a, b)) in known else ""),
        "indicator": spread(named, heads, lambda a, b: "" if (t := about(a, b)) in known else t),
    }


def _period(reading: Reading) -> Join:
    left = MOST_JOINED

    def join(line: str, column: str) -> str:
        nonlocal left
        left -= 1
        parts = [*line.split("\n"), column]
        return periods.joined(parts, reading.period) if left > 0 else "/".join(filter(None, parts))

    return join
