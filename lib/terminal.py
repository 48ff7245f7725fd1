"""Who sits at the terminal."""

from __future__ import annotations

import getpass
import os

from lib.access import User


def person() -> User:
    """Whoever may open the database file is trusted; the audit says who it was."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # no entry for this user on the machine
        name = str(os.getuid()) if hasattr(os, "getuid") else "?"
    return User(name, "administrator", address="console")
