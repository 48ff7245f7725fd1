"""The reports of one uploaded table as raw text, between reading and checking; no logic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

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
    """An uploaded table as text, one row per reported value.

    header is as written; headers maps each field of fields.UPLOAD_FIELDS that the file has to its
    header. columns has every field: one text or null (empty) per row. lines gives each row's line
    as an editor counts them, line breaks inside quotes included.

    cells is None where a line is a report. In a foreign table a line has many: cells then names
    the cell of every row's value (K12), and heads what stands above it (2016年).

    ragged has one issue per record whose cells do not match the header.
    rows_read = len(lines) + len(skipped) + len(ragged).
    epoch is what a bare day number counts from ("1900", "1904"), empty where that is unknown.
    """

    name: str
    sha256: str
    encoding: str
    header: list[str]
    headers: dict[str, str]
    columns: dict[str, pa.StringArray]
    lines: np.ndarray
    skipped: list[Skipped]
    ragged: list[Issue]
    rows_read: int
    cells: list[str] | None = None
    heads: list[str] | None = None
    epoch: str = ""
