"""The server's log: one line an event, for machines or for a terminal, without anything secret.

Whoever logs, this program or a library, is written by the one handler here. What reaches it is
cleaned: errors are told by kind and place (lib/faults.py), fields are a closed list, and what looks
like a secret is left out of the words.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from lib import faults
from lib.running import requests

FIELDS = ("error", "request", "method", "path", "host", "status", "ms")
"""What may stand beside the words of an event, in this order; anything else is left out."""
TIME = "%Y-%m-%dT%H:%M:%S"
LEFT_OUT = "…"
SECRETS = re.compile(
    r"(?P<query>(?<=[\w/)])\?[\w.%~-]+=[^\s\"'<>]*)"
    r"|(?P<named>\b(?i:cookie|set-cookie|authorization|x-xsrftoken|_streamlit_\w+|_xsrf|yuxi_session"
    r"|pass(?:word|wd|phrase)?|pwd|secret|token|code|sign|(?:api|access|robot)?_?key|口令|密码|密钥)\b"
    r"[\"']?\s*[:=：]\s*)(?:(?i:bearer|basic)\s+)?[^\s,;\"'}\]]*[\"']?[^\s,;\"'}\]]*"
    r"|(?P<bearer>\b(?i:bearer|basic)\s+)[\w.~+/=-]+"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<long>(?<![\w/.-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{24,}(?![\w/.]))"
)
"""Values after a ? of an address or the name of a secret, mail addresses, long random text."""


def begin(kind: str = "auto", known: Collection[str] = ()) -> None:
    """Take over all logging of this process.

    kind is json, text, or auto: text where a terminal reads it. known are secrets of the settings,
    left out wherever they stand.
    """
    as_text = kind == "text" or (kind == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(AsText(known) if as_text else AsJson(known))
    handler.addFilter(_not_told_already)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.setLoggerClass(Heard)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            if type(logger) is logging.Logger:
                logger.__class__ = Heard
    logging.getLogger("yuxi").setLevel(logging.INFO)
    # It tells of every socket with address and query; lib/running/requests.py tells what is needed.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda given: _uncaught(
        given.exc_type, given.exc_value, given.exc_traceback
    )


class Heard(logging.Logger):
    """A logger that brings no handler of its own: libraries that write by themselves, each in its
    own way, are written by ours."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802  the name is Python's
        """Do nothing."""

    def callHandlers(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Give the record to the one handler, whatever propagate says."""
        logging.getLogger().callHandlers(record)


def _not_told_already(record: logging.LogRecord) -> bool:
    """Streamlit tells of an error on a page and then asks us, who tell it again with its number."""
    return (record.name, record.msg) != ("streamlit.error_util", "Uncaught app execution")


def clean(words: str, known: Collection[str] = ()) -> str:
    """Words without what looks like a secret, and without line ends."""
    for secret in known:
        if len(secret) >= 4:
            words = words.replace(secret, LEFT_OUT)
    return SECRETS.sub(_left_out, words).replace("\r", " ").replace("\n", " ")


def _left_out(found: re.Match[str]) -> str:
    if found["query"]:
        return f"?{LEFT_OUT}"
    return f"{found['named'] or found['bearer'] or ''}{LEFT_OUT}"


def _uncaught(
    _: type[BaseException], error: BaseException | None, __: TracebackType | None = None
) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger("yuxi").critical("uncaught", exc_info=error)


def _cleaned(record: logging.LogRecord, known: Collection[str]) -> logging.LogRecord:
    """The same event with clean words and permitted fields alone."""
    out = logging.makeLogRecord(
        {
            "name": record.name,
            "levelno": record.levelno,
            "levelname": record.levelname.lower(),
            "created": record.created,
            "msecs": record.msecs,
            "exc_info": record.exc_info,
            "msg": clean(_words(record), known),
        }
    )
    told = {**vars(record), "request": getattr(record, "request", "") or requests.current.get()}
    for name in FIELDS:
        value = told.get(name)
        if value not in (None, ""):
            setattr(out, name, clean(value, known) if isinstance(value, str) else value)
    if isinstance(told.get("fault"), str):  # an error of the child process, told there already
        out.traceback = told["fault"]
    return out


def _words(record: logging.LogRecord) -> str:
    """What was said; of an error that is part of it only its kind."""
    if record.name == "asyncio":
        return str(record.msg).partition("\n")[0]  # what follows are the words of the error
    args: Any = record.args
    if isinstance(args, tuple):
        args = tuple(faults.name(a) if isinstance(a, BaseException) else a for a in args)
    if isinstance(record.msg, BaseException):
        return faults.name(record.msg)
    try:
        return str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


class AsJson(JsonFormatter):
    """One JSON object a line."""

    def __init__(self, known: Collection[str] = ()) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={
                "asctime": "time",
                "levelname": "level",
                "name": "logger",
                "message": "event",
                "exc_info": "traceback",
            },
            json_ensure_ascii=False,
        )
        self.known = known

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        return super().format(_cleaned(record, self.known))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """The moment in UTC."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Kind and places of an error."""
        return faults.told(ei[1])


class AsText(logging.Formatter):
    """The same for somebody who watches a terminal."""

    def __init__(self, known: Collection[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(name)s: %(message)s", TIME)
        self.known = known

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and the places of an error below it."""
        told = _cleaned(record, self.known)
        fields = " ".join(f"{n}={getattr(told, n)}" for n in FIELDS if hasattr(told, n))
        told.msg = f"{told.msg} {fields}".rstrip()
        below = getattr(told, "traceback", "")
        return super().format(told) + (f"\n{below}" if below else "")

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Kind and places of an error."""
        return faults.told(ei[1])
