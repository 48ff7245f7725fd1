"""The addresses that ask who somebody is: GET and POST /signin, POST /signout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lib import returning, sso, store, texts
from lib.access import User
from lib.issues import Refusal
from lib.office import Office
from lib.people import passwords
from lib.people.account import Account, key_of
from lib.people.sessions import new_secret
from lib.running.address import by_tls, client
from lib.screen import signin
from lib.screen.signin import Form
from lib.start import office
from lib.visitor import COOKIE, HOST_COOKIE, secret_in, visitor

LARGEST = 16 * 1024
"""Bytes of a form."""
HEADERS = {"Cache-Control": "no-store"}

Fields = dict[str, str]


async def door(request: Request) -> Response:
    """Show the form, or who is signed in; take the form."""
    return await _answer(request, _enter if request.method == "POST" else _show)


async def elsewhere(request: Request) -> Response:
    """Lead on to the office's own sign-in."""
    return await _answer(request, _away)


async def new(request: Request) -> Response:
    """Take the password of somebody who came with a one-time code."""
    return await _answer(request, _first_password)


async def password(request: Request) -> Response:
    """Take another password from somebody who is signed in."""
    return await _answer(request, _other_password)


async def out(request: Request) -> Response:
    """End the session in every tab."""
    return await _answer(request, _leave)


async def _answer(
    request: Request, work: Callable[[Office, Request, Form, Fields], Response]
) -> Response:
    """Read the form and work beside the event loop. What another site sent never comes here."""
    at = office()
    lang = request.query_params.get("lang", "")
    after = request.query_params.get("next", "")
    form = Form(
        lang if lang in texts.LANGS else at.settings.language,
        after if returning.PLACE.fullmatch(after) else "",
        sso=sso.ready(),
    )
    given: Fields = {}
    if request.method == "POST":
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return _page(signin.ask(_saying(form, "signin.large")), 413)
        read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        given = {name: values[0] for name, values in read.items()}
    return await run_in_threadpool(work, at, request, form, given)


def _show(at: Office, request: Request, form: Form, _: Fields) -> Response:
    user = user_at(at, request)
    if not user.account:
        return _page(signin.ask(form))
    if request.query_params.get("kept"):
        form = replace(form, said=texts.t(form.lang, "signin.kept"), good=True)
    return _here(at, form, user)


def _enter(at: Office, request: Request, form: Form, given: Fields) -> Response:
    key, address = key_of(given.get("account", ""))[:60], _address(at, request)
    form, secret = replace(form, account=given.get("account", "")[:60]), given.get("password", "")
    if shut := _shut(at, form, key, address):
        return shut
    known = store.account(at.db, key)
    usable = known if known and known.active and not known.sso else None
    right = passwords.matches(usable.password if usable else "", secret)
    if usable and _code_holds(usable, secret):
        return _page(signin.choose(form, secret))
    if usable is None or not right:
        store.failed(at.db, known, address)
        return _page(signin.ask(_saying(form, "signin.wrong")), 401)
    return _let_in(at, request, form, usable)


def _away(_at: Office, _request: Request, form: Form, _given: Fields) -> Response:
    answer = RedirectResponse(f"/account?lang={form.lang}&sso=1", 303, HEADERS)
    returning.keep(answer, form.after or f"?lang={form.lang}")
    return answer


def _first_password(at: Office, request: Request, form: Form, given: Fields) -> Response:
    key, address = key_of(given.get("account", ""))[:60], _address(at, request)
    code = given.get("code", "")
    form = replace(form, account=key)
    if shut := _shut(at, form, key, address):
        return shut
    known = store.account(at.db, key)
    if known is None or not known.active or not _code_holds(known, code):
        store.failed(at.db, known, address)
        return _page(signin.ask(_saying(form, "signin.wrong")), 401)
    try:
        made = _with_password(known, given)
        store.keep_account(at.db, made, _by(known, address), before=known, kind="password_changed")
    except Refusal as refused:
        said = replace(form, said=texts.refusal(form.lang, refused))
        return _page(signin.choose(said, code), 400)
    return _let_in(at, request, form, made)


def _other_password(at: Office, request: Request, form: Form, given: Fields) -> Response:
    user, address = user_at(at, request), _address(at, request)
    if not user.account:
        return _page(signin.ask(form), 401)
    if shut := _shut(at, form, user.account, address):
        return shut
    known = store.account(at.db, user.account)
    try:
        if (
            known is None
            or known.sso
            or not passwords.matches(known.password, given.get("old", ""))
        ):
            store.failed(at.db, known, address)
            raise Refusal("password_wrong")
        made = _with_password(known, given)
        store.keep_account(at.db, made, user, before=known, kind="password_changed")
    except Refusal as refused:
        return _here(at, replace(form, said=texts.refusal(form.lang, refused)), user, 400)
    # Another secret from here on; the sessions elsewhere have ended with the old password.
    return _let_in(at, request, form, made, to=f"./signin?lang={form.lang}&kept=1")


def _leave(at: Office, request: Request, form: Form, _: Fields) -> Response:
    user = user_at(at, request)
    if user.session:
        store.end_session(at.db, user.session, "out", user)
    # Forms may lead to this server only (lib/running/headers.py), so a page leads on to the other.
    away = bool(sso.secret(request.cookies))
    answer = (
        _page(signin.away(form, "/auth/logout"))
        if away
        else RedirectResponse(f"/?lang={form.lang}", 303, HEADERS)
    )
    _forget(answer, COOKIE, HOST_COOKIE)
    return answer


def _let_in(at: Office, request: Request, form: Form, known: Account, *, to: str = "") -> Response:
    """Begin a session with a new secret; what the browser brought is worth nothing afterwards."""
    before, now = user_at(at, request), store.now()
    if before.session:
        store.end_session(at.db, before.session, "anew", before)
    secret = new_secret()
    store.open_session(at.db, secret, known, "password", _address(at, request), at=now)
    answer = RedirectResponse(to or "/" + (form.after or f"?lang={form.lang}"), 303, HEADERS)
    tls = by_tls(request.scope, at.settings.proxy_addresses)
    if tls and COOKIE in request.cookies:
        _forget(answer, COOKIE)  # from before there was TLS, or from somebody else's host
    answer.set_cookie(
        HOST_COOKIE if tls else COOKIE,
        secret,
        max_age=at.settings.session_hours * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=tls,
    )
    return answer


def _forget(answer: Response, *names: str) -> None:
    """Take cookies out of the browser; one for TLS alone goes only where it says so itself."""
    for name in names:
        secure = name == HOST_COOKIE
        answer.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def _shut(at: Office, form: Form, key: str, address: str) -> Response | None:
    """Refuse before looking at anything while the door is shut: known or not, the same words."""
    until = store.knock(at.db, key, address, now := store.now())
    if until is None:
        return None
    seconds = max(1, round((until - now).total_seconds() + 0.5))
    said = texts.t(form.lang, "signin.wait", seconds=seconds)
    answer = _page(signin.ask(replace(form, said=said)), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _code_holds(known: Account, code: str) -> bool:
    in_time = known.code_until is not None and store.now() < known.code_until
    return in_time and passwords.same_code(known.code, code)


def _with_password(known: Account, given: Fields) -> Account:
    """The account with the password that was typed twice. Raises Refusal."""
    if given.get("new", "") != given.get("again", ""):
        raise Refusal("password_twice")
    passwords.check_new(given.get("new", ""), known.key, known.name)
    hashed = passwords.hash_password(given["new"])
    return replace(known, password=hashed, code="", code_until=None)


def _by(known: Account, address: str) -> User:
    return User(known.name, known.role, account=known.key, address=address)


def _here(at: Office, form: Form, user: User, status: int = 200) -> Response:
    known = store.account(at.db, user.account)
    role = texts.t(form.lang, f"role.{known.role if known else user.role}")
    named = [texts.name(form.lang, d, at.names) for d in user.departments]
    departments = texts.join(form.lang, named)
    local = known is not None and not known.sso
    return _page(signin.here(form, user, departments, role, local=local), status)


def user_at(at: Office, request: Request) -> User:
    """Who asks for an address of ours."""
    return visitor(at, secret_of(request), _address(at, request))


def secret_of(request: Request) -> str:
    """What a browser brought to prove a session, ours or of the office's own sign-in."""
    return secret_in(request.cookies) or sso.secret(request.cookies)


def _address(at: Office, request: Request) -> str:
    return client(request.scope, at.settings.proxy_addresses)


def _saying(form: Form, key: str) -> Form:
    return replace(form, said=texts.t(form.lang, key))


def _page(body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(body, status, HEADERS)
