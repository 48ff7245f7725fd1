"""The questions about the lines of a foreign table and their labels (pure)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from lib.issues import Issue
from lib.upload.foreign.labels import cells_of
from lib.upload.foreign.layout import sections
from lib.upload.foreign.lines import UNLABELLED, rows_of, shown
from lib.upload.foreign.question import MOST_NAMED, Asked, named, with_near
from lib.upload.foreign.reading import DIMENSIONS
from lib.upload.foreign.table import near
from lib.upload.grid import address, letters


def labels_are_known(asked: Asked) -> Iterator[Issue]:
    """Every line names a target and a region that exist, or a person leaves it out."""
    if not asked.data:
        return
    labels = asked.labels
    body = range(asked.data[0], asked.data[-1] + 1)
    for role in ("target", "region"):
        for c in asked.reading.of(role):
            texts = cells_of(asked.grid, [c.at], body)[c.at]
            distinct = dict.fromkeys(texts[r - body.start] for r in asked.data)
            unknown = [t for t in distinct if t and not labels.fits(t, role)]
            several = [t for t in distinct if t and len(labels.said(t).ids) > 1]
            unknown += several if role == "target" else []
            if not unknown or (role == "target" and asked.reading.of("target_id")):
                continue
            line = asked.grid.lines[body.start + texts.index(unknown[0])]
            alike = near(unknown[:MOST_NAMED], asked.known) if role == "target" else []
            code, offer = with_near(asked, f"layout_ask_{role}_labels", alike)
            yield Issue(code, line, letters(c.at), unknown[0], params={**named(unknown), **offer})


def lines_differ(asked: Asked) -> Iterator[Issue]:
    """Several lines of data say what tells them apart."""
    if len(asked.data) > 1 and not any(asked.reading.by_line(d) for d in DIMENSIONS):
        yield Issue(
            "layout_ask_lines_alike",
            asked.grid.lines[asked.data[0]],
            params={"count": len(asked.data)},
        )


def lines_have_labels(asked: Asked) -> Iterator[Issue]:
    """An empty label repeats the one above, or the line cannot be placed: a person says which."""
    lines = [asked.grid.lines[r] for r, kind in enumerate(asked.sorts) if kind == UNLABELLED]
    if lines and "fill" not in asked.reading.chosen:
        params = {"lines": tuple(lines[:MOST_NAMED]), "count": len(lines)}
        yield Issue("layout_ask_label_empty", lines[0], params=params)


def section(asked: Asked) -> Iterator[Issue]:
    """A line that names a period or a target among the data may be the heading of those below."""
    reading = asked.reading
    if reading.section or "section" in reading.chosen:
        return
    start = bisect_left(asked.grid.lines, reading.first)
    body = range(start, len(asked.grid.rows))
    for line in sections(asked.grid, reading, asked.known, body).values():
        row = asked.grid.rows[rows_of(asked.grid, [line])[0]]
        yield Issue("layout_ask_section", line, found=shown(row))
        return


def merged(asked: Asked) -> Iterator[Issue]:
    """A value in a merged cell belongs to several lines or columns, nobody knows how."""
    grid, values = asked.grid, {c.at for c in asked.reading.values}
    data = set(asked.data)
    for top, left, bottom, right in grid.merged:
        r = bisect_left(grid.lines, top)
        if r >= len(grid.lines) or grid.lines[r] != top or r not in data:
            continue
        end = bisect_left(grid.lines, bottom + 1)
        cells = (end - r) * len(values.intersection(range(left, right + 1)))
        if cells > 1 and left in values and left < len(grid.rows[r]) and grid.rows[r][left].strip():
            yield Issue(
                "layout_ask_merged",
                top,
                letters(left),
                f"{address(top, left)} {grid.rows[r][left]}",
            )
            return
