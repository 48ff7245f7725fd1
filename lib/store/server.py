"""Where a PostgreSQL server is and how it is spoken to; shows no password to anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from lib.issues import Refusal, StoreTrouble

SCHEMES = ("postgresql", "postgres")
"""What psycopg speaks, also to relatives that keep PostgreSQL's protocol and its sign-in."""
DRIVERS = {"opengauss": "gaussdb", "gaussdb": "gaussdb", "kingbase": "ksycopg2"}
"""Relatives that sign in in their own way, and the package that would speak to each. None is used:
nobody tried one. Whoever has such a server begins here, lets Server.connect and the pool of
PostgresDatabase take the driver that the scheme names, and runs the tests with ENGINE=postgresql
on it."""
OLDEST = 15
"""The first version of PostgreSQL that the tests know."""
LINE: dict[str, Any] = {
    "application_name": "yuxi",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that vanished without a word is noticed within half a minute, not two hours."""


@dataclass(frozen=True)
class Server:
    """An address as libpq reads it; name is what people may see of it, stem names files.

    schema is where the tables lie if the address says so (options=-csearch_path=...), else empty.
    """

    address: str = field(repr=False)
    name: str
    stem: str
    schema: str = ""

    @property
    def line(self) -> dict[str, Any]:
        """What a connection is opened with beside the address; the address may say otherwise."""
        said = conninfo_to_dict(self.address)
        return {name: value for name, value in LINE.items() if name not in said}

    def connect(self) -> psycopg.Connection[Any]:
        """Open one connection. Raises StoreTrouble unreachable."""
        try:
            return psycopg.connect(self.address, autocommit=True, **self.line)
        except psycopg.OperationalError as failed:
            raise self.unreachable(failed) from failed

    def unreachable(self, failed: Exception) -> StoreTrouble:
        """Tell that the server does not answer, or lets us not in, and why."""
        lines = [line.strip() for line in str(failed).splitlines() if line.strip()]
        detail = self.without_password(lines[-1] if lines else type(failed).__name__)
        return StoreTrouble("unreachable", path=self.name, detail=detail[:300])

    def without_password(self, words: str) -> str:
        """Give words in which the password does not stand."""
        secret = str(conninfo_to_dict(self.address).get("password") or "")
        return words.replace(secret, "…") if len(secret) > 2 else words


def is_address(text: str) -> bool:
    """Say whether a text names a server and not a file."""
    return bool(re.match(r"[a-z][a-z0-9+]*://", text))


def server(address: str) -> Server:
    """Read an address: postgresql://user:password@host:port/database.

    Raises Refusal bad_address where it is none of ours, no_driver where it is a relative's that
    nobody tried; the address itself is not repeated.
    """
    scheme = urlsplit(address).scheme
    if scheme in DRIVERS:
        raise Refusal("no_driver", found=scheme, driver=DRIVERS[scheme])
    try:
        said = conninfo_to_dict(address) if scheme in SCHEMES else {}
    except psycopg.ProgrammingError as failed:
        raise Refusal("bad_address", found=f"{scheme}://…") from failed
    database = str(said.get("dbname") or "")
    if not database:
        raise Refusal("bad_address", found=f"{scheme}://…")
    host, port = str(said.get("host") or "localhost"), str(said.get("port") or "5432")
    stem = re.sub(r"[^0-9A-Za-z_-]", "-", database) or "database"
    paths = re.findall(r"search_path=(\S+)", str(said.get("options") or ""))
    if not paths or not re.fullmatch(r"[a-z_][a-z0-9_]*", paths[-1]):
        return Server(address, f"{database} @ {host}:{port}", stem)
    schema = paths[-1]
    return Server(address, f"{database}/{schema} @ {host}:{port}", f"{stem}.{schema}", schema)
