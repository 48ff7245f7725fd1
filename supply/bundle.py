"""Makes one archive that installs without a network; the same commit gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from supply.pins import HOME
from supply.release import Release, git, release
from supply.sbom import sbom
from supply.wheels import Wheel, fetch, oldest_libc

DIST = HOME / "dist"
LEFT_OUT = (".ci", "benchmarks", "drills", "tests", "docs/pictures")
"""What an office does not run: files made to harm are among the tests, and alarm its scanners."""
INSTALLER = "install.py"
SUMS = "SHA256SUMS"
ABOUT = "bundle.json"


def bundle(folder: Path = DIST) -> Path:
    """Make the archive of the commit that is checked out, with its hash in a file beside it.

    What is not committed is not in it. Raises what fetch and sbom raise.
    """
    of = release()
    if git("status", "--porcelain", "--untracked-files=no"):
        print("Not in the bundle: changes that are not committed", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="yuxi-bundle-") as place:
        wheels = fetch(Path(place))
        files = {
            **program(of),
            **{f"wheels/{wheel.file.name}": wheel.file.read_bytes() for wheel in wheels},
            "sbom.cdx.json": sbom(of, {wheel.name: wheel.sha256 for wheel in wheels}).encode(),
            ABOUT: about(of, wheels),
        }
    files[SUMS] = sums(files)
    inside = f"{of.name}-{of.version}"
    archive = folder / f"{inside}-{of.commit[:12]}-{system()}.tar"
    folder.mkdir(exist_ok=True)
    archive.write_bytes(packed(inside, files, int(of.at.timestamp())))
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    beside = archive.with_name(f"{archive.name}.sha256")
    beside.write_text(f"{sha256}  {archive.name}\n", encoding="utf-8")
    return archive


def system() -> str:
    """Python and system that the wheels are for, such as cp311-linux_x86_64."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{platform}"


def program(of: Release) -> dict[str, bytes]:
    """The files of a commit that an office runs; the installer also at the top."""
    with tempfile.NamedTemporaryFile(suffix=".tar") as held:
        git("archive", "--format=tar", f"--output={held.name}", of.commit)
        found = dict(_members(Path(held.name)))
    left = {name: data for name, data in found.items() if not name.startswith(_folders())}
    return {**left, INSTALLER: found[f"supply/{INSTALLER}"]}


def about(of: Release, wheels: list[Wheel]) -> bytes:
    """What the installer compares with the computer it runs on."""
    told = {
        "name": of.name,
        "version": of.version,
        "commit": of.commit,
        "committed_at": of.at.isoformat(),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "implementation": sys.implementation.name,
        "platform": sysconfig.get_platform(),
        "libc": oldest_libc(wheels),
        "packages": len(wheels),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of each file, as sha256sum writes and checks it."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()]
    return "".join(sorted(lines, key=lambda line: line[66:])).encode()


def packed(inside: str, files: Mapping[str, bytes], seconds: int) -> bytes:
    """A tar of files in a folder: in order of names, one time, nobody's, without compression.

    Wheels are packed already; a compressor would give other bytes in its next version.
    """
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{inside}/{name}")
            entry.size, entry.mtime, entry.mode = len(files[name]), seconds, 0o644
            tar.addfile(entry, io.BytesIO(files[name]))
    return held.getvalue()


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)):
                yield member.name, file.read()


def _folders() -> tuple[str, ...]:
    return tuple(f"{name}/" for name in LEFT_OUT)
