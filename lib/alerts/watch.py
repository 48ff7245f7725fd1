"""Looks once a minute whether a target turned, and tells every channel that is set, once.

What a channel was told stands in the database: a restart tells nothing twice, and what turned
while the program was off is told when it is back. Where a message arrived and the program was
killed before that was written down, it is told again: rather twice than never. Of several servers
with one database one at a time looks and tells.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lib import feed, store
from lib.alerts.letter import Letter
from lib.alerts.sending import Channel, channels
from lib.alerts.turns import SILENCES, Turn
from lib.issues import Refusal
from lib.office import Office
from lib.progress.due import sent_for
from lib.start import serving
from lib.world import waiting, world

MORNING = timedelta(hours=8)
"""A day that only passed is told from this hour on at the office, nobody is woken by a deadline."""
LONGEST_WAIT = 60
"""Rounds between two tries of a channel that fails again and again, at most."""
LOG = logging.getLogger("yuxi.alerts")


class Watch:
    """Serves the channels, in a thread of its own once start() was called."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._over = threading.Event()
        self.channels = channels(office.settings, self._over.wait)
        self._failures = {c.name: 0 for c in self.channels}
        self._rest = {c.name: 0 for c in self.channels}
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    def start(self) -> None:
        """Begin to look; does nothing where no channel is set."""
        if self.channels:
            self._thread.start()

    def stop(self) -> None:
        """End the thread; a message on its way is tried again at the next start."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.office = serving(self.office.plan)  # a restore opens it anew
                self.round()
            except Exception:
                # Whatever it is, tomorrow's deadline is still to be told.
                if not self._over.is_set():
                    LOG.exception("looking for turns failed")
            self._over.wait(self.office.settings.alert_seconds)

    def round(self) -> None:
        """Look once, unless another process with the same database is just looking."""
        if self.office.standin:
            return
        with self.office.db.alone("alerts") as mine:
            if mine:
                self.look(*self.moment())

    def moment(self) -> tuple[int, date]:
        """The last submission and the day it is judged on: a new day from the morning on.

        Who reports before that has begun the day.
        """
        at = self.office
        seq, zone = store.head(at.db), at.settings.zone
        day = (datetime.now(zone) - MORNING).date()
        for last in store.submissions(at.db, seq, first=seq):
            day = max(day, last.created_at.replace(tzinfo=UTC).astimezone(zone).date())
        return seq, day

    def look(self, seq: int, day: date) -> None:
        """One round: tell every channel what turned since it was last told."""
        for channel in self.channels:
            known = store.alert_mark(self.office.db, channel.name)
            if known is None:
                self._keep(channel, store.BEGUN, (seq, day))
            elif known != (seq, day) and self._ready(channel):
                self._serve(channel, known, (seq, max(day, known[1])))

    def _ready(self, channel: Channel) -> bool:
        """Whether a channel that failed may be tried again."""
        self._rest[channel.name] -= 1
        return self._rest[channel.name] < 0

    def _serve(self, channel: Channel, known: tuple[int, date], now: tuple[int, date]) -> None:
        found = [t for t in self._turned(known, now) if t.loud]
        if not found:
            self._keep(channel, store.QUIET, now)
            return
        try:
            remark = channel.send(self._letter(found, now))
        except Refusal as undelivered:
            failures = self._failures[channel.name] = self._failures[channel.name] + 1
            self._rest[channel.name] = min(2 ** (failures - 1), LONGEST_WAIT) - 1
            LOG.warning("not delivered: %s", undelivered)
            said = str(undelivered.params["found"])
            self._keep(channel, store.FAILED, now, found, undelivered.code, said)
        else:
            self._failures[channel.name] = self._rest[channel.name] = 0
            reason = "undelivered_some" if remark else ""
            self._keep(channel, store.TOLD, now, found, reason, remark)

    def _turned(self, known: tuple[int, date], now: tuple[int, date]) -> list[Turn]:
        found = feed.since(self.office, world(self.office, *known), world(self.office, *now))
        sent, shown = waiting(self.office), world(self.office, *now)
        return [
            replace(t, sent=sent_for(shown.plan, shown.actuals, t.row, sent))
            if t.after in SILENCES
            else t
            for t in found
        ]

    def _letter(self, found: Sequence[Turn], now: tuple[int, date]) -> Letter:
        at = self.office
        settings = at.settings
        return Letter(
            settings.language,
            tuple(found),
            *now,
            at.db.demo,
            settings.site_url,
            at.names,
            at.plan,
            at.about.title(settings.language),
        )

    def _keep(
        self,
        channel: Channel,
        outcome: str,
        moment: tuple[int, date],
        found: Sequence[Turn] = (),
        reason: str = "",
        said: str = "",
    ) -> None:
        told = [store.Told(t.target_id, t.instance, t.after, t.on) for t in found]
        store.alert_keep(
            self.office.db,
            channel.name,
            outcome,
            moment,
            told,
            place=channel.place,
            reason=reason,
            found=said,
        )
