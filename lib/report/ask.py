"""What somebody wants as a file: which content, as known when, in which format and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CONTENTS = (
    "overview",
    "targets",
    "themes",
    "departments",
    "tasks",
    "changes",
    "meeting",
    "bulletin",
    "notice",
    "sheet",
    "everything",
)
"""What a file can be about; bulletin, notice and sheet are 通报, 督办单 and 一页纸."""
SCALES = (1, 2, 4)


@dataclass(frozen=True)
class Ask:
    """An order for one file.

    seq and day are the moment: the last submission known, and the day on which it is judged.
    chosen has target ids, theme codes or departments, by content; empty means all there are.
    meeting is whose agenda and decisions are told, or since which the changes are.
    """

    content: str
    format: str
    lang: str
    seq: int
    day: date
    chosen: tuple[str, ...] = ()
    meeting: str = ""
    draft: bool = False
    scale: int = 2
    transparent: bool = False
