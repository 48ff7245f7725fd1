"""Every request by name: gives it an id, times it, writes one line, and answers where it broke."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import events
from lib.issues import StoreTrouble
from lib.running import address, routes
from lib.running.guard import Conditions
from lib.running.refusal import page

LOG = logging.getLogger("yuxi.requests")
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
"""An id that a believed proxy gave already, so that both logs tell of one request."""
current: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being served."""


class Requests:
    """ASGI middleware, around all that may refuse or break."""

    def __init__(self, app: ASGIApp, conditions: Callable[[], Conditions]) -> None:
        self.app, self.conditions = app, conditions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        at = self.conditions()
        own = current.set(_id(scope, at))
        answer = _Answer(scope, send, at)
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            if scope["type"] != "http" or answer.status:
                raise  # too late to say anything; the server closes the line and logs it
            await self._broken(error, scope, receive, answer, at.language)
        finally:
            answer.ended()
            current.reset(own)

    async def _broken(
        self, error: Exception, scope: Scope, receive: Receive, answer: Send, lang: str
    ) -> None:
        if isinstance(error, StoreTrouble) and error.code in ("unreachable", "overtaken"):
            LOG.error("the database does not answer")
            body = page(lang, "no_database")
            await HTMLResponse(body, 503, {"Cache-Control": "no-store", "Retry-After": "5"})(
                scope, receive, answer
            )
            return
        number = secrets.token_hex(4)
        LOG.error("request failed", exc_info=error, extra={"error": number})
        events.tell("page_error")
        body = page(lang, "broken", number=number)
        await HTMLResponse(body, 500, {"Cache-Control": "no-store"})(scope, receive, answer)


class _Answer:
    """Hears what is sent, and tells of it at the end."""

    def __init__(self, scope: Scope, send: Send, at: Conditions) -> None:
        self.scope, self.send = scope, send
        self.status, self.opened, self.begin = 0, False, time.perf_counter()
        self.kind = routes.kind(scope["path"], at.pages)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", current.get().encode())]
        elif message["type"] == "websocket.accept":
            self.status, self.opened = 101, True
            events.tell("socket_opened")
        elif message["type"] == "websocket.close" and not self.opened:
            self.status = 403  # what the server makes of a socket that is refused
        await self.send(message)

    def ended(self) -> None:
        """Tell who counts, and the log where it is worth a line."""
        seconds = time.perf_counter() - self.begin
        if self.opened:
            events.tell("socket_closed")
        told = {"route": self.kind, "status": str(self.status)}
        events.tell("request", seconds=seconds, **told)
        # Streamlit's page tries several places for its own addresses; what is not there is no news.
        went_well = 0 < self.status < 400 or self.status == 404
        LOG.log(
            logging.DEBUG if went_well and self.kind in routes.QUIET else logging.INFO,
            "socket" if self.opened else "request",
            extra={
                "method": self.scope.get("method", "GET"),
                "path": routes.shown(self.scope["path"], self.kind),
                "status": self.status,
                "ms": round(seconds * 1000, 1),
            },
        )


def _id(scope: Scope, at: Conditions) -> str:
    given = address.headers(scope, b"x-request-id")
    if given and GIVEN.fullmatch(given[0]) and address.plain(address.peer(scope)) in at.proxies:
        return given[0]
    return secrets.token_hex(8)
