"""The files of this repository as a fresh copy has them, without asking git."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEFT_OUT = {
    ".git",
    ".venv",
    "var",
    "dist",
    "settings.toml",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
}
"""Names that .gitignore keeps out and git itself, wherever they stand."""
ALSO_LEFT_OUT = {"tests/output", ".streamlit/secrets.toml"}


def inside(folder: Path = ROOT) -> Iterator[Path]:
    """Give every file below a folder."""
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_OUT or path.relative_to(ROOT).as_posix() in ALSO_LEFT_OUT:
            continue
        if path.is_dir():
            yield from inside(path)
        else:
            yield path


def names(folder: Path = ROOT) -> list[str]:
    """Give the same files as paths from the top."""
    return [path.relative_to(ROOT).as_posix() for path in inside(folder)]
