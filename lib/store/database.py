"""What every open database can do, whichever engine it lies in; knows no meaning and no SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from lib.issues import StoreTrouble
from lib.store.cursor import Cursor

LONGEST = 60.0
"""Seconds after which a question is broken off: no page needs so long, and others wait for it."""


@dataclass(frozen=True)
class Space:
    """Bytes of the data, and of the log beside them."""

    size: int
    log: int


class Database(ABC):
    """One open database. kind is "real" or "demo", fixed when it was made.

    name is what people know it by: the file, or the server without its password; stem names files
    made of it. A cursor a question; writers take turns. frozen says why nothing that people would
    miss is written, where this is not the office's own database but a copy that stands in.
    overtaken: another process put a backup in the place of what was opened here. Nothing that was
    read before is true any more, so every question is refused: it is to be opened anew.
    exclusive: no other process can write into it; writings counts what this one wrote, or tried to.
    people is the database that knows who somebody is, where it is another than this: a plan beside
    the home plan keeps only what its people may do in it.
    """

    name: str
    stem: str
    kind: str = "real"
    exclusive: bool = False
    writings: int = 0
    frozen: StoreTrouble | None = None
    overtaken: bool = False
    people: Database | None = None

    @property
    def demo(self) -> bool:
        """Say whether every value in here is made up."""
        return self.kind == "demo"

    @abstractmethod
    def reading(self, *, longest: float = LONGEST) -> AbstractContextManager[Cursor]:
        """Lend a cursor for one question, which is broken off after so many seconds.

        Raises StoreTrouble closed, overtaken, unreachable, asked_too_long.
        """

    @abstractmethod
    def writing(self, *, passing: bool = False) -> AbstractContextManager[Cursor]:
        """Lend a cursor inside a transaction: all of it is kept, or none where anything fails.

        passing writes what nobody misses later (who is here now), also into a stand-in.
        Raises StoreTrouble safe_mode, overtaken; not_written and its like where nothing was taken;
        outcome_unknown where only the database knows.
        """

    @abstractmethod
    def alone(self, what: str, *, patient: bool = False) -> AbstractContextManager[bool]:
        """Give True to one process at a time for each kind of work that no two may do at once.

        The others get False, or wait for their turn where they are patient. Whoever is killed
        meanwhile has let go of it. Raises StoreTrouble unreachable, server_busy.
        """

    def introduce(self, mark: str) -> None:  # noqa: B027
        """Let the other processes of this database see what all of them must have in common."""

    def strangers(self) -> bool:
        """Say whether a process that introduced itself with another mark is there now."""
        return False

    @abstractmethod
    def copy_to(self, made: Path) -> None:
        """Make one whole DuckDB file of what stands between two commits, every value compared.

        Raises StoreTrouble no_room, backup_wrong, unreachable.
        """

    @abstractmethod
    def check_room(self, size: int) -> None:
        """Raise StoreTrouble no_room where so many bytes more have no room."""

    @abstractmethod
    def free(self) -> int | None:
        """Bytes free where the data lie; None where another machine keeps them."""

    @abstractmethod
    def space(self) -> Space:
        """Say how much room the data take."""

    @abstractmethod
    def close(self, *, clean: bool = True) -> None:
        """Let go of it, after questions under way; later ones are refused."""

    def _learn(self) -> None:
        """Ask what kind it is; once, when it was opened."""
        with self.reading() as cursor:
            row = cursor.execute("select value from about where name = 'kind'").fetchone()
        self.kind = str(row[0]) if row else "real"
