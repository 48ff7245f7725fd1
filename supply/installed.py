"""What is installed in this environment and who asks for what; never installs anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@dataclass
class Needed:
    """A package that is installed because somebody asks for it.

    by are the names of the packages that ask, empty for one that we ask for ourselves.
    """

    found: Distribution
    by: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name as indexes compare it."""
        return canonicalize_name(self.found.name)


@cache
def everything() -> dict[str, Distribution]:
    """Every package of this environment by name."""
    return {canonicalize_name(d.name): d for d in distributions()}


def needed(asked: Iterable[Requirement]) -> dict[str, Needed]:
    """Walk from what is asked for to all that it needs on this computer.

    Raises LookupError naming what is missing, and what is installed in a version nobody asked for.
    """
    known, out = everything(), {}
    waiting = [("", wish, "") for wish in asked]
    seen = set()
    while waiting:
        by, wish, extra = waiting.pop()
        if wish.marker and not wish.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(wish.name)
        if name not in known:
            raise LookupError(f"{wish} is not installed; {by or 'requirements.in'} asks for it")
        if not wish.specifier.contains(known[name].version, prereleases=True):
            raise LookupError(f"{name} {known[name].version} is installed; {by} asks for {wish}")
        here = out.setdefault(name, Needed(known[name]))
        if by:
            here.by.add(by)
        for more in ("", *sorted(wish.extras)):
            if (name, more) not in seen:
                seen.add((name, more))
                wishes = [Requirement(r) for r in known[name].requires or []]
                waiting += [(name, w, more) for w in wishes if w.name != wish.name]
    return dict(sorted(out.items()))
