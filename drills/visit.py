"""A visitor without a screen that reads pages, fills them in and sends files; judges nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from lib.visitor import COOKIE

XSRF = "_streamlit_xsrf"
SEAT = "yuxi_seat"
"""The cookie by which nginx knows the server of a browser: deploy/replicas.conf."""
LONGEST_RUN = 60
"""Seconds for which a page may be waited for: whoever waits longer has given up long ago."""
AGAIN = (ForwardMsg.FINISHED_EARLY_FOR_RERUN,)
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Drawn:
    """What one run sent. seconds: from the click to the last message of the run.

    words: every text in HTML, Markdown, messages and labels; fields: the first widget of each
    kind and label (kind, label) by its id, with the options of a choice.
    """

    seconds: float
    raw: list[bytes]
    words: list[str] = field(default_factory=list)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words, one thing a line."""
        return "\n".join(self.words)

    def id_of(self, kind: str, label: str = "") -> str:
        """The id of the first widget of a kind whose label begins so; empty where there is none."""
        found = (i for (k, said), i in self.fields.items() if k == kind and said.startswith(label))
        return next(found, "")


class Visit:
    """One open tab. It keeps no messages as a browser does: everything is sent to it in full."""

    def __init__(self, socket: ClientConnection, port: int, cookies: Mapping[str, str]) -> None:
        self._socket, self._port, self._cookies = socket, port, cookies
        self._http: httpx.AsyncClient | None = None
        self._page, self._query = "", ""
        self._session = ""
        self._states: dict[str, WidgetState] = {}

    async def open(self, page: str = "", **query: str) -> Drawn:
        """Open a page by its name and what its address chooses."""
        self._page, self._query, self._states = page, urlencode(query), {}
        return await self._run()

    async def after(self, gone: Visit) -> Drawn:
        """Ask another server what a browser does whose own went away: the same page and choices."""
        self._page, self._query, self._states = gone._page, gone._query, dict(gone._states)
        return await self._run()

    async def press(self, widget: str) -> Drawn:
        """Press a button."""
        pressed = WidgetState(id=widget, trigger_value=True)
        return await self._run(pressed)

    async def choose(self, widget: str, option: str) -> Drawn:
        """Choose from a list, and let the page be drawn again."""
        self._states[widget] = WidgetState(id=widget, string_value=option)
        return await self._run()

    async def give(self, widget: str, name: str, data: bytes) -> Drawn:
        """Put a file into an upload box as the browser does: address, bytes, then the page."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self._session
        await self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._received())
            if message.WhichOneof("type") == "file_urls_response":
                break
        urls = message.file_urls_response.file_urls[0]
        await self._put(urls.upload_url, name, data)
        before = self._states.get(widget)
        state = WidgetState(id=widget)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(data), urls.file_id
        info.file_urls.CopyFrom(urls)
        self._states = {widget: state}
        drawn = await self._run()
        if before is not None:
            old = before.file_uploader_state_value.uploaded_file_info[0].file_urls.delete_url
            await self._send("DELETE", old)
        return drawn

    async def _put(self, path: str, name: str, data: bytes) -> None:
        await self._send("PUT", path, files={"file": (name, data, "text/csv")})

    async def _send(self, method: str, path: str, **more: object) -> None:
        if self._http is None:
            self._http = plain(self._port, self._cookies)
            (await self._http.get("/_stcore/health")).raise_for_status()
        token = {"X-Xsrftoken": self._http.cookies[XSRF]}
        answer = await self._http.request(method, path, headers=token, **more)  # type: ignore[arg-type]
        answer.raise_for_status()

    async def close(self) -> None:
        """Let go of what was sent beside the socket."""
        if self._http is not None:
            await self._http.aclose()

    async def _run(self, *pressed: WidgetState) -> Drawn:
        asked = BackMsg()
        asked.rerun_script.page_name = self._page
        asked.rerun_script.query_string = self._query
        asked.rerun_script.widget_states.widgets.extend([*self._states.values(), *pressed])
        begin, received = time.perf_counter(), []
        await self._socket.send(asked.SerializeToString())
        while True:
            data = await self._received()
            received.append(data)
            # The end is a short message; the long ones are read when the clock has stopped.
            if len(data) < 1000 and self._ended(data):
                return _understood(time.perf_counter() - begin, received)

    def _ended(self, data: bytes) -> bool:
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id
        if kind != "script_finished" or message.script_finished in AGAIN:
            return False
        if message.script_finished not in DONE:
            raise RuntimeError(f"the page did not run: {message.script_finished}")
        return True

    async def _received(self) -> bytes:
        async with asyncio.timeout(LONGEST_RUN):
            data = await self._socket.recv()
        assert isinstance(data, bytes)
        return data


def plain(port: int, cookies: Mapping[str, str] | None = None) -> httpx.AsyncClient:
    """What asks for addresses that are no pages; close it."""
    # Nothing here is encrypted; certificates would take 30 ms to load.
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        cookies=dict(cookies or {}),
        timeout=LONGEST_RUN,
        verify=False,
        # A line kept open is closed by the server after five seconds; a browser would try again.
        limits=httpx.Limits(max_keepalive_connections=0),
    )


@asynccontextmanager
async def visiting(port: int, secret: str = "", seat: str = "") -> AsyncIterator[Visit]:
    """Open a tab, for whoever holds a session's secret or for a stranger, and close it.

    seat is one of several servers behind nginx; it is kept as nginx gives it, as a browser does.
    """
    cookies = {name: value for name, value in ((COOKIE, secret), (SEAT, seat)) if value}
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())} if cookies else {}
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        additional_headers=headers,
        max_size=None,
        compression=None,
        ping_interval=None,
        open_timeout=LONGEST_RUN,
    ) as socket:
        given = socket.response.headers.get_all("Set-Cookie") if socket.response else []
        told = SimpleCookie(" ".join(f"{one};" for one in given))
        if SEAT in told:
            cookies[SEAT] = told[SEAT].value
        visit = Visit(socket, port, cookies)
        try:
            yield visit
        finally:
            await visit.close()


def _understood(taken: float, received: list[bytes]) -> Drawn:
    out = Drawn(taken, received)
    for data in received:
        message = ForwardMsg.FromString(data)
        if (
            message.WhichOneof("type") != "delta"
            or message.delta.WhichOneof("type") != "new_element"
        ):
            continue
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            continue
        about = getattr(element, kind)
        if kind == "exception":
            out.failures.append(about.message)
        if kind in ("alert", "markdown", "html"):
            out.words.append(about.body)
        elif label := getattr(about, "label", ""):
            out.words.append(label)
        if widget := getattr(about, "id", ""):
            out.fields.setdefault((kind, getattr(about, "label", "")), widget)
            out.options[widget] = list(getattr(about, "options", []))
    return out


def told(drawn: Drawn, markers: Mapping[str, str]) -> list[str]:
    """Names of the markers that stand anywhere in the bytes of a run."""
    return [n for n, text in markers.items() if any(text.encode() in data for data in drawn.raw)]
