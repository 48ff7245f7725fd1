"""The mark of an office file: a custom property, which people see and programs read (pure)."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lib.report.mark import NAME

PLACE = "/docProps/custom.xml"
TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def custom(words: str) -> bytes:
    """The part of a package that holds the mark."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{_FMTID}" pid="2" name="{NAME}"><vt:lpwstr>{escape(words)}</vt:lpwstr>'
        "</property></Properties>"
    ).encode()
