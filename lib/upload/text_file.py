"""The bytes of a text file to lines of cells; the encoding by rule, never by guessing."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from itertools import islice

from lib.issues import UnreadableFile
from lib.upload.grid import Grid

DELIMITERS = (",", "\t", ";", "，")
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
"""What a person may choose when the rule (BOM, strict UTF-8, strict GB18030) was wrong."""
LIMIT_ROWS = 1_000_000
HEAD = 60
"""So many lines tell how a file is built."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class TextFile:
    """A decoded file: UTF-8 bytes without a mark, lines ended by \\n alone or as they were."""

    data: bytes
    encoding: str
    delimiter: str

    @property
    def plain(self) -> bool:
        """Say whether every line is a record: no quotes and no stray carriage returns."""
        return b'"' not in self.data and b"\r" not in self.data

    def head(self, lines: int = HEAD) -> Grid:
        """The first records."""
        return self._grid(lines)

    def grid(self, max_rows: int = LIMIT_ROWS) -> Grid:
        """Every record with the line it begins on; line breaks inside quotes count as lines.

        Raises UnreadableFile file_quote, file_cell_too_long, file_too_many_rows.
        """
        found = self._grid(max_rows + 2)
        if len(found.rows) > max_rows + 1:
            raise UnreadableFile("file_too_many_rows", limit=max_rows)
        return found

    def _grid(self, most: int) -> Grid:
        wrapped = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8", newline="")
        reader = csv.reader(wrapped, delimiter=self.delimiter, strict=True)
        lines, rows = [1], []
        try:
            for record in reader:
                rows.append(record)
                lines.append(reader.line_num + 1)
                if len(rows) >= most:
                    break
        except csv.Error as error:
            code = "file_cell_too_long" if "limit" in str(error) else "file_quote"
            raise UnreadableFile(code, line=lines[-1]) from error
        return Grid("", rows, lines[:-1])


def text_file(data: bytes, encoding: str | None = None) -> TextFile:
    """Decode a file; a chosen encoding is obeyed strictly or refused.

    Raises UnreadableFile file_encoding, file_encoding_chosen, file_nul.
    """
    if encoding and encoding not in ENCODINGS:
        raise UnreadableFile("file_encoding_chosen", encoding=encoding)
    by_bom = [name for mark, name in _BOMS if data.startswith(mark)]
    for attempt in [encoding] if encoding else by_bom or ["utf-8", "gb18030"]:
        try:
            clean = _utf8(data, attempt)
        except UnicodeDecodeError:
            continue
        if b"\0" in clean:
            line = clean.count(b"\n", 0, clean.index(b"\0")) + 1
            raise UnreadableFile("file_nul", line=line)
        return TextFile(clean, attempt, _delimiter(clean))
    if encoding:
        raise UnreadableFile("file_encoding_chosen", encoding=encoding)
    raise UnreadableFile("file_encoding")


def _utf8(data: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        decoder = codecs.getincrementaldecoder("utf-8")()
        for start in range(0, len(data), 1 << 20):  # checked piece by piece: no copy as text
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
        clean = data.removeprefix(b"\xef\xbb\xbf")
    else:
        clean = data.decode(encoding).removeprefix("\ufeff").encode("utf-8")
    return clean.replace(b"\r\n", b"\n") if b'"' not in clean else clean


def _delimiter(data: bytes) -> str:
    """The separator that cuts most of the first records into equally many cells."""
    head = data[:65536].decode("utf-8", errors="ignore")

    def cells(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        try:
            widths = [len(record) for record in islice(reader, HEAD)]
        except csv.Error:
            return 0, 0
        common = max(set(widths) - {0, 1}, key=widths.count, default=0)
        return (widths.count(common), common) if common else (0, 0)

    return max(DELIMITERS, key=cells)
