"""From the launch until healthy, with a database that is already there, beside bare Streamlit."""

from __future__ import annotations

from benchmarks.measure import Goal, Row, interleaved
from benchmarks.server import HEALTH, running

OWN_HEALTH = "/healthz"


def start(
    office: dict[str, str],
    repeat: int,
    paths: tuple[str, ...] = (OWN_HEALTH, HEALTH),
    what: str = "",
) -> list[Row]:
    """Time to the health check of the product, which asks the database, and of Streamlit.

    what says in the row's name which database it is.
    """

    def ours() -> dict[str, float]:
        with running("server.py", office, paths) as server:
            return dict(server.started)

    def bare() -> dict[str, float]:
        with running("benchmarks/bare_server.py", {}) as server:
            return dict(server.started)

    taken = interleaved({"ours": ours, "bare": bare}, repeat)
    floor = [times[HEALTH] for times in taken["bare"]]
    return [
        Row(
            f"start until {path}{what}",
            f"bare server until {HEALTH}",
            "s",
            [times[path] for times in taken["ours"]],
            floor,
            Goal(more=1),
        )
        for path in paths
    ]
