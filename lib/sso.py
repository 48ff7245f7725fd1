"""The office's own sign-in, through Streamlit: is it set up, and what does it say of a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret

from lib.issues import Refusal
from lib.visitor import Proof

SHORTEST_SECRET = 32
USER_COOKIE = "_streamlit_user"
SAMPLES = ("xxx", "changeme", "change-me", "secret", "example", "your", "sample", "随机", "密钥")
"""What stands in examples and must not stand in an office's file."""


def ready() -> bool:
    """Say whether the office set its own sign-in up: [auth] in .streamlit/secrets.toml."""
    return bool(get_secrets_auth_section())


def address() -> str:
    """Where the office's own sign-in sends people back to: an address of this server."""
    section = get_secrets_auth_section()
    return str(section.to_dict().get("redirect_uri", "")) if section else ""


def check() -> None:
    """Refuse to start with a secret that others know. Raises Refusal sample_secret."""
    section = get_secrets_auth_section()
    if not section:
        return
    told = section.to_dict()
    for name, least in (("cookie_secret", SHORTEST_SECRET), ("client_secret", 8)):
        if weak(str(told.get(name, "")), least):
            raise Refusal("sample_secret", name=name, least=least)


def weak(value: str, least: int) -> bool:
    """Say whether a secret is too short, or stands in somebody's example."""
    known = any(part in value.lower() for part in SAMPLES)
    return known or len(value) < least or len(set(value)) < 6


def mark() -> str:
    """What tells this server's cookie secret from another's, and nothing of the secret itself."""
    return hashlib.sha256(f"one of several servers {get_cookie_secret()}".encode()).hexdigest()[:12]


def secret(cookies: Mapping[str, str]) -> str:
    """What tells one sign-in there from another: the cookies that Streamlit keeps of it."""
    parts = sorted((k, v) for k, v in cookies.items() if k.startswith(USER_COOKIE))
    return hashlib.sha256(repr(parts).encode()).hexdigest() if parts else ""


def proof() -> Proof | None:
    """What the office's own sign-in says of the person who looks at this page."""
    if not ready() or not st.user.is_logged_in:
        return None
    told = st.user.to_dict()
    issuer, subject = str(told.get("iss") or ""), str(told.get("sub") or "")
    if not (issuer and subject):
        return None
    name = str(told.get("name") or told.get("preferred_username") or "")
    return Proof(
        issuer, subject, name, secret(st.context.cookies), float(str(told.get("exp") or 0))
    )
