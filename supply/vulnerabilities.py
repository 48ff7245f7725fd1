"""Asks for known vulnerabilities of what running needs; never calls silence a good answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from supply.pins import HOME

CLEAN, FOUND, NOT_ASKED = 0, 1, 3
"""Exit codes: none known, some known, and not a good answer for every package."""


@dataclass(frozen=True)
class Answer:
    """What is known: found names package, version and numbers; unasked are packages not answered.

    why says why nothing at all was answered; empty otherwise.
    """

    asked: int
    found: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    why: str = ""

    @property
    def code(self) -> int:
        """The exit code; a vulnerability outweighs a package without an answer."""
        if self.found:
            return FOUND
        return NOT_ASKED if self.unasked or self.why or not self.asked else CLEAN


def ask(file: Path = HOME / "requirements.txt", options: Sequence[str] = ()) -> Answer:
    """Ask with pip-audit for every pin of a file.

    pip-audit ends with 0 where its source knows no package at all: its words are read here.
    """
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"]
    command += ["--progress-spinner", "off", "--format", "json", "--requirement", str(file)]
    ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        told = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = [line for line in ran.stderr.splitlines() if line.strip()]
        return Answer(0, why=last[-1].strip() if last else f"pip-audit ended with {ran.returncode}")
    return answer(told)


def answer(told: Sequence[dict]) -> Answer:
    """Read the list of packages as pip-audit gives it."""
    found = [
        f"{one['name']} {one['version']}: {_numbers(harm)}"
        for one in told
        for harm in one.get("vulns", ())
    ]
    unasked = [one["name"] for one in told if "vulns" not in one]
    return Answer(len(told) - len(unasked), tuple(found), tuple(unasked))


def _numbers(harm: dict) -> str:
    mended = ", ".join(harm.get("fix_versions") or ()) or "no version mended yet"
    return f"{harm['id']} {' '.join(harm.get('aliases') or ())} ({mended})".replace("  ", " ")
