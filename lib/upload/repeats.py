"""Rows of one file that speak of the same cell or of overlapping periods; judges nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lib.fields import CONTRIBUTORS, SPANS
from lib.upload.column import UNREAD
from lib.upload.draft import Draft


def same_cell(d: Draft) -> Iterator[list[int]]:
    """Groups of two and more rows with the same key, in the order of the file."""
    series, usable = _series(d)
    keys = (series * date.max.toordinal() + d.ends) * len(SPANS) + d.span.codes
    rows = np.flatnonzero(usable)
    rows = rows[pd.Series(keys[rows]).duplicated(keep=False).to_numpy(dtype=bool)]
    yield from _groups(rows, keys)


def content(d: Draft, row: int) -> tuple[Any, ...]:
    """What a row says about its cell; the way its period is written is no content."""
    return (
        d.amount[row].as_py(),
        None if d.is_number[row] else d.value[row],
        d.finality[row],
        d.source[row],
        d.note[row],
    )


def overlapping(d: Draft) -> Iterator[tuple[int, list[int]]]:
    """A row of amounts and the rows whose shorter periods lie within its own."""
    for found in _periods(d):
        yield from _pairs(found, lambda early, late: late[1] <= early[1])


def half_overlapping(d: Draft) -> Iterator[tuple[int, list[int]]]:
    """A row of amounts and the rows whose periods begin within its own and end after it.

    Only the months from January on can do that: 1-8月 beside 三季度.
    """
    for found in _periods(d):
        yield from _pairs(found, lambda early, late: late[1] > early[1])


_Span = tuple[date, date]


def _periods(d: Draft) -> Iterator[dict[_Span, list[int]]]:
    """The rows by first and last day, for each series of amounts that has periods of two kinds."""
    if not d.is_summed.any():
        return
    series, usable = _series(d)
    for group in _groups(np.flatnonzero(usable & d.is_summed), series):
        kinds = {d.span[row] for row in group}
        if len(kinds) == 1 and "cumulative" not in kinds:
            continue
        found: dict[_Span, list[int]] = {}
        for row in group:
            found.setdefault((d.period[row].start, d.period[row].end), []).append(row)
        yield found


def _pairs(
    found: dict[_Span, list[int]],
    related: Callable[[_Span, _Span], bool],
) -> Iterator[tuple[int, list[int]]]:
    """Each row with the rows of overlapping periods that begin later or end earlier."""
    partners: dict[_Span, list[int]] = {span: [] for span in found}
    open_: list[_Span] = []
    for span in sorted(found, key=lambda s: (s[0], -s[1].toordinal())):
        open_ = [early for early in open_ if span[0] <= early[1]]
        for early in open_:
            if related(early, span):
                partners[early] += found[span]
        open_.append(span)
    for span, rows in partners.items():
        yield from ((row, rows) for row in found[span] if rows)


def _series(d: Draft) -> tuple[np.ndarray, np.ndarray]:
    """A number per target, region and contributor, and the rows that can be stored at all."""
    ids = [n.root.target_id if n.root else None for n in d.named.meaning]
    roots, regions = _numbered(ids, d.named.codes), _numbered(d.region.meaning, d.region.codes)
    together = (roots + 1) * (len(d) + 1) + regions + 1
    series, _ = pd.factorize(together * len(CONTRIBUTORS) * 2 + d.stored_contributor.codes)
    usable = (roots >= 0) & (d.ends > 0) & d.region.where(_is_read) & d.contributor.where(_is_read)
    if not d.is_number.all():
        usable &= d.is_number | d.value.where(_is_read)
    return series, usable & (d.has_amount | ~d.is_number)


def _numbered(meaning: list[Any], codes: np.ndarray) -> np.ndarray:
    """A number per distinct meaning, -1 for none: several names may mean the same."""
    numbers = {m: i for i, m in enumerate(dict.fromkeys(meaning))} | {None: -1}
    return np.array([numbers[m] for m in meaning])[codes]


def _groups(rows: np.ndarray, keys: np.ndarray) -> Iterator[list[int]]:
    rows = rows[np.argsort(keys[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(keys[rows])) + 1
    yield from (group.tolist() for group in np.split(rows, edges) if len(group))


def _is_read(meaning: Any) -> bool:
    return meaning is not UNREAD
