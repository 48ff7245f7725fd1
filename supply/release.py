"""Which version of the program this is: its name, number, commit and the commit's time."""

from __future__ import annotations

import os
import subprocess
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime

from supply.pins import HOME


@dataclass(frozen=True)
class Release:
    """A commit of the program. at is its time, which every file made of it carries."""

    name: str
    version: str
    commit: str
    at: datetime


def release() -> Release:
    """Ask git for the commit that is checked out.

    SOURCE_DATE_EPOCH, where somebody sets it, is the time instead of the commit's.
    """
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct")
    at = datetime.fromtimestamp(int(seconds), UTC)
    return Release(project["name"], project["version"], git("rev-parse", "HEAD"), at)


def git(*words: str) -> str:
    """What git answers, without its last line end."""
    ran = subprocess.run(["git", *words], cwd=HOME, check=True, stdout=subprocess.PIPE)
    return ran.stdout.decode().rstrip("\n")
