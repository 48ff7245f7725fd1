"""What the cells of an XLSX file stand for: shared texts, numbers in their styles, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from lib.issues import UnreadableFile
from lib.upload.workbook.shown import Look, percent, plain

_KEPT = 50_000
"""Texts of one kind that are remembered; more would only cost memory."""
_OF_NUMBERS = b"0123456789.+-eE"
_TYPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ATTRIBUTE = re.compile(rb"""([A-Za-z:]+)\s*=\s*["']([^"'<>]*)["']""")


class Texts(dict[bytes, str]):
    """Stored value -> text, each distinct one worked out once; nothing stored is no text."""

    def __init__(self, read: Callable[[bytes], str]) -> None:
        super().__init__({b"": ""})
        self._read = read

    def __missing__(self, value: bytes) -> str:
        """Work out one value; equal cells share its text."""
        text = self._read(value)
        if len(self) < _KEPT:
            self[value] = text
        return text

    def column(self, values: Sequence[bytes]) -> list[str]:
        """The texts of many values."""
        return list(map(self.__getitem__, values))


class _Numbers(Texts):
    """Stored number -> text; what is no number stays the text that it is."""

    def __init__(self, look: Callable[[float], str]) -> None:
        super().__init__(self._unlike)
        self._look = look

    def __missing__(self, value: bytes) -> str:
        if value.translate(None, _OF_NUMBERS):
            return super().__missing__(value)
        try:
            text = self._look(float(value))
        except ValueError:
            return super().__missing__(value)
        if len(self) < _KEPT:
            self[value] = text
        return text

    def column(self, values: Sequence[bytes]) -> list[str]:
        """The texts of many values, worked out at once where most of them differ."""
        factor = 1 if self._look is plain else 100 if self._look is percent else 0
        if not factor or len(set(values)) < len(values) / 2:
            return super().column(values)
        if b"".join(values).translate(None, _OF_NUMBERS):
            return super().column(values)
        try:
            texts = [f"{number * factor:.15g}" for number in map(float, values)]
        except ValueError:
            return super().column(values)
        together = "\n".join(("", *texts, ""))
        if "e" in together or "n" in together or "\n-0\n" in together:
            return super().column(values)  # rare: one has an exponent, is infinite, is -0
        return [text + "%" for text in texts] if factor == 100 else texts

    def _unlike(self, value: bytes) -> str:
        stripped = value.strip()
        return value.decode() if stripped == value else self[stripped]


class Words:
    """What the cells of all sheets refer to; looks has how each style shows a number."""

    def __init__(self, strings: list[str], looks: list[Callable[[float], str]], epoch: str) -> None:
        self.inline = Texts(_typed)
        self._plain = _Numbers(plain)
        self._shared = Texts(self._string)
        self._booleans = Texts(lambda value: "TRUE" if value in (b"1", b"true") else "FALSE")
        self._strings = strings
        self._looks = looks
        self._epoch = epoch
        self._styled: dict[tuple[str, int], Texts] = {}

    def of(self, attributes: bytes) -> Texts:
        """The texts of cells whose tag has these attributes."""
        given = dict(_ATTRIBUTE.findall(attributes))
        return self.of_kind(given.get(b"t", b"n").decode(), given.get(b"s", b"0").decode())

    def of_kind(self, kind: str, style: str) -> Texts:
        """The texts of cells of one type and style, both as the file writes them."""
        if kind == "s":
            return self._shared
        if kind == "b":
            return self._booleans
        if kind not in ("n", "d"):
            return self.inline
        at = int(style) if style.isdecimal() else 0
        look = self._looks[at] if at < len(self._looks) else plain
        if kind == "n" and look is plain:
            return self._plain
        if (kind, at) not in self._styled:
            dates = kind == "d"
            self._styled[kind, at] = Texts(_iso(look, self._epoch)) if dates else _Numbers(look)
        return self._styled[kind, at]

    def _string(self, value: bytes) -> str:
        index = value.strip()
        if not index.isdigit() or len(index) > 8 or int(index) >= len(self._strings):
            raise UnreadableFile("file_broken")
        return self._strings[int(index)]


def _iso(look: Callable[[float], str], epoch: str) -> Callable[[bytes], str]:
    """A date written out; its style says how much of it is seen, as for a number."""
    if look is plain:
        look = Look("yyyy-mm-dd hh:mm:ss", epoch).text

    def read(value: bytes) -> str:
        text = value.decode().strip()
        try:
            return look(serial(datetime.fromisoformat(text), epoch))
        except ValueError:
            return text

    return read


def serial(moment: datetime, epoch: str) -> float:
    """The days since the epoch, as a cell stores them."""
    first = datetime(1904, 1, 1) if epoch == "1904" else datetime(1899, 12, 30)  # noqa: DTZ001
    number = (moment.replace(tzinfo=None) - first).total_seconds() / 86400
    return number - 1 if epoch == "1900" and number < 61 else number


def _typed(value: bytes) -> str:
    """A text that stands in the cell itself, as the XML writes it."""
    text = value.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return untyped(_ENTITY.sub(_character, text) if "&" in text else text)


def untyped(text: str) -> str:
    """Text as typed: _x000D_ is how the file writes a character that XML cannot hold."""
    if "_x" not in text:
        return text
    text = _TYPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _ENTITIES[name]
    number = int(decimal or hexadecimal or "0", 10 if decimal else 16)
    if not 0 < number <= 0x10FFFF or 0xD800 <= number < 0xE000:
        raise UnreadableFile("file_broken")  # also an entity that XML does not know
    return chr(number)
