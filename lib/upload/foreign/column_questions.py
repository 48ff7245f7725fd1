"""The questions about single columns of a foreign table (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from lib.issues import Issue
from lib.upload.foreign import header
from lib.upload.foreign.question import Asked, named, with_near
from lib.upload.foreign.table import near
from lib.upload.grid import letters


def columns(asked: Asked) -> Iterator[Issue]:
    """Every column that holds anything has a meaning or is left out on purpose."""
    by_code: dict[str, list[str]] = {}
    where: dict[str, str] = {}
    for c in asked.reading.columns:
        code = c.code if c.role in ("unclear", "value") else ""
        if c.role == "" and _has_figure(asked, c.at):
            code = "layout_column_nameless"
        if code:
            code = code.replace("layout_column_", "layout_ask_")
            by_code.setdefault(code, []).append(f"{letters(c.at)} {c.head}".strip())
            where.setdefault(code, letters(c.at))
    for code, heads in by_code.items():
        rests = [c.rest for c in asked.reading.of("unclear")]
        alike = near(rests, asked.known) if code == "layout_ask_unclear" else []
        asks, offer = with_near(asked, code, alike)
        yield Issue(asks, asked.line, where[code], heads[0], params={**named(heads), **offer})
    if not asked.reading.values and not asked.reading.of("unclear"):
        yield Issue("layout_ask_values", asked.line)


def _has_figure(asked: Asked, at: int) -> bool:
    rows = (asked.grid.rows[r] for r in asked.data)
    return any(at < len(row) and header.sort_of(row[at]) in ("number", "year") for row in rows)


def columns_differ(asked: Asked) -> Iterator[Issue]:
    """Two columns of values never say the same thing about the same thing."""
    seen: dict[tuple[str, ...], str] = {}
    for c in asked.reading.values:
        about = (c.target, c.region, c.period)
        if about in seen:
            names = (seen[about], f"{letters(c.at)} {c.head}".strip())
            yield Issue(
                "layout_ask_columns_alike", asked.line, letters(c.at), c.head, params=named(names)
            )
            return
        seen[about] = f"{letters(c.at)} {c.head}".strip()


def said_once(asked: Asked) -> Iterator[Issue]:
    """What the lines say is not said by the columns again."""
    for dimension in ("target", "region"):
        if asked.reading.by_line(dimension) and asked.reading.by_column(dimension):
            head = next(c.head for c in asked.reading.values if getattr(c, dimension))
            yield Issue(f"layout_ask_{dimension}_twice", asked.line, found=head)
