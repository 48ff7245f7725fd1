"""Records of an XLS stream and the texts in them, also where a text runs on into the next one."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator

from lib.issues import UnreadableFile

BOF, EOF = 0x809, 0x0A
_CONTINUE = b"\x3c\x00"
_CODECS = {936: "gb18030", 1200: "", 10000: "mac_roman", 10008: "gb18030", 32768: "mac_roman"}


def records(stream: bytes, at: int) -> Iterator[tuple[int, list[bytes]]]:
    """Number and body of every record of one part of the stream, continuations as more bodies.

    Charts inside a sheet are left out. Raises UnreadableFile where the stream ends too early.
    """
    depth = 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        bodies = [stream[at + 4 : at + 4 + size]]
        at += 4 + size
        while stream[at : at + 2] == _CONTINUE:
            more = int.from_bytes(stream[at + 2 : at + 4], "little")
            bodies.append(stream[at + 4 : at + 4 + more])
            at += 4 + more
        depth += record == BOF
        if depth == 1:
            yield record, bodies
        depth -= record == EOF
        if depth == 0:
            return
    raise UnreadableFile("file_is_damaged")


def encoding_of(codepage: int) -> str:
    """The codec of a code page, empty for Unicode; raises UnreadableFile for an unknown one."""
    name = _CODECS.get(codepage, f"cp{codepage}")
    try:
        return name and codecs.lookup(name).name
    except LookupError as error:
        raise UnreadableFile("file_broken") from error


def text(bodies: list[bytes], at: int, length: int, encoding: str) -> str:
    """A text at a place of a record. length: bytes of its count; encoding: empty for Unicode."""
    found = _Reader(bodies, at)
    count = found.number(length)
    if encoding:
        return found.take(count).decode(encoding, "replace")
    return found.characters(count, found.number(1) & 1)


def shared_texts(bodies: list[bytes]) -> list[str]:
    """The texts of the shared string table; formatting and readings inside are left out."""
    found = _Reader(bodies, 4)
    texts = []
    for _ in range(found.number(4)):
        count, flags = found.number(2), found.number(1)
        runs = found.number(2) if flags & 8 else 0
        extra = found.number(4) if flags & 4 else 0
        texts.append(found.characters(count, flags & 1))
        found.take(4 * runs + extra)
    return texts


class _Reader:
    """Reads on from one body of a record into the next; raises IndexError past the last."""

    def __init__(self, bodies: list[bytes], at: int) -> None:
        self._bodies, self._body, self._at = bodies, 0, at

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        found = b""
        while True:
            piece = self._bodies[self._body][self._at : self._at + size - len(found)]
            found += piece
            self._at += len(piece)
            if len(found) == size:
                return found
            self._body += 1
            self._at = 0

    def characters(self, count: int, wide: int) -> str:
        """Characters of one byte or two; each body that continues them says which anew."""
        found = ""
        while True:
            body = self._bodies[self._body]
            width = 2 if wide else 1
            piece = body[self._at : self._at + (count - len(found)) * width]
            self._at += len(piece)
            # Not utf-16: half of a pair may stand at the end of a body.
            codes = struct.unpack(f"<{len(piece) // 2}H", piece[: len(piece) // 2 * 2])
            found += "".join(map(chr, codes)) if wide else piece.decode("latin-1")
            if len(found) == count:
                return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            self._body += 1
            wide, self._at = self._bodies[self._body][0] & 1, 1
