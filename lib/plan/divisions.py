"""divisions.csv, the country's division tree, and a plan's regions cut out of it (pure)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from lib.issues import Refusal
from lib.plan.regions import COLUMNS, TILE


@dataclass(frozen=True)
class Division:
    """A province, city or county with its code of GB/T 2260; parent is empty for a province."""

    code: str
    zh: str
    parent: str
    level: str


def load_divisions(text: str) -> list[Division]:
    """The divisions of a table code,zh,parent,level, in its order, parents before their parts."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [Division(**row) for row in rows]


def regions_csv(divisions: Sequence[Division], code: str) -> str:
    """A plan's regions.csv: a division with all below it, each on a map of tiles of its parent.

    Names that occur twice get their city's before them; English names are left for people to
    write. Raises Refusal no_such_division.
    """
    by_code = {d.code: d for d in divisions}
    if code not in by_code:
        raise Refusal("no_such_division", found=code)
    kept = {code}
    for d in divisions:
        if d.parent in kept:
            kept.add(d.code)
    chosen = [d for d in divisions if d.code in kept]
    often = Counter(d.zh for d in chosen)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *TILE))
    places = _places(chosen)
    for d in chosen:
        top = d.code == code
        above = "" if top else by_code[d.parent].zh
        longer = above + d.zh
        name = longer if often[d.zh] > 1 and not top else d.zh
        aliases = longer if above and name != longer else ""
        parent = "" if top else d.parent
        writer.writerow((d.code, name, "", d.level, parent, aliases, *places.get(d.code, ("", ""))))
    return out.getvalue()


def _places(chosen: Sequence[Division]) -> dict[str, tuple[int, int]]:
    """Row and column of every division among those of its parent, as near a square as they go."""
    parts: dict[str, list[str]] = {}
    for d in chosen[1:]:
        parts.setdefault(d.parent, []).append(d.code)
    return {
        code: divmod(n, ceil(sqrt(len(codes))))
        for codes in parts.values()
        for n, code in enumerate(codes)
    }
