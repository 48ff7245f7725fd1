"""What an office may set, by environment or settings.toml; checked at the start, never guessed."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.issues import Refusal

HOME = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """Each setting is YUXI_<NAME> in the environment or <name> in settings.toml.

    database: the DuckDB file. plan_dir: the folder with targets.csv and its companions.
    kind: real or demo, for a database that does not exist yet. timezone: where a day begins.
    language: zh or en, of a page whose address names none. entry: open lets anybody who gives
    a name report, closed lets nobody. upload_mb: largest file taken.
    """

    database: str = "var/yuxi.duckdb"
    plan_dir: str = "data"
    kind: str = "real"
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    entry: str = "open"
    upload_mb: int = 100

    @property
    def database_path(self) -> Path:
        """Place of the database; relative ones start at the program's folder."""
        return HOME / self.database

    @property
    def plan_path(self) -> Path:
        """Folder of the plan; relative ones start at the program's folder."""
        return HOME / self.plan_dir

    @property
    def upload_bytes(self) -> int:
        """Size of the largest file taken."""
        return self.upload_mb * 1024 * 1024

    @property
    def zone(self) -> ZoneInfo:
        """Time zone in which a day begins."""
        return ZoneInfo(self.timezone)


ALLOWED = {"kind": ("real", "demo"), "language": ("zh", "en"), "entry": ("open", "closed")}


def load_settings(
    environment: Mapping[str, str] = os.environ, file: Path = HOME / "settings.toml"
) -> Settings:
    """Read the settings; the environment wins over the file.

    Raises Refusal bad_setting naming the setting, what was there and what is allowed.
    """
    given: dict[str, object] = {}
    if file.exists():
        given.update(tomllib.loads(file.read_text(encoding="utf-8")))
    names = {f.name for f in fields(Settings)}
    for name in names:
        if f"YUXI_{name.upper()}" in environment:
            given[name] = environment[f"YUXI_{name.upper()}"]
    for name, value in given.items():
        if name not in names:
            raise _bad(name, value, "、".join(sorted(names)))
        if name in ALLOWED and value not in ALLOWED[name]:
            raise _bad(name, value, " / ".join(ALLOWED[name]))
    given["upload_mb"] = _whole("upload_mb", given.get("upload_mb", Settings.upload_mb))
    settings = Settings(**given)  # type: ignore[arg-type]
    try:
        settings.zone  # noqa: B018  asking is the check
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _bad("timezone", settings.timezone, "Asia/Shanghai") from error
    if not (settings.plan_path / "targets.csv").exists():
        raise _bad("plan_dir", settings.plan_dir, "targets.csv")
    return settings


def _whole(name: str, value: object) -> int:
    if not str(value).isdigit() or int(str(value)) == 0:
        raise _bad(name, value, "1, 2, 3 …")
    return int(str(value))


def _bad(name: str, value: object, allowed: str) -> Refusal:
    return Refusal("bad_setting", name=name, found=value, allowed=allowed)
