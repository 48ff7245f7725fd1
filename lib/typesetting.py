"""Sets source of typst as PDF, PNG or SVG, in faces that have every character.

Where the computer has no Chinese face, the files of our own that browsers load are unpacked, once
for as long as the temporary folder lasts.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

SANS = (
    "Microsoft YaHei",
    "PingFang SC",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "SimHei",
    "Yuxi Sans",
)
"""Faces for pictures, the best first; the last is our own."""
OWN = Path(__file__).parents[1] / "static" / "fonts"
"""Our own faces, as browsers load them."""
RARE = "rare"
"""Characters that hardly any name has: unpacking them takes longer than all others together."""
_BUILT_IN = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")


@cache
def installed() -> frozenset[str]:
    """The names of the computer's own faces."""
    return frozenset(typst.Fonts().families())


@cache
def families() -> frozenset[str]:
    """The names of the faces that are used, with our own where the computer has no Chinese one."""
    return frozenset(_fonts().families())


def chinese() -> bool:
    """Whether the computer has a Chinese face itself."""
    return any(face in installed() for face in SANS[:-1])


def faces() -> str:
    """The faces of pictures as an array of typst."""
    wanted = (f for f in (*SANS, *_BUILT_IN) if f in families())
    return "(" + "".join(f'"{f}", ' for f in wanted) + ")"


def compiled(source: str, kind: str, ppi: float = 144) -> bytes:
    """The file of a source; kind is pdf, png or svg, and of pictures it is the first page."""
    made = typst.compile(source.encode(), format=kind, ppi=ppi, font_paths=_fonts())  # type: ignore[arg-type]
    return made if isinstance(made, bytes) else next(iter(made or ()), b"")


def counted(source: str, ppi: float) -> tuple[bytes, int]:
    """The first page of a source as PNG, and how many pages it has."""
    made = typst.compile(source.encode(), format="png", ppi=ppi, font_paths=_fonts())
    sheets = [made] if isinstance(made, bytes) else list(made or ())
    return sheets[0], len(sheets)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts() if chinese() else typst.Fonts(font_paths=[str(unpacked(OWN))])


def unpacked(folder: Path) -> Path:
    """A folder with packed faces as typst reads them; kept from one process to the next."""
    packed = [file for file in sorted(folder.glob("*.woff2")) if RARE not in file.name.split("-")]
    sizes = sum(file.stat().st_size for file in packed)
    name = f"yuxi-fonts-{_user()}-{len(packed)}-{sizes}"
    kept = Path(tempfile.gettempdir()) / name
    if kept.is_dir() and _ours(kept):
        return kept
    made = Path(tempfile.mkdtemp(prefix="yuxi-fonts-"))
    for file in packed:
        font = TTFont(file)
        font.flavor = None
        font.save(made / f"{file.stem}.ttf")
    try:
        return made.rename(kept)
    except OSError:  # another process was faster, or the name is somebody else's
        return made


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _ours(folder: Path) -> bool:
    """Nobody else may have put faces there."""
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
