"""A report -> one HTML file that opens from a USB stick: charts to point at, tables, no network."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import Any

from lib import texts
from lib.charts.chart import Chart
from lib.exports.leaf.blocks import contents, section
from lib.exports.leaf.look import SCRIPT, style
from lib.exports.table import clean
from lib.figure.bundle import bundle, styled
from lib.figure.draw import config, figure
from lib.report.mark import NAME
from lib.report.report import Report

HTML_LANG = {"zh": "zh-CN", "en": "en"}
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""Hash of nothing: Plotly puts an empty style element into the page and fills it by rules."""


def html(report: Report) -> bytes:
    """Write the page. Every script and style in it is known by its hash; nothing else runs."""
    css, scripts = style(), (bundle(), SCRIPT) if report.charts else ()
    told = [f"<script>{text}</script>" for text in scripts]
    if scripts:
        told = [f'<i id="{name}" hidden></i>' for name in styled()] + told
        told.insert(0, f'<script type="application/json" id="figures">{_figures(report)}</script>')
    sections = "".join(section(report, n, one) for n, one in enumerate(report.sections, 1))
    page = (
        f'<!doctype html>\n<html lang="{HTML_LANG[report.lang]}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(css, scripts)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="{NAME}" content="{escape(report.mark.text())}">\n'
        f"<title>{_say(report.title)}</title>\n<style>{css}</style>\n</head>\n<body>\n"
        f"{_bar(report)}<div class=page>{contents(report)}<main>{_head(report)}{sections}"
        f"{_foot(report)}</main></div>\n{''.join(told)}\n</body>\n</html>\n"
    )
    return page.encode()


def _say(text: str) -> str:
    return escape(clean(text))


def _policy(css: str, scripts: tuple[str, ...]) -> str:
    """Nothing is fetched. Words in a chart have colours of their own, which are style attributes;
    they may stand, style elements need their hash.
    """
    run = " ".join(map(_hash, scripts)) or "'none'"
    styled = f"{_hash(css)} {EMPTY}"
    return (
        f"default-src 'none'; script-src {run}; style-src-elem {styled}; style-src {styled}; "
        "style-src-attr 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _figures(report: Report) -> str:
    """Every chart as Plotly takes it; no text in it ends the element or a line."""
    told = {chart.name: _figure(report.lang, chart) for chart in report.charts}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    text = clean(text).replace("<", "\\u003c").replace(">", "\\u003e")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _figure(lang: str, chart: Chart) -> dict[str, Any]:
    return {**figure(chart), "config": config(lang, chart)}


def _bar(report: Report) -> str:
    """What stays in sight: what the numbers are, and as of when."""
    stamp = report.stamp
    pills = "".join(
        f"<b class=pill>{_say(words)}</b>" for words in (stamp.demo, stamp.draft) if words
    )
    return f"<div class=bar>{pills}<span>{_say(stamp.moment)}</span></div>"


def _head(report: Report) -> str:
    under = f"<p class=under>{_say(report.subtitle)}</p>" if report.subtitle else ""
    return f"<header><h1>{_say(report.title)}</h1>{under}</header>"


def _foot(report: Report) -> str:
    made = texts.moment(report.lang, report.stamp.made, "Asia/Shanghai")
    parts = (report.issuer, report.stamp.moment, report.stamp.code, made, report.stamp.demo)
    return f"<footer>{' · '.join(_say(part) for part in parts if part)}</footer>"
