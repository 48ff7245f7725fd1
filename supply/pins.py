"""Reads what is asked for by name and what is pinned with hashes; never asks a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parent.parent
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One line of requirements.txt: the version, where it is needed, and the files it may be."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    @property
    def here(self) -> bool:
        """Say whether this computer needs it."""
        return self.marker is None or self.marker.evaluate()


def pins(file: Path) -> list[Pin]:
    """Read the pins of a file that `make lock` wrote.

    Raises ValueError for a line that is no exact version with at least one hash.
    """
    found = []
    for line in _lines(file):
        words = HASH.sub("", line).strip()
        asked = Requirement(words)
        exact = re.fullmatch(r"==([^,*]+)", str(asked.specifier))
        hashes = tuple(HASH.findall(line))
        if not exact or not hashes:
            raise ValueError(f"{file.name}: {words!r} is no exact version with hashes")
        found.append(Pin(canonicalize_name(asked.name), exact[1], asked.marker, hashes))
    return found


def asked(file: Path) -> list[Requirement]:
    """Read what a file asks for by name, with the files that it builds upon."""
    found = []
    for line in _lines(file):
        if line.startswith("-r "):
            found += asked(file.parent / line.removeprefix("-r ").strip())
        elif not line.startswith("-"):
            found.append(Requirement(line))
    return found


def wanted_by(file: Path) -> dict[str, list[str]]:
    """Tell who asks for each pin, as the resolver wrote it down; empty where only we do."""
    text = file.read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]:
        remark = " ".join(re.findall(r"^ +#(.*)", block, re.M))
        words = re.sub(r"-[rc] \S+", "", remark.replace("via", "", 1)).split()
        found[canonicalize_name(block.partition("==")[0])] = words
    return found


def _lines(file: Path) -> Iterator[str]:
    """Give the lines with what continues them, without remarks and empty ones."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if plain := re.sub(r"(^|\s)#.*", "", line).strip():
            yield plain
