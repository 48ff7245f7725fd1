"""How an office keeps its data: backups by hand and by the clock, restores, room on the disk."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from lib import start, store
from lib.access import SYSTEM, User
from lib.audit.chain import Head
from lib.issues import Refusal, StoreTrouble
from lib.office import Office
from lib.settings import Settings, load_settings

LOG = logging.getLogger("yuxi.keeping")
EVERY = 60.0
"""Seconds between two looks at the clock."""
RETRY = 15
"""Looks between two tries of a backup that failed."""
OVERDUE_DAYS = 2
"""Days after the last backup from which administrators are told."""
MB = 1_000_000


@dataclass(frozen=True)
class Condition:
    """How safe the data are: bytes free, the newest backup and its age in days.

    Free is the disk of the backups alone where another machine keeps the database.

    low says that the disk is nearly full, late that no backup was made for days.
    """

    free: int
    low: bool
    newest: store.Backup | None
    days: int
    late: bool


def condition(office: Office) -> Condition:
    """Look at the disks and the backups; asks the database nothing, for every page wants it."""
    at = office.settings
    known = store.backups(at.backup_path)
    newest = known[0] if known else None
    free = _room_of_backups(at)
    if (beside := office.db.free()) is not None:
        free = min(free, beside)
    days = (store.now() - newest.made_at).days if newest else 0
    late = at.backup_hour != "off" and days >= OVERDUE_DAYS
    return Condition(free, free < at.disk_low_mb * MB, newest, days, late)


def make(office: Office, by: User, why: str = "asked") -> store.Backup:
    """Make a backup now, prove it, and write down that it was made.

    Raises NotAllowed; StoreTrouble safe_mode, no_room, backup_wrong.
    """
    _may(office, by)
    if office.db.frozen:
        raise StoreTrouble("safe_mode")
    made = store.make_backup(office.db, office.backups, why)
    if not office.copy:
        told = {"name": made.name, "why": why, "seq": made.seq, "sha256": made.sha256}
        store.record(office.db, "backup", by, **told)
    return made


def check(office: Office, by: User, name: str) -> Head:
    """Prove a backup by restoring it aside. Raises NotAllowed, Refusal, StoreTrouble."""
    _may(office, by)
    return store.check_backup(store.backup_called(office.backups, name))


def restore(office: Office, by: User, name: str, reason: str) -> store.Restored:
    """Put a backup in the place of the database, while nobody here has it open.

    Raises NotAllowed; Refusal no_such_backup, reason_needed; StoreTrouble.
    """
    _may(office, by)
    if not reason.strip():
        raise Refusal("reason_needed")
    backup = store.backup_called(office.backups, name)
    return start.closed(lambda at: put_back(at, backup, by, reason.strip()), office.plan)


def put_back(at: Settings, backup: store.Backup, by: User, reason: str) -> store.Restored:
    """The same with nobody asked whether the database opens. Raises NotAllowed, StoreTrouble."""
    if at.database_url:
        to = store.server(at.database_url)
        return store.restore_server(to, backup, by, reason=reason, keep=at.backup_path)
    return store.restore(at.database_path, backup, by, reason=reason)


def lost_by(office: Office, backup: store.Backup) -> list[store.Submission]:
    """Give the submissions that a restore would take back, newest first, as far as known."""
    return store.submissions(office.db, store.head(office.db), first=backup.seq + 1)


class Keeper:
    """Makes the daily backup, in a thread of its own once begin() was called."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._rest = 0
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def begin(self) -> None:
        """Begin to look at the clock."""
        self._thread.start()

    def end(self) -> None:
        """End the thread; a backup that is being made is no backup yet, and goes."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            self._rest -= 1
            if self._rest > 0:
                continue
            for plan in start.plans(load_settings()):
                try:
                    look(start.serving(plan), datetime.now(UTC))
                except Exception:
                    # Whatever it is, the next day's backup is still to be made, and other plans'.
                    self._rest = RETRY
                    LOG.exception("the daily backup was not made")


def look(office: Office, now: datetime) -> store.Backup | None:
    """Make the daily backup where it is due, and take the oldest away; give it, or None.

    It is due once a day from the hour that is set, where something changed since the last.
    """
    at = office.settings
    if at.backup_hour == "off" or office.db.frozen or office.copy:
        return None
    here = now.astimezone(at.zone)
    begun = here.replace(hour=int(at.backup_hour), minute=0, second=0, microsecond=0)
    if here < begun or _made(office, begun):
        return None
    with office.db.alone("backup") as mine:
        if not mine or _made(office, begun):  # by now
            return None
        known = store.backups(at.backup_path)
        if known and _untouched(office, known[0], store.audit_head(office.db)):
            return None
        made = make(office, SYSTEM, "scheduled")
    for name in store.thin_backups(at.backup_path, at.backup_keep):
        LOG.info("backup taken away: %s", name)
    return made


def _made(office: Office, begun: datetime) -> bool:
    """Whether there is a backup of the day: here, or as the audit says on another server."""
    known = [b.made_at for b in store.backups(office.settings.backup_path)]
    if (last := store.last_entry(office.db, "backup")) is not None:
        known.append(last.at)
    return any(at.replace(tzinfo=UTC) >= begun for at in known)


def _untouched(office: Office, last: store.Backup, head: Head) -> bool:
    """Whether nothing happened since a backup but that it was written down."""
    return last.seq == store.head(office.db) and (head.n or 0) <= last.entries + 1


def _room_of_backups(settings: Settings) -> int:
    folder = settings.backup_path
    while not folder.exists():
        folder = folder.parent
    return store.room(folder)


def _may(office: Office, by: User) -> None:
    with store.guarded(office.db, by, what="backup"):
        by.may("keep_data")
        store.check_still(office.db, by)
