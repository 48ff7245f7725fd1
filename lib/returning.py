"""Where somebody goes on after the office's own sign-in, which itself leads to the first page."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACE = re.compile(r"[a-z]{0,20}(\?[\w%&=.,+:;~*()-]{0,1000})?")
"""Where to go after signing in: a page of ours and its choices, never another server."""
BACK = "/oauth2callback"
COOKIE = "yuxi_after"
SECONDS = 900
"""For typing a password elsewhere; afterwards the first page it is."""


def keep(answer: Response, place: str) -> None:
    """Have the browser remember a place while it is away."""
    answer.set_cookie(
        COOKIE, quote(place), max_age=SECONDS, path=BACK, httponly=True, samesite="lax"
    )


class Returning:
    """ASGI middleware that leads those who come back on to where they were."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        place = _kept(scope) if scope["type"] == "http" and scope["path"] == BACK else ""
        if not place:
            await self.app(scope, receive, send)
            return

        async def lead(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location") == "/":
                    headers["location"] = f"/{place}"
            await send(message)

        await self.app(scope, receive, lead)


def _kept(scope: Scope) -> str:
    """The place in the cookie; empty for none, and for what is no place of ours."""
    place = unquote(Request(scope).cookies.get(COOKIE, ""))
    return place if PLACE.fullmatch(place) else ""
