"""A real nginx with the very files of deploy/, on high ports of loopback, in its own folder."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

HOME = Path(__file__).parent.parent
NAME = "kanban.example.gov.cn"
"""The name in deploy/nginx.conf."""
VISITOR = "127.0.0.2"
"""Loopback too, but no believed proxy: what a visitor's own address is here."""
PART = re.compile(r"# ---- which server;.*?# ---- end of this part ----\n", re.S)
"""What deploy/replicas.conf stands in the place of."""


@dataclass(frozen=True)
class Site:
    """The ports of the program, and of nginx without and with TLS.

    others: ports of more servers with the same database; then deploy/replicas.conf is used too.
    inside: a port of nginx that serves without TLS, for visitors who have none; 0 for no such port.
    """

    program: int
    plain: int
    secure: int
    others: tuple[int, ...] = ()
    inside: int = 0

    @property
    def programs(self) -> tuple[int, ...]:
        """The ports of all servers, in the order of their seats."""
        return (self.program, *self.others)

    @property
    def address(self) -> str:
        """Where people open it."""
        return f"https://{NAME}:{self.secure}"

    def ask(
        self, path: str, method: str = "GET", body: object = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """One request over TLS as a visitor sends it."""
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.secure, context=_trusting(), timeout=60, source_address=(VISITOR, 0)
        )
        sent = {"Host": f"{NAME}:{self.secure}", "Accept": "text/html"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, sent)  # type: ignore[arg-type]
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            line.close()

    def handshake(self, origin: str) -> int:
        """Status of a real websocket handshake from a page of that origin."""
        line = socket.create_connection(("127.0.0.1", self.secure))
        address = f"wss://{NAME}:{self.secure}/_stcore/stream"
        more = {"Origin": origin}
        try:
            with connect(address, sock=line, ssl=_trusting(), additional_headers=more):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code


def _trusting() -> ssl.SSLContext:
    """Our certificate is signed by nobody."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def installed() -> str | None:
    """The program, which is installed where this is Debian and we may."""
    if found := shutil.which("nginx"):
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light"]
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return shutil.which("nginx")


def _seats(count: int) -> str:
    """The file for two servers, with a seat more for each further one."""
    text = (HOME / "deploy" / "replicas.conf").read_text(encoding="utf-8")
    second = re.compile(
        r"^upstream yuxi_2 \{[^}]*\n\}\n|^(?! +server .* backup).*8502.*\n|^    2 .*\n", re.M
    )
    if len(second.findall(text)) != 4:
        raise RuntimeError("deploy/replicas.conf no longer names the second server four times")

    def more(found: re.Match[str]) -> str:
        numbers = range(3, count + 1)
        made = (
            re.sub(r"8502|yuxi_2|(?<= )2(?=[ ;])", partial(_numbered, n), found[0]) for n in numbers
        )
        return found[0] + "".join(made)

    return second.sub(more, text)


def _numbered(number: int, found: re.Match[str]) -> str:
    return found[0][:-1] + str(number)


def _configured(folder: Path, site: Site) -> str:
    """The file of deploy/ with other ports and places, inside the least that nginx needs."""
    text = (HOME / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    if site.others:
        one = PART.search(text)
        if one is None:
            raise RuntimeError("deploy/nginx.conf no longer has the part for several servers")
        text = text.replace(one[0], _seats(len(site.programs)))
    inside = f" listen 127.0.0.1:{site.inside};" if site.inside else ""
    for old, new in (
        (r"listen 80;", f"listen 127.0.0.1:{site.plain};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{site.secure} ssl http2;{inside}"),
        (r"listen \[::\]:.*;", ""),
        (r"(127\\?\.0\\?\.0\\?\.1:)850(\d)", lambda m: m[1] + str(site.programs[int(m[2]) - 1])),
        (r"https://\$host\$", f"https://$host:{site.secure}$"),
        (r"/etc/ssl/yuxi", str(folder)),
        (r"/var/cache/nginx/yuxi", str(folder / "cache")),
    ):
        text, times = re.subn(old, new, text)
        if not times:
            raise RuntimeError(f"deploy/nginx.conf no longer has {old}")
    temporary = "".join(
        f"{name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\npid {folder / 'nginx.pid'};\nerror_log {folder / 'nginx.log'} warn;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )


@contextmanager
def running(program: str, folder: Path, site: Site) -> Iterator[None]:
    """Run it until the end of the block."""
    _certificate(folder)
    file = folder / "nginx.conf"
    file.write_text(_configured(folder, site), encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(file), "-e", str(folder / "nginx.log")])
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", site.secure), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
