"""From settings to an open database that holds the plan; the first start and every later one."""

from __future__ import annotations

import atexit
import logging
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from lib import store
from lib.bringing import bring, read
from lib.issues import StoreTrouble
from lib.office import Office
from lib.plan import load_names
from lib.plan.about import NAMELESS, About, load_about
from lib.plan.aliases import load_aliases
from lib.plan.regions import load_regions
from lib.plan.themes import load_themes
from lib.settings import Settings, load_settings

LOG = logging.getLogger("yuxi.start")
T = TypeVar("T")


def office(plan: str = "") -> Office:
    """Open the office of a plan as the settings say, once in a process.

    Raises Refusal for a bad setting and unknown_plan, StoreTrouble, BrokenPlan.
    """
    settings = load_settings()
    with _turn:
        _leave_overtaken(settings)
        return _ready(settings, plan, _started)


def serving(plan: str = "") -> Office:
    """Open the office for the web server: where the database is in trouble, something stands in.

    Raises what office() raises for every other reason.
    """
    settings = load_settings()
    with _turn:
        _leave_overtaken(settings)
        return _ready(settings, plan, _served)


def introduce(mark: str) -> None:
    """Let other servers of the same databases see what this one has, from the next opening on."""
    global _mark
    _mark = mark


@lru_cache(maxsize=8)
def plans(settings: Settings) -> Mapping[str, About]:
    """What each plan is called, by its name in addresses, the home plan first.

    Read once, as an office reads its own: every page shows it.
    """
    return {plan: _about(settings.of(plan).plan_path) for plan in ("", *settings.plan_folders)}


def closed(work: Callable[[Settings], T], plan: str = "") -> T:
    """Do something to the files of a database while nobody here has it open; then open it.

    Whoever asks meanwhile, for whatever plan, is told to come back in a moment.
    """
    settings = load_settings()
    with _turn:
        for ready in _offices.values():
            ready.db.close()
        _offices.clear()
        try:
            return work(settings.of(plan))
        finally:
            _ready(settings, plan, _served)


def looking(plan: str = "") -> Office:
    """Open the office for somebody who only reads, also while the server holds the database.

    Then a copy of its files is read, as they are now. Raises what office() raises.
    """
    try:
        return office(plan)
    except StoreTrouble as trouble:
        if trouble.code != "locked":
            raise
    settings = load_settings()
    folder = tempfile.TemporaryDirectory(prefix="yuxi-copy-")
    _copies.append(folder)
    own = settings.of(plan)
    copy = store.snapshot(own.database_path, Path(folder.name))
    with _turn:
        ready = opened(replace(own, database=str(copy)), plan)
        _offices[settings, plan] = replace(ready, copy=True)
        return _offices[settings, plan]


def close() -> None:
    """Let go of every database; the next call of office() opens its own again."""
    with _turn:
        for ready in _offices.values():
            ready.db.close()
        _offices.clear()
        while _copies:
            _copies.pop().cleanup()


# A command that ends in good order leaves a database that was closed.
atexit.register(close)
_offices: dict[tuple[Settings, str], Office] = {}
_copies: list[tempfile.TemporaryDirectory[str]] = []
_turn = threading.Lock()
_mark = ""


def _leave_overtaken(settings: Settings) -> None:
    """Let go of databases that another process restored; all that was kept of them goes with them.

    Who people are is known by the home plan: with it the others are opened anew.
    """
    mine = [place for place in _offices if place[0] == settings]
    over = [place for place in mine if _offices[place].db.overtaken]
    for place in mine if (settings, "") in over else over:
        _offices.pop(place).db.close()
        LOG.warning("opened anew after a restore by another process")


def _ready(settings: Settings, plan: str, opening: Callable[..., Office]) -> Office:
    """The office of a plan, opened after the home plan's, which knows who people are."""
    if (settings, plan) not in _offices:
        own = settings.of(plan)
        home = _ready(settings, "", opening) if plan else None
        _offices[settings, plan] = opening(own, plan, home)
    return _offices[settings, plan]


def _served(settings: Settings, plan: str = "", home: Office | None = None) -> Office:
    try:
        return _started(settings, plan, home)
    except StoreTrouble as trouble:
        if trouble.code not in store.SAFE:
            raise
        LOG.error("the database cannot be used: %s", trouble)
        return replace(_standing_in(settings, trouble, home), plan=plan, home=home)


def _standing_in(settings: Settings, trouble: StoreTrouble, home: Office | None) -> Office:
    scratch = tempfile.TemporaryDirectory(prefix="yuxi-standin-")
    _copies.append(scratch)
    folder, path = settings.backup_path, settings.database_path
    shown = store.stand_in(path, trouble, folder, Path(scratch.name))
    shown.db.people = home.db if home else None
    return replace(_around(settings, shown.db), standin=shown)


def _started(settings: Settings, plan: str = "", home: Office | None = None) -> Office:
    ready = opened(settings, plan, home)
    try:
        # Of several servers that start at once the first brings it, the others find it there.
        with ready.db.alone("start", patient=True):
            bring(ready)
        if _mark:
            ready.db.introduce(_mark)
    except BaseException:
        ready.db.close()
        raise
    return ready


def opened(settings: Settings, plan: str = "", home: Office | None = None) -> Office:
    """Open the database as it is, with the regions and names of the plan; bring nothing in.

    settings are those of the plan itself, home the office that people sign in to. Before a
    migration the database goes among the backups. Raises StoreTrouble, BrokenPlan.
    """
    at = store.server(settings.database_url) if settings.database_url else None
    stem = at.stem if at else settings.database_path.stem

    def keep(made: Path) -> None:
        store.keep_backup(made, settings.backup_path, "migration", stem=stem)

    if at:
        db: store.Database = store.open_server(at, kind=settings.kind, keep=keep)
    else:
        db = store.open_database(settings.database_path, kind=settings.kind, keep=keep)
    db.people = home.db if home else None
    return replace(_around(settings, db), plan=plan, home=home)


def _around(settings: Settings, db: store.Database) -> Office:
    """The office around an open database, which is closed where the plan's files are broken."""
    try:
        folder = settings.plan_path
        regions = tuple(load_regions(read(folder / "regions.csv")))
        names = load_names(read(folder / "names.csv"))
        names |= {r.zh: r.en for r in regions if r.en}
        other = folder / "aliases.csv"  # a plan may do without
        aliases = load_aliases(read(other)) if other.exists() else {}
        shown = folder / "themes.csv"  # so may it without this one
        themes = load_themes(read(shown)) if shown.exists() else ()
        about = _about(folder)
    except BaseException:
        db.close()
        raise
    return Office(settings, db, regions, names, aliases, themes, about=about)


def _about(folder: Path) -> About:
    """What a plan is called; the home plan may do without."""
    file = folder / "plan.csv"
    return load_about(read(file)) if file.exists() else NAMELESS
