"""Writes the pins with the hashes of every file; the versions that stand stay unless asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from supply.pins import HOME

OLDEST = "3.11"
"""The Python that the program asks for; the pins hold for it and for newer ones."""
FILES = ("requirements", "requirements-dev")


def lock(newer: Sequence[str] = (), *, all_newer: bool = False) -> int:
    """Write requirements.txt and requirements-dev.txt; gives the exit code of the resolver.

    newer names packages whose newest version is wanted; all_newer wants that of every one.
    """
    wanted = ["--upgrade"] if all_newer else [f"--upgrade-package={name}" for name in newer]
    for name in FILES:
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", OLDEST, "--generate-hashes"]
        command += ["--custom-compile-command", "make lock", *wanted]
        command += ["--output-file", f"{name}.txt", f"{name}.in"]
        ended = subprocess.run(command, cwd=HOME, stdout=subprocess.DEVNULL, check=False)
        if ended.returncode:
            return ended.returncode
    return 0
