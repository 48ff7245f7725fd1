"""What one visitor looks at: language, moment, and the world judged at it once for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from lib import store, texts
from lib.charts.chart import Caption
from lib.plan import Plan
from lib.progress import Actual, Progress, assess
from lib.screen.pieces import Pen
from lib.start import Office, office


@dataclass(frozen=True)
class Judged:
    """The world at a submission, judged on a day. Shared by all sessions: never change it."""

    seq: int
    day: date
    plan: Plan
    actuals: tuple[Actual, ...]
    thresholds: dict[str, Decimal]
    rows: tuple[Progress, ...]

    @property
    def counted(self) -> list[Progress]:
        """Rows of the targets that count once: no components, no second names of a promise."""
        counted = {t.target_id for t in self.plan.headline}
        return [r for r in self.rows if r.target.target_id in counted]

    @property
    def headlines(self) -> list[Progress]:
        """One row per target that counts once."""
        return [r for r in self.counted if r.headline]


@dataclass(frozen=True)
class View:
    """What one visitor looks at: whose words, which moment."""

    office: Office
    lang: str
    world: Judged

    @property
    def past(self) -> bool:
        """Say whether this is an earlier moment."""
        return self.world.day < self.office.today()

    @property
    def carry(self) -> dict[str, str]:
        """What every link takes along."""
        out = {} if self.lang == self.office.settings.language else {"lang": self.lang}
        return out | ({"as_of": self.world.day.isoformat()} if self.past else {})

    @property
    def pen(self) -> Pen:
        """The pen that writes HTML in this language."""
        places = {r.code: r.zh for r in self.office.regions}
        return Pen(self.lang, self.office.names, self.office.settings.zone, places, self.carry)

    @property
    def caption(self) -> Caption:
        """What stands under every picture."""
        return Caption(as_of=self.world.day, demo=self.office.db.demo, names=self.office.names)

    def t(self, key: str, **params: object) -> str:
        """Words in the visitor's language."""
        return texts.t(self.lang, key, **params)

    def name(self, zh: str) -> str:
        """A proper name of the plan in the visitor's language."""
        return texts.name(self.lang, zh, self.office.names)


def view() -> View:
    """Read language and moment from the address.

    A day that is none, or lies ahead, counts as today.
    """
    at = office()
    asked = st.query_params.get("lang", at.settings.language)
    lang = asked if asked in texts.LANGS else at.settings.language
    today = at.today()
    try:
        day = min(date.fromisoformat(st.query_params.get("as_of", "")), today)
    except ValueError:
        day = today
    return View(at, lang, _judged(at, at.seq_at(day), day))


def last_report(seen: View) -> tuple[store.Submission | None, Judged | None]:
    """Give the last report or undo known at this moment, and the world just before it."""
    last = store.last_report(seen.office.db, seen.world.seq)
    if last is None:
        return None, None
    return last, _judged(seen.office, last.seq - 1, seen.world.day)


def _judged(at: Office, seq: int, day: date) -> Judged:
    # The key is the last submission: fresh for everybody after a commit, and no time limit.
    return _cached(str(at.db.path), seq, day, at)


@st.cache_resource(max_entries=24, show_spinner=False)
def _cached(path: str, seq: int, day: date, _at: Office) -> Judged:
    plan, actuals = store.plan(_at.db, seq), store.actuals(_at.db, seq)
    thresholds = store.thresholds(_at.db, seq)
    rows = assess(plan, actuals, day, thresholds, regions=_at.parts) if len(plan) else []
    return Judged(seq, day, plan, tuple(actuals), thresholds, tuple(rows))
