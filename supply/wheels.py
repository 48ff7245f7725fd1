"""Fetches the one file of each package for this computer, each with a hash that the pins allow."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import parse_wheel_filename

from supply.pins import HOME, pins


@dataclass(frozen=True)
class Wheel:
    """A file of a package as it is passed on."""

    name: str
    file: Path
    sha256: str

    @property
    def tags(self) -> list[str]:
        """The systems it says it runs on, such as manylinux_2_28_x86_64, any."""
        return sorted({tag.platform for tag in parse_wheel_filename(self.file.name)[3]})


def fetch(folder: Path) -> list[Wheel]:
    """Fetch what this computer needs into an empty folder, and check each against its pin.

    Raises CalledProcessError where pip cannot have it, ValueError where it is not what is pinned.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--dest", str(folder)]
    subprocess.run([*command, "-r", str(HOME / "requirements.txt")], check=True)
    return checked(folder)


def checked(folder: Path) -> list[Wheel]:
    """Take the wheels of a folder: one for each pin, nothing else. Raises ValueError."""
    allowed = {pin.name: pin.hashes for pin in pins(HOME / "requirements.txt") if pin.here}
    found: dict[str, Wheel] = {}
    for file in sorted(folder.iterdir()):
        name = str(parse_wheel_filename(file.name)[0])
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        if name in found or sha256 not in allowed.get(name, ()):
            raise ValueError(f"{file.name} is not what requirements.txt pins")
        found[name] = Wheel(name, file, sha256)
    if missing := allowed.keys() - found.keys():
        raise ValueError(f"no file for {', '.join(sorted(missing))}")
    return list(found.values())


def oldest_libc(wheels: list[Wheel]) -> str:
    """The oldest C library of Linux that takes all of them, such as 2.34; empty for any.

    A wheel may name several: it runs on the oldest that it names.
    """
    older = {"manylinux1": "2_5", "manylinux2010": "2_12", "manylinux2014": "2_17"}
    wanted = []
    for wheel in wheels:
        named = [re.match(r"manylinux_(\d+)_(\d+)|(manylinux\d+)_", tag) for tag in wheel.tags]
        whole = [older[m[3]].split("_") if m[3] else [m[1], m[2]] for m in named if m]
        if whole:
            wanted.append(min((int(major), int(minor)) for major, minor in whole))
    return ".".join(map(str, max(wanted))) if wanted else ""
