"""Pure functions from reports and tables to the bytes of files, and which kinds there are."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

_PARTS = ("targets", "themes", "departments")
_VIEWS = ("overview", *_PARTS, "tasks", "changes", "meeting", "everything")
_PAPERS = ("overview", *_PARTS, "tasks", "changes", "meeting", "bulletin", "notice", "sheet")
_PICTURES = ("overview", "targets", "themes", "meeting", "everything")
_RECORDS = (*_PARTS, "everything")


@dataclass(frozen=True)
class Format:
    """A kind of file, as the menu offers it.

    contents are those of Ask that it can tell. maker is the dotted name of the function that
    writes it, looked up only where it is called: each brings libraries of its own. needs names
    what that function is given, in order: report, records, mark, template, kind (the plain format
    of a picture), scale, transparent. counted is what its length is counted in: pages, slides,
    sections, pictures or tables.
    """

    code: str
    ending: str
    mime: str
    contents: tuple[str, ...]
    maker: str
    needs: tuple[str, ...] = ("report",)
    counted: str = "pages"
    kind: str = ""

    def made(self, **given: object) -> bytes:
        """Write the file from what its maker needs."""
        return called(self.maker, *(given[need] for need in self.needs))


def called(name: str, *given: Any, **more: Any) -> Any:
    """Call a function by its dotted name, so that its libraries are loaded only now."""
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)(*given, **more)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_DRAWN = ("report", "kind", "scale", "transparent")
_DRAW = "lib.exports.pictures.pictures"


def _pictures(code: str, kind: str) -> Format:
    return Format(code, "zip", "application/zip", _PICTURES, _DRAW, _DRAWN, "pictures", kind)


FORMATS = {
    f.code: f
    for f in (
        Format(
            "pptx",
            "pptx",
            f"{_OFFICE}presentationml.presentation",
            _VIEWS,
            "lib.exports.slides.pptx",
            ("report", "template"),
            "slides",
        ),
        Format(
            "docx",
            "docx",
            f"{_OFFICE}wordprocessingml.document",
            (*_PAPERS, "everything"),
            "lib.exports.document.docx",
        ),
        Format(
            "pdf",
            "pdf",
            "application/pdf",
            (*_PAPERS, "everything"),
            "lib.exports.paper.pdf",
        ),
        Format(
            "xlsx",
            "xlsx",
            f"{_OFFICE}spreadsheetml.sheet",
            (*_RECORDS, "meeting"),
            "lib.exports.workbook.xlsx",
            ("records", "report"),
            "tables",
        ),
        Format("html", "html", "text/html", _VIEWS, "lib.exports.leaf.html", counted="sections"),
        _pictures("png", "png"),
        _pictures("svg", "svg"),
        _pictures("figures", "pdf"),
        Format(
            "data",
            "zip",
            "application/zip",
            _RECORDS,
            "lib.exports.data.data",
            ("records", "mark"),
            "tables",
        ),
        Format(
            "sdmx",
            "csv",
            "text/csv",
            _RECORDS,
            "lib.exports.data.sdmx",
            ("records", "mark"),
            "tables",
        ),
    )
}
"""Every kind of file by its code, in the order of the menu."""
