"""What the texts around a table say about all of it: target, region, period, unit (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from lib.upload.foreign import periods
from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.meaning import Title, title
from lib.upload.foreign.reading import Reading

MOST_OFFERED = 5
LIKE, LIKE_IN_LETTERS = 0.45, 0.65
"""How alike two names are to be offered; a few letters make any two English words alike."""
SHEET, FILE, PERSON = "sheet", "file", "person"
"""Origins that are no line of the grid."""
NONE = "none"
"""Chosen where the table says nothing after all."""


@dataclass(frozen=True)
class Source:
    """One text that speaks about the table; origin is a line number, SHEET or FILE."""

    origin: str
    text: str
    says: Title


@dataclass(frozen=True)
class Said:
    """One thing that the sources say: a text and its origin, or the texts that contradict."""

    text: str = ""
    origin: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Around:
    """Everything that is said about the table. target is an id, region a code."""

    target: Said = field(default_factory=Said)
    region: Said = field(default_factory=Said)
    period: Said = field(default_factory=Said)
    unit: Said = field(default_factory=Said)
    offered: tuple[str, ...] = ()


def sources_of(
    titles: Sequence[tuple[int, str]], sheet: str, file_name: str, known: Known
) -> list[Source]:
    """The lines above the table, the sheet's name and the file's, in the order they count."""
    stem = file_name.rpartition(".")[0] or file_name
    found = [(str(line), text) for line, text in titles]
    if plain(sheet) != plain(stem):
        found.append((SHEET, sheet))
    found.append((FILE, stem))
    return [Source(origin, text, title(text, known)) for origin, text in found if text.strip()]


def around(sources: Sequence[Source], known: Known) -> Around:
    """What the sources say; those in the table count before the sheet's name and the file's."""
    return Around(
        _said(sources, lambda s: s.says.ids),
        _said(sources, lambda s: s.says.regions),
        _period(sources),
        _unit(sources),
        _offered(sources, known),
    )


def _said(sources: Sequence[Source], what: Callable[[Source], Sequence[str]]) -> Said:
    """What the first of them says that says anything: the titles, the sheet, the file."""
    titles = [s for s in sources if s.origin not in (SHEET, FILE)]
    for group in (titles, *([s for s in sources if s.origin == o] for o in (SHEET, FILE))):
        found = {text: s.origin for s in reversed(group) for text in what(s)}
        if len(found) == 1:
            return Said(*next(iter(found.items())))
        if found:
            return Said(others=tuple(reversed(found)))
    return Said()


def _period(sources: Sequence[Source]) -> Said:
    found = _said(sources, lambda s: s.says.periods)
    if found.others:
        one = periods.joined(found.others)
        if periods.read(one):
            origin = next(s.origin for s in sources if one in s.says.periods)
            return Said(one, origin)
    return found


def _unit(sources: Sequence[Source]) -> Said:
    """A doubtful unit contradicts itself: a person is asked."""

    def stated(source: Source) -> tuple[str, ...]:
        says = source.says
        return (source.text,) if says.problem else (says.unit,) if says.unit else ()

    found = _said(sources, stated)
    doubtful = any(s.says.problem and s.text == found.text for s in sources)
    return Said(others=(found.text,)) if doubtful else found


def _offered(sources: Sequence[Source], known: Known) -> tuple[str, ...]:
    """Targets whose names look like what the sources are about, the most alike first."""
    ids = [i for s in sources for i in s.says.ids]
    return tuple(dict.fromkeys([*ids, *near([s.says.subject for s in sources], known)]))[
        :MOST_OFFERED
    ]


def near(texts: Sequence[str], known: Known) -> list[str]:
    """The targets whose names look like one of the texts; offered, never taken."""
    best: dict[str, float] = {}
    for text in {plain(t) for t in texts if 1 < len(t) <= 60}:
        least = LIKE_IN_LETTERS if text.isascii() else LIKE
        matcher = SequenceMatcher(b=text, autojunk=False)
        for name, ids in known.targets.items():
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() < least and name not in text:
                continue
            ratio = matcher.ratio() + (0.3 if name in text or text in name else 0)
            for i in ids if ratio >= least else ():
                best[i] = max(ratio, best.get(i, 0))
    return sorted(best, key=lambda i: (-best[i], i))[:MOST_OFFERED]


def with_table(reading: Reading, said: Around, chosen: Mapping[str, str]) -> Reading:
    """The reading with what holds for the whole table; a person's word comes first."""
    origins, doubts, found = {}, {}, {}
    for name in ("target", "region", "period", "unit"):
        own: Said = getattr(said, name)
        if name in chosen:
            found[name] = "" if chosen[name] == NONE else chosen[name]
            origins[name] = PERSON
        elif own.text and (name in ("period", "unit") or _left_open(reading, name)):
            # A year for its quarters, a unit for the columns without one.
            found[name], origins[name] = own.text, own.origin
        elif own.others and _left_open(reading, name):
            doubts[name] = "、".join(own.others)
    return replace(reading, **found, origins=origins, doubts=doubts, offered=said.offered)


def _left_open(reading: Reading, name: str) -> bool:
    """Whether columns and lines leave it to the table."""
    by_line = bool(reading.of("unit")) if name == "unit" else reading.by_line(name)
    return not by_line and not (reading.values and all(getattr(c, name) for c in reading.values))
