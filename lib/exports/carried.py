"""The mark that a file carries, whatever kind of file it is; reads bytes, trusts none of them."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree

from lib.exports.sdmx import COLUMNS
from lib.exports.sdmx import MARK as COLUMN
from lib.report.mark import NAME, Mark, read

LARGEST = 4 * 1024 * 1024
"""Bytes of a part that may hold the mark; a larger one is no file of ours."""
PROPERTIES = "docProps/custom.xml"
MANIFESTS = ("datapackage.json", "manifest.json")
_PDF = re.compile(rb"<pdf:Keywords>([^<]*)</pdf:Keywords>")
_SVG = re.compile(rf'<metadata[^>]*\bid="{NAME}"[^>]*>([^<]*)</metadata>'.encode())
_HTML = re.compile(rf'<meta name="{NAME}" content="([^"]*)">'.encode())
_PNG = b"\x89PNG\r\n\x1a\n"


def carried(data: bytes) -> Mark | None:
    """Give the mark of a file of ours, or None where there is none to be read."""
    try:
        text = next((t for known, find in _KINDS if known(data) and (t := find(data))), "")
        return read(text) if text else None
    # What was altered by hand may be anything; a bad archive or XML is no file of ours either.
    except (
        ValueError,
        OverflowError,
        RecursionError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        zlib.error,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        EOFError,
    ):
        return None


def _zip(data: bytes) -> str:
    """Office files keep it in their properties, maybe in pieces; others in a manifest."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = set(file.namelist())
        if PROPERTIES in names:
            return _properties(_part(file, PROPERTIES))
        for name in MANIFESTS:
            if name in names:
                return str(json.loads(_part(file, name)).get(NAME, ""))
    return ""


def _part(file: zipfile.ZipFile, name: str) -> bytes:
    if file.getinfo(name).file_size > LARGEST:  # what is read is never more than it says there
        raise ValueError(name)
    return file.read(name)


def _properties(xml: bytes) -> str:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:  # entities that unfold without end
        return ""
    found = {p.get("name", ""): "".join(p.itertext()) for p in ElementTree.fromstring(xml)}
    parts = [found.get(NAME, "")]
    while more := found.get(f"{NAME}-{len(parts) + 1}"):
        parts.append(more)
    return "".join(parts)


def _png(data: bytes) -> str:
    """Walk the chunks up to the picture itself and take the text of our name."""
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind in (b"tEXt", b"iTXt") and body.startswith(NAME.encode() + b"\0"):
            text = body[len(NAME) + 1 :]
            return text.rsplit(b"\0", 1)[-1].decode()
        if kind in (b"IDAT", b"IEND"):
            return ""
        at += size + 12
    return ""


def _sdmx(data: bytes) -> str:
    rows = csv.reader(io.StringIO(data[:LARGEST].decode("utf-8-sig", "ignore")))
    head, first = next(rows, []), next(rows, [])
    return first[head.index(COLUMN)] if COLUMN in head and len(first) == len(head) else ""


def _between(pattern: re.Pattern[bytes]) -> Callable[[bytes], str]:
    def find(data: bytes) -> str:
        found = pattern.search(data)
        return unescape(found[1].decode()) if found else ""

    return find


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(signs)


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], str]], ...] = (
    (_starts(b"PK\x03\x04"), _zip),
    (_starts(_PNG), _png),
    (_starts(b"%PDF"), _between(_PDF)),
    (_starts(b"<!doctype html", b"<!DOCTYPE html", b"<html"), _between(_HTML)),
    (_starts(b"<svg", b"<?xml"), _between(_SVG)),
    (_starts(COLUMNS[0].encode()), _sdmx),
)
"""What a file begins with, and where its kind keeps the mark."""
