"""A report -> the bytes of a PDF, or a picture of its first page."""

from __future__ import annotations

from lib.exports.paper.faces import faces
from lib.exports.paper.source import source
from lib.report import Report
from lib.typesetting import compiled, counted, families

PREVIEW = 96
"""Pixels per inch of the picture of a first page."""


def pdf(report: Report) -> bytes:
    """The whole report; its text can be searched, its mark is among the keywords."""
    return compiled(_set(report), "pdf")


def first_page(report: Report) -> tuple[bytes, int]:
    """The first page as PNG, and how many pages there are."""
    return counted(_set(report), PREVIEW)


def _set(report: Report) -> str:
    return source(report, faces(families(), report.lang))
