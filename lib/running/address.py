"""Where a request comes from, and by which way, past the proxies that are believed."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Any

FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"forwarded", b"via")
"""Headers that a proxy adds."""


def client(scope: Any, proxies: Collection[str]) -> str:
    """Address of the person behind an ASGI request or socket."""
    return behind(peer(scope), ",".join(headers(scope, b"x-forwarded-for")), proxies)


def behind(peer: str, forwarded: str, proxies: Collection[str]) -> str:
    """The last address that a believed proxy did not add itself.

    What stands further left in X-Forwarded-For anybody may have written.
    """
    peer = plain(peer)
    if peer not in proxies:
        return peer
    named = [plain(part.strip()) for part in forwarded.split(",") if part.strip()]
    return next((a for a in reversed(named) if a not in proxies), peer)[:64]


def by_tls(scope: Any, proxies: Collection[str]) -> bool:
    """Say whether the browser came by TLS, on the word of a proxy that is believed."""
    told = headers(scope, b"x-forwarded-proto")
    if told and plain(peer(scope)) in proxies:
        return told[-1].strip().lower() in ("https", "wss")
    return scope.get("scheme") in ("https", "wss")


def from_here(scope: Any) -> bool:
    """Say whether somebody on this very machine asks, and not a proxy on it for somebody else."""
    asked_for_others = any(name in FORWARDED for name, _ in scope["headers"])
    try:
        return not asked_for_others and ip_address(plain(peer(scope))).is_loopback
    except ValueError:
        return False


def headers(scope: Any, name: bytes) -> list[str]:
    """Every header of a request by that name (in small letters)."""
    return [v.decode("latin-1") for k, v in scope["headers"] if k == name]


def peer(scope: Any) -> str:
    """Address at the other end of the line."""
    return str(scope["client"][0]) if scope.get("client") else ""


def plain(address: str) -> str:
    """One spelling for one address: a socket for both families writes ::ffff:10.0.0.7."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    mapped = told.ipv4_mapped if isinstance(told, IPv6Address) else None
    return str(mapped or told)
