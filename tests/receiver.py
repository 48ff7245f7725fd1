"""Receivers on this machine: both robots with their makers' rules, a webhook, a mail server."""

import base64
import hashlib
import hmac
import json
import shlex
import socketserver
import ssl
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
TOKEN = "566cc69da782ec33f0dd7c2e51b04e1f"
SECRET = "SEC240d7bb4c0bafc62aa0e"
KEYWORD = "预警"
WECOM = f"/cgi-bin/webhook/send?key={KEY}"
DINGTALK = f"/robot/send?access_token={TOKEN}"
WEBHOOK = "/alerts"


@dataclass
class Took:
    """What a receiver got: by which way, the body, and what it answered."""

    path: str
    body: dict[str, Any]
    answer: dict[str, Any]


@dataclass
class Receiver:
    """Takes messages as 企业微信 and 钉钉 do, by the rules that they document.

    forced are answers to give first: a status, or a body with status 200.
    """

    port: int = 0
    trust: tuple[Path, Path] | None = None
    requests: int = 0
    took: list[Took] = field(default_factory=list)
    forced: deque[int | dict[str, Any]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.answer(self)

            def log_message(self, *args: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        if self.trust:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.trust)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"{'https' if self.trust else 'http'}://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What an office sets to reach it in all three ways."""
        return {
            "alert_wecom": self.address + WECOM,
            "alert_dingtalk": self.address + DINGTALK,
            "alert_dingtalk_secret": SECRET,
            "alert_webhook": self.address + WEBHOOK,
        }

    def accepted(self, way: str) -> list[dict[str, Any]]:
        """The bodies that one way took."""
        path = urlsplit(way).path
        return [t.body for t in self.took if t.path == path and not t.answer.get("errcode")]

    def stop(self) -> None:
        """Shut the port."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        """Judge one message."""
        self.requests += 1
        data = asked.rfile.read(int(asked.headers["Content-Length"]))
        status, told = 200, {}
        if self.forced:
            given = self.forced.popleft()
            status, told = (given, {}) if isinstance(given, int) else (200, given)
        else:
            told = self._judged(asked, data)
        asked.send_response(status)
        if 300 <= status < 400:
            asked.send_header("Location", self.address + WEBHOOK)
        asked.send_header("Content-Type", "application/json")
        asked.end_headers()
        asked.wfile.write(json.dumps(told).encode())

    def _judged(self, asked: BaseHTTPRequestHandler, data: bytes) -> dict[str, Any]:
        url = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        body = json.loads(data.decode("utf-8"))
        told: dict[str, Any] = {"errcode": 40001, "errmsg": "not JSON"}
        if asked.headers["Content-Type"].startswith("application/json"):
            rules = {urlsplit(WECOM).path: _wecom, urlsplit(DINGTALK).path: _dingtalk}
            told = rules.get(url.path, lambda *_: {})(query, body, data)
        self.took.append(Took(url.path, body, told))
        return told


def _wecom(query: dict[str, str], body: dict[str, Any], _: bytes) -> dict[str, Any]:
    if query.get("key") != KEY:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    longest = {"text": 2048, "markdown": 4096}.get(body.get("msgtype", ""))
    if longest is None:
        return {"errcode": 40008, "errmsg": "invalid message type"}
    size = len(body[body["msgtype"]]["content"].encode())
    if size > longest:
        return {"errcode": 40058, "errmsg": f"content exceed max length {longest}"}
    return {"errcode": 0, "errmsg": "ok"}


def _dingtalk(query: dict[str, str], body: dict[str, Any], data: bytes) -> dict[str, Any]:
    if query.get("access_token") != TOKEN:
        return {"errcode": 300005, "errmsg": "token is not exist"}
    told = f"{query.get('timestamp', '0')}\n{SECRET}".encode()
    code = base64.b64encode(hmac.digest(SECRET.encode(), told, hashlib.sha256)).decode()
    if abs(time.time() * 1000 - int(query.get("timestamp", "0"))) > 3_600_000:
        return {"errcode": 310000, "errmsg": "invalid timestamp"}
    if query.get("sign") != code:
        return {"errcode": 310000, "errmsg": "sign not match"}
    said = body["markdown"]["title"] + body["markdown"]["text"]
    if KEYWORD not in said:
        return {"errcode": 310000, "errmsg": "keywords not in content"}
    if body["msgtype"] != "markdown" or len(data) > 20_000:
        return {"errcode": 460101, "errmsg": "message too long"}
    return {"errcode": 0, "errmsg": "ok"}


class PostOffice:
    """A mail server for one user; keeps what it took, with the names of the envelope.

    trust is its certificate and key: with them it asks for STARTTLS before anything else.
    """

    def __init__(self, trust: tuple[Path, Path] | None = None, *, log_in: bool = False) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.unknown: set[str] = set()
        office, self.log_in, self.context = self, log_in, None
        if trust:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*trust)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the other side did not like our certificate, say
                    office.serve(self.request)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def settings(self) -> dict[str, str]:
        """What an office sets to send mail through it."""
        return {
            "alert_mail_to": "zhang@yuxi.example, li@yuxi.example",
            "alert_mail_from": "board@yuxi.example",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.port),
            "smtp_security": "starttls" if self.context else "none",
        }

    def stop(self) -> None:
        """Shut the port."""
        self.server.shutdown()
        self.server.server_close()

    def serve(self, wire: Any) -> None:
        """Speak to one client until it goes."""
        lines, safe, known, to = wire.makefile("rb"), not self.context, not self.log_in, []

        def say(text: str) -> None:
            wire.sendall(text.encode() + b"\r\n")

        say("220 here")
        while line := lines.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            if verb == "EHLO":
                offers = ["here"] + ["AUTH PLAIN"] * safe + ["STARTTLS"] * (not safe)
                lines_out = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
                say("\r\n".join(lines_out))
            elif verb == "STARTTLS" and self.context:
                say("220 go")
                wire = self.context.wrap_socket(wire, server_side=True)
                lines, safe = wire.makefile("rb"), True
            elif verb == "QUIT":
                return say("221 bye")
            elif not safe:
                say("530 STARTTLS first")
            elif verb == "AUTH":
                known = base64.b64decode(line.split()[2]) == b"\0board\0let me in"
                say("235 welcome" if known else "535 wrong password")
            elif not known:
                say("530 who are you")
            elif verb == "MAIL":
                to = []
                say("250 ok")
            elif verb == "RCPT":
                name = line.decode().partition("<")[2].partition(">")[0]
                say("550 nobody here" if name in self.unknown else "250 ok")
                to += [name] * (name not in self.unknown)
            elif verb == "DATA":
                say("354 go on")
                data = b""
                while (part := lines.readline()) != b".\r\n":
                    data += part.removeprefix(b".")
                mail = message_from_bytes(data, policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.mails.append((to, mail))
                say("250 kept")
            else:
                say("250 ok")
        return None


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that signed itself, and its key."""
    made, key = folder / "own.pem", folder / "own.key"
    subprocess.run(
        shlex.split(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
            f" -addext subjectAltName=IP:127.0.0.1 -out {made} -keyout {key}"
        ),
        check=True,
        capture_output=True,
    )
    return made, key


def wait_for(there: Any, seconds: float = 20) -> bool:
    """Wait until there() holds; gives whether it does."""
    until = time.monotonic() + seconds
    while not there() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(there())
