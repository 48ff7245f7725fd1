"""Which names of this server are its own, and whether a page of its own sent something.

Another site can have its name lead to this server's address, and its pages would then be taken
for ours; and a page elsewhere can send forms and open sockets here with our visitors' cookies.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]\\]{1,253})(:(?P<port>\d{1,5}))?")
PORTS = {"http": 80, "https": 443}


def own_names(named: Iterable[str] = (), addresses: Iterable[str] = ()) -> frozenset[str]:
    """The names that are always ours, those that were named, and those of addresses of ours."""
    told = [urlsplit(address).hostname or "" for address in addresses if address]
    names = ("localhost", socket.gethostname(), *named, *told)
    return frozenset(_small(name) for name in names if name)


def is_ours(host: str, own: frozenset[str]) -> bool:
    """Say whether a Host header names this server. A bare address is no name and always does."""
    parts = HOST.fullmatch(host)
    if parts is None:
        return False
    name = _small(parts["name"])
    return name in own or _is_address(name)


def name_in(host: str) -> str:
    """The name of a Host header without its port, as a setting would hold it."""
    parts = HOST.fullmatch(host)
    return parts["name"] if parts else host


def same_site(origin: str, host: str, *, tls: bool) -> bool:
    """Say whether an Origin header is that of the server the request was sent to.

    What came by TLS must come from a page that came by TLS.
    """
    try:
        parts = urlsplit(origin)
        from_port, to = parts.port, urlsplit(f"//{host}")
        to_port = to.port
    except ValueError:
        return False
    if parts.scheme not in PORTS or not parts.hostname or (tls and parts.scheme != "https"):
        return False
    usual = PORTS[parts.scheme]
    return (_small(parts.hostname), from_port or usual) == (
        _small(to.hostname or ""),
        to_port or usual,
    )


def _small(name: str) -> str:
    """As browsers send it: in small letters, without the last dot, Chinese as xn--."""
    name = name.lower().rstrip(".").strip("[]")
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
