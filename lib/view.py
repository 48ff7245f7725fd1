"""What one visitor looks at: language, moment, and the world judged at it once for everybody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib import sso, store, texts
from lib.access import NOBODY, User
from lib.charts.chart import Caption
from lib.issues import Refusal, StoreTrouble
from lib.office import Office, called
from lib.progress import selection
from lib.progress.selection import Move
from lib.running.address import behind
from lib.screen.pieces import Pen
from lib.start import plans, serving
from lib.visitor import secret_in, visitor
from lib.world import World, world

LOOK_AGAIN = 3.0
"""Seconds between two looks at a database that did not answer."""


@dataclass(frozen=True)
class View:
    """What one visitor looks at: who looks, whose words, which moment.

    pinned: the moment lies within its day, and later submissions of that day are left out. That is
    how a meeting is opened again as it was.
    """

    office: Office
    lang: str
    world: World
    pinned: bool = False
    me: User = NOBODY

    @property
    def past(self) -> bool:
        """Say whether this is an earlier moment."""
        return self.pinned or self.world.day < self.office.today()

    @property
    def at(self) -> tuple[int, date]:
        """The moment as submission and day."""
        return self.world.seq, self.world.day

    @property
    def carry(self) -> dict[str, str]:
        """What every link takes along."""
        out = {} if self.lang == self.office.settings.language else {"lang": self.lang}
        if self.past:
            out["as_of"] = self.world.day.isoformat()
        if self.pinned:
            out["seq"] = str(self.world.seq)
        if self.office.plan:
            out["plan"] = self.office.plan
        return out

    @property
    def pen(self) -> Pen:
        """The pen that writes HTML in this language."""
        places = {r.code: r.zh for r in self.office.regions}
        return Pen(
            self.lang,
            self.office.names,
            self.office.settings.zone,
            places,
            self.carry,
            self.office.root,
        )

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


def way_in(lang: str) -> str:
    """The address that asks who somebody is, and leads back to the page that is shown."""
    here = urlsplit(st.context.url or "").path.rpartition("/")[2]
    after = f"{here}?{urlencode({**st.query_params.to_dict(), 'lang': lang})}"
    return f"./signin?{urlencode({'lang': lang, 'next': after})}"


def view(*, anybody: bool = False) -> View:
    """Read plan, language and moment from the address.

    plan is the name of one beside the home plan; where there is none of that name the page says
    which there are. as_of is a day; one that is none, or lies ahead, counts as today. seq narrows
    it to a moment within that day: the last submission known then. Whoever may not read is shown
    the way to sign in and nothing else, but where a page is for anybody.
    """
    at = _office(st.query_params.get("plan", ""))
    lang = _lang(at)
    _stop_where_unreachable(at, lang)
    today = at.today()
    try:
        day = min(date.fromisoformat(st.query_params.get("as_of", "")), today)
    except ValueError:
        day = today
    seq, known = st.query_params.get("seq", ""), at.seq_at(day)
    who = me(at)
    if not anybody and not who.can("read"):
        words = texts.t(lang, "signin.no_role" if who.account else "signin.closed")
        title = texts.t(lang, "signin.title")
        link = f'<a class="signin" href="{escape(way_in(lang))}" target="_self">{title}</a>'
        st.html(f'<p class="y">{words} {link}</p>')
        st.stop()
    if at.standin and at.standin.empty and not anybody:
        st.stop()  # the frame says why; pages of an empty database would look like no reports
    until = min(int(seq), known) if seq.isdecimal() else known
    return View(at, lang, world(at, until, day), pinned=until < known, me=who)


def _office(plan: str) -> Office:
    """The office of a plan; stops the page at a name that none has, with a link to each."""
    try:
        return serving(plan)
    except Refusal as refused:
        if refused.code != "unknown_plan":
            raise
        home = serving()
    lang = _lang(home)
    st.title(texts.t(lang, "app.title"))
    links = "".join(
        f'<li><a href="./?{escape(urlencode({"lang": lang, **({"plan": name} if name else {})}))}"'
        f' class="more" target="_self">{escape(called(about, lang)[0])}</a></li>'
        for name, about in plans(home.settings).items()
    )
    words = escape(texts.t(lang, "app.unknown_plan", found=plan[:40]))
    st.html(f'<p class="y" role="alert">{words}</p><ul class="y">{links}</ul>')
    st.stop()


def _lang(at: Office) -> str:
    """The language that the address asks for, or the office's own."""
    asked = st.query_params.get("lang", "")
    return asked if asked in texts.LANGS else at.settings.language


def _stop_where_unreachable(at: Office, lang: str) -> None:
    """Say that the database does not answer, and draw the page by itself once it does again.

    One that another process restored is opened anew: the page begins again with it.
    """
    try:
        store.newest_seq(at.db)
        if at.home:
            store.newest_seq(at.home.db)
        return
    except StoreTrouble as trouble:
        if trouble.code == "overtaken":
            st.rerun()
        if trouble.code != "unreachable":
            raise
    st.title(texts.t(lang, "app.title"))
    st.error(texts.t(lang, "app.unreachable"))
    _look_again(at)
    st.stop()


@st.fragment(run_every=LOOK_AGAIN)
def _look_again(at: Office) -> None:
    with suppress(StoreTrouble):
        store.head(at.db)
        st.rerun()


def me(at: Office) -> User:
    """Who looks at this page: asked anew each time it is drawn."""
    who = visitor(at, secret(), address(at), sso.proof())
    # What somebody typed is not for whoever signs in after them in the same tab, nor for another
    # plan: both have a submission 7.
    here = f"{at.plan} {who.account}"
    if st.session_state.setdefault("me", here) != here:
        for name in list(st.session_state):
            del st.session_state[name]
        st.session_state["me"] = here
    return who


def secret() -> str:
    """What the browser brought to prove a session; empty for none."""
    return secret_in(st.context.cookies)


def address(at: Office) -> str:
    """Where the browser is."""
    peer = _told(st.context.ip_address) or "127.0.0.1"  # Streamlit names no loopback
    forwarded = _told(st.context.headers.get("X-Forwarded-For"))
    return behind(peer, forwarded, at.settings.proxy_addresses)


def _told(value: object) -> str:
    """What a browser said; a page that is run without one is told things that are no text."""
    return value if isinstance(value, str) else ""


def last_moves(seen: View) -> tuple[store.Submission | None, list[Move]]:
    """Give the last report or undo known at this moment, and what it moved, the most telling."""
    last = store.last_report(seen.office.db, seen.world.seq)
    if last is None:
        return None, []
    before = world(seen.office, last.seq - 1, seen.world.day)
    found = selection.moves(before.headlines, seen.world.headlines)
    return last, found[: selection.MOVES_SHOWN]
