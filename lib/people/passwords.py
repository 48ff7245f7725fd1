"""Passwords and one-time codes: made, hashed, compared. Argon2id as RFC 9106 recommends."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from datetime import timedelta
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lib.issues import Refusal

SHORTEST, LONGEST = 10, 200
CODE_LASTS = timedelta(hours=72)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No signs that are taken for one another on paper."""
COMMON = (
    "1234567890", "0123456789", "9876543210", "qwertyuiop", "1q2w3e4r5t", "password", "passw0rd",
    "administrator", "admin", "abc123", "iloveyou", "woaini", "yuxi", "kechuang", "letmein",
    "welcome", "qwerty", "asdfgh", "zxcvbn", "111111", "000000", "888888", "666666", "520520",
    "5201314", "zhongguo", "yunnan", "kunming", "hongta", "tongji", "玉溪", "科技局", "统计局",
)  # fmt: skip
"""What people type first. A password that is little more than one of these is refused."""
LIST = Path(__file__).with_name("common_passwords.txt")
"""Some thousand whole passwords that are chosen again and again; its head says whose list it is."""
_hasher = PasswordHasher()
# Each check takes 64 MB for a moment; a crowd at the door must not take the server's memory.
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Give what is stored of a password."""
    with _turns:
        return _hasher.hash(_plain(password))


def matches(stored: str, password: str) -> bool:
    """Say whether this is the password. Takes as long where nothing is stored."""
    with _turns:
        nobodys = _nobodys()  # whatever is stored, so that the first look tells nothing either
        try:
            _hasher.verify(stored or nobodys, _plain(password)[: LONGEST * 4])
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


def check_new(password: str, *names: str) -> None:
    """Refuse what is guessed first. Raises Refusal password_short, password_long, password_weak."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise Refusal("password_short", least=SHORTEST)
    if len(plain) > LONGEST:
        raise Refusal("password_long", most=LONGEST)
    rest = plain.lower()
    for known in (*COMMON, *(n.lower() for n in names if len(n) > 2)):
        rest = rest.replace(known, "")
    rest = re.sub(r"[\d\W_]+", "", rest) if len(rest) < 8 else rest
    if len(rest) < 4 or len(set(plain)) < 5 or plain.lower() in _often_chosen():
        raise Refusal("password_weak")


def new_code() -> str:
    """A one-time code that can be read out: twelve signs, about 59 bits."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join(signs[i : i + 4] for i in (0, 4, 8))


def hash_code(code: str) -> str:
    """Give what is stored of a code; it is random, so a fast hash is enough."""
    signs = "".join(c for c in _plain(code).upper() if c in ALPHABET)
    return hashlib.sha256(signs.encode()).hexdigest()


def same_code(stored: str, code: str) -> bool:
    """Say whether this is the code."""
    return hmac.compare_digest(stored, hash_code(code)) and bool(stored)


@cache
def _nobodys() -> str:
    """The hash of what nobody knows. A fifth of a second: commands that ask nobody do not wait."""
    return _hasher.hash(secrets.token_hex(16))


@cache
def _often_chosen() -> frozenset[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _plain(password: str) -> str:
    # The same password typed on another keyboard may come composed otherwise.
    return unicodedata.normalize("NFKC", password)
