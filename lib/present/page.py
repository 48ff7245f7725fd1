"""The meeting mode's one page: every slide and every figure in it, shown by present.js (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from lib import texts, theme
from lib.present.large import large
from lib.present.slides import Slide

HTML_LANG = {"zh": "zh-CN", "en": "en"}
KEYS = ("next", "previous", "ends", "jump", "dark", "full", "back", "help")
"""Keys in the order in which the help names them."""
WORDS = ("said", "jump", "paused", "lost")
"""Sentences that the browser fills in: present.<name> of texts.csv."""


@dataclass(frozen=True)
class Deck:
    """All slides of one showing. moment and demo are words that stand on each slide.

    back is the address to return to. wall is how many seconds a slide stays by itself, 0 where
    somebody turns the slides. build tells one version of the program's files from another. icon is
    an address that holds the picture itself: a browser asks for any other at every turn.
    """

    lang: str
    title: str
    slides: tuple[Slide, ...]
    moment: str
    demo: str
    back: str
    seq: int
    day: str
    wall: int = 0
    build: str = ""
    icon: str = "data:,"

    def t(self, key: str, **params: object) -> str:
        """Words, escaped."""
        return escape(texts.t(self.lang, key, **params))


def page(deck: Deck) -> str:
    """The whole page. The closing tag of the head is left out, as HTML allows: what Streamlit's
    own page needs is put before that tag (lib/shell.py), and this page needs none of it.
    """
    total = len(deck.slides)
    sections = "".join(_section(deck, n, total) for n in range(1, total + 1))
    figures = {str(n): large(slide.chart) for n, slide in enumerate(deck.slides, 1) if slide.chart}
    told = {
        "seq": deck.seq,
        "day": deck.day,
        "wall": deck.wall,
        "back": deck.back,
        "build": deck.build,
        "words": {name: texts.t(deck.lang, f"present.{name}") for name in WORDS},
        "template": theme.TEMPLATE,
        "figures": figures,
        "dark": theme.ON_DARK,
    }
    body = (
        f'<main id="deck">{sections}</main><div id="said" class="sr" role="status" '
        f'aria-live="polite"></div><div id="notice" role="status" hidden></div>{_help(deck)}'
        f"<noscript>{deck.t('present.no_script')}</noscript>"
        f'<script id="told" type="application/json">{_json(told)}</script>'
    )
    scripts = (
        f'<script defer src="./assets/present.js?{deck.build}"></script>'
        '<script defer src="./pictures/plotly.min.js"></script>'
    )
    return _document(deck.lang, deck.title, body, scripts, deck.build, deck.icon)


def sorry(lang: str, sentence: str, back: str, title: str = "") -> str:
    """A page with one sentence and the way back; title is the plan's, or else the product's."""
    title = title or texts.t(lang, "app.title")
    words = escape(texts.t(lang, "present.back"))
    body = (
        f'<main id="deck"><section class="here"><div class="opening"><h1>{escape(title)}</h1>'
        f'<p class="reason">{escape(sentence)}</p>'
        f'<p><a href="{escape(back)}">{words}</a></p></div></section></main>'
    )
    return _document(lang, title, body)


def _document(
    lang: str, title: str, body: str, scripts: str = "", build: str = "", icon: str = "data:,"
) -> str:
    colours = f":root{{{theme.css()}--font:{theme.FONT}}}:root.dark{{{theme.css(dark=True)}}}"
    return (
        f'<!doctype html><html translate="no" lang="{HTML_LANG[lang]}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(title)}</title><link rel="icon" href="{icon}">'
        f'<style>{colours}</style><link rel="stylesheet" href="./assets/style.css?{build}">'
        f'<link rel="stylesheet" href="./assets/present.css?{build}">{scripts}'
        f'<body class="y present">{body}</body></html>'
    )


def _section(deck: Deck, number: int, total: int) -> str:
    slide = deck.slides[number - 1]
    label = escape(slide.label, quote=True)
    plot, bare = "", "" if slide.chart else ' class="bare"'
    if slide.chart:
        alt = escape(slide.chart.alt, quote=True)
        plot = f'<div class="plot" role="img" aria-label="{alt}"><div></div></div>'
    demo = f'<span class="stamp">{escape(deck.demo)}</span>' if deck.demo else ""
    heading = "" if number == 1 else f"<span>{escape(deck.title)}</span>"
    return (
        f'<section aria-label="{label}" data-number="{number}"{bare}>'
        f'<p class="strip">{heading}<span class="moment">{escape(deck.moment)}</span>{demo}</p>'
        f'{slide.body}{plot}<div class="foot"><span>{escape(slide.source)}</span>'
        f'<span class="page">{number} / {total}</span></div></section>'
    )


def _help(deck: Deck) -> str:
    keys = [k for k in KEYS if not (deck.wall and k == "next")]
    keys = ["pause", "turn", *keys] if deck.wall else keys
    lines = "".join(
        f"<dt>{deck.t(f'present.key.{k}')}</dt><dd>{deck.t(f'present.does.{k}')}</dd>" for k in keys
    )
    return (
        f'<div id="help" role="dialog" aria-label="{deck.t("present.keys")}" tabindex="-1" hidden>'
        f"<h2>{deck.t('present.keys')}</h2><dl>{lines}</dl></div>"
    )


def _json(told: Mapping[str, Any]) -> str:
    """JSON that no text in it can leave."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
