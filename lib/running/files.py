"""How many files and lines the server may have open at once; opens none itself."""

from __future__ import annotations

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None

MANY = 65536
"""Enough for 16,000 tabs."""


def allow_many() -> None:
    """Let this process open as much at once as its system lets it, up to MANY.

    An open tab takes four: its line, and three for the loop that Streamlit keeps for it, which it
    lets go of two minutes after the tab was closed. The 1,024 that systemd and a shell give a
    process end at 250 tabs, and then everybody is refused, the health check too.
    """
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MANY if hard == resource.RLIM_INFINITY else min(MANY, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
