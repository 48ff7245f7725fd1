"""Where the header of a table stands, and what stands above each column (pure).

Only the head of the grid is looked at: its lines that are not blank, up to LOOKED_AT of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.meaning import heading
from lib.upload.foreign.periods import is_bare_year, part, read
from lib.upload.foreign.words import NUMBERING
from lib.upload.grid import Grid
from lib.values import absence, number, split_unit

LOOKED_AT = 200
MOST_LINES = 5
LONGEST_HEADING = 60
_FIGURE = re.compile(r"(?=.{0,59}[0-9０-９])[0-9０-９+\-−(（.．¥￥负截前第QqHh].{0,59}", re.DOTALL)
"""What may be a number or a period; looked into only then."""
_ABOUT = re.compile(
    r"(?:单位|日期|时间|表号|文号|机关|部门|编号|数据库|指标|期别|制表|填报|范围|密级|电话|人)\s*[:：]"
)
"""A line of such remarks stands above a header and is none."""


@lru_cache(maxsize=8192)
def sort_of(text: str) -> str:
    """number, year (a bare one, maybe a number), period, absent (a sign), text, or empty."""
    text = text.strip()
    if not text:
        return ""
    if is_bare_year(text):
        return "year"
    if _FIGURE.fullmatch(text):
        if not text.isdecimal() and (read(text) or part(plain(text))):
            return "period"
        if _is_number(text) or _is_number(split_unit(text)[0]):
            return "number"
    return "absent" if absence(text) else "text"


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


def filled(row: Sequence[str]) -> list[int]:
    """The columns of a row that have a text."""
    return [c for c, cell in enumerate(row) if cell and not cell.isspace()]


def find(grid: Grid, known: Known) -> tuple[int, ...]:
    """The rows of the header (places in grid.rows); none where no header was recognised."""
    head = [(r, filled(row)) for r, row in _head(grid)]
    rows = dict(head)
    order = list(rows)
    first = next((i for i in range(len(order)) if _begins_data(grid, order, rows, i)), None)
    if first is None:
        last = next((r for r in order if len(rows[r]) > 1 and not is_about(grid.rows[r])), None)
    else:
        last = _last_of_header(grid, order, rows, first)
    return () if last is None else _upward(grid, known, rows, order, last)


def _head(grid: Grid) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for r, row in enumerate(grid.rows):
        if any(cell and not cell.isspace() for cell in row):
            yield r, row
            count += 1
        if count >= LOOKED_AT:
            return


def is_about(row: Sequence[str]) -> bool:
    """Whether a line only says things about the table: 单位：万元, 填报单位：…"""
    return any(_ABOUT.search(cell) for cell in row if cell)


def is_numbering(row: Sequence[str]) -> bool:
    """The line 甲 乙 1 2 3 under a header."""
    cells = [plain(cell) for cell in row if cell and not cell.isspace()]
    marks = [c for c in cells if c in NUMBERING]
    digits = [int(c) for c in cells if c.isdecimal() and len(c) <= 3]
    if not marks or not digits or len(marks) + len(digits) != len(cells):
        return False
    return digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] <= len(marks) + 1


def _begins_data(grid: Grid, order: list[int], rows: dict[int, list[int]], i: int) -> bool:
    """Whether the first figures stand here, and not in a remark above the header."""
    row, columns = grid.rows[order[i]], rows[order[i]]
    numbers = [c for c in columns if sort_of(row[c]) == "number"]
    if not numbers or is_numbering(row):
        return False
    if any(len(rows[r]) > 1 and not set(numbers).isdisjoint(rows[r]) for r in order[:i]):
        return True
    if i + 1 == len(order):
        return True
    below = grid.rows[order[i + 1]]
    sorts = [sort_of(below[c]) for c in rows[order[i + 1]]]
    looks_like_header = len(sorts) >= max(2, len(columns)) and not {"number", "absent"} & {*sorts}
    return not looks_like_header


def _last_of_header(
    grid: Grid, order: list[int], rows: dict[int, list[int]], first: int
) -> int | None:
    """The nearest row above the first figures that has something above them."""
    figures = {c for c in rows[order[first]] if sort_of(grid.rows[order[first]][c]) == "number"}
    for i in range(first - 1, -1, -1):
        row, columns = grid.rows[order[i]], rows[order[i]]
        if not figures & set(columns) or is_numbering(row):
            continue
        if is_about(row) and len(columns) < 3:
            return None
        sorts = {sort_of(row[c]) for c in figures.intersection(columns)}
        if "absent" in sorts and not sorts & {"text", "period"}:
            continue
        if any(_is_data_of_years(grid, above, order[i]) for above in order[:i]):
            continue
        return order[i]
    return None


def _is_data_of_years(grid: Grid, above: int, here: int) -> bool:
    """Whether figures that look like years are data: a header stands above every one of them."""
    row, upper = grid.rows[here], grid.rows[above]
    cells, heads = filled(row), filled(upper)
    sorts = {sort_of(row[c]) for c in cells[1:]}
    if "year" not in sorts or "period" in sorts or not set(cells) <= set(heads):
        return False
    same = any(row[c].strip() == upper[c].strip() for c in cells)
    return len(cells) > 1 and cells[0] == heads[0] and not same


def _upward(
    grid: Grid, known: Known, rows: dict[int, list[int]], order: list[int], last: int
) -> tuple[int, ...]:
    """The last row of the header and those above that belong to it."""
    found = [last]
    width = max(rows[last]) + 1
    start = min(rows[last])
    for r in reversed(order[: order.index(last)]):
        if len(found) == MOST_LINES or r != found[0] - 1:
            break
        if not _is_above(grid, known, r, rows[r], width, start):
            break
        start = min(start, *rows[r])
        found.insert(0, r)
    return tuple(found)


def _is_above(grid: Grid, known: Known, r: int, columns: list[int], width: int, start: int) -> bool:
    row = grid.rows[r]
    if is_about(row) or any(len(row[c]) > LONGEST_HEADING for c in columns):
        return False
    if any(sort_of(row[c]) in ("number", "absent") for c in columns):
        return False
    line = grid.lines[r]
    merged = [m for m in grid.merged if m[0] <= line <= m[2] and m[1] in columns]
    if len(columns) > 1:
        return True
    span = next((m for m in merged if m[3] > m[1]), None)
    if span:
        return span[1] > start and span[3] - span[1] + 1 < width
    # Without merged cells a single text may be a title set in the middle.
    return columns[0] > start and not heading(row[columns[0]], known).rest


def paths(grid: Grid, header: Sequence[int], width: int) -> list[tuple[str, ...]]:
    """What stands above each column, from the top down, each text once."""
    texts = [_padded(grid.rows[r], width) for r in header]
    lines = [grid.lines[r] for r in header]
    spans = _merged_in(grid, lines)
    if spans:
        for top, left, bottom, right in spans:
            text = texts[top][left] if left < width else ""
            for i in range(top, bottom + 1):
                texts[i][left : right + 1] = [text] * len(texts[i][left : right + 1])
    else:
        for i in range(len(texts) - 1):
            _fill_from_the_left(texts, i)
    return [tuple(_distinct(column)) for column in zip(*texts, strict=True)] or [()] * width


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [" ".join(cell.split()) for cell in row[:width]] + [""] * (width - len(row))


def _merged_in(grid: Grid, lines: list[int]) -> list[tuple[int, int, int, int]]:
    """The merged ranges that begin in the header, as places in its lines."""
    found = []
    for top, left, bottom, right in grid.merged:
        if lines and top in lines and (right > left or bottom > top):
            last = bisect_left(lines, bottom + 1) - 1
            found.append((lines.index(top), left, max(last, lines.index(top)), right))
    return found


def _fill_from_the_left(texts: list[list[str]], i: int) -> None:
    """A file without merged cells: an empty cell has what stands to its left, where both have
    something below them in the header.
    """
    below = [any(texts[j][c] for j in range(i + 1, len(texts))) for c in range(len(texts[i]))]
    upper = [any(texts[j][c] for j in range(i)) for c in range(len(texts[i]))]
    for c in range(1, len(texts[i])):
        own_parent = i > 0 and upper[c] and texts[i - 1][c] != texts[i - 1][c - 1]
        if not texts[i][c] and below[c] and below[c - 1] and not own_parent:
            texts[i][c] = texts[i][c - 1]


def _distinct(texts: Sequence[str]) -> Iterator[str]:
    before = ""
    for text in texts:
        if text and text != before:
            yield text
            before = text
