"""What may be recognised in a foreign table: targets and regions by every name (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lib.fields import CITY
from lib.plan.regions import Region, top
from lib.upload.naming import PlanLike
from lib.values import key


@dataclass(frozen=True)
class Known:
    """Matching forms as `plain` gives them.

    targets maps a name to the target ids it may stand for (one where it is clear), indicators a
    target id to its Chinese and English name, regions a name to a region code, places a code to
    the region's Chinese name.
    """

    targets: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, tuple[str, str]]
    regions: Mapping[str, str]
    places: Mapping[str, str]
    city: str = CITY

    def target(self, name: str) -> str:
        """The target of a name or id, empty where there is none or more than one."""
        ids = self.targets.get(plain(name), ())
        return ids[0] if len(ids) == 1 else ""

    def region(self, name: str) -> str:
        """The code of a region's name, empty where there is none."""
        return self.regions.get(plain(name), "")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Form in which words of a table are matched: as values.key, small letters, and without the
    blanks that people put between Chinese characters to fill a cell.
    """
    text = key(text).casefold()
    return text if text.isascii() else text.replace(" ", "")


def known_of(
    plan: PlanLike,
    regions: Iterable[Region],
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Known:
    """The names of a plan's targets and of the regions; aliases gives other names by target id.

    Targets that are stored under the same id and contributor are one: the first stands for all.
    """
    aliases = aliases or {}
    targets: dict[str, dict[tuple[str, str], str]] = {}
    for t in plan:
        cell = (plan.root(t).target_id, t.contributor)
        for name in (t.target_id, t.indicator_zh, t.indicator_en, *aliases.get(t.target_id, ())):
            if name:
                targets.setdefault(plain(name), {}).setdefault(cell, t.target_id)
    regions = tuple(regions)
    return Known(
        {name: tuple(ids.values()) for name, ids in targets.items()},
        {t.target_id: (t.indicator_zh, t.indicator_en) for t in plan},
        {plain(name): r.code for r in regions for name in r.names if name},
        {r.code: r.zh for r in regions},
        top(regions),
    )
