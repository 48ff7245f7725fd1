"""A reading of a foreign table in sentences, and its choices in words (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from lib import texts
from lib.fields import UNITS
from lib.screen.pieces import Pen
from lib.upload.foreign.choices import Control
from lib.upload.foreign.known import Known
from lib.upload.foreign.labels import IGNORE, Labels
from lib.upload.foreign.lines import DATA, kinds
from lib.upload.foreign.reading import DIMENSIONS, Reading
from lib.upload.foreign.table import FILE, NONE, PERSON, SHEET
from lib.upload.grid import Grid, letters

MOST_NAMED = 6
LEFT_UNSAID = ("title", "header", "blank", DATA)


def describe(pen: Pen, grid: Grid, reading: Reading, known: Known) -> list[str]:
    """What was understood, one plain sentence after another; not escaped."""
    lang = pen.lang
    if not reading.first:
        return [texts.t(lang, "issue.layout_ask_table")]
    sorts = Counter(kinds(grid, reading, Labels(reading, known)))
    said = [
        texts.t(lang, "layout.say.header", lines=_lines(lang, reading.header))
        if reading.header
        else texts.t(lang, "layout.say.no_header"),
        texts.t(
            lang,
            "layout.say.data",
            first=reading.first,
            last=reading.last,
            count=sorts[DATA],
        ),
    ]
    for side, has in (("lines", reading.by_line), ("columns", reading.by_column)):
        names = [texts.t(lang, f"layout.role.{d}") for d in DIMENSIONS if has(d)]
        if names:
            said.append(texts.t(lang, f"layout.say.{side}", names=texts.join(lang, names)))
    said += _of_table(pen, reading, known)
    return [*said, *_skipped(lang, reading, sorts)]


def _lines(lang: str, lines: Sequence[int]) -> str:
    """4, or 3—4 for lines that follow each other."""
    if len(lines) > 1 and lines[-1] - lines[0] == len(lines) - 1:
        return f"{lines[0]}{'—' if lang == 'zh' else '–'}{lines[-1]}"
    return texts.join(lang, [str(line) for line in lines])


def _of_table(pen: Pen, reading: Reading, known: Known) -> list[str]:
    """What holds for every value, and where that stands."""
    said = []
    for name in ("target", "region", "period", "unit"):
        text = _value(pen, name, getattr(reading, name), known)
        if text:
            words = {"text": text, "where": where(pen.lang, reading.origins.get(name, ""))}
            said.append(texts.t(pen.lang, f"layout.say.{name}", **words))
    if not (reading.region or reading.by_line("region") or reading.by_column("region")):
        city = pen.place(known.city)
        said.append(texts.t(pen.lang, "layout.say.no_region", city=city))
    if not (reading.unit or reading.of("unit") or any(c.unit for c in reading.values)):
        said.append(texts.t(pen.lang, "layout.say.no_unit"))
    return said


def where(lang: str, origin: str) -> str:
    """Where something was found: a line, the sheet's name, the file's, or a person's choice."""
    if origin in (SHEET, FILE, PERSON, ""):
        return texts.t(lang, f"layout.from.{origin or 'table'}")
    return texts.t(lang, "layout.from.line", line=origin)


def _skipped(lang: str, reading: Reading, sorts: Counter[str]) -> list[str]:
    """How many lines of which kind and which columns are left out."""
    said = []
    kinds_of = [(kind, n) for kind, n in sorts.items() if n and kind not in LEFT_UNSAID]
    if kinds_of:
        parts = [f"{texts.t(lang, f'layout.line.{kind}')} {n}" for kind, n in kinds_of]
        count = sum(n for _, n in kinds_of)
        names = texts.join(lang, parts)
        said.append(texts.t(lang, "layout.say.skipped_lines", count=count, names=names))
    left_out = [c.head or letters(c.at) for c in reading.of("ignore")]
    if left_out:
        names = texts.join(lang, [n[:30] for n in left_out[:MOST_NAMED]])
        if len(left_out) > MOST_NAMED:
            names += "…"
        words = {"count": len(left_out), "names": names}
        said.append(texts.t(lang, "layout.say.skipped_columns", **words))
    return said


def control_name(pen: Pen, control: Control) -> str:
    """What a control chooses, with the column or label it is about; not escaped."""
    what = control.name.split(".")
    if what[0] == "meant":
        return texts.t(pen.lang, "layout.control.meant", found=control.found)
    if what[0] == "column":
        words = {"column": letters(control.at), "found": control.found}
        return texts.t(pen.lang, f"layout.control.column_{what[2]}", **words)
    return texts.t(pen.lang, f"layout.control.{what[0]}")


def option_name(pen: Pen, control: Control, value: str, known: Known) -> str:
    """A value of a control as people say it; not escaped."""
    what = control.name.split(".")[0]
    last = control.name.rpartition(".")[2] if what == "column" else what
    if value == NONE and what == "column":
        return texts.t(pen.lang, "layout.option.as_table")
    if value in ("", NONE, IGNORE):
        return texts.t(pen.lang, f"layout.option.{value or 'open'}")
    if last in ("role", "section"):
        return texts.t(pen.lang, f"layout.role.{value}")
    if last in ("totals", "fill"):
        return texts.t(pen.lang, f"layout.option.{last}_{value}")
    if last == "header":
        return texts.t(pen.lang, "layout.from.line", line=value.replace("-", "—"))
    return _value(pen, last, value, known)


def _value(pen: Pen, name: str, value: str, known: Known) -> str:
    if value in known.indicators and name in ("target", "meant"):
        zh, en = known.indicators[value]
        return f"{value} {zh if pen.lang == 'zh' else en}"
    if value in known.places and name in ("region", "meant"):
        return pen.place(value)
    return texts.unit_word(pen.lang, value) if name == "unit" and value in UNITS else value


def option_names(
    pen: Pen, control: Control, known: Known, values: Iterable[str] | None = None
) -> dict[str, str]:
    """Every value of a control with its words, for a select box."""
    chosen = control.allowed if values is None else values
    return {value: option_name(pen, control, value, known) for value in chosen}
