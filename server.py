"""The web server: Streamlit's pages with our language, our files and the health check."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager

from lib import managing, showing, signing, sso, start, store, texts
from lib.alerts.watch import Watch
from lib.issues import Refusal
from lib.keeping import Keeper
from lib.running import files
from lib.shell import Shell
from lib.start import Office, office, serving

# Until app.py has run once, Streamlit takes pages/ for scripts of their own: the first visitor of
# a new server who follows a link to a page would get it without its frame.
PagesManager.uses_pages_directory = False

HOME = Path(__file__).parent
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


async def health(_: Request) -> JSONResponse:
    """Answer 200 while the database answers."""
    return JSONResponse({"status": "ok", "submission": store.head(office().db)})


async def plotly_bundle(_: Request) -> FileResponse:
    """Give the chart library to a browser that draws a picture; the one that pip installed."""
    return FileResponse(PLOTLY, media_type="text/javascript")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
    """Open the database before the first visitor; fail at the start, not on a page."""
    files.allow_many()
    try:
        sso.check()
        _greet(serving())
    except Refusal as refused:
        for line in [texts.refusal("zh", refused), *(texts.issue("zh", i) for i in refused.issues)]:
            print(line, file=sys.stderr)
        os._exit(1)  # nothing is open yet, and a server without its data must not answer
    # What was loaded by now stays: later collections need not walk through it.
    gc.collect()
    gc.freeze()
    watch, keeper = Watch(office()), Keeper()
    watch.start()
    keeper.begin()
    yield
    keeper.end()
    watch.stop()
    start.close()


def _greet(at: Office) -> None:
    """Print how the first administrator gets in; only who starts the server sees it."""
    if at.standin:
        print(texts.refusal(at.settings.language, at.standin.trouble), file=sys.stderr)
    elif code := managing.first_administrator(at):
        words = {"account": managing.FIRST, "code": code}
        print(texts.t(at.settings.language, "start.first", **words), file=sys.stderr)


def say_sorry(error: Exception) -> bool:
    """Show a sentence and a number on the page; the log has the number and the error."""
    number = secrets.token_hex(4)
    logging.getLogger("yuxi").error("error %s", number, exc_info=error)
    lang = st.query_params.get("lang", "zh")
    st.error(texts.t(lang if lang in texts.LANGS else "zh", "app.error", number=number))
    return True


app = st.App(
    "app.py",
    routes=[
        Route("/healthz", health),
        Route("/present", showing.present),
        Route("/signin", signing.door, methods=["GET", "POST"]),
        Route("/signin/new", signing.new, methods=["POST"]),
        Route("/signin/password", signing.password, methods=["POST"]),
        Route("/signout", signing.out, methods=["POST"]),
        Route("/present/version", showing.version),
        Route("/pictures/plotly.min.js", plotly_bundle),
        Mount("/assets", StaticFiles(directory=HOME / "static")),
    ],
    middleware=[Middleware(Shell)],
    lifespan=lifespan,
    on_script_error=say_sorry,
)
