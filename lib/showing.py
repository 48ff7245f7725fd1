"""The meeting mode's addresses: from what was asked to one page; HTML is made in lib/present."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from lib import store, texts
from lib.charts.chart import Caption
from lib.issues import Refusal
from lib.meeting import Meeting, carried, previous
from lib.moment import changed, moment
from lib.office import Office
from lib.present import between, slides
from lib.present.page import Deck, page, sorry
from lib.present.slides import Slide
from lib.progress import Progress, selection
from lib.progress.fund import fund_table
from lib.screen import detail
from lib.screen.pieces import Pen
from lib.signing import user_at
from lib.start import office
from lib.world import World, world

AGENDA = 12
"""Targets shown where nobody gave an agenda."""
TURN, SHORTEST, LONGEST = 15, 5, 120
"""Seconds a slide stays on a wall: where the address names none, and what it may name."""
KEPT = 32
"""Pages kept in memory."""
STATIC = Path(__file__).parent.parent / "static"
FILES = ("present.js", "present.css", "style.css")
HEADERS = {"Cache-Control": "no-store"}


class Unknown(Exception):
    """What was asked for is not there; the sentence says what, in the reader's language."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Equal ones get the same page, made once.

    targets is empty where nobody gave an agenda. wall is the seconds a slide stays, 0 for none.
    now is the newest submission where a meeting is shown: what it decided is recorded after it.
    """

    office: Office = field(compare=False)
    db: store.Database
    lang: str
    seq: int
    day: date
    targets: tuple[str, ...]
    wall: int
    meeting: Meeting | None = None
    now: int = 0

    def t(self, key: str, **params: object) -> str:
        """Words in the reader's language."""
        return texts.t(self.lang, key, **params)

    @property
    def title(self) -> str:
        """What the plan's dashboard is called."""
        return self.office.title(self.lang)

    @property
    def carry(self) -> dict[str, str]:
        """What links to the other pages take along."""
        at, today = self.office, self.office.today()
        out = {} if self.lang == at.settings.language else {"lang": self.lang}
        pinned = self.seq < at.seq_at(self.day)
        if self.day < today or pinned:
            out["as_of"] = self.day.isoformat()
        if pinned:
            out["seq"] = str(self.seq)
        if at.plan:
            out["plan"] = at.plan
        return out

    @property
    def back(self) -> str:
        """The page of the meeting, or the dashboard at the same moment."""
        if self.meeting:
            kept = {k: v for k, v in self.carry.items() if k in ("lang", "plan")}
            return f"./meetings?{urlencode({**kept, 'meeting': self.meeting.meeting_id})}"
        return "./" + (f"?{urlencode(self.carry)}" if self.carry else "")


def present(request: Request) -> HTMLResponse:
    """Answer the whole showing: GET /present. Runs beside the event loop."""
    try:
        at = office(request.query_params.get("plan", ""))
    except Refusal as refused:
        return _no_such_plan(request, refused)
    asked, unknown_meeting = read(at, request.query_params)
    if not user_at(asked.office, request).can("read"):
        words = texts.t(asked.lang, "signin.closed")
        back = {"lang": asked.lang, **({"next": f"?plan={at.plan}"} if at.plan else {})}
        return HTMLResponse(
            sorry(asked.lang, words, f"./signin?{urlencode(back)}", asked.title), 403, HEADERS
        )
    if asked.office.standin:  # a slide in a hall has no room to say that it is an old copy
        words = asked.t("refusal.safe_mode")
        return HTMLResponse(sorry(asked.lang, words, asked.back, asked.title), 503, HEADERS)
    try:
        if unknown_meeting:
            raise Unknown(asked.t("present.unknown_meeting", found=unknown_meeting))
        body, status = shown(asked), 200
    except Unknown as unknown:
        body, status = sorry(asked.lang, str(unknown), asked.back, asked.title), 404
    return HTMLResponse(body, status, HEADERS)


def _no_such_plan(request: Request, refused: Refusal) -> HTMLResponse:
    """Say which plans there are. Raises any other refusal as it is."""
    if refused.code != "unknown_plan":
        raise refused
    given = request.query_params.get("lang", "")
    lang = given if given in texts.LANGS else office().settings.language
    title = texts.t(lang, "app.title")
    words = texts.refusal(lang, refused)
    return HTMLResponse(sorry(lang, words, f"./?lang={lang}", title), 404, HEADERS)


def version(request: Request) -> JSONResponse:
    """Say which page a wall should show by now: GET /present/version."""
    try:
        at = office(request.query_params.get("plan", ""))
    except Refusal as refused:
        return JSONResponse({"trouble": refused.code}, 404, headers=HEADERS)
    told = {"seq": store.head(at.db), "day": at.today().isoformat(), "build": build()}
    return JSONResponse(told, headers=HEADERS)


def read(at: Office, query: Mapping[str, str]) -> tuple[Asked, str]:
    """Read the address; what cannot be read counts as not given. A wall shows the present.

    Beside it stands the name of a meeting that nobody knows, shortened.
    """
    lang = query.get("lang", "")
    lang = lang if lang in texts.LANGS else at.settings.language
    wall = _seconds(query) if query.get("wall") == "1" else 0
    seq, day = _moment(at, query)
    named, now = query.get("meeting", ""), store.head(at.db)
    meeting = next((m for m in store.meetings(at.db, now) if m.meeting_id == named), None)
    if meeting:
        seq, day = moment(at, meeting)
    if wall:
        seq, day = now, at.today()
    ids = (part.strip() for part in query.get("targets", "").split(","))
    targets = tuple(dict.fromkeys(part for part in ids if part))
    if meeting and not targets:
        targets = meeting.agenda
    asked = Asked(at, at.db, lang, seq, day, targets, wall, meeting, now if meeting else 0)
    return asked, "" if meeting else named[:20]


def _moment(at: Office, query: Mapping[str, str]) -> tuple[int, date]:
    """The submission and the day of as_of and seq; a day that is none, or lies ahead, is today."""
    try:
        day = min(date.fromisoformat(query.get("as_of", "")), at.today())
    except ValueError:
        day = at.today()
    known, seq = at.seq_at(day), query.get("seq", "")
    return min(int(seq), known) if seq.isdecimal() and len(seq) < 10 else known, day


def shown(asked: Asked) -> str:
    """Give the page, made once for everybody who asks the same. Raises Unknown."""
    with _turn:  # a second visitor waits for the first one's page instead of making it again
        return _page(asked)


_turn = threading.Lock()


@lru_cache(maxsize=KEPT)
def _page(asked: Asked) -> str:
    return page(deck(asked))


def deck(asked: Asked) -> Deck:
    """Every slide of what was asked for. Raises Unknown where there is nothing to show."""
    at, now = asked.office, world(asked.office, asked.seq, asked.day)
    if not now.rows:
        raise Unknown(asked.t("overview.no_plan"))
    found, missing = _agenda(asked, now)
    if not found:
        names = texts.join(asked.lang, list(missing))
        raise Unknown(asked.t("present.unknown_targets", found=names))
    places = {r.code: r.zh for r in at.regions}
    pen = Pen(asked.lang, at.names, at.settings.zone, places, asked.carry, at.root)
    caption = Caption(as_of=asked.day, demo=at.db.demo, names=at.names)
    title = asked.meeting.title if asked.meeting else asked.t("present.title")
    held = asked.meeting.day if asked.meeting else None
    opening = slides.opening(pen, title, held, now.headlines, len(found), missing)
    items = [slides.target(pen, _item(now, row), now.plan, caption) for row in found]
    first, last = _around(asked, pen, now)
    words = {"day": texts.day(asked.lang, asked.day)}
    pinned = asked.seq < at.seq_at(asked.day)
    return Deck(
        lang=asked.lang,
        title=title,
        slides=(opening, *first, *items, *last),
        moment=asked.t("present.pinned", seq=asked.seq, **words)
        if pinned
        else asked.t("chart.as_of", **words),
        demo=asked.t("chart.demo") if at.db.demo else "",
        back=asked.back,
        seq=asked.seq,
        day=asked.day.isoformat(),
        wall=asked.wall,
        build=build(),
        icon=icon(),
    )


def _agenda(asked: Asked, now: World) -> tuple[list[Progress], list[str]]:
    """The rows to show, and the ids that the plan of the moment does not have."""
    if not asked.targets:
        rows = [*selection.featured(now.headlines), *selection.late(now.headlines)]
        chosen = {r.target.target_id: r for r in rows or now.headlines}
        return list(chosen.values())[:AGENDA], []
    rows = {target_id: now.row(target_id) for target_id in asked.targets}
    return [r for r in rows.values() if r], [i for i, r in rows.items() if r is None]


def _around(asked: Asked, pen: Pen, now: World) -> tuple[list[Slide], list[Slide]]:
    """The slides before and after the agenda of a meeting; none without a meeting."""
    at, meeting = asked.office, asked.meeting
    if meeting is None:
        return [], []
    known = [m for m in store.meetings(at.db, asked.now) if m.meeting_id != meeting.meeting_id]
    first, last = [], previous(known, meeting.day, now.seq)
    if last:
        found = changed(at, moment(at, last), (now.seq, now.day))
        first.append(between.changed(pen, last, found))
    left = carried([*known, meeting], store.decisions(at.db, now.seq), meeting, now.day)
    if left or last:
        first += between.open_tasks(pen, now.plan, left, now.day)
    made = [d for d in store.decisions(at.db, asked.now) if d.meeting_id == meeting.meeting_id]
    return first, between.closing(pen, now.plan, made, now.day)


def _item(now: World, row: Progress) -> slides.Item:
    same = tuple(r for r in now.rows if r.target.target_id == row.target.target_id)
    if not detail.is_fund(now.plan, row):
        return slides.Item(row, same)
    root = now.plan.root(row.target).target_id
    return slides.Item(row, same, fund_table(now.plan, now.actuals, now.day, root))


def _seconds(query: Mapping[str, str]) -> int:
    given = query.get("seconds", "")
    if not given.isdecimal():
        return TURN
    return min(max(int(given[:6]), SHORTEST), LONGEST)


@cache
def build() -> str:
    """Tell one version of the page's own files from another: a wall loads itself anew after it."""
    return hashlib.sha256(b"".join((STATIC / f).read_bytes() for f in FILES)).hexdigest()[:12]


@cache
def icon() -> str:
    """The icon as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode((STATIC / 'icon.png').read_bytes()).decode()}"
