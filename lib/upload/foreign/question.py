"""What a question about a foreign table may look at; no question itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import Labels
from lib.upload.foreign.reading import Reading
from lib.upload.grid import Grid

MOST_NAMED = 8


@dataclass(frozen=True)
class Asked:
    """What the single questions look at; data are the rows of data, as places in the grid."""

    grid: Grid
    reading: Reading
    known: Known
    labels: Labels
    sorts: list[str]
    data: list[int]
    line: int


def named(texts: Sequence[str]) -> dict[str, object]:
    """Parameters of a sentence that names some of many texts."""
    some = tuple(dict.fromkeys(texts))
    return {"names": some[:MOST_NAMED], "count": len(some)}


def with_near(asked: Asked, code: str, ids: Sequence[str]) -> tuple[str, dict[str, object]]:
    """The code and parameters of a question that offers targets, if there are any to offer."""
    names = [asked.known.indicators[i] for i in ids if i in asked.known.indicators]
    if not names:
        return code, {}
    zh, en = zip(*names, strict=True)
    return f"{code}_near", {"near": zh, "near_en": en}
