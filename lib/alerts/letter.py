"""What is to be told about turns, before it takes the form of a channel (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from lib import texts, theme
from lib.alerts import words
from lib.alerts.turns import Turn

LONGEST = 80
"""Signs kept of anything a person typed; the rest is on the dashboard."""


@dataclass(frozen=True)
class Letter:
    """What is to be told, before it takes the form of a channel.

    turns stand worst first, none in a trial. number and day are the moment they are about. plan
    is the name of a plan beside the home plan and about what it is called, both else empty.
    """

    lang: str
    turns: tuple[Turn, ...] = ()
    number: int = 0
    day: date | None = None
    demo: bool = False
    site: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    plan: str = ""
    about: str = ""

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        worse = [t for t in self.turns if not t.better]
        if not self.turns:
            line = texts.t(self.lang, "alert.test_title")
        elif not worse:
            line = texts.t(self.lang, "alert.title_back", count=len(self.turns))
        else:
            one = "_one" if len(worse) == 1 else ""
            line = texts.t(self.lang, f"alert.title{one}", count=len(worse))
        if self.about:
            line = texts.t(self.lang, "alert.of_plan", line=line, plan=self.about)
        if not self.demo:
            return line
        demo = texts.t(self.lang, "alert.demo")
        return f"{line}（{demo}）" if self.lang == "zh" else f"{line} ({demo})"

    @property
    def lead(self) -> str:
        """The sentence under the title of a trial; a real message has none."""
        return "" if self.turns else texts.t(self.lang, "alert.test")

    def link(self, turn: Turn) -> str:
        """The target's page, empty where nobody said where the dashboard is."""
        if not self.site:
            return ""
        which = {"target": turn.target_id, **({"plan": self.plan} if self.plan else {})}
        return f"{self.site.rstrip('/')}/target?{urlencode(which)}"

    @property
    def home(self) -> str:
        """The dashboard of the plan, empty where nobody said where it is."""
        if not self.site:
            return ""
        return self.site.rstrip("/") + "/" + (f"?plan={self.plan}" if self.plan else "")


def status(letter: Letter, turn: Turn) -> str:
    """Symbol and word of what it turned to."""
    symbol = theme.STATUS[turn.after].symbol
    return f"{symbol} {texts.status(letter.lang, turn.after)}"


def said(letter: Letter, turn: Turn) -> list[str]:
    """What stands under the name: from where to where, since when, why, where it stands, who."""
    lang = letter.lang
    before = texts.status(lang, turn.before) if turn.before else texts.t(lang, "value.new")
    after, day = texts.status(lang, turn.after), texts.day(lang, turn.on)
    leads = [texts.name(lang, d, dict(letter.names)) for d in turn.row.target.lead_departments]
    lines = [
        texts.t(lang, "alert.move", before=before, after=after, day=day),
        words.why(lang, turn, letter.names),
        words.standing(lang, turn.row),
        texts.t(lang, "alert.lead", leads=texts.join(lang, leads)) if leads else "",
    ]
    return [one_line(line, 2 * LONGEST) for line in lines if line]


def one_line(text: str, longest: int = LONGEST) -> str:
    """One line of visible signs, cut at a whole one: no control signs, no broken halves."""
    kept = "".join(" " if s.isspace() else s for s in text)
    kept = "".join(s for s in kept if unicodedata.category(s)[0] != "C")
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"
