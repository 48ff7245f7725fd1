"""Formats of one workbook, each made once, names of its sheets, and how a page is set up."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib import theme
from lib.exports.table import FONT, FORBIDDEN, clean
from lib.fields import UPLOAD_FIELDS

A4 = 9
HEAD = 1
"""Row of the headings: above them stands the line that says what the numbers are."""
_FORM = {word.casefold() for f in UPLOAD_FIELDS for word in (f.zh, f.en, f.name)}
_BASE = {"font_name": FONT, "font_size": 10, "valign": "top"}
_KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0.######"},
    "whole": {"num_format": "0"},
    "share": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "head": {"bold": True, "bg_color": "#F0F3F6", "bottom": 1, "text_wrap": True},
    "stamp": {"font_size": 9, "font_color": theme.MUTED},
    "title": {"font_size": 18, "bold": True, "font_color": theme.INK},
    "subtitle": {"font_size": 12, "font_color": theme.MUTED},
    "demo": {"bold": True, "font_color": theme.TARGET, "bg_color": theme.NOTICE},
    "label": {"font_color": theme.MUTED},
    "part": {"bold": True, "font_size": 12, "bottom": 1},
    "link": {"font_color": theme.ACTUAL, "underline": 1},
}


class Looks:
    """The formats of one workbook by name; `status.<code>` is that status's chip."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """Give a format, made when it is asked for first."""
        if name not in self._made:
            self._made[name] = self._book.add_format({**_BASE, **_look(name)})
        return self._made[name]


def _look(name: str) -> dict[str, Any]:
    if not name.startswith("status."):
        return _KINDS[name]
    look = theme.STATUS[name.removeprefix("status.")]
    return {"font_color": look.ink, "bg_color": look.ground}


class Names:
    """Names of sheets: at most 31 signs, none forbidden, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, title: str) -> str:
        """Give a name that no sheet has yet."""
        plain = " ".join(clean(title).translate(FORBIDDEN).replace("'", "’").split())
        wanted = plain[:31].strip() or "Sheet"
        name, number = wanted, 2
        while name.casefold() in self._taken:
            name, number = f"{wanted[:27]} {number}", number + 1
        self._taken.add(name.casefold())
        return name


def apart(heading: str) -> str:
    """A heading that our own form has too, told apart, so that one sheet alone is the form."""
    words = clean(heading)
    bare = words.split("（")[0].split("(")[0].strip().casefold()
    return f"{words}:" if bare in _FORM else words


def paged(sheet: Worksheet, foot: str) -> None:
    """Landscape A4, as wide as the sheet, with the foot of every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&8{clean(foot).replace('&', '&&')[:200]}&R&8&P / &N")
    sheet.hide_gridlines(2)
