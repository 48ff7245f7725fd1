"""The pages outside the dashboard that ask who somebody is, as HTML; work without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from lib import texts, theme
from lib.access import User
from lib.people.passwords import LONGEST, SHORTEST

HTML_LANG = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Form:
    """What a page says: language, where to go afterwards, and a sentence about the last try."""

    lang: str
    after: str = ""
    said: str = ""
    good: bool = False
    account: str = ""
    sso: bool = False

    def t(self, key: str, **params: object) -> str:
        """Words, escaped."""
        return escape(texts.t(self.lang, key, **params))

    @property
    def query(self) -> str:
        """What the addresses of this page carry on."""
        return escape(
            urlencode({"lang": self.lang, **({"next": self.after} if self.after else {})})
        )


def ask(form: Form) -> str:
    """Ask for account and password."""
    other = (
        f'<p class="or"><a class="button" href="./signin/elsewhere?{form.query}">'
        f"{form.t('signin.sso')}</a></p>"
        if form.sso
        else ""
    )
    body = (
        f"<h1>{form.t('signin.title')}</h1>{_said(form)}"
        f'<form method="post" action="./signin?{form.query}">'
        + _field(form, "account", "text", "username", form.account)
        + _field(form, "password", "password", "current-password")
        + f"<button>{form.t('signin.enter')}</button></form>{other}"
        f'<p class="quiet">{form.t("signin.help")}</p>'
    )
    return _document(form, body)


def choose(form: Form, code: str) -> str:
    """Ask somebody who came with a one-time code for a password of their own."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("account", form.account), ("code", code))
    )
    body = (
        f"<h1>{form.t('signin.choose')}</h1>{_said(form)}"
        f'<form method="post" action="./signin/new?{form.query}">{hidden}'
        + _twice(form)
        + f"<button>{form.t('signin.keep')}</button></form>"
    )
    return _document(form, body)


def here(form: Form, user: User, departments: str, role: str, *, local: bool) -> str:
    """Say who is signed in; leave, or change the password."""
    rows = (
        ("signin.who", user.name),
        ("signin.account", user.account),
        ("people.role", role),
        ("people.departments", departments),
    )
    facts = "".join(f"<dt>{form.t(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows if v)
    change = (
        f"<h2>{form.t('signin.change')}</h2>"
        f'<form method="post" action="./signin/password?{form.query}">'
        + _field(form, "old", "password", "current-password")
        + _twice(form)
        + f"<button>{form.t('signin.keep')}</button></form>"
        if local
        else ""
    )
    body = (
        f"<h1>{form.t('signin.here')}</h1>{_said(form)}<dl>{facts}</dl>"
        f'<form method="post" action="./signout?{form.query}">'
        f"<button>{form.t('signin.leave')}</button></form>{change}"
    )
    return _document(form, body)


def _said(form: Form) -> str:
    if not form.said:
        return ""
    kind = "good" if form.good else "bad"
    return f'<p class="said {kind}" role="alert">{escape(form.said)}</p>'


def _twice(form: Form) -> str:
    most = f'minlength="{SHORTEST}" maxlength="{LONGEST}"'
    return _field(form, "new", "password", "new-password", more=most) + _field(
        form, "again", "password", "new-password", more=most
    )


def away(form: Form, to: str) -> str:
    """The page that leads on to where the office's own sign-in is left."""
    onward = f'<meta http-equiv="refresh" content="0;url={escape(to)}">'
    body = f'<p><a href="{escape(to)}">{form.t("signin.leaving")}</a></p>'
    return _document(form, body, onward)


def _field(
    form: Form, name: str, kind: str, completes: str, value: str = "", *, more: str = ""
) -> str:
    first = " autofocus" if name in ("account", "old") and not value else ""
    return (
        f'<label>{form.t(f"signin.{name}")}<input name="{name}" type="{kind}" required '
        f'autocomplete="{completes}" value="{escape(value)}" {more}{first}></label>'
    )


def _document(form: Form, body: str, more: str = "") -> str:
    title = texts.t(form.lang, "app.title")
    other = "en" if form.lang == "zh" else "zh"
    there = escape(urlencode({"lang": other, **({"next": form.after} if form.after else {})}))
    back = escape("./" + (form.after or f"?lang={form.lang}"))
    # Streamlit's own additions go before a closing tag of the head, which this page leaves out.
    return (
        f'<!doctype html><html translate="no" lang="{HTML_LANG[form.lang]}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<base href="/"><title>{escape(title)}</title>'
        '<link rel="icon" href="./assets/icon.png">'
        f"<style>:root{{{theme.css()}--font:{theme.FONT}}}</style>"
        '<link rel="stylesheet" href="./assets/style.css">'
        f'<link rel="stylesheet" href="./assets/signin.css">{more}'
        f'<body class="y signin"><header><a href="{back}">{escape(title)}</a>'
        f'<a lang="{other}" href="./signin?{there}">{escape(texts.t(other, "app.language"))}</a>'
        f"</header><main>{body}</main></body></html>"
    )
