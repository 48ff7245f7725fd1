"""What an office may set, by environment or settings.toml; checked at the start, never guessed."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.issues import Refusal

HOME = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """Each setting is YUXI_<NAME> in the environment or <name> in settings.toml.

    database: the DuckDB file. database_url: a PostgreSQL database instead, also from DATABASE_URL;
    it may hold a password and is never shown. plan_dir: the folder with targets.csv and its
    companions. plans: more plans beside that one, name = folder, with commas; each has a database
    of its own and a plan.csv that says what it is called.
    kind: real or demo, for a database that does not exist yet. timezone: where a day begins.
    language: zh or en, of a page whose address names none. viewing: open for everybody who reaches
    the server, or closed to those without an account. entry: accounts asks whoever reports to sign
    in, open lets anybody who gives a name report, closed lets nobody. upload_mb: largest file
    taken. site_url: where people open this dashboard, for links in messages.

    backup_dir: folder of the backups; beside the database where empty. backup_hour: hour of the day
    from which the daily one is made, or off. backup_keep: how many daily ones stay. disk_low_mb:
    administrators are told when less is free where the database or the backups lie.

    idle_minutes, session_hours: when somebody who signed in has to do so again. proxies: addresses
    with commas whose word on where a request came from is believed. hosts: names with commas by
    which people call this server, besides the machine's own and that of site_url.

    log: json, text, or auto for text where a terminal reads it. metrics: who may read /metrics,
    local for this machine alone, open, or closed.

    alert_*: who is told when a target turns behind, overdue or silent; nobody where all are empty.
    alert_wecom, alert_dingtalk, alert_webhook: addresses of robots and of anything that takes
    JSON; they are keys, as are alert_dingtalk_secret and smtp_password, and are never shown.
    alert_mail_to: addresses with commas, from alert_mail_from, through smtp_*. alert_ca: a file of
    certificates to trust besides the machine's. alert_seconds: how often to look.
    """

    database: str = "var/yuxi.duckdb"
    database_url: str = field(default="", repr=False)
    plan_dir: str = "data"
    plans: str = ""
    kind: str = "real"
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    viewing: str = "open"
    entry: str = "accounts"
    upload_mb: int = 100
    site_url: str = ""
    backup_dir: str = ""
    backup_hour: str = "2"
    backup_keep: int = 30
    disk_low_mb: int = 1024
    idle_minutes: int = 30
    session_hours: int = 10
    proxies: str = "127.0.0.1, ::1"
    hosts: str = ""
    log: str = "auto"
    metrics: str = "local"
    alert_wecom: str = field(default="", repr=False)
    alert_dingtalk: str = field(default="", repr=False)
    alert_dingtalk_secret: str = field(default="", repr=False)
    alert_webhook: str = field(default="", repr=False)
    alert_mail_to: str = ""
    alert_mail_from: str = ""
    alert_ca: str = ""
    alert_seconds: int = 60
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_security: str = "ssl"

    @property
    def database_path(self) -> Path:
        """Place of the database; relative ones start at the program's folder."""
        return HOME / self.database

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand in no message and no log, also a password inside an address."""
        given = [str(getattr(self, name)) for name in SECRET]
        with suppress(ValueError):  # an address that is none has no password
            given.append(unquote(urlsplit(self.database_url).password or ""))
        return tuple(value for value in given if value)

    @property
    def backup_path(self) -> Path:
        """Folder of the backups; relative ones start at the program's folder."""
        if self.backup_dir:
            return HOME / self.backup_dir
        return self.database_path.parent / "backups"

    @property
    def plan_path(self) -> Path:
        """Folder of the plan; relative ones start at the program's folder."""
        return HOME / self.plan_dir

    @property
    def plan_folders(self) -> dict[str, str]:
        """Folders of the plans beside the home plan, by the name in an address."""
        pairs = (part.partition("=") for part in _parts(self.plans))
        return {name.strip(): folder.strip() for name, _, folder in pairs}

    def of(self, plan: str) -> Settings:
        """Give the settings of one plan: its folder, its database, its backups.

        The database of a plan lies beside the home plan's and is called like it: a file
        yuxi.green.duckdb, or on a server a schema plan_green in the same database.
        Raises Refusal unknown_plan.
        """
        if not plan:
            return self
        if plan not in self.plan_folders:
            known = "、".join(self.plan_folders) or "-"
            raise Refusal("unknown_plan", found=plan[:40], known=known)
        path = self.database_path
        return replace(
            self,
            database=str(path.with_name(f"{path.stem}.{plan}{path.suffix}")),
            database_url=_in_schema(self.database_url, f"plan_{plan}"),
            plan_dir=self.plan_folders[plan],
            backup_dir=str(self.backup_path / plan),
        )

    @property
    def upload_bytes(self) -> int:
        """Size of the largest file taken."""
        return self.upload_mb * 1024 * 1024

    @property
    def mail_to(self) -> tuple[str, ...]:
        """Whom a message goes to by mail."""
        return tuple(part for part in re.split(r"[,;，；、\s]+", self.alert_mail_to) if part)

    @property
    def proxy_addresses(self) -> tuple[str, ...]:
        """Proxies whose word is believed."""
        return _parts(self.proxies)

    @property
    def host_names(self) -> tuple[str, ...]:
        """Names that people call this server by."""
        return _parts(self.hosts)

    @property
    def zone(self) -> ZoneInfo:
        """Time zone in which a day begins."""
        return ZoneInfo(self.timezone)


ALLOWED = {
    "kind": ("real", "demo"),
    "language": ("zh", "en"),
    "viewing": ("open", "closed"),
    "entry": ("accounts", "open", "closed"),
    "backup_hour": ("off", *map(str, range(24))),
    "log": ("auto", "json", "text"),
    "metrics": ("local", "open", "closed"),
    "smtp_security": ("none", "starttls", "ssl"),
}
NUMBERS = (
    "upload_mb",
    "backup_keep",
    "disk_low_mb",
    "idle_minutes",
    "session_hours",
    "alert_seconds",
    "smtp_port",
)
SERVERS = ("postgresql://", "postgres://", "opengauss://", "gaussdb://", "kingbase://")
"""Addresses of databases; of the last three the store says what is missing."""
ADDRESSES = ("site_url", "alert_wecom", "alert_dingtalk", "alert_webhook")
SECRET = tuple(f.name for f in fields(Settings) if not f.repr)
COMPANIONS = ("plan.csv", "targets.csv", "thresholds.csv", "regions.csv", "names.csv")
"""What lies in the folder of a plan beside the home plan."""
PLAN = re.compile(r"[a-z][a-z0-9]{1,19}")
"""Name of a plan: it goes into addresses, file names and the name of a schema."""
HOST = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?")
"""A name of a machine, in whatever script, without address, port or joker."""
MAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+")


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
    # The name that other programs and platforms know it by; ours wins.
    given.setdefault("database_url", environment.get("DATABASE_URL", ""))
    for name, value in given.items():
        if name not in names:
            raise _bad(name, value, "、".join(sorted(names)))
        if name in ALLOWED and value not in ALLOWED[name]:
            raise _bad(name, value, " / ".join(ALLOWED[name]))
        if name not in NUMBERS and not isinstance(value, str):
            raise _bad(name, value, f'{name} = "…"')
    for name in NUMBERS:
        given[name] = _whole(name, given.get(name, getattr(Settings, name)))
    settings = Settings(**given)  # type: ignore[arg-type]
    try:
        settings.zone  # noqa: B018  asking is the check
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _bad("timezone", settings.timezone, "Asia/Shanghai") from error
    if not (settings.plan_path / "targets.csv").exists():
        raise _bad("plan_dir", settings.plan_dir, "targets.csv")
    if settings.database_url and not settings.database_url.startswith(SERVERS):
        raise _bad("database_url", settings.database_url, "postgresql://…")
    _check_plans(settings)
    _check_ways(settings)
    _check_alerts(settings)
    return settings


def settings_of(plan: str = "") -> Settings:
    """Read the settings of one plan. Raises what load_settings raises, and unknown_plan."""
    return load_settings().of(plan)


def _check_plans(settings: Settings) -> None:
    """Each plan has a name of its own, and a folder that says what to reach and what it is."""
    given = _parts(settings.plans)
    for wrong in (p for p in given if not PLAN.fullmatch(p.partition("=")[0].strip())):
        raise _bad("plans", wrong, "green2025 = plans/green2025, …")
    if len(settings.plan_folders) < len(given):
        raise _bad("plans", settings.plans, "a = …, b = …")
    for plan, folder in settings.plan_folders.items():
        for needed in COMPANIONS:
            if not folder or not (HOME / folder / needed).exists():
                raise _bad("plans", f"{plan} = {folder}", f"{folder}/{needed}")


def _check_ways(settings: Settings) -> None:
    """Proxies are addresses, because names can be made to lead anywhere; hosts are names."""
    for wrong in (p for p in settings.proxy_addresses if not _is_ip(p)):
        raise _bad("proxies", wrong, "127.0.0.1, ::1, 10.0.0.7 …")
    for wrong in (h for h in settings.host_names if not HOST.fullmatch(h)):
        raise _bad("hosts", wrong, "kanban.yuxi.gov.cn, kanban …")


def _check_alerts(settings: Settings) -> None:
    for name in ADDRESSES:
        if (value := getattr(settings, name)) and not _is_address(value):
            raise _bad(name, value, "https://…")
    if settings.alert_dingtalk_secret and not settings.alert_dingtalk:
        raise _bad("alert_dingtalk", "", "https://…")
    if settings.smtp_port > 65535:
        raise _bad("smtp_port", settings.smtp_port, "25, 465, 587 …")
    if settings.alert_ca and not (HOME / settings.alert_ca).is_file():
        raise _bad("alert_ca", settings.alert_ca, "*.pem")
    if not settings.alert_mail_to:
        return
    for wrong in (to for to in settings.mail_to if not MAIL.fullmatch(to)):
        raise _bad("alert_mail_to", wrong, "name@example.cn, …")
    if not MAIL.fullmatch(settings.alert_mail_from):
        raise _bad("alert_mail_from", settings.alert_mail_from, "name@example.cn")
    if not settings.smtp_host:
        raise _bad("smtp_host", "", "mail.example.cn")


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  asking is the check
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _in_schema(address: str, schema: str) -> str:
    """The address of a schema in the database of an address; what else it asks for stays."""
    if not address:
        return ""
    base, _, query = address.partition("?")
    asked = [part for part in query.split("&") if part]
    before = [part for part in asked if part.startswith("options=")]
    said = unquote(before[-1].partition("=")[2]) + " " if before else ""
    options = f"options={quote(f'{said}-csearch_path={schema}', safe='')}"
    return f"{base}?{'&'.join([*(p for p in asked if p not in before), options])}"


def masked(address: str) -> str:
    """Host and last four signs of an address that is a key."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return f"{host}…{address[-4:]}" if len(address) > 12 else f"{host}…"


def _whole(name: str, value: object) -> int:
    if not str(value).isdigit() or int(str(value)) == 0:
        raise _bad(name, value, "1, 2, 3 …")
    return int(str(value))


def _bad(name: str, value: object, allowed: str) -> Refusal:
    if name in SECRET and value:
        value = masked(str(value)) if name in ADDRESSES else "…"
    return Refusal("bad_setting", name=name, found=value, allowed=allowed)
