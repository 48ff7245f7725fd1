"""One plan's office: its database, its regions and words, and what day it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from lib import store, texts
from lib.plan.about import NAMELESS, About
from lib.plan.regions import Region, below, top
from lib.plan.themes import Theme
from lib.settings import Settings


@dataclass(frozen=True)
class Office:
    """Everything that stands still while the program runs.

    copy: this is a copy of a database that the server holds; what is written into it is lost.
    standin: what is shown while the database itself is in trouble.
    plan: name of the plan in addresses, empty for the home plan. about: what the plan is called.
    home: the office of the home plan, whose database knows who people are; None where this is it.
    """

    settings: Settings
    db: store.Database
    regions: tuple[Region, ...]
    names: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    themes: tuple[Theme, ...] = ()
    copy: bool = False
    standin: store.Standin | None = None
    plan: str = ""
    about: About = NAMELESS
    home: Office | None = None

    @property
    def front(self) -> Office:
        """The office that people sign in to."""
        return self.home or self

    def title(self, lang: str) -> str:
        """What the plan's dashboard is called."""
        return called(self.about, lang)[0]

    @property
    def backups(self) -> Path:
        """Folder of the backups."""
        return self.settings.backup_path

    @property
    def parts(self) -> list[str]:
        """Codes of the regions that make up the whole, without what these are made up of."""
        return [r.code for r in below(self.regions, self.root)]

    @property
    def root(self) -> str:
        """Code of the region that the plan is about."""
        return top(self.regions)

    def today(self) -> date:
        """Today where the office is."""
        return datetime.now(self.settings.zone).date()

    def day_of(self, moment: datetime) -> date:
        """Give the day of a stored time (naive UTC) at the office."""
        return moment.replace(tzinfo=UTC).astimezone(self.settings.zone).date()

    def end_of(self, day: date) -> datetime:
        """Give the last moment of a day at the office, in naive UTC as the log keeps it."""
        local = datetime.combine(day, time.max, self.settings.zone)
        return local.astimezone(UTC).replace(tzinfo=None)

    def seq_at(self, day: date) -> int:
        """Number of the last submission known at the end of a day."""
        return (
            store.newest_seq(self.db)
            if day >= self.today()
            else store.seq_at(self.db, self.end_of(day))
        )


def called(about: About, lang: str) -> tuple[str, str]:
    """Title and short name of a plan; those of the product where it has none of its own."""
    title = about.title(lang) or texts.t(lang, "app.title")
    return title, about.short(lang) or texts.t(lang, "app.short")
