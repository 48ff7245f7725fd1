"""A reading that a person corrected, for the next file of the same shape (pure)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from lib.upload.foreign import header, layout
from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.labels import MEANT
from lib.upload.foreign.meaning import title
from lib.upload.foreign.reading import ColumnReading, Reading
from lib.upload.grid import Grid

_WHEN = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])年?度?(?:[-/.][0-9]{1,2}(?![0-9])){0,2}"
    r"|(?<![0-9])[0-9]{1,2}(?:月?[-~至][0-9]{1,2})?月份?(?:[0-9]{1,2}[日号])?"
    r"|第?[一二三四1-4]季度|[上下]半年|前[二三23]季度|(?<![a-z])[qh][1-4](?![0-9])|[年月季][末底]"
)
MOST_TRIED = 12


def general(text: str) -> str:
    """A text without the years, months and quarters that change from file to file.

    Other numbers stay: 世界500强 and 中国1000强 are not the same.
    """
    return re.sub(r"#[#\-~至/]*", "#", _WHEN.sub("#", plain(text)))


def signature(reading: Reading) -> str:
    """What identifies the shape of a table: the words above it and the headings, without years.

    A column more or less for another year changes nothing; another indicator in the title does.
    """
    titles = [t for t in map(general, reading.titles) if t]
    heads = dict.fromkeys(general(c.head) for c in reading.columns if c.head)
    text = "\n".join([*titles, "", *heads])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def apply(remembered: Reading, grid: Grid, file_name: str, known: Known) -> Reading | None:
    """The new file read with what was decided for the old one; None where the shape is another.

    Roles, targets, units, totals and labels are taken over; lines and periods are read from the
    new file. A target that only a person gave is taken over only where the words above the table
    say what it is about; else the question is asked again.
    """
    wanted = signature(remembered)
    for chosen in _headers(remembered, grid):
        try:
            fresh = layout.read(grid, file_name, known, chosen)
        except ValueError:
            continue
        if signature(fresh) == wanted:
            taken = {**chosen, **_taken(remembered, fresh, known)}
            return layout.read(grid, file_name, known, taken)
    return None


def _headers(remembered: Reading, grid: Grid) -> Iterator[dict[str, str]]:
    """Where the header may stand: found afresh; or, where a person named it, in so many lines."""
    if "header" not in remembered.chosen:
        yield {}
        return
    if remembered.chosen["header"] == "none":
        yield {"header": "none"}
        return
    count = len(remembered.header)
    first = grid.lines.index(remembered.header[0]) if remembered.header[0] in grid.lines else 0
    starts = sorted(range(min(header.LOOKED_AT, len(grid.lines))), key=lambda r: abs(r - first))
    for r in starts[:MOST_TRIED]:
        yield {"header": ",".join(map(str, grid.lines[r : r + count]))}


def _taken(remembered: Reading, fresh: Reading, known: Known) -> dict[str, str]:
    """The old choices that mean something in the new file."""
    out = {}
    about = any(title(t, known).subject for t in fresh.titles)
    old = {c.at: c for c in remembered.columns}
    for name, value in remembered.chosen.items():
        general_one = name in ("totals", "fill", "section", "region", "unit")
        if general_one or name.startswith(MEANT) or (name == "target" and about):
            out[name] = value
        elif name.startswith("column."):
            at, what = int(name.split(".")[1]), name.split(".")[2]
            for new in _same_columns(old[at], what, remembered, fresh) if at in old else ():
                # A heading that names nothing does not tell one target from another.
                if what != "period" and (what != "target" or about or new.rest):
                    out[f"column.{new.at}.{what}"] = value
    return out


def _same_columns(
    column: ColumnReading, what: str, remembered: Reading, fresh: Reading
) -> list[ColumnReading]:
    """The columns of the new file under the same heading but for its year.

    Where not all such columns were decided alike, only the one under the very same heading.
    """
    if not column.head:
        return [c for c in fresh.columns if c.at == column.at and not c.head]
    chosen = remembered.chosen
    alike = [c for c in remembered.columns if general(c.head) == general(column.head)]
    if len({chosen.get(f"column.{c.at}.{what}") for c in alike}) > 1:
        return [c for c in fresh.columns if c.head == column.head]
    return [c for c in fresh.columns if general(c.head) == general(column.head)]
