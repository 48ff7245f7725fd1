"""The streams of an OLE file (XLS, DOC, encrypted XLSX): its directory and one stream's bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from lib.issues import UnreadableFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NO_ENTRY = 0xFFFFFFFF
_LIMIT_DIRECTORY = 2**21
"""Bytes, 128 for each stream: an XLS has ten, one with many embedded pictures some hundred."""
_STREAM, _STORAGE, _ROOT = 2, 1, 5


class Ole:
    """What stands directly below the root; raises UnreadableFile where the file is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise UnreadableFile("file_is_damaged") from error

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the streams and storages below the root."""
        return tuple(self._entries)

    def read(self, name: str, most: int = 2**32) -> bytes:
        """The first bytes of a stream; raises UnreadableFile where the file ends too early."""
        kind, start, whole = self._entries[name]
        size = min(whole, most)
        if kind != _STREAM:
            raise UnreadableFile("file_is_damaged")
        if whole >= self._cutoff:
            found = b"".join(self._sectors(start, size))
        else:
            _, begin, length = self._root
            ministream = b"".join(self._sectors(begin, length))
            chain = self._chain(self._minifat(), start)
            found = b"".join(ministream[s << 6 : (s + 1) << 6] for s in chain)
        if len(found) < size:
            raise UnreadableFile("file_is_damaged")
        return found[:size]

    def _open(self) -> None:
        head = self._data[:512]
        (shift,) = struct.unpack_from("<H", head, 30)
        if head[:8] != MAGIC or shift not in (9, 12):
            raise UnreadableFile("file_is_damaged")
        self._size = 1 << shift
        directory, _, self._cutoff, self._minifat_start, _, difat = struct.unpack_from(
            "<6I", head, 48
        )
        per = self._size // 4
        listed = list(struct.unpack_from("<109I", head, 76))
        seen: set[int] = set()
        while difat < 0xFFFFFFFA and difat not in seen:
            seen.add(difat)
            block = struct.unpack_from(f"<{per}I", self._sector(difat))
            listed += block[:-1]
            difat = block[-1]
        self._fat: list[int] = []
        for sector in listed:
            # One entry per sector of the file is all there can be, whatever the lists claim.
            if sector < 0xFFFFFFFA and len(self._fat) * self._size <= len(self._data):
                self._fat += struct.unpack_from(f"<{per}I", self._sector(sector))
        self._read_directory(b"".join(self._sectors(directory, _LIMIT_DIRECTORY)))

    def _read_directory(self, directory: bytes) -> None:
        self._entries: dict[str, tuple[int, int, int]] = {}
        self._root = self._entry(directory, 0)[1]
        (child,) = struct.unpack_from("<I", directory, 76)
        wanted, seen = [child], set()
        while wanted:
            at = wanted.pop()
            if at == _NO_ENTRY or at in seen or (at + 1) * 128 > len(directory):
                continue
            seen.add(at)
            name, entry = self._entry(directory, at)
            if entry[0] in (_STREAM, _STORAGE):
                self._entries.setdefault(name, entry)
            wanted += struct.unpack_from("<2I", directory, at * 128 + 68)

    def _entry(self, directory: bytes, at: int) -> tuple[str, tuple[int, int, int]]:
        entry = directory[at * 128 : (at + 1) * 128]
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)  # 4 GB are never reached
        return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), (
            kind,
            start,
            size,
        )

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        return self._data[begin : begin + self._size]

    def _sectors(self, start: int, size: int | None = None) -> Iterator[bytes]:
        for sector in self._chain(self._fat, start):
            if size is not None and size <= 0:
                return
            yield self._sector(sector)
            size = None if size is None else size - self._size

    def _minifat(self) -> list[int]:
        table = b"".join(self._sectors(self._minifat_start))
        return list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))

    def _chain(self, table: list[int], sector: int) -> Iterator[int]:
        for _ in range(len(table)):  # a chain that runs in a circle ends here
            if sector >= len(table):
                return
            yield sector
            sector = table[sector]
