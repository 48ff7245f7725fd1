"""Messages on their way: both robots, a webhook, mail; says in codes why one did not arrive.

The address of a robot is its key: neither it nor a password enters a log, a page or an error.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import smtplib
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote_plus

from lib.alerts import messages
from lib.alerts.letter import Letter
from lib.alerts.mail import mail
from lib.issues import Refusal
from lib.settings import HOME, Settings, masked

PATIENCE = 10
"""Seconds to wait for an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try of a message."""
ANSWER = 64 * 1024
"""Bytes read of an answer."""
BUSY = -1
"""What both robots answer while their system is busy: try again. Being told off for too many
messages (45009, 130101) is not tried again at once: the next round is soon enough."""


@dataclass(frozen=True)
class Channel:
    """One way out. place is where to, without what is secret.

    send gives a remark, mostly empty (the recipients that a mail server did not take, where it
    took others), and raises Refusal undelivered_* with place and found.
    """

    name: str
    place: str
    send: Callable[[Letter], str] = field(repr=False)


class Passing(Exception):
    """A trouble that may be over in a second; refusal is what is said when it is not."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def channels(settings: Settings, sleep: Callable[[float], object] = time.sleep) -> list[Channel]:
    """Give every way out that the settings name; sleep is how to wait between tries."""
    found = []
    for name in ("wecom", "dingtalk", "webhook"):
        if url := getattr(settings, f"alert_{name}"):
            found.append(_hook(name, url, settings, sleep))
    if settings.mail_to:
        found.append(_post_office(settings, sleep))
    return found


def signed(url: str, secret: str, now_ms: int) -> str:
    """The address of a 钉钉 robot with its signature; url as it is where there is no secret.

    HMAC-SHA256 of "time\\nsecret" under the secret; the time may be off by an hour at most.
    """
    if not secret:
        return url
    told = f"{now_ms}\n{secret}".encode()
    code = base64.b64encode(hmac.new(secret.encode(), told, hashlib.sha256).digest())
    return f"{url}{'&' if '?' in url else '?'}timestamp={now_ms}&sign={quote_plus(code)}"


def _hook(name: str, url: str, settings: Settings, sleep: Callable[[float], object]) -> Channel:
    place = masked(url)
    form = {"wecom": messages.wecom, "dingtalk": messages.dingtalk, "webhook": messages.generic}

    def once(letter: Letter) -> str:
        secret = settings.alert_dingtalk_secret if name == "dingtalk" else ""
        to = signed(url, secret, round(time.time() * 1000))
        answer = _posted(to, messages.packed(form[name](letter)), place, _trust(settings))
        if name != "webhook":
            _check_robot(answer, place)
        return ""

    return Channel(name, place, lambda letter: _patiently(once, letter, sleep))


def _patiently(
    once: Callable[[Letter], str], letter: Letter, sleep: Callable[[float], object]
) -> str:
    """Try again after what may pass; what does not is raised at once."""
    for pause in PAUSES:
        try:
            return once(letter)
        except Passing:
            sleep(pause)
    try:
        return once(letter)
    except Passing as trouble:
        raise trouble.refusal from None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a message goes where the office said, or nowhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Leave the answer as it is, which counts as a failure."""


def _posted(url: str, body: bytes, place: str, trust: ssl.SSLContext) -> bytes:
    """Post JSON and give the answer's beginning. Raises Passing, Refusal."""
    request = urllib.request.Request(
        url, body, {"Content-Type": "application/json; charset=utf-8", "User-Agent": "yuxi"}
    )
    opener = urllib.request.build_opener(_Stay, urllib.request.HTTPSHandler(context=trust))
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.read(ANSWER)
    except urllib.error.HTTPError as refused:
        with refused:
            trouble = Refusal("undelivered_http", place=place, found=refused.code)
        if refused.code >= 500:
            raise Passing(trouble) from None
        raise trouble from None  # the cause knows the address, which is secret
    except (OSError, http.client.HTTPException) as error:
        raise _network(error, place) from None


def _check_robot(answer: bytes, place: str) -> None:
    """Both robots answer 200 whatever happens; errcode says what did."""
    try:
        told = json.loads(answer)
        code, words = int(told["errcode"]), str(told.get("errmsg", ""))
    except (ValueError, TypeError, KeyError):
        raise Refusal("undelivered_answer", place=place, found=_short(answer)) from None
    if code == 0:
        return
    trouble = Refusal("undelivered_answer", place=place, found=f"{code} {words[:200]}".strip())
    raise Passing(trouble) if code == BUSY else trouble


def _short(answer: bytes) -> str:
    return answer[:200].decode(errors="replace")


def _network(error: Exception, place: str) -> Exception:
    """What went wrong on the way, by its kind; a bad certificate does not get better by waiting."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Refusal("undelivered_certificate", place=place, found=cause.verify_message)
    if isinstance(cause, TimeoutError):
        return Passing(Refusal("undelivered_timeout", place=place, found=PATIENCE))
    if isinstance(cause, ConnectionRefusedError):
        return Passing(Refusal("undelivered_closed", place=place, found=cause.errno))
    if isinstance(cause, socket.gaierror):
        return Passing(Refusal("undelivered_unknown", place=place, found=cause.errno))
    found = getattr(cause, "strerror", None) or type(cause).__name__
    return Passing(Refusal("undelivered_connect", place=place, found=found))


def _trust(settings: Settings) -> ssl.SSLContext:
    """Whose certificates count: the machine's, and the office's own."""
    trust = ssl.create_default_context()
    if settings.alert_ca:
        trust.load_verify_locations(HOME / settings.alert_ca)
    return trust


def _post_office(settings: Settings, sleep: Callable[[float], object]) -> Channel:
    place = f"{settings.smtp_host} → {len(settings.mail_to)}"

    def once(letter: Letter) -> str:
        at = datetime.now(settings.zone)
        return _mailed(
            mail(letter, settings.alert_mail_from, settings.mail_to, at), settings, place
        )

    return Channel("mail", place, lambda letter: _patiently(once, letter, sleep))


def _mailed(message: EmailMessage, settings: Settings, place: str) -> str:
    """Hand a mail over; gives who was not taken where others were. Raises Passing, Refusal."""
    sender = settings.alert_mail_from
    try:
        with _server(settings) as server:
            if settings.smtp_security == "starttls":
                server.starttls(context=_trust(settings))
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            return ", ".join(server.send_message(message, sender, settings.mail_to))
    except smtplib.SMTPResponseException as refused:
        words = refused.smtp_error
        text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        said = f"{refused.smtp_code} {text[:200]}"
        trouble = Refusal("undelivered_mail", place=place, found=said)
        raise (Passing(trouble) if 400 <= refused.smtp_code < 500 else trouble) from None
    except smtplib.SMTPRecipientsRefused as refused:
        found = ", ".join(sorted(refused.recipients))
        raise Refusal("undelivered_mail", place=place, found=found) from None
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPHeloError) as refused:
        raise Refusal("undelivered_mail", place=place, found=str(refused)) from None
    except OSError as error:  # SMTPException is one, and so is every trouble of the network
        raise _network(error, place) from None


def _server(settings: Settings) -> smtplib.SMTP:
    # Asking the network for this machine's own name can take long where there is none.
    name = settings.alert_mail_from.rpartition("@")[2]
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "ssl":
        trust = _trust(settings)
        return smtplib.SMTP_SSL(host, port, name, timeout=PATIENCE, context=trust)
    return smtplib.SMTP(host, port, name, timeout=PATIENCE)
