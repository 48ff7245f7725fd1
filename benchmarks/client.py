"""A visitor without a browser: speaks Streamlit's websocket, times a rerun, sees what was drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.PlotlyChart_pb2 import PlotlyChart
from websockets.sync.client import ClientConnection, connect

LONGEST_RUN = 30


@dataclass(frozen=True)
class Rerun:
    """What one run of the script sent: seconds until finished, bytes, charts, select boxes."""

    seconds: float
    sent: int
    charts: list[PlotlyChart]
    choices: dict[str, list[str]]


class Client:
    """One session. Its browser's cache of messages is empty: everything is sent in full."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def rerun(self, page: str = "", **query: str) -> Rerun:
        """Ask for a run with these choices in the address and wait until the script finished."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = urlencode(query)
        begin = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        received: list[bytes] = []
        while True:
            data = self._socket.recv(LONGEST_RUN)
            assert isinstance(data, bytes)
            received.append(data)
            # The end is a short message; reading the long ones can wait until the clock stopped.
            if len(data) < 1000 and _ended(data):
                break
        taken = time.perf_counter() - begin
        return _understood(taken, received)


@contextmanager
def visiting(port: int) -> Iterator[Client]:
    """Open a session and close it."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, max_size=None, compression=None) as socket:
        yield Client(socket)


def _ended(data: bytes) -> bool:
    message = ForwardMsg.FromString(data)
    if message.WhichOneof("type") != "script_finished":
        return False
    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
        raise RuntimeError(f"The page did not run: {message.script_finished}")
    return True


def _understood(taken: float, received: list[bytes]) -> Rerun:
    charts, choices = [], {}
    for data in received:
        element = ForwardMsg.FromString(data).delta.new_element
        kind = element.WhichOneof("type")
        if kind == "plotly_chart":
            charts.append(element.plotly_chart)
        elif kind == "selectbox":
            choices[element.selectbox.id] = list(element.selectbox.options)
        elif kind == "exception":
            raise RuntimeError(f"The page failed: {element.exception.message}")
    return Rerun(taken, sum(map(len, received)), charts, choices)
