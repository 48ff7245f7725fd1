"""Accounts for tests, made as an administrator makes them, and a browser's way in."""

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from lib import managing, store
from lib.access import User
from lib.office import Office
from lib.people import passwords
from lib.visitor import secret_in

PASSWORD = "玉溪湖畔-三棵树-17"
BY = User("测试", "administrator", address="console")


def add(office: Office, key: str, role: str, *own: str, name: str = "") -> str:
    """Make an account with a one-time code, and give the code."""
    return managing.add(office, key, name or key, role, own, BY)[1]


def session(office: Office, key: str) -> str:
    """Begin a session of an account and give its secret, as the sign-in page does."""
    known = store.account(office.db, key)
    assert known is not None
    secret = f"{key}-{passwords.new_code()}"
    store.open_session(office.db, secret, known, "password", "127.0.0.1", at=store.now())
    return secret


@dataclass
class Caller:
    """A browser without a screen: keeps cookies and sends the origin as browsers do."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    set_cookie: str = ""

    def get(self, path: str) -> tuple[int, str]:
        """Open an address."""
        return self._send("GET", path, "", {})

    def post(self, path: str, origin: str = "", **fields: str) -> tuple[int, str]:
        """Send a form from a page of this server, or of another origin."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send(
            "POST", path, urlencode(fields), {**kind, "Origin": origin or self.address}
        )

    def enter(self, account: str, password: str) -> int:
        """Sign in, and say how it ended."""
        return self.post("/signin", account=account, password=password)[0]

    def who(self) -> str:
        """The account that the server takes this browser for; empty for none."""
        body = self.get("/signin?lang=en")[1]
        found = re.search(r"<dt>Account</dt><dd>([^<]*)</dd>", body)
        return found.group(1) if found else ""

    def upload(self, size: int) -> tuple[int, str]:
        """Announce a file to the address that takes uploads, and send not a byte of it.

        A server that waits for the file would not answer in time.
        """
        host, key = urlsplit(self.address), "_streamlit_xsrf"
        self.get("/_stcore/health")
        line = http.client.HTTPConnection(host.hostname or "", host.port, timeout=5)
        line.putrequest("PUT", "/_stcore/upload_file/nobodys/file")
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        told = {"Origin": self.address, "X-Xsrftoken": self.cookies[key], "Cookie": cookies}
        kind = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(size)}
        for name, value in {**told, **kind}.items():
            line.putheader(name, value)
        try:
            line.endheaders()
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    @property
    def secret(self) -> str:
        """The session's secret as the browser keeps it."""
        return secret_in(self.cookies)

    def _send(self, method: str, path: str, body: str, more: dict[str, str]) -> tuple[int, str]:
        host = urlsplit(self.address)
        line = http.client.HTTPConnection(host.hostname or "", host.port, timeout=30)
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {**({"Cookie": cookies} if cookies else {}), **more, **self.headers}
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.set_cookie = value
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0].strip('"')
            return answer.status, answer.read().decode()
        finally:
            line.close()
