"""Where a request comes from, past the proxies that are believed."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Any


def client(scope: Any, proxies: Collection[str]) -> str:
    """Address of the person behind an ASGI request or socket."""
    peer = scope["client"][0] if scope.get("client") else ""
    told = [v.decode("latin-1") for k, v in scope["headers"] if k == b"x-forwarded-for"]
    return behind(peer, ",".join(told), proxies)


def behind(peer: str, forwarded: str, proxies: Collection[str]) -> str:
    """The last address that a believed proxy did not add itself.

    What stands further left in X-Forwarded-For anybody may have written.
    """
    peer = plain(peer)
    if peer not in proxies:
        return peer
    named = [plain(part.strip()) for part in forwarded.split(",") if part.strip()]
    return next((a for a in reversed(named) if a not in proxies), peer)[:64]


def plain(address: str) -> str:
    """One spelling for one address: a socket for both families writes ::ffff:10.0.0.7."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    mapped = told.ipv4_mapped if isinstance(told, IPv6Address) else None
    return str(mapped or told)
