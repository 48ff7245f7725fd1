"""The addresses of the server by kind: few words for numbers, and a path that may be logged."""

from __future__ import annotations

OWN = {
    "/healthz": "health",
    "/readyz": "health",
    "/metrics": "metrics",
    "/_stcore/metrics": "metrics",
    "/_stcore/stream": "socket",
    "/oauth2callback": "signin",
}
"""Addresses to kinds; what stands here is looked at first."""
UNDER = (
    ("/signin", "signin"),
    ("/signout", "signin"),
    ("/auth/", "signin"),
    ("/present", "present"),
    ("/_stcore/upload_file/", "upload"),
    ("/media/", "file"),
    ("/static/", "asset"),
    ("/assets/", "asset"),
    ("/component/", "asset"),
    ("/pictures/", "asset"),
    ("/_stcore/", "health"),
)
"""Beginnings to kinds."""
PRIVATE = ("signin", "upload", "file", "metrics")
"""Kinds that no browser and no proxy may keep."""
QUIET = ("health", "asset", "metrics")
"""Kinds that the log does not tell of where all went well."""
LONGEST = 80


def kind(path: str, pages: frozenset[str]) -> str:
    """The kind of an address: one of those above, page, or other."""
    if path in OWN:
        return OWN[path]
    for beginning, found in UNDER:
        if path.startswith(beginning):
            return found
    if "/_stcore/" in path:  # below a page: Streamlit tries where the server begins
        return "health"
    return "page" if path.strip("/") in pages else "other"


def shown(path: str, found: str) -> str:
    """The path for the log: without what names one session or one file."""
    if found in ("upload", "file"):
        return f"/{path.split('/')[1]}/…"
    clean = "".join(c if c.isprintable() else "?" for c in path)
    return clean if len(clean) <= LONGEST else f"{clean[:LONGEST]}…"
