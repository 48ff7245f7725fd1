"""Refuses what was not asked of this server, or not by a page of its own; serves nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lib import events, texts
from lib.access import LOOKED_MB
from lib.running import address, names, routes
from lib.running.refusal import page

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
MOST = 100
"""Characters of a name that somebody asked for."""
LOG = logging.getLogger("yuxi.guard")


@dataclass(frozen=True)
class Conditions:
    """What the settings say of requests.

    own: names of this server. proxies: addresses whose word is believed. metrics: local, open or
    closed. language: of a refusal where the address names none. pages: the paths of pages.
    """

    own: frozenset[str]
    proxies: tuple[str, ...] = ()
    metrics: str = "local"
    language: str = "zh"
    pages: frozenset[str] = field(default=frozenset({""}))


class Guard:
    """ASGI middleware; conditions are asked for at each request, once the settings are known.

    may_send says whether a file is taken from whoever asks; it looks into the store.
    """

    def __init__(
        self,
        app: ASGIApp,
        conditions: Callable[[], Conditions],
        may_send: Callable[[Scope], bool],
    ) -> None:
        self.app, self.conditions, self.may_send = app, conditions, may_send

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        at = self.conditions()
        code = refused(scope, at) or await self._unwanted(scope, at)
        if not code:
            await self.app(scope, receive, send)
            return
        events.tell("refused", code)
        host = names.name_in(" ".join(address.headers(scope, b"host")))
        LOG.warning(code, extra={"path": routes.shown(scope["path"], "other"), "host": host[:MOST]})
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        body = page(_language(scope, at), code, host=host, most=LOOKED_MB)
        await HTMLResponse(body, 403, {"Cache-Control": "no-store"})(scope, receive, send)

    async def _unwanted(self, scope: Scope, at: Conditions) -> str:
        """upload_closed before a byte of a file was read that is not taken; empty for none."""
        if not _sends_file(scope, at) or await run_in_threadpool(self.may_send, scope):
            return ""
        return "upload_closed"


def refused(scope: Scope, at: Conditions) -> str:
    """Why a request is refused: foreign_host, foreign_origin, metrics_closed; empty for none.

    Only browsers can be led here by another site, and they name Host and Origin: what has none of
    them is a program, which brings no visitor's cookies.
    """
    hosts = address.headers(scope, b"host")
    if len(hosts) > 1 or (hosts and not names.is_ours(hosts[0], at.own)):
        return "foreign_host"
    if scope["type"] == "websocket" or scope["method"] not in SAFE:
        host, tls = hosts[0] if hosts else "", address.by_tls(scope, at.proxies)
        origins = address.headers(scope, b"origin")
        if any(not names.same_site(origin, host, tls=tls) for origin in origins):
            return "foreign_origin"
        site = address.headers(scope, b"sec-fetch-site")
        if not origins and any(said not in ("same-origin", "none") for said in site):
            return "foreign_origin"
    if routes.kind(scope["path"], at.pages) == "metrics" and not _may_count(scope, at):
        return "metrics_closed"
    return ""


def _sends_file(scope: Scope, at: Conditions) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("PUT", "POST")
        and routes.kind(scope["path"], at.pages) == "upload"
    )


def _may_count(scope: Scope, at: Conditions) -> bool:
    return at.metrics == "open" or (at.metrics == "local" and address.from_here(scope))


def _language(scope: Scope, at: Conditions) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return asked if asked in texts.LANGS else at.language
