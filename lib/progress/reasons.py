"""One sentence of the why, as a code and its raw numbers; never words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One sentence of the why: `reason.<code>` in texts.csv with params put into it.

    Names ending in _pct are shares (0.173 is 17.3 %), in _points percentage points, in _plain
    numbers without a unit; other decimals are in params["unit"].
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
