"""An XLSX or XLSM file to its sheets: values only, as they were last calculated; runs nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from lib.issues import UnreadableFile
from lib.upload.grid import Book
from lib.upload.workbook.cells import LIMIT_SHEETS, Budget, Cells, book_of
from lib.upload.workbook.formats import BUILTIN, UNKNOWN
from lib.upload.workbook.safety import Parts, parse, tags
from lib.upload.workbook.shown import look
from lib.upload.workbook.xlsx_sheet import read_sheet
from lib.upload.workbook.xlsx_words import Words, untyped


@dataclass(frozen=True)
class Place:
    """A sheet as the list of sheets names it."""

    name: str
    part: str
    hidden: bool


def read_xlsx(data: bytes) -> Book:
    """Every worksheet of the file. Raises UnreadableFile."""
    parts = Parts(data)
    parts.refuse_definitions()
    main = main_part(parts)
    workbook = tags(parts.xml(main))
    epoch = "1904" if _is_1904(workbook) else "1900"
    targets = related(parts, main)
    places = [
        Place(a.get("name", ""), targets[a["id"]][1], a.get("state", "visible") != "visible")
        for parent, name, a in workbook
        if (parent, name) == ("sheets", "sheet")
        and targets.get(a.get("id", ""), ("",))[0] == "worksheet"
    ]
    if len(places) > LIMIT_SHEETS:
        raise UnreadableFile("file_too_many_sheets", limit=LIMIT_SHEETS)
    words = Words(_strings(parts, targets), _looks(parts, targets, epoch), epoch)
    budget = Budget()
    sheets = []
    for place in places:
        cells = Cells(place.name, budget, hidden=place.hidden)
        read_sheet(parts, place.part, words, cells)
        sheets.append(cells)
    return book_of("xlsx", sheets, epoch, remarks_of(parts))


def main_part(parts: Parts) -> str:
    """The name of the workbook part, as the package's own list gives it."""
    for kind, part in related(parts, "").values():
        if kind == "officeDocument":
            return part
    raise UnreadableFile("file_is_damaged")


def related(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: id -> (last word of its type, part)."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if listed not in parts:
        return {}
    found = {}
    for _, tag, a in tags(parts.xml(listed)):
        if tag == "Relationship" and a.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, a.get("Target", "")))
            found[a.get("Id", "")] = (a.get("Type", "").rpartition("/")[2], target.lstrip("/"))
    return found


def remarks_of(parts: Parts) -> set[str]:
    """What the person should know about the file as a whole."""
    names = [name.lower() for name in parts.names]
    found = set()
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        found.add("book_macros")
    if any("/externallinks/" in name for name in names):
        found.add("book_external_links")
    return found


def part_of(parts: Parts, targets: dict[str, tuple[str, str]], kind: str) -> str:
    """The part of this kind, empty where the workbook has none."""
    found = next((part for name, part in targets.values() if name == kind), "")
    return found if found in parts else ""


def _is_1904(workbook: list[tuple[str, str, dict[str, str]]]) -> bool:
    given = next((a for _, name, a in workbook if name == "workbookPr"), {})
    return given.get("date1904", "0") in ("1", "true", "on")


def _strings(parts: Parts, targets: dict[str, tuple[str, str]]) -> list[str]:
    """The shared texts; readings printed above the characters (rPh) are no part of them."""
    part = part_of(parts, targets, "sharedStrings")
    strings: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "reading": False}

    def start(name: str, _: dict[str, str]) -> None:
        if name == "t":
            state["text"] = not state["reading"]
        elif name == "si":
            pieces.clear()
        elif name == "rPh":
            state["reading"] = True

    def end(name: str) -> None:
        if name == "t":
            state["text"] = False
        elif name == "rPh":
            state["reading"] = False
        elif name == "si":
            strings.append(untyped("".join(pieces)))

    def text(words: str) -> None:
        if state["text"]:
            pieces.append(words)

    if part:
        parse(parts.xml_chunks(part), start, end, text)
    return strings


def _looks(
    parts: Parts, targets: dict[str, tuple[str, str]], epoch: str
) -> list[Callable[[float], str]]:
    """How each cell style shows a number."""
    part = part_of(parts, targets, "styles")
    if not part:
        return []
    styles = tags(parts.xml(part))
    codes = BUILTIN | {
        number(a.get("numFmtId")): a.get("formatCode", "")
        for parent, name, a in styles
        if (parent, name) == ("numFmts", "numFmt")
    }
    used = [
        number(a.get("numFmtId"))
        for parent, name, a in styles
        if (parent, name) == ("cellXfs", "xf")
    ]
    return [look(codes.get(code, UNKNOWN), epoch) for code in used]


def number(text: str | None) -> int:
    """A small whole number of an attribute, 0 where there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
