"""What every answer tells the browser about what it may do with it; the content is others'."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.running import address, names, routes
from lib.running.guard import Conditions

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "worker-src 'self' blob:; connect-src 'self'{socket}; frame-src 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing from another server, and no script but our files. Styles inside a page are Streamlit's
and Plotly's way of drawing."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), serial=(), usb=(), clipboard-read=(self), clipboard-write=(self), "
    "fullscreen=(self)",
}
SECURE = "max-age=31536000"
"""A year of TLS only, once a browser came by TLS."""


class Headers:
    """ASGI middleware; what an answer already says of itself stays."""

    def __init__(self, app: ASGIApp, conditions: Callable[[], Conditions]) -> None:
        self.app, self.conditions = app, conditions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        at = self.conditions()
        more = headers(scope, at)
        secure = address.by_tls(scope, at.proxies)
        private = routes.kind(scope["path"], at.pages) in routes.PRIVATE

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(raw=list(message["headers"]))
                for name, value in more.items():
                    given.setdefault(name, value)
                if private:
                    given["Cache-Control"] = "no-store"
                if secure:
                    given = _secured(given)
                message = {**message, "headers": given.raw}
            await send(message)

        await self.app(scope, receive, answer)


def _secured(given: MutableHeaders) -> MutableHeaders:
    """Cookies that go over TLS alone; Streamlit does not know that there is TLS before it."""

    def kept(name: bytes, value: bytes) -> bytes:
        bare = name != b"set-cookie" or b"; secure" in value.lower()
        return value if bare else value + b"; Secure"

    return MutableHeaders(raw=[(name, kept(name, value)) for name, value in given.raw])


def headers(scope: Scope, at: Conditions) -> dict[str, str]:
    """The headers for the answer to a request."""
    host = "".join(address.headers(scope, b"host"))
    # A browser of today counts our socket to 'self'; older ones want it named.
    socket = f" ws://{host} wss://{host}" if names.is_ours(host, at.own) else ""
    out = {**ALWAYS, "Content-Security-Policy": POLICY.format(socket=socket)}
    if address.by_tls(scope, at.proxies):
        out["Strict-Transport-Security"] = SECURE
    return out
