"""What one text of a table says: target, region, period, unit, kind of figure (pure).

What is not understood to the last character stays in rest, and a person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.upload.foreign import periods
from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.words import ENUMERATOR, KIND_OF, SUBSET, kind_of
from lib.values import find_unit

LONGEST = 80
"""Longer texts are prose: nothing is looked for in them."""


@dataclass(frozen=True)
class Meaning:
    """ids are target ids (several where a name stands for several), region a code, period a text.

    part is a period without its year. kind is one of words.KINDS. problem is the issue code where
    the unit is doubtful.
    """

    ids: tuple[str, ...] = ()
    region: str = ""
    period: str = ""
    part: str = ""
    unit: str = ""
    kind: str = ""
    rest: str = ""
    problem: str = ""


_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_TRIM = " :,.;、/-_·|"
_REGION_LONGEST = 24
_KIND_LONGEST = max(map(len, KIND_OF))
_SURROUNDING = re.compile(
    r"^(?:附[件表]?[0-9一二三四五六七八九十]*[:：]?|表[0-9一二三四五六七八九十.-]+[:：]?|指标(?:名称)?[:：]"
    r"|统计指标[:：]|项目[:：])|(?:分|按|各)(?:省|州|市|县|区|地区|地|、|[(]|[)])+|(?:分|按|各)(?:年度|季度|月份|年|月)|全(?=市|省|县)"
)
_ENDINGS = re.compile(
    r"(?<=.)(?:(?:完成|进展|基本|主要)?情况(?:统计|汇总|一览|明细)?表?|(?:统计|汇总|一览|明细|数据|报)表"
    r"|统计数据|统计|汇总|明细|数据|台账|表)$"
)
"""What a title says behind the name of what it is about."""


def unit_in(text: str) -> tuple[str, str]:
    """The unit that a text states, and the issue code where it is doubtful."""
    try:
        return find_unit(text[: 2 * LONGEST]), ""
    except ValueError as error:
        doubt = getattr(error, "code", "unit_ambiguous") == "unit_unknown"
        return "", "layout_ask_unit_unknown" if doubt else "layout_ask_units"


def heading(text: str, known: Known) -> Meaning:
    """What a heading or a label says as a whole; every part of it must be understood."""
    if len(text) > LONGEST:
        return Meaning(rest=text[:LONGEST])
    text = plain(text)
    if not text:
        return Meaning()
    if (whole := _whole(text, known)) is not None:
        return whole
    text, unit, problem = _without_unit(text)
    found, rest = periods.find(text)
    rest = _trimmed(rest)
    inner = _whole(rest, known) if rest else Meaning()
    if inner is None:
        inner = _split(rest, known)
    kind = "change" if unit in ("百分点", "‰") and not inner.ids else inner.kind
    return Meaning(
        inner.ids,
        inner.region,
        found[0] if len(found) == 1 else "/".join(found),
        inner.part,
        unit,
        kind,
        inner.rest,
        problem,
    )


def label(text: str, known: Known) -> Meaning:
    """A label of a line: a heading behind a number of order or behind 其中."""
    found = heading(text, known)
    text = plain(text) if len(text) <= LONGEST else ""
    shorter = SUBSET.sub("", ENUMERATOR.sub("", text))
    return heading(shorter, known) if found.rest and shorter and shorter != text else found


@dataclass(frozen=True)
class Title:
    """What a title says. subject is what is left when periods, units and usual words are gone."""

    ids: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    unit: str = ""
    problem: str = ""
    subject: str = ""


def title(text: str, known: Known) -> Title:
    """What may be found inside a title, a sheet's name or a file's name."""
    if len(text) > 2 * LONGEST:
        return Title()
    unit, problem = unit_in(text)
    found, rest = periods.find(_without_unit(plain(text))[0])
    regions, ids = [], ()
    subject = ""
    for attempt in _attempts(_trimmed(rest)):
        code, shorter = _region_first(attempt, known)
        if code and code not in regions:
            regions.append(code)
        ids = known.targets.get(attempt) or known.targets.get(shorter, ())
        subject = shorter
        if ids:
            break
    return Title(ids, tuple(regions), found, unit, problem, subject)


def _attempts(text: str) -> list[str]:
    """The text as it is, then without what stands around the name of an indicator."""
    bare = _trimmed(_SURROUNDING.sub("", text))
    out = [text, bare, _trimmed(_ENDINGS.sub("", bare))]
    return [t for t in dict.fromkeys(out) if t]


def _whole(text: str, known: Known) -> Meaning | None:
    """A text that is one thing and nothing else."""
    if ids := known.targets.get(text):
        return Meaning(ids=ids)
    if code := known.regions.get(text):
        return Meaning(region=code)
    if kind := KIND_OF.get(text):
        return Meaning(kind=kind)
    if periods.read(text):
        return Meaning(period=text)
    if periods.part(text):
        return Meaning(part=periods.part(text))
    return None


def _split(text: str, known: Known) -> Meaning:
    """Two things in one heading: a region or a kind of figure beside the name of a target."""
    code, rest = _region_first(text, known)
    if code and (inner := _whole(rest, known)) and not inner.region:
        return Meaning(inner.ids, code, inner.period, inner.part, "", inner.kind)
    for size in range(min(len(text) - 1, _KIND_LONGEST), 0, -1):
        for word, rest in ((text[-size:], text[:-size]), (text[:size], text[size:])):
            if word in KIND_OF and (inner := _whole(_trimmed(rest), known)):
                kind = "change" if inner.kind == "change" else KIND_OF[word]
                return Meaning(inner.ids, inner.region, inner.period, inner.part, "", kind)
    bare = _trimmed(_BRACKETED.sub("", text))
    inside = [_whole(t, known) for t in _BRACKETED.findall(text)]
    if bare and bare != text and all(inside):
        inner = _whole(bare, known) or Meaning(rest=bare)
        kinds = [m.kind for m in inside if m and m.kind]
        parts = [m.part for m in inside if m and m.part]
        if not any(m.ids or m.region or m.period for m in inside if m):
            kind = inner.kind or "".join(kinds[:1])
            part = inner.part or "".join(parts[:1])
            return Meaning(inner.ids, inner.region, inner.period, part, "", kind, inner.rest)
    return Meaning(kind=kind_of(text), rest=text)


def _region_first(text: str, known: Known) -> tuple[str, str]:
    """The region whose name a text begins with, and what follows; the longest name counts."""
    for end in range(min(len(text) - 1, _REGION_LONGEST), 1, -1):
        if (code := known.regions.get(text[:end])) and not text[:end].isascii():
            return code, _trimmed(text[end:].removeprefix("各"))
    return "", text


def _without_unit(text: str) -> tuple[str, str, str]:
    """The text without its unit, the unit, and the issue code where that is doubtful."""
    unit, problem = unit_in(text)
    if not unit and not problem:
        return text, "", ""
    rest = _BRACKETED.sub(_unless_unit, text)
    rest = re.sub(r"(?:计量|数据)?单位[:为].*$", "", rest)
    if rest == text and "/" in text:
        rest = text.rpartition("/")[0]
    elif rest == text:
        rest = text.rstrip("%‰")
    return _trimmed(rest) or "", unit, problem


def _unless_unit(match: re.Match[str]) -> str:
    unit, problem = unit_in(match[0])
    return "" if unit or problem else match[0]


def _trimmed(text: str) -> str:
    return _EMPTY.sub("", text).strip(_TRIM)
