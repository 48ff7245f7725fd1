"""On screen: problems, changes and other long lists, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from lib import texts, ui
from lib.changes import Changes
from lib.issues import ASK, HOLD, REJECT, Issue
from lib.screen import pieces, preview
from lib.upload.sheet import Skipped
from lib.view import View

ALIKE, FEW = 12, 3
"""More questions of one kind than the first are shown so many times and counted."""
ROWS = 500
"""Changed values on a page of them: one glance finds the biggest, which come first."""
GRID_FROM = 100
"""Above so many rows a table scrolls inside itself and draws only what is in sight."""


def issues(seen: View, found: Sequence[Issue]) -> None:
    """Show every problem by row and column, what stops a row first.

    What is only asked about and is the same in many rows is shown a few times and counted.
    """
    if not found:
        return
    order = {REJECT: 0, HOLD: 1, ASK: 2}
    ordered = sorted(found, key=lambda i: (order[i.severity], i.row or 0))
    ui.heading(seen.t("entry.problems", count=len(found)))
    names = ("line", "field", "found", "weight", "reason")
    asked = Counter(i.code for i in ordered if i.severity == ASK)
    often = {code for code, count in asked.items() if count > ALIKE}
    shown: Counter[str] = Counter()
    rows = []
    for i in ordered:
        shown[i.code] += 1
        if i.code in often and i.severity == ASK and shown[i.code] > FEW:
            continue
        rows.append(
            [
                "" if i.row is None else i.row,
                i.column or "",
                i.found[:200],
                seen.t(f"severity.{i.severity}"),
                texts.issue(seen.lang, i),
            ]
        )
        if i.code in often and i.severity == ASK and shown[i.code] == FEW:
            more = seen.t("entry.alike", count=asked[i.code] - FEW)
            rows.append(["…", "", "", seen.t(f"severity.{i.severity}"), more])
    grid([seen.t(f"column.{n}") for n in names], rows)


def skipped(seen: View, left_out: Sequence[Skipped]) -> None:
    """Show the lines that were left out on purpose."""
    if not left_out:
        return
    with st.expander(seen.t("entry.skipped_lines", count=len(left_out))):
        grid(
            [seen.t(f"column.{n}") for n in ("line", "found", "reason")],
            [
                [s.line, s.text[:200], texts.issue(seen.lang, Issue(s.code, s.line, found=s.text))]
                for s in left_out
            ],
        )


def changes(seen: View, found: Changes) -> None:
    """Show what would change or was changed, old beside new, corrections first."""
    ui.heading(seen.t(f"preview.{found.table.name}", count=len(found)))
    key = f"rows-{found.base}-{len(found)}"
    first = first_row(key, len(found), ROWS)
    grid(*preview.table(seen.pen, found, seen.world.plan, first, ROWS))
    pages(seen, key, len(found), ROWS)


def first_row(key: str, count: int, most: int) -> int:
    """Give the place, from 0, of the first row in sight of a long table whose pages are turned.

    Only a page of rows is read, made and sent.
    """
    return (min(st.session_state.get(key, 1), _pages(count, most)) - 1) * most


def pages(seen: View, key: str, count: int, most: int) -> None:
    """Let somebody turn the pages; a table that fits on one has nothing to turn."""
    if count <= most:
        return
    first = first_row(key, count, most)
    last = min(count, first + most)
    words = seen.t("table.rows", first=first + 1, last=last, count=count)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="y quiet">{escape(words)}</p>', width="content")
        st.pagination(_pages(count, most), key=key)


def _pages(count: int, most: int) -> int:
    return max(1, -(-count // most))


def grid(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Show plain values as a table: HTML while short, a scrolling grid when long."""
    if len(rows) <= GRID_FROM:
        cells = [[escape(str(cell)) for cell in row] for row in rows]
        st.html(pieces.table([escape(h) for h in heads], cells))
        return
    frame = pd.DataFrame([[str(c) for c in row] for row in rows], columns=list(heads), dtype=object)
    st.dataframe(frame, hide_index=True, height=520)
