"""The judged overview as tables in a DuckDB file, ready-made for the peers; they judge nothing.

What the product works out (status, completion, words, what changed) the peers are spared: they
read it and lay it out.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import duckdb

from lib import store, texts, theme
from lib.access import NOBODY
from lib.charts import words
from lib.feed import recent
from lib.meeting import previous
from lib.moment import changed, moment
from lib.office import Office
from lib.progress import Progress, selection
from lib.screen import pieces
from lib.settings import Settings
from lib.start import opened
from lib.view import View
from lib.world import World, world

LANG = "zh"
TABLES = """
create table judged (place integer, target_id text, area text, name text, value text, promise text,
    completion double, planned double, status text, symbol text, color text, standing text,
    leads text, answers text, featured integer, pace text, first_year integer, last_year integer);
create table choices (kind text, place integer, words text);
create table news (kind text, place integer, words text)
"""


def give(database: Path, to: Path) -> tuple[str, list[str]]:
    """Write the tables; gives the first headline promise's name, and two areas."""
    office = opened(Settings(database=str(database), kind="demo"))
    try:
        now = world(office, store.head(office.db), office.today())
        seen = View(office, LANG, now, me=NOBODY)
        rows = now.headlines
        with duckdb.connect(str(to)) as made:
            made.execute(TABLES)
            every = [_judged(seen, place, row) for place, row in enumerate(rows)]
            made.executemany(f"insert into judged values ({', '.join('?' * 18)})", every)  # noqa: S608
            for table, told in (("choices", _choices(now)), ("news", _news(office, now))):
                lines = [(k, n, w) for k, found in told.items() for n, w in enumerate(found)]
                made.executemany(f"insert into {table} values (?, ?, ?)", lines)  # noqa: S608
    finally:
        office.db.close()
    first = selection.featured(rows)[0]
    return words.indicator(LANG, first.target), selection.areas(rows)[:2]


def _judged(seen: View, place: int, row: Progress) -> tuple[Any, ...]:
    target, group = row.target, _group(row.status)
    shares = [None if s is None else float(s) for s in (row.completion, row.planned)]
    value = unescape(re.sub("<[^>]+>", "", pieces.reached(seen.pen, row)))
    return (
        place,
        target.target_id,
        target.area,
        words.indicator(LANG, target),
        value,
        words.promise(LANG, target),
        *shares,
        texts.status(LANG, row.status),
        theme.sign_of(row.status)[1],
        theme.STATUS[row.status].color,
        texts.t(LANG, f"group.{group}"),
        "、".join(target.lead_departments),
        "、".join((*target.lead_departments, *target.supporting_departments)),
        target.featured or 0,
        pieces.pace(seen.pen, row),
        row.start.year,
        (row.deadline or row.as_of).year,
    )


def _group(status: str) -> str:
    return next(g for g, own in selection.GROUPS.items() if status in own)


def _choices(now: World) -> dict[str, list[str]]:
    def said(codes: tuple[str, ...]) -> list[str]:
        return [texts.status(LANG, code) for code in codes]

    return {
        "area": selection.areas(now.rows),
        "department": selection.departments(now.rows),
        "status": said(tuple(theme.STATUS)),
        "year": selection.years(now.rows),
        "standing": [texts.t(LANG, f"group.{group}") for group in selection.GROUPS],
        "late": said(selection.SHORTFALLS),
        "owing": said(selection.OWING),
    }


def _news(office: Office, now: World) -> dict[str, list[str]]:
    last = previous(store.meetings(office.db, now.seq), now.day, 0)
    found = changed(office, moment(office, last), (now.seq, now.day)) if last else ()
    since = [
        f"{words.indicator(LANG, told.row.target)} {texts.reason(LANG, told.whys[0].reason)}"
        for told in found[: selection.MOVES_SHOWN]
    ]
    turned = [
        f"{words.indicator(LANG, turn.row.target)} {texts.status(LANG, turn.after)} {turn.on}"
        for turn in recent(office, now)[: selection.TURNS_SHOWN]
    ]
    return {"since": since, "turned": turned}
