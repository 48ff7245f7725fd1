"""The web server: Streamlit's pages with our language, our files, its guards and its numbers."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from streamlit.runtime.pages_manager import PagesManager

from lib import events, faults, managing, showing, signing, sso, start, store, texts
from lib.alerts.watch import Watch
from lib.issues import Refusal, StoreTrouble
from lib.keeping import Keeper
from lib.office import Office
from lib.returning import Returning
from lib.running import files, logs, memory, ready
from lib.running.guard import Conditions, Guard
from lib.running.headers import Headers
from lib.running.names import own_names
from lib.running.numbers import TYPE, Numbers, Stand
from lib.running.requests import Requests
from lib.settings import load_settings
from lib.shell import Shell
from lib.start import office, serving
from lib.world import world

# Until app.py has run once, Streamlit takes pages/ for scripts of their own: the first visitor of
# a new server who follows a link to a page would get it without its frame.
PagesManager.uses_pages_directory = False

HOME = Path(__file__).parent
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
MB = 2**20
LOG = logging.getLogger("yuxi")


def _begin_log() -> None:
    """Log as the settings say from the first line on; wrong settings are told at the start."""
    try:
        at = load_settings()
    except Refusal:
        logs.begin()
    else:
        logs.begin(at.log, at.secrets)


@cache
def conditions() -> Conditions:
    """What the guards need to know; asked for once the settings were checked."""
    at = load_settings()
    return Conditions(
        own_names(at.host_names, (at.site_url, sso.address())),
        at.proxy_addresses,
        at.metrics,
        at.language,
        frozenset({"", *(page.stem for page in (HOME / "pages").glob("*.py"))}),
    )


@cache
def numbers() -> Numbers:
    """What is counted in this process."""
    counted: dict[store.Database, store.Counts] = {}

    def stand() -> Stand:
        db = office().db
        known = store.audit_counts(db, counted.get(db))
        counted.clear()  # a restore opens another database, which is counted from the beginning
        counted[db] = known
        lies = db.space()
        heads = {at.plan: store.head(at.db) for at in _beside()}
        return Stand(store.head(db), known.kinds, lies.size, lies.log, db.free(), heads)

    return Numbers(stand)


def _beside() -> list[Office]:
    """The plans beside the home plan."""
    return [office(plan) for plan in load_settings().plan_folders]


def health(_: Request) -> JSONResponse:
    """Answer 200 while the process lives and the database of every plan answers."""
    told: dict[str, object] = {"status": "ok", "submission": store.head(office().db)}
    if others := {at.plan: store.head(at.db) for at in _beside()}:
        told["plans"] = others
    return JSONResponse(told)


def readiness(_: Request) -> JSONResponse:
    """Answer 200 while people can be served, else 503 and what is wrong.

    Every further check is one more line here: a word of what is wrong, or nothing.
    """
    at = office()
    told = ready.answers(
        {
            "database": lambda: "" if store.head(at.db) else "empty",
            "trouble": lambda: at.standin.trouble.code if at.standin else "",
            "disk": lambda: ready.enough(at.db.free()),
            **{f"plan {plan}": lambda plan=plan: _well(plan) for plan in at.settings.plan_folders},
        }
    )
    well = all(word == ready.WELL for word in told.values())
    status = {"status": "ready" if well else "not ready", "checks": told}
    return JSONResponse(status, 200 if well else 503)


def _well(plan: str) -> str:
    """What is wrong with a plan beside the home plan; empty for nothing."""
    at = office(plan)
    if at.standin:
        return at.standin.trouble.code
    return "" if store.head(at.db) else "empty"


def metrics(_: Request) -> Response:
    """Everything that is counted; who may read it the guard decides."""
    return Response(numbers().text(), media_type=TYPE)


def may_send(scope: Scope) -> bool:
    """Say whether a file is taken from whoever asks; Streamlit itself takes one from anybody.

    Whoever may only look has boxes too, for a file of ours to be checked and for the office's own
    slides: these are small, and say how long they are before they come.
    """
    asked = Request(scope)
    user = signing.user_at(office(), asked)
    if user.sends_mb is None:
        return True
    most = (user.sends_mb + 1) * MB  # a browser puts a little around a file
    length = asked.headers.get("content-length", "")
    return user.can("export") and length.isdecimal() and int(length) <= most


async def plotly_bundle(_: Request) -> FileResponse:
    """Give the chart library to a browser that draws a picture; the one that pip installed."""
    return FileResponse(PLOTLY, media_type="text/javascript")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
    """Open the database before the first visitor; fail at the start, not on a page."""
    files.allow_many()
    try:
        sso.check()
        start.introduce(sso.mark())
        _greet(serving())
        for plan in load_settings().plan_folders:
            _greet(serving(plan))
        conditions()
    except Refusal as refused:
        for lang in texts.LANGS:  # whoever starts a server may not be of the office
            said = [texts.refusal(lang, refused), *(texts.issue(lang, i) for i in refused.issues)]
            print("\n".join(said), file=sys.stderr)
        os._exit(1)  # nothing is open yet, and a server without its data must not answer
    if office().db.strangers():
        LOG.error("another server of this database has another cookie secret")
    events.listen(numbers().hear)
    # What was loaded by now stays: later collections need not walk through it.
    gc.collect()
    gc.freeze()
    watches, keeper = [Watch(at) for at in (office(), *_beside())], Keeper()
    for watch in watches:
        watch.start()
    keeper.begin()
    threading.Thread(target=_judge, name="first judgement", daemon=True).start()
    LOG.info("started")
    yield
    keeper.end()
    for watch in watches:
        watch.stop()
    start.close()
    LOG.info("stopped")


def _judge() -> None:
    """Judge today before the first visitor asks: a province's million values take seconds."""
    for at in (office(), *_beside()):
        day = at.today()
        with suppress(Refusal):  # whoever comes is told
            world(at, at.seq_at(day), day)


def _greet(at: Office) -> None:
    """Print how the first administrator gets in; only who starts the server sees it."""
    if at.standin:
        print(texts.refusal(at.settings.language, at.standin.trouble), file=sys.stderr)
        return
    with at.db.alone("start", patient=True):
        code = managing.first_administrator(at)
    if code:
        words = {"account": managing.FIRST, "code": code}
        print(texts.t(at.settings.language, "start.first", **words), file=sys.stderr)


def say_sorry(error: Exception) -> bool:
    """Show a sentence and a number on the page; the log has the number and the error."""
    lang = st.query_params.get("lang", "zh")
    lang = lang if lang in texts.LANGS else "zh"
    if isinstance(error, StoreTrouble):  # it went away while the page was drawn
        LOG.error("page failed: %s", faults.name(error))
        st.error(texts.refusal(lang, error))
        return True
    number = secrets.token_hex(4)
    LOG.error("page failed", exc_info=error, extra={"error": number})
    events.tell("page_error")
    st.error(texts.t(lang, "app.error", number=number))
    return True


MIDDLEWARE = [
    Middleware(Headers, conditions=conditions),
    Middleware(Requests, conditions=conditions),
    Middleware(Guard, conditions=conditions, may_send=may_send),
    Middleware(Returning),
    Middleware(Shell),
]
"""Outermost first: what is refused or breaks has its headers too, and is counted and logged."""

_begin_log()
memory.few_arenas()  # before the first page has a thread
app = st.App(
    "app.py",
    routes=[
        Route("/healthz", health),
        Route("/readyz", readiness),
        Route("/metrics", metrics),
        Route("/present", showing.present),
        Route("/signin", signing.door, methods=["GET", "POST"]),
        Route("/signin/elsewhere", signing.elsewhere),
        Route("/signin/new", signing.new, methods=["POST"]),
        Route("/signin/password", signing.password, methods=["POST"]),
        Route("/signout", signing.out, methods=["POST"]),
        Route("/present/version", showing.version),
        Route("/pictures/plotly.min.js", plotly_bundle),
        Mount("/assets", StaticFiles(directory=HOME / "static")),
    ],
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=say_sorry,
)
