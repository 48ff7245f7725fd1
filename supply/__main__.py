"""Pins, licences, list of parts, bundle, vulnerabilities: python -m supply WHAT."""

from __future__ import annotations

import argparse
import hashlib
import sys

from supply import licence_page, vulnerabilities
from supply.bundle import DIST, bundle
from supply.lock import lock
from supply.release import release
from supply.sbom import sbom


def main() -> int:
    """Do what is asked; every answer is printed."""
    asked = _arguments()
    if asked.what == "lock":
        return lock(asked.newer, all_newer=asked.all_newer)
    if asked.what == "licences":
        licence_page.PAGE.write_text(licence_page.page(), encoding="utf-8")
        return _said(f"wrote {licence_page.PAGE.name}")
    if asked.what == "sbom":
        DIST.mkdir(exist_ok=True)
        (DIST / "sbom.cdx.json").write_text(sbom(release()), encoding="utf-8")
        return _said("wrote dist/sbom.cdx.json")
    if asked.what == "bundle":
        made = bundle()
        sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
        return _said(f"wrote dist/{made.name}", f"SHA-256 {sha256}")
    return _vulnerabilities()


def _vulnerabilities() -> int:
    got = vulnerabilities.ask()
    _said(*got.found)
    if got.code == vulnerabilities.NOT_ASKED:
        missing = got.why or f"no answer for {len(got.unasked)} packages: {got.unasked[0]} …"
        _said(f"NOT ASKED: {missing}", "Run this where the index of packages can be asked.")
    else:
        _said(f"{got.asked} packages asked, {len(got.found)} vulnerabilities known")
    return got.code


def _said(*lines: str) -> int:
    for line in lines:
        print(line)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m supply", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    pin = what.add_parser("lock", help="write the pins and hashes; versions stay")
    pin.add_argument("newer", nargs="*", help="packages to take the newest version of")
    pin.add_argument("--all-newer", action="store_true", help="the newest version of all")
    for name, words in (
        ("licences", "write docs/licences.md"),
        ("sbom", "write dist/sbom.cdx.json"),
        ("bundle", "write the archive that installs without a network"),
        ("vulnerabilities", "ask for known vulnerabilities; 3 where nobody answers"),
    ):
        what.add_parser(name, help=words)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
