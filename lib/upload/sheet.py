"""The raw text of one uploaded table, between reading the file and checking it; no logic."""

from __future__ import annotations

from dataclasses import dataclass

from lib.issues import Issue

HINT = "# "
"""Starts a line of our own template that explains and is no report."""


@dataclass(frozen=True)
class Skipped:
    """A record that was left out on purpose; code names the sentence `issue.<code>`."""

    line: int
    text: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """An uploaded table as text.

    header is as written; headers maps each field of fields.UPLOAD_FIELDS that the file has to its
    header. columns has every field: one text or None (empty) per row. lines gives each row's first
    line as an editor counts them, line breaks inside quotes included. ragged has one issue per
    record whose cells do not match the header. rows_read = len(lines) + len(skipped) + len(ragged).
    """

    name: str
    sha256: str
    encoding: str
    header: list[str]
    headers: dict[str, str]
    columns: dict[str, list[str | None]]
    lines: list[int]
    skipped: list[Skipped]
    ragged: list[Issue]
    rows_read: int
