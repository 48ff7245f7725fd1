"""The parts of a zipped workbook, unpacked within limits; XML without definitions of its own.

Reads bytes only: no part's name is ever used as a path and nothing is fetched.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from lib.issues import UnreadableFile

LIMIT_PARTS = 5_000
"""Parts of one file. A workbook has some ten, and one more for every sheet and picture."""
LIMIT_UNPACKED = 1024 * 2**20
"""Bytes of all parts that are read, unpacked: five million cells take about 300 million."""
LIMIT_RATIO = 250
"""Times a part may grow. Real sheets grow ten- to sixtyfold, a zip bomb a thousandfold."""
SMALL = 16 * 2**20
"""Below this many bytes unpacked nobody asks how much a part grew."""
LIMIT_TAGS = 1_000_000
"""Elements of a part that lists things: styles, sheets, references."""
CHUNK = 2**21

Tags = list[tuple[str, str, dict[str, str]]]

_DIRECTORY_ENTRY = b"PK\x01\x02"
_DEFINES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_READABLE = {"gb18030", "gbk", "gb2312", "big5", "iso8859-1", "cp1252"}


class Parts:
    """The parts of a zip file; every read counts against one budget."""

    def __init__(self, data: bytes) -> None:
        if data.count(_DIRECTORY_ENTRY) > LIMIT_PARTS:
            raise UnreadableFile("file_too_many_parts", limit=f"{LIMIT_PARTS:,}")
        try:
            entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise UnreadableFile("file_is_damaged") from error
        self._data = memoryview(data)
        self.left = LIMIT_UNPACKED
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _key(entry.filename)
            if name in self._entries:
                raise UnreadableFile("file_part_double", name=entry.filename[:100])
            self._entries[name] = entry
        self.names = tuple(entry.filename for entry in entries)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def refuse_definitions(self) -> None:
        """Raise if any XML part begins with a document type: no office program writes one."""
        for name in self.names:
            if name.lower().endswith((".xml", ".rels")):
                checked(self.head(name, 2**13), whole=False)

    def head(self, name: str, most: int = 2**18) -> bytes:
        """The first bytes of one part, for a glance; raises UnreadableFile where it is missing."""
        return next(self._inflated(self._entry(name), most), b"")

    def read(self, name: str) -> bytes:
        """All bytes of one part. Raises UnreadableFile where it is missing, torn or too large."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part piece by piece; length and check sum are compared at the end."""
        entry = self._entry(name)
        if entry.file_size > self.left:
            raise UnreadableFile("file_unpacks_too_large", limit=LIMIT_UNPACKED // 2**20)
        if entry.file_size > max(SMALL, LIMIT_RATIO * entry.compress_size):
            raise UnreadableFile("file_grows_too_much", limit=LIMIT_RATIO)
        self.left -= entry.file_size
        size = checksum = 0
        for chunk in self._inflated(entry, CHUNK):
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if size > entry.file_size:
                break
            yield chunk
        if (size, checksum) != (entry.file_size, entry.CRC):
            raise UnreadableFile("file_is_damaged")

    def xml(self, name: str) -> bytes:
        """One XML part as UTF-8; raises UnreadableFile if it defines entities."""
        return checked(self.read(name))

    def xml_chunks(self, name: str) -> Iterator[bytes]:
        """The same piece by piece; a part that is not UTF-8 comes as one piece."""
        chunks = self.chunks(name)
        head = next(chunks, b"")
        if checked(head, whole=False) is head:
            yield head
            yield from chunks
        else:
            yield checked(b"".join((head, *chunks)))

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(_key(name))
        if entry is None:
            raise UnreadableFile("file_is_damaged")
        if entry.flag_bits & 1:
            raise UnreadableFile("file_is_encrypted")
        return entry

    def _inflated(self, entry: zipfile.ZipInfo, chunk: int) -> Iterator[bytes]:
        at = entry.header_offset
        header = bytes(self._data[at : at + 30])
        if len(header) < 30 or header[:4] != b"PK\x03\x04" or entry.compress_type not in (0, 8):
            raise UnreadableFile("file_is_damaged")
        begin = at + 30 + int.from_bytes(header[26:28], "little")
        begin += int.from_bytes(header[28:30], "little")
        packed = self._data[begin : begin + entry.compress_size]
        if entry.compress_type == 0:
            for start in range(0, len(packed), chunk):
                yield bytes(packed[start : start + chunk])
            return
        inflater = zlib.decompressobj(-15)
        try:
            for start in range(0, len(packed), chunk):
                rest: bytes | memoryview = packed[start : start + chunk]
                while rest and not inflater.eof:
                    if piece := inflater.decompress(rest, chunk):
                        yield piece
                    rest = inflater.unconsumed_tail
            if piece := inflater.flush():
                yield piece
        except zlib.error as error:
            raise UnreadableFile("file_is_damaged") from error


def checked(part: bytes, *, whole: bool = True) -> bytes:
    """An XML part, or its beginning, as UTF-8: itself where it is UTF-8 already.

    Raises UnreadableFile for another unknown encoding, and where it defines entities.
    """
    plain = _plain(part, whole=whole)
    if _DEFINES.search(plain):
        raise UnreadableFile("file_defines_entities")
    return plain


def parse(
    xml: bytes | Iterator[bytes],
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Call back for every element with its name and attributes without prefixes.

    Raises UnreadableFile for XML that is broken or defines entities.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def defined(*_: object) -> None:
        raise UnreadableFile("file_defines_entities")

    def started(name: str, attributes: dict[str, str]) -> None:
        if ":" in name or any(":" in key for key in attributes):
            attributes = {_local(key): value for key, value in attributes.items()}
        start(_local(name), attributes)

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = defined
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in (xml,) if isinstance(xml, bytes) else xml:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableFile("file_broken") from error


def tags(xml: bytes) -> Tags:
    """Every element as (its parent's name, its name, its attributes), all without prefixes."""
    found: Tags = []
    open_: list[str] = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) >= LIMIT_TAGS:
            raise UnreadableFile("file_broken")
        found.append((open_[-1], name, attributes))
        open_.append(name)

    parse(xml, start, lambda _: open_.pop())
    return found


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain(xml: bytes, *, whole: bool) -> bytes:
    wide = xml[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"\0" in xml[:4] and b"<" in xml[:4])
    declared = _ENCODING.match(xml)
    try:
        if wide:
            little = xml[:2] == b"\xff\xfe" or xml[:1] == b"<"
            name = "utf-16-le" if little else "utf-16-be"
        else:
            name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
            if name in ("utf-8", "ascii"):
                return xml
            if name not in _READABLE:
                raise LookupError(name)
        # The beginning of a part may end inside a character.
        text = codecs.getincrementaldecoder(name)().decode(xml, final=whole)
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadableFile("file_broken") from error
    return re.sub(r"^\ufeff?<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()
