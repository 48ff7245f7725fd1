"""How a foreign table is read: the complete description, which a person corrects and which is
remembered for the next file of the same shape; no logic but JSON and simple questions about itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

LABEL_ROLES = (
    "region",
    "period",
    "target",
    "target_id",
    "measure",
    "unit",
    "source",
    "note",
    "finality",
    "contributor",
    "reason",
)
"""What a column of labels may say about the values of its lines. measure: plan or actual."""
ROLES = ("value", *LABEL_ROLES, "ignore", "unclear", "")
"""unclear waits for a person, the empty role is a column without any content."""
DIMENSIONS = ("target", "region", "period")
"""What every value must belong to."""


@dataclass(frozen=True)
class ColumnReading:
    """One column; at counts from 0, head is what stands above it (2022年/实际).

    code names the issue that says why it is ignored or what is unclear. target (an id), region (a
    code), period (a text) and unit belong to a column of values and are empty where the lines or
    the table say them; rest is what of the head was not understood.
    """

    at: int
    head: str = ""
    role: str = ""
    code: str = ""
    target: str = ""
    region: str = ""
    period: str = ""
    unit: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Reading:
    """How one table is read. Lines are as Grid.lines has them; 0 where there is none.

    header has the lines of the header, first and last the range of the data. target (an id),
    region (a code), period (a text) and unit hold for the whole table. origins says where each of
    these stands: a line number, "sheet", "file" or "person"; doubts has what contradicts itself,
    by the same names. titles are the texts above the header.
    totals is "city" where lines and columns called 合计 are the whole city, else "skip"; fill is
    true where an empty label repeats the one above; section is the dimension that lines without
    values give to the lines below them.
    offered are targets that look like what the table is about. chosen is what a person decided, by
    the names of `choices.controls`.
    """

    sheet: str = ""
    header: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    columns: tuple[ColumnReading, ...] = ()
    titles: tuple[str, ...] = ()
    target: str = ""
    region: str = ""
    period: str = ""
    unit: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    totals: str = "skip"
    fill: bool = False
    section: str = ""
    offered: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)

    def of(self, *roles: str) -> tuple[ColumnReading, ...]:
        """The columns of these roles, from left to right."""
        return tuple(c for c in self.columns if c.role in roles)

    @property
    def values(self) -> tuple[ColumnReading, ...]:
        """The columns of values."""
        return self.of("value")

    def by_line(self, dimension: str) -> bool:
        """Whether the lines say a dimension."""
        roles = ("target", "target_id") if dimension == "target" else (dimension,)
        return bool(self.of(*roles)) or self.section == dimension

    def by_column(self, dimension: str) -> bool:
        """Whether at least one column of values says a dimension."""
        return any(getattr(c, dimension) for c in self.values)


def to_json(reading: Reading) -> str:
    """The reading as one line of JSON."""
    return json.dumps(asdict(reading), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Reading:
    """The reading that to_json wrote; raises ValueError for anything else."""
    try:
        found = json.loads(text)
        columns = tuple(_column(c) for c in _exactly(list)(found.pop("columns", [])))
        made = _made(Reading, found)
    except (TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ValueError(str(error)) from error
    at = [c.at for c in columns]
    if at != sorted(set(at)) or made.totals not in ("skip", "city"):
        raise ValueError(text[:200])
    if made.section not in ("", *DIMENSIONS):
        raise ValueError(made.section[:200])
    return Reading(**{**vars(made), "columns": columns})


def _column(found: Any) -> ColumnReading:
    made = _made(ColumnReading, dict(found))
    if made.role not in ROLES or not 0 <= made.at < 1_000_000:
        raise ValueError(str(found)[:200])
    return made


def _made(kind: type, found: dict[str, Any]) -> Any:
    """A dataclass of exactly the right types; KeyError for an unknown name."""
    shape = {f.name: _SHAPES[str(f.type)] for f in fields(kind) if f.name != "columns"}
    return kind(**{name: shape[name](value) for name, value in found.items()})


def _exactly(kind: type) -> Any:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(repr(value)[:200])
        return value

    return check


def _tuple_of(kind: type) -> Any:
    return lambda value: tuple(_exactly(kind)(v) for v in _exactly(list)(value))


def _words(value: Any) -> dict[str, str]:
    return {_exactly(str)(k): _exactly(str)(v) for k, v in _exactly(dict)(value).items()}


_SHAPES = {
    "str": _exactly(str),
    "int": _exactly(int),
    "bool": _exactly(bool),
    "tuple[int, ...]": _tuple_of(int),
    "tuple[str, ...]": _tuple_of(str),
    "Mapping[str, str]": _words,
}
