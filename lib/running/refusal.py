"""The small page of a refused or failed request, in both languages; needs nothing of the server."""

from __future__ import annotations

from html import escape

from lib import texts, theme

LONGEST = 100
"""Characters of what was asked for."""
STYLE = (
    "body{margin:0;padding:12vh 1rem;font:17px/1.7 var(--font);background:var(--panel);"
    "color:var(--ink)}main{max-width:38rem;margin:auto;padding:1.6rem 2rem 1.8rem;"
    "background:var(--ground);border:1px solid var(--faint);border-top:4px solid var(--accent);"
    "border-radius:4px}h1{font-size:1.35rem;margin:0 0 1rem}p{margin:0 0 .8rem}"
    "[lang=en],[lang=zh-CN]{overflow-wrap:anywhere}.other{color:var(--muted);font-size:.92rem;"
    "border-top:1px solid var(--faint);margin:1.2rem 0 0;padding-top:1rem}"
)


def page(lang: str, code: str, **found: object) -> str:
    """Say served.<code> in the visitor's language, and below it in the other one.

    Nobody knows what language somebody reads whose request was refused before it was read.
    """
    said = {k: str(v)[:LONGEST] for k, v in found.items()}
    other = "en" if lang == "zh" else "zh"
    title = escape(texts.t(lang, "app.title"))

    def words(which: str, mark: str = "") -> str:
        sentence = escape(texts.t(which, f"served.{code}", **said))
        return f'<p lang="{_html(which)}"{mark}>{sentence}</p>'

    return (
        f'<!doctype html><html translate="no" lang="{_html(lang)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<link rel="icon" href="data:,"><style>:root{{{theme.css()}--font:{theme.FONT}}}{STYLE}'
        f"</style><body><main><h1>{title}</h1>{words(lang)}"
        f"{words(other, ' class=other')}</main></body></html>"
    )


def _html(lang: str) -> str:
    return "zh-CN" if lang == "zh" else lang
