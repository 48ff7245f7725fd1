"""Streamlit's one HTML page in the visitor's language, with our style and scripts; no content."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import texts, theme

HTML_LANG = {"zh": "zh-CN", "en": "en"}
STYLES = ("style", "overview", "themes", "meetings", "print")
INLINE = re.compile(r"<script>\s*window\.prerenderReady = false\s*</script>")
"""Streamlit's one script inside its page, a sign for search engines; we allow scripts from files
only (lib/running/headers.py)."""
WIDGET_WORDS = "widget."
"""Keys widget.* of texts.csv: en is what Streamlit says, zh what a Chinese page says instead."""


class Shell:
    """ASGI middleware that rewrites the shell of HTML answers and passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        # A compressed page could not be rewritten.
        headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        answer = _Rewriting(send, _language(scope))
        await self.app({**scope, "headers": headers}, receive, answer)


class _Rewriting:
    """Holds an HTML answer back until it is whole, then sends it rewritten."""

    def __init__(self, send: Send, lang: str) -> None:
        self.send, self.lang = send, lang
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_html(message):
                self.start = message
                return
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = rewrite(self.body.decode(), self.lang).encode()
            headers = [h for h in self.start["headers"] if h[0] not in (b"content-length", b"etag")]
            headers.append((b"content-length", str(len(body)).encode()))
            await self.send({**self.start, "headers": headers})
            message = {"type": "http.response.body", "body": body}
        await self.send(message)


def rewrite(html: str, lang: str) -> str:
    """Put language, title, icon, style and scripts into Streamlit's page."""
    title = texts.t(lang, "app.title")
    head = (
        f"<style>:root{{{theme.css()}}}</style>"
        + "".join(f'<link rel="stylesheet" href="./assets/{name}.css">' for name in STYLES)
        + f'<script id="words" type="application/json">{_words(lang)}</script>'
        '<script defer src="./assets/shell.js"></script>'
        '<script defer src="./assets/picture.js"></script></head>'
    )
    html = INLINE.sub("", html, count=1)
    for old, new in (
        ("<head>", '<head><script src="./assets/base.js"></script>'),
        ('<html lang="en">', f'<html lang="{HTML_LANG[lang]}">'),
        ("<title>Streamlit</title>", f"<title>{title}</title>"),
        ("./favicon.png", "./assets/icon.png"),
        ("</head>", head),
    ):
        html = html.replace(old, new, 1)
    return html


def _words(lang: str) -> str:
    pairs = (
        {texts.t("en", key): texts.t("zh", key) for key in texts.keys(WIDGET_WORDS)}
        if lang == "zh"
        else {}
    )
    return json.dumps(pairs, ensure_ascii=False).replace("<", "\\u003c")


def _wants_page(scope: Scope) -> bool:
    return any(k == b"accept" and b"text/html" in v for k, v in scope["headers"])


def _is_html(message: Message) -> bool:
    return any(k == b"content-type" and v.startswith(b"text/html") for k, v in message["headers"])


def _language(scope: Scope) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return asked if asked in texts.LANGS else "zh"
