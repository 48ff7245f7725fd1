"""What all the headings above a column say together (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.upload.foreign import periods
from lib.upload.foreign.known import Known, plain
from lib.upload.foreign.meaning import Meaning, heading
from lib.upload.foreign.words import ROLE_OF

KIND_ORDER = ("total", "change", "plan", "previous", "actual", "")
"""Of several kinds in one path the first counts: the plan of a total is a total."""


def of_path(path: tuple[str, ...], known: Known, harmless: frozenset[str] = frozenset()) -> Meaning:
    """What all the headings above a column say together."""
    said = [heading(text, known) for text in path]
    said = [
        replace(m, rest="") if plain(t) in harmless or (t is not path[-1] and _is_word(t)) else m
        for t, m in zip(path, said, strict=True)
    ]
    ids = [m.ids for m in said if m.ids]
    rest = "/".join(m.rest for m in said if m.rest)
    if not ids or rest:
        together = heading("".join(path), known)
        if together.ids and not together.rest:
            ids, rest = [together.ids], ""
    if len(set(ids)) > 1:
        rest = rest or "/".join(path)
    regions = [m.region for m in said if m.region]
    if len({*regions} - {known.city}) > 1:
        rest = rest or "/".join(path)
    units = list(dict.fromkeys(m.unit for m in said if m.unit))
    problem = next((m.problem for m in said if m.problem), "")
    return Meaning(
        ids[-1] if ids else (),
        regions[-1] if regions else "",
        periods.joined([t for m in said for t in (m.period, m.part) if t]),
        "",
        units[-1] if units else "",
        min((m.kind for m in said), key=KIND_ORDER.index, default=""),
        rest,
        "layout_ask_units" if len(units) > 1 else problem,
    )


def _is_word(text: str) -> bool:
    return plain(text) in ROLE_OF


def groups(paths: Sequence[tuple[str, ...]], known: Known) -> frozenset[str]:
    """Headings that stand above several targets and only keep them together."""
    under: dict[str, set[tuple[str, ...]]] = {}
    for path in paths:
        ids = heading(path[-1], known).ids if len(path) > 1 else ()
        for text in path[:-1] if ids else ():
            under.setdefault(plain(text), set()).add(ids)
    return frozenset(text for text, ids in under.items() if len(ids) > 1)
