"""Which typefaces a PDF is set in: those of GB/T 9704 where installed, else what stands in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

_SONG = ("SimSun", "Songti SC", "STSong", "Source Han Serif SC", "Noto Serif CJK SC")
_HEI = (
    "SimHei",
    "Microsoft YaHei",
    "Heiti SC",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Yuxi Sans",
)
_FANG = ("FangSong_GB2312", "FangSong", "STFangsong")
_KAI = ("KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC")
_TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong")
_SERIF = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
_SANS = ("Arial", "Liberation Sans", "DejaVu Sans")


@dataclass(frozen=True)
class Faces:
    """Installed families for body, headings, second headings and title, the best first."""

    body: tuple[str, ...]
    heads: tuple[str, ...]
    seconds: tuple[str, ...]
    titles: tuple[str, ...]
    latin: ClassVar[tuple[str, ...]] = (*_SERIF, *_SANS)


def faces(installed: Collection[str], lang: str) -> Faces:
    """Of what is installed, the faces of a language; a missing one is replaced by its like."""

    def first(latin: tuple[str, ...], *wanted: tuple[str, ...]) -> tuple[str, ...]:
        west = [f for f in latin if f in installed][:1]
        # Every face is tried for a character before a box is printed.
        east = [f for names in (*wanted, _SONG, _HEI) for f in names if f in installed]
        return tuple(dict.fromkeys((*west, *east)))

    if lang == "zh":
        return Faces(
            first(_SERIF, _FANG), first(_SERIF, _HEI), first(_SERIF, _KAI), first(_SERIF, _TITLE)
        )
    heads = first(_SANS, _HEI)
    return Faces(first(_SERIF), heads, heads, heads)
