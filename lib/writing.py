"""What the child process does for an export: writes the file, or counts its pages and draws one."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lib.exports import FORMATS, Format, called
from lib.report import Ask, Report

Beat = Callable[[int, int, str], object]
EVERY = 0.3
"""Seconds between two signs of life; at each the server may say that nobody waits any more."""
SHEETS = {
    "tables": re.compile(r"xl/worksheets/sheet\d+\.xml|(.+/)?[^/]+\.csv"),
}
"""Parts of a file that are counted."""
_SLIDES = "lib.exports.slides.first_slides"
TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
"""A single picture's."""


@dataclass(frozen=True)
class Order:
    """Everything a writer needs, gathered where the store can be read."""

    ask: Ask
    report: Report
    records: object = None
    template: bytes = b""

    @property
    def format(self) -> Format:
        """The kind of file that is wanted."""
        return FORMATS[self.ask.format]

    @property
    def single(self) -> bool:
        """Say whether the file is one picture and not a packet of several."""
        return self.format.counted == "pictures" and len(self.report.charts) == 1

    @property
    def ending(self) -> str:
        """The ending of the file's name."""
        return self.format.kind if self.single else self.format.ending

    @property
    def mime(self) -> str:
        """The file's type."""
        return TYPES[self.format.kind] if self.single else self.format.mime


@dataclass(frozen=True)
class Look:
    """A file before it is kept: how long it is, and its content's first page as PNG."""

    count: int
    picture: bytes = b""


def written(order: Order, tell: Beat) -> bytes:
    """Write the file that was ordered."""
    with _alive(tell):
        return _bytes(order)


def looked(order: Order, tell: Beat) -> Look:
    """Count what the file will have, and draw the first page where it has pages."""
    with _alive(tell):
        counted = order.format.counted
        if counted == "pictures":
            return Look(len(order.report.charts), _picture(order, "png", 1))
        if counted == "tables":
            return Look(_parts(_bytes(order), counted))
        if counted == "slides":
            return Look(*reversed(called(_SLIDES, _bytes(order), order.report)))
        picture, count = called("lib.exports.paper.first_page", order.report)
        if counted == "sections":
            count = len(order.report.sections)
        return Look(count, picture)


def _bytes(order: Order) -> bytes:
    ask = order.ask
    if order.single:
        return _picture(order, order.format.kind, ask.scale)
    return order.format.made(
        report=order.report,
        records=order.records,
        mark=order.report.mark,
        template=order.template,
        kind=order.format.kind,
        scale=ask.scale,
        transparent=ask.transparent,
    )


def _picture(order: Order, kind: str, scale: int) -> bytes:
    """The first picture of the report."""
    told = order.report
    given = (told.charts[0], told.mark, kind, scale)
    return called("lib.exports.pictures.picture", *given, transparent=order.ask.transparent)


def _parts(data: bytes, counted: str) -> int:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return 1
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return sum(bool(SHEETS[counted].fullmatch(name)) for name in file.namelist())


@contextmanager
def _alive(tell: Beat) -> Iterator[None]:
    """Give signs of life while a writer works, which says nothing by itself."""
    done = threading.Event()

    def beat() -> None:
        seconds = 0.0
        while not done.wait(EVERY):
            seconds += EVERY
            tell(round(seconds), 0, "writing")

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
