"""An office's sign-in on loopback that tells the truth, or lies in one way: for the tests."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT = "dashboard"
Claims = dict[str, Any]


class Forger:
    """The provider. lie says what is wrong with the next token; "" is a true one."""

    def __init__(self) -> None:
        self.lie = ""
        self.key, self.other = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)
        )
        self.nonces: dict[str, str] = {}
        self.address = ""

    def token(self, nonce: str) -> str:
        """A token of somebody, as a provider would sign it but for the lie."""
        now = int(time.time())
        claims: Claims = {
            "iss": self.address,
            "sub": "u-0042",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
        } | CLAIMS.get(self.lie, lambda: {})()
        return SIGNED.get(self.lie, _signed)(self, claims)

    def public(self) -> Claims:
        """The key that the provider says is its own."""
        numbers = self.key.public_key().public_numbers()
        told = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "own"}
        return {**told, "n": _bytes(numbers.n), "e": _bytes(numbers.e)}


CLAIMS: dict[str, Callable[[], Claims]] = {
    "another issuer": lambda: {"iss": "https://evil.example"},
    "another audience": lambda: {"aud": "another-program"},
    "expired": lambda: {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600},
    "another nonce": lambda: {"nonce": "of-another-sign-in"},
}


def _signed(of: Forger, claims: Claims) -> str:
    return _with(of.key, claims)


def _with(key: rsa.RSAPrivateKey, claims: Claims) -> str:
    text = _text({"alg": "RS256", "kid": "own", "typ": "JWT"}, claims)
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_encoded(signature)}"


def _unsigned(of: Forger, claims: Claims) -> str:
    return _text({"alg": "none", "typ": "JWT"}, claims) + "."


def _shared(of: Forger, claims: Claims) -> str:
    """Signed with what everybody has: the public key, as if it were a secret both sides share."""
    text = _text({"alg": "HS256", "kid": "own", "typ": "JWT"}, claims)
    known = of.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"{text}.{_encoded(hmac.new(known, text.encode(), hashlib.sha256).digest())}"


def _changed(of: Forger, claims: Claims) -> str:
    """A true token in which another person was written."""
    head, _, signature = _signed(of, claims).split(".")
    return f"{head}.{_text({}, {**claims, 'sub': 'u-0001'}).partition('.')[2]}.{signature}"


SIGNED: dict[str, Callable[[Forger, Claims], str]] = {
    "another key": lambda of, claims: _with(of.other, claims),
    "no signature": _unsigned,
    "the public key as a secret": _shared,
    "another person written in": _changed,
}
LIES = (*CLAIMS, *SIGNED)


def _text(head: Claims, claims: Claims) -> str:
    return ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


@contextmanager
def forging() -> Iterator[Forger]:
    """Serve one on a port of its own."""
    of = Forger()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/authorize":
                query = {k: v[0] for k, v in parse_qs(asked.query).items()}
                code = secrets.token_hex(8)
                of.nonces[code] = query.get("nonce", "")
                back = urlencode({"code": code, "state": query["state"]})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            elif asked.path == "/keys":
                self._tell({"keys": [of.public()]})
            else:
                self._tell(
                    {
                        "issuer": of.address,
                        "authorization_endpoint": f"{of.address}/authorize",
                        "token_endpoint": f"{of.address}/token",
                        "jwks_uri": f"{of.address}/keys",
                        "response_types_supported": ["code"],
                        "subject_types_supported": ["public"],
                        "id_token_signing_alg_values_supported": ["RS256"],
                    }
                )

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            code = parse_qs(sent)["code"][0]
            token = of.token(of.nonces.pop(code))
            self._tell({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def _tell(self, told: Claims) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    served = ThreadingHTTPServer(("localhost", 0), Handler)
    of.address = f"http://localhost:{served.server_port}"
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield of
    finally:
        served.shutdown()
        served.server_close()
