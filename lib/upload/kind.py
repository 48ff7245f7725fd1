"""What the bytes of a file really are, whatever the file is called; reads directories only."""

from __future__ import annotations

import re
import struct

from lib.issues import UnreadableFile
from lib.upload.workbook import ole
from lib.upload.workbook.safety import Parts

WORKBOOKS = ("xlsx", "xlsb", "xls", "ods")
"""What read_book reads. Every other kind but csv has a sentence `refusal.file_is_<kind>`."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"Rar!\x1a", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"\0\x01\0\0Standard ", "database"),
    (b"SQLite format 3\0", "database"),
    (b"\x09\x08\x10\x00", "xls"),  # the stream of an XLS without the file around it
    (b"\x09\x08\x08\x00", "xls"),
    (b"\x09\x00\x04\x00", "biff"),
    (b"\x09\x02\x06\x00", "biff"),
    (b"\x09\x04\x06\x00", "biff"),
)
_MARKUP = re.compile(
    r"\s*(?:(?P<html><(?:!doctype html|html|head|body|table|meta|style|script|div)\b|mime-version:)"
    r"|(?P<xml><\?xml|<!doctype))",
    re.IGNORECASE,
)
_IN_OLE = {
    "EncryptedPackage": "encrypted",
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "word",
    "PowerPoint Document": "slides",
    "__properties_version1.0": "mail",
}
_FOLDERS = {"word/": "word", "ppt/": "slides", "visio/": "office", "index/": "office"}
_MIMETYPES = {
    b"spreadsheet": "ods",
    b"text": "word",
    b"presentation": "slides",
}
_FILEPASS, _BOUNDSHEET, _EOF = 0x2F, 0x85, 0x0A
_FIRST_PARTS = ("[content_types].xml", "_rels/", "xl/", "docprops/", "mimetype", "word/", "ppt/")


def kind_of(data: bytes) -> str:
    """csv, one of WORKBOOKS, or what a refusal names; csv is what nothing else is."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zipped(data)
    if data.startswith(ole.MAGIC):
        return _in_ole(data)
    kind = next((kind for magic, kind in _SIGNATURES if data.startswith(magic)), "")
    if kind:
        return "encrypted" if kind == "xls" and has_password(data[:20_000]) else kind
    # A header may begin with these two letters; a bitmap has zeros behind them.
    if data.startswith(b"BM") and b"\0" in data[:64] and b"\0" not in data[:2]:
        return "image"
    return _markup(data[:4000]) or "csv"


def has_password(stream: bytes) -> bool:
    """Whether the records at the beginning of an XLS stream say that the rest is encrypted."""
    at = 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _FILEPASS:
            return True
        if record in (_BOUNDSHEET, _EOF):
            return False
        at += 4 + size
    return False


def _in_ole(data: bytes) -> str:
    try:
        file = ole.Ole(data)
        kind = next((kind for name, kind in _IN_OLE.items() if name in file.names), "office")
        if kind == "xls":
            name = "Workbook" if "Workbook" in file.names else "Book"
            return "encrypted" if has_password(file.read(name, 20_000)) else "xls"
    except UnreadableFile:
        return "damaged"
    return kind


def _zipped(data: bytes) -> str:
    try:
        parts = Parts(data)
        return _by_parts(parts)
    except UnreadableFile as refused:
        if refused.code != "file_is_damaged":
            raise
    # No directory at the end: cut short. The first part still tells what it was to be.
    first = data[30 : 30 + int.from_bytes(data[26:28], "little")].decode("utf-8", "replace")
    return "damaged" if first.lower().startswith(_FIRST_PARTS) or not first else "zip"


def _by_parts(parts: Parts) -> str:
    names = [name.replace("\\", "/").lower() for name in parts.names]
    if "mimetype" in parts:
        manifest = "META-INF/manifest.xml"
        if manifest in parts and b"encryption-data" in parts.head(manifest):
            return "encrypted"
        mime = parts.head("mimetype", 100)
        return next((kind for word, kind in _MIMETYPES.items() if word in mime), "office")
    if "encrypted-package" in names:
        return "encrypted"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "ofd.xml" in names:
        return "pdf"
    for folder, kind in _FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return kind
    if "[content_types].xml" in names:
        workbook = b"spreadsheetml" in parts.head("[Content_Types].xml")
        return "xlsx" if workbook else "office"
    return "zip"


def _markup(head: bytes) -> str:
    """html or xml where the text begins like that, else nothing."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    found = _MARKUP.match(text.removeprefix("\ufeff").removeprefix("ï»¿"))
    if not found:
        return ""
    return "html" if found["html"] or re.search(r"<html\b", text, re.IGNORECASE) else "xml"
