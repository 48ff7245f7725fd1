"""Under which licence each part is; never invents one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from license_expression import get_spdx_licensing
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from supply.installed import everything
from supply.pins import HOME, Pin

HERE = Path(__file__).parent
PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSD-3-Clause-Attribution",
        "Bitstream-Vera",
        "CC0-1.0",
        "FTL",
        "IJG",
        "libpng-2.0",
        "libtiff",
        "LicenseRef-GUST-Font-License",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "OLDAP-2.8",
        "PostgreSQL",
        "PSF-2.0",
        "Zlib",
    }
)
"""Keep the notice, and do as you like."""
COPYLEFT = {
    "MPL-2.0": "改了它自己的文件才要公开那些文件；我们没有改。",
    "LGPL-3.0-only": "原样使用，不影响我们的代码；改了它才要公开改动。",
    "LGPL-2.1-or-later": "以动态库使用，不影响我们的代码；改了它才要公开改动。",
    "GPL-3.0-or-later WITH GCC-exception-3.1": "编译器的运行库，例外条款写明可与任何程序一起分发。",
    "OFL-1.1": "字体可随程序分发，不得单独出售，改过的要换名；我们的已换名为 Yuxi Sans。",
}
"""Ask for something where a part is changed or passed on; what that means for us."""
CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers that mean one licence and no other."""
TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
_SPDX = get_spdx_licensing()


class UnknownLicence(Exception):
    """A part whose licence is not told, or not one that we have looked at."""


@dataclass(frozen=True)
class Licensed:
    """A package, its licence as an SPDX expression, and the file of its own that has the text."""

    name: str
    version: str
    licence: str
    text: str = ""


@dataclass(frozen=True)
class Piece:
    """Something that comes inside a package or our own folder, under a licence of its own.

    version is empty where the package does not tell it; files is a pattern below the folder of
    packages, or below ours where inside is empty.
    """

    name: str
    version: str
    licence: str
    kind: str
    inside: str
    files: str
    text: str

    def places(self) -> list[Path]:
        """The files of this piece on this computer."""
        folder = HOME
        if self.inside:
            folder = Path(str(everything()[self.inside].locate_file("")))
        return sorted(folder.glob(self.files))


def pieces() -> list[Piece]:
    """What comes inside packages."""
    return [Piece(**row) for row in _rows("pieces.csv")]


def licensed(wanted: Iterable[Pin]) -> list[Licensed]:
    """Tell the licence of each pin. Raises UnknownLicence for one that is not told or not known.

    Packages of other systems are not installed here: their licence stands in licences.csv.
    """
    said = {row["name"]: row["licence"] for row in _rows("licences.csv")}
    known, out = everything(), []
    for pin in wanted:
        found = known.get(pin.name)
        if found is None and pin.here:
            raise UnknownLicence(f"{pin.name} is not installed")
        licence = said.get(pin.name) or (told(found) if found else "")
        check(pin.name, licence)
        out.append(Licensed(pin.name, pin.version, licence, text_of(found) if found else ""))
    return out


def told(found: Distribution) -> str:
    """The licence that a package tells in its metadata, as SPDX; empty where it is not clear."""
    about = found.metadata
    for words in (about.get("License-Expression"), about.get("License")):
        try:
            return canonicalize_license_expression(words or "")
        except InvalidLicenseExpression:
            continue
    classifiers = about.get_all("Classifier") or []
    named = {c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")}
    return CLASSIFIERS.get(named.pop(), "") if len(named) == 1 else ""


def check(name: str, licence: str) -> None:
    """Raise UnknownLicence unless each part of an expression is one that we have looked at.

    Of licences joined by OR one is enough: it is the one that we take.
    """
    if not licence or not _accepted(_SPDX.parse(licence)):
        raise UnknownLicence(f"{name}: {licence or 'no licence told'}")


def copyleft(licence: str) -> list[str]:
    """The licences of an expression that ask for something, where there is no way around."""
    return [name for name in COPYLEFT if not _accepted(_SPDX.parse(licence), without=name)]


def _accepted(node: object, without: str = "") -> bool:
    args = getattr(node, "args", ())
    if isinstance(node, _SPDX.OR):
        return any(_accepted(arg, without) for arg in args)
    if isinstance(node, _SPDX.AND):
        return all(_accepted(arg, without) for arg in args)
    name = str(node)
    return name in PERMISSIVE or (name in COPYLEFT and name != without)


def text_of(found: Distribution) -> str:
    """The file of a package that has its licence, below the folder of packages; empty for none."""
    names = [
        str(file)
        for file in found.files or []
        if file.name.upper().startswith(TEXTS) and ".dist-info" in str(file)
    ]
    return min(names, key=lambda name: (name.count("/"), len(name), name), default="")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
