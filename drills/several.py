"""Several real servers with one real PostgreSQL behind a real nginx; it judges nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from drills.proxy import NAME, Site, running
from lib.office import Office
from lib.settings import Settings
from lib.start import opened
from tests.postgres import Postgres
from tests.server import HOME, Server, free_port

AT_ONCE = 2
"""Servers that are started at once: four on two cores would take longer than one may wait."""
SECRET = "what-all-the-servers-of-one-database-share"


@dataclass
class Several:
    """The servers in the order of their seats, what they share, and nginx before them."""

    folder: Path
    url: str
    site: Site
    settings: dict[str, str]
    servers: list[Server] = field(default_factory=list)

    def start(self, place: int) -> Server:
        """Start the server of a place, again too, and wait until it is healthy."""
        folder = self.folder / f"server-{place + 1}"
        folder.mkdir(exist_ok=True)
        port = self.site.programs[place]
        return Server(folder, port=port, secret=SECRET, database_url=self.url, **self.settings)

    def again(self, place: int) -> None:
        """Start a server that ended."""
        self.servers[place].stop()
        self.servers[place] = self.start(place)

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The same database, for whoever looks at it or writes it beside the servers."""
        at = opened(Settings(database_url=self.url, entry="accounts"))
        try:
            yield at
        finally:
            at.db.close()


@contextmanager
def several(program: str, folder: Path, count: int, *, demo: bool = False) -> Iterator[Several]:
    """Run so many servers, all started at once, and the program nginx before them.

    demo fills the database with the demonstration first; else it is empty.
    """
    first, *others = (free_port() for _ in range(count))
    site = Site(first, free_port(), free_port(), tuple(others), free_port())
    settings = {"entry": "accounts", "site_url": f"https://{NAME}:{site.secure}"}
    postgres = Postgres()
    try:
        made = Several(folder, postgres.empty(), site, settings)
        if demo:
            more = {"YUXI_DATABASE_URL": made.url, "YUXI_KIND": "demo"}
            command = [sys.executable, "-m", "lib.demo"]
            environment = {**os.environ, **more}
            subprocess.run(command, cwd=HOME, env=environment, check=True, capture_output=True)
        try:
            with ThreadPoolExecutor(AT_ONCE) as starting:
                made.servers += starting.map(made.start, range(count))
            with running(program, folder, site):
                yield made
        finally:
            for server in made.servers:
                server.stop()
    finally:
        postgres.stop()
